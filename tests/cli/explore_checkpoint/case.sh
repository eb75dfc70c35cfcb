# A search that is stopped, or killed, is gone on with, and counts in the end what it counts in one go.
source=$(dirname "$case")/../explore/jobs/mutex.c
cp "$source" "$(dirname "$source")/threads.h" .
counts() { jq -c '[.verdict, .executions, .blocked, .operations, .threads]' "$1"; }
"$agxrace" explore --json mutex.c >whole.json

# interrupt SIGNAL OPTION...: leaves "the point" of a search that SIGNAL has ended
interrupt() {
	local signal=$1 status try pid
	shift
	for try in 1 2 3 4 5; do
		"$agxrace" explore --json --checkpoint "the point" "$@" mutex.c >part.json &
		pid=$!
		until [ -e "the point" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.01; done
		kill -"$signal" $pid 2>/dev/null || true
		status=0
		wait $pid || status=$?
		[ ! -e "the point" ] || break # it was not too late
		echo "$try: ended too early" >&2
	done
	[ $status = 20 ]
	[ "$(jq -r .stopped part.json)" = interrupted ]
	[ "$(jq .executions part.json)" -lt "$(jq .executions whole.json)" ]
}
for signal in INT TERM; do
	interrupt $signal --jobs 2
	"$agxrace" explore --json --checkpoint "the point" --jobs 3 mutex.c >rest.json
	[ "$(counts rest.json)" = "$(counts whole.json)" ] || { counts rest.json; counts whole.json; exit 1; }
	[ ! -e "the point" ]
done

# A time limit and a bound on executions are no ends either. Without the option nothing is written.
status=0
"$agxrace" explore --json --checkpoint point --max-executions 100 mutex.c >part.json || status=$?
[ $status = 20 ] && [ "$(jq .executions part.json)" = 100 ] && [ -e point ]
"$agxrace" explore --json --checkpoint point mutex.c >rest.json
[ "$(counts rest.json)" = "$(counts whole.json)" ] && [ ! -e point ]

# Killed: what was saved last is gone on with. The program is asked directly, to save often.
"$agxrace" explore --json --max-executions 1 -o program mutex.c >/dev/null || true
AGXRACE_EXPLORE="jobs=2 checkpoint=point checkpoint_seconds=0.01" ./program &
pid=$!
until [ -e point ]; do sleep 0.01; done
first=$(stat -c %i point)
while [ -e point ] && [ "$(stat -c %i point)" = "$first" ]; do sleep 0.01; done
kill -KILL $pid
wait $pid 2>/dev/null || true
[ -e point ]
"$agxrace" explore --json --checkpoint point program >rest.json
[ "$(counts rest.json)" = "$(counts whole.json)" ] && [ ! -e point ]

# With a finding there is nothing to go on with; the line to repeat it names no search.
cp "$(dirname "$source")/assertion.c" .
status=0
"$agxrace" explore --checkpoint point -j 2 assertion.c >found || status=$?
[ $status = 10 ] && [ ! -e point ]
grep -q '^reproduce: agxrace explore assertion.c --replay ' found
ls
