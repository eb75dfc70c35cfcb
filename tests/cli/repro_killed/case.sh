# The child does not outlive the tool.
"$agxrace" repro --workload compute --iterations 10000000 --output out &
pid=$!
child=
until [ -n "$child" ]; do sleep 0.05; child=$(cat "/proc/$pid/task/$pid/children" 2>/dev/null || true); done
kill -KILL $pid
wait $pid || true
for _ in $(seq 100); do [ -e "/proc/${child% }/stat" ] || exit 0; sleep 0.05; done
grep -q ") Z " "/proc/${child% }/stat"
