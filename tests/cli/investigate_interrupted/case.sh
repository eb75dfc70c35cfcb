# Ctrl-C keeps what is there; the page says what was not run and tells no figure of it.
[ -z "${AGXRACE_PRESET_SANITIZE-}" ] || { echo "a whole investigation under a sanitizer takes too long" >&2; exit 77; }
# A job in the background ignores SIGINT unless job control is on.
set -m
"$agxrace" investigate --runs 100000 --output story >out 2>err &
pid=$!
until [ -s story/evidence/campaign.db ]; do
	kill -0 $pid || { cat out err; exit 1; }
	sleep 0.05
done
kill -INT $pid
status=0
wait $pid || status=$?
[ "$status" = 1 ]
grep -q 'interrupted; the folder holds what there is' err
tail -n 1 out | grep -qx 'page:      story/index.html'
jq -e '.state == "interrupted" and .parts[0].state == "done" and .parts[1].state == "interrupted"
	and ([.parts[2:][].state] | unique) == ["planned"]' story/evidence/investigation.json >/dev/null
for page in REPORT.md index.html; do
	grep -q 'was interrupted' story/$page
	grep -q 'was not run' story/$page
done
grep -q 'the campaign was not finished: .* of 500000 runs' story/REPORT.md
! grep -q 'Commands/s' story/REPORT.md || exit 1
[ -z "$(find story -name '*.part')" ]

# Killed outright, nothing is built; the folder is enough for report.
"$agxrace" investigate --runs 100000 --output killed >out 2>err &
pid=$!
until [ -s killed/evidence/campaign.db ]; do
	kill -0 $pid || { cat out err; exit 1; }
	sleep 0.05
done
kill -KILL $pid
wait $pid || true
"$agxrace" report killed >/dev/null
grep -q 'was ended before its end' killed/REPORT.md
