# Killed at 20 random moments and gone on with each time, a campaign ends as one that was left alone.
options="--workload compute --iterations 4 --kernels empty --threads 1,2,4 --seed 42"
runs=150
case $AGXRACE_PRESET_SANITIZE in ?*) runs=100 ;; esac
"$agxrace" campaign $options --runs $runs --database calm.db >/dev/null

RANDOM=7
kills=0
while [ $kills -lt 20 ]; do
	"$agxrace" campaign $options --runs $runs --database killed.db --resume >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$((RANDOM % 5))$((RANDOM % 10))"
	if kill -9 $pid 2>/dev/null; then kills=$((kills + 1)); fi
	wait $pid 2>/dev/null && { echo "complete after $kills kills"; exit 1; }
done
stored=$(sqlite3 killed.db 'SELECT count(*) FROM run')
echo "20 kills, $stored runs kept"
"$agxrace" campaign --database killed.db --resume >/dev/null

for name in calm killed; do
	sqlite3 $name.db 'SELECT threads, number, run.seed, outcome FROM run JOIN cell ON cell.id = cell
		ORDER BY threads, number' >$name
	[ "$(wc -l <$name)" = $((3 * runs)) ]
	[ "$(sort -u $name | wc -l)" = $((3 * runs)) ]
done
cmp calm killed
[ "$(sqlite3 killed.db 'PRAGMA integrity_check')" = ok ]
