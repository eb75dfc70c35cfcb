# Told before anything is measured, each with its code.
expect() { # expect CODE PATTERN ARGUMENT...
	local code=$1 pattern=$2 status=0
	shift 2
	"$agxrace" bench "$@" >out 2>err || status=$?
	[ "$status" = "$code" ] || { echo "bench $*: exit $status, not $code"; cat err; exit 1; }
	# shellcheck disable=SC2053
	[[ $(cat err) == *$pattern* ]] || { echo "bench $*: no '$pattern' in:"; cat err; exit 1; }
	[ ! -s out ] || { echo "bench $*: output"; exit 1; }
}
expect 2 "unknown policy 'hope'" --policies rwlock,hope
expect 2 "unknown policy ''" --policies ""
expect 2 "unknown fix 'glue'" --fixes glue
expect 2 "unknown workload 'render'" --workload render
expect 2 "expected real or empty" --kernels half
expect 2 "--threads 0: expected" --threads 0
expect 2 "2 is listed twice" --threads 2,2
expect 2 "--rounds 0: expected" --rounds 0
expect 2 "--duration-ms 0: expected" --duration-ms 0
expect 2 "unknown option '--fault'" --fault late-null
expect 1 "cannot write no/such/file: no/such/: No such file" --samples no/such/file
expect 1 "cannot write .: it is a folder" --samples .
