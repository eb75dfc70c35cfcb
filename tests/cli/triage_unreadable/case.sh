refused() { # refused WHAT ARGUMENTS: exit 3, one line on stderr that tells WHAT, nothing on stdout
	what=$1
	shift
	status=0
	"$agxrace" triage "$@" >out 2>err </dev/null || status=$?
	[ "$status" = 3 ] && [ ! -s out ] && [ "$(wc -l <err)" = 1 ] && grep -q "$what" err && return
	echo "not refused with '$what': $* (exit $status)"
	cat out err
	exit 1
}
refused "cannot open nowhere.ips" nowhere.ips
refused "there is nothing in it" -
mkdir empty
refused "there is no file in it" empty
printf 'hello\n' >text
refused "nothing of a crash report" text
refused "nothing of a crash report" --json text
printf '\001\002\377' >byte
head -c 100000 /dev/zero | tr '\0' '\201' >binary
refused "not text" binary
truncate -s 1G sparse
refused "larger than the limit" sparse
head -c 100000000 /dev/zero | { "$agxrace" triage - 2>err && exit 1; status=$?; [ $status = 3 ]; }
grep -q "standard input is larger than the limit" err
ln -s nowhere dangling
"$agxrace" triage dangling
