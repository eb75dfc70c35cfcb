# What a process of the search has not handed back is not taken for done.
source=$(dirname "$case")/../explore/jobs/mutex.c
cp "$source" "$(dirname "$source")/threads.h" .
"$agxrace" explore --json --max-executions 1 -o program mutex.c >/dev/null || true
for try in 1 2 3 4 5; do
	# Saved once, at the beginning.
	"$agxrace" explore --json --jobs 2 --checkpoint point program >lost.json &
	pid=$!
	until [ -e point ] || ! kill -0 $pid 2>/dev/null; do sleep 0.01; done
	search=$(cat /proc/$pid/task/$pid/children || true)
	worker=$(cat /proc/${search% }/task/${search% }/children | cut -d" " -f1 || true)
	[ -n "$worker" ] && kill -KILL "$worker" 2>/dev/null || true
	status=0
	wait $pid || status=$?
	[ $status = 0 ] || break
	echo "$try: ended too early" >&2
done
[ $status = 20 ]
jq -e '.verdict == "inconclusive" and .stopped == "lost" and (.notes | any(.kind == "lost"))' lost.json >/dev/null
# The checkpoint is that of before.
[ -e point ]
exec "$agxrace" explore --checkpoint point program
