# Ctrl-C keeps what is done, prints it and says how to go on.
"$agxrace" campaign --workload compute --iterations 20 --threads 1 --runs 100000 >table 2>err &
pid=$!
until [ "$(stat -c %s campaign.db-wal 2>/dev/null || echo 0)" -gt 30000 ]; do
	kill -0 $pid
	sleep 0.01
done
kill -INT $pid
status=0
wait $pid || status=$?
[ $status = 1 ]
grep -q '^Not complete: ' table
grep -q '^agxrace campaign: interrupted$' err
grep -q 'go on with: agxrace campaign --database campaign.db --resume$' err
stored=$(sqlite3 campaign.db 'SELECT count(*) FROM run')
[ "$stored" -gt 0 ]
grep -q "^      1 *$stored " table
[ "$("$agxrace" campaign --report --json | jq '.complete == false and .stored == '"$stored")" = true ]
