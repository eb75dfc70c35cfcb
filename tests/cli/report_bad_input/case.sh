# Whatever cannot be done is told with its code, and nothing is left or changed.
. "$case/../../support/says.sh"
expect() { refuses "$1" "$2" "$agxrace" "${@:3}"; } # expect CODE PATTERN COMMAND ARGUMENT...
expect 2 "name the folder" report
expect 2 "name the folder" report a b
expect 2 "unknown option" report --pretty a
expect 3 "nowhere: there is no such folder" report nowhere
echo text >file
expect 3 "file is not a folder" report file
mkdir -p empty full/evidence
expect 3 "empty holds no folder 'evidence'" report empty
[ -z "$(ls -A empty)" ]
expect 2 "unknown fault 'hope'" investigate --fault hope
expect 2 "--runs 0: expected" investigate --runs 0
expect 3 "full exists already" investigate --output full
expect 1 "cannot make folder /proc/story" investigate --output /proc/story
expect 1 "cannot make folder file" investigate --output file/story
[ -z "$(ls -A full/evidence)" ]

# A page that cannot be written leaves the one that was there.
if unshare -rm true 2>/dev/null; then
	mkdir small
	unshare -rm bash -eu -c '
		mount -t tmpfs -o size=16k none small
		mkdir small/evidence
		echo old >small/index.html
		head -c 8192 /dev/zero >small/filler
		status=0
		"$agxrace" report small 2>err || status=$?
		[ $status = 1 ]
		grep -q "cannot write small/.*No space left on device" err
		[ "$(cat small/index.html)" = old ]
		[ "$(ls small)" = "evidence
filler
index.html" ] || [ "$(ls small)" = "REPORT.md
evidence
filler
index.html" ]'
fi
# Standard output that takes nothing.
status=0
"$agxrace" report full >/dev/full 2>err || status=$?
[ "$status" = 1 ] && grep -q 'output' err
