# Ctrl-C tells what was covered and decides nothing.
"$agxrace" check --policy none --fault none --threads 8 --slots 4 --no-symmetry &
pid=$!
# Until the program listens to signals.
until [ $((0x$(awk '/SigCgt/ { print $2 }' /proc/$pid/status) & 2)) != 0 ]; do sleep 0.05; done
kill -INT $pid
status=0
wait $pid || status=$?
exit $status
