"$agxrace" repro --workload compute --iterations 10000000 --output out &
pid=$!
until [ -d out ]; do sleep 0.05; done
kill -INT $pid
status=0
wait $pid || status=$?
test ! -e out
exit $status
