# Killed at 20 random moments and gone on with each time, a campaign ends as one that was left alone.
options="--workload compute --iterations 4 --kernels empty --threads 1,2,4 --seed 42"
runs=80
case ${AGXRACE_PRESET_SANITIZE-} in thread) runs=10 ;; ?*) runs=40 ;; esac

RANDOM=7
kills=0
while [ $kills -lt 20 ]; do
	"$agxrace" campaign $options --runs $runs --database killed.db --resume >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$((RANDOM % 4))$((RANDOM % 10))"
	kill -9 $pid 2>/dev/null || true
	status=0
	wait $pid 2>/dev/null || status=$?
	case $status in
	137) kills=$((kills + 1)) ;;
	0) runs=$((runs + 20)) ;; # it was faster: let it want more
	*) echo "exit $status"; exit 1 ;;
	esac
done
stored=$(sqlite3 killed.db 'SELECT count(*) FROM run' 2>/dev/null || echo 0)
echo "20 kills, $stored runs kept"
"$agxrace" campaign $options --database killed.db --runs $runs --resume >/dev/null
"$agxrace" campaign $options --runs $runs --database calm.db >/dev/null

for name in calm killed; do
	sqlite3 $name.db 'SELECT threads, number, run.seed, outcome FROM run JOIN cell ON cell.id = cell
		ORDER BY threads, number' >$name
	[ "$(wc -l <$name)" = $((3 * runs)) ]
	[ "$(sort -u $name | wc -l)" = $((3 * runs)) ]
done
cmp calm killed
[ "$(sqlite3 killed.db 'PRAGMA integrity_check')" = ok ]
