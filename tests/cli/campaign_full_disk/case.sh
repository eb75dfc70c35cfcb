# A disk that runs full: told, earlier runs are kept, nothing is half-written.
options="--workload compute --iterations 1 --kernels empty --threads 1 --runs 5000"
mkdir disk tiny
if mount -t tmpfs -o size=200k tmpfs disk 2>/dev/null && mount -t tmpfs -o size=8k tmpfs tiny 2>/dev/null; then
	trap 'umount disk tiny' EXIT
	limit() { "$@"; }
	limit_tiny() { "$@"; }
else # a limit on the size of files makes writing fail as a full disk does
	trap '' XFSZ
	limit() { (ulimit -f 150 && "$@"); }
	limit_tiny() { (ulimit -f 4 && "$@"); }
fi
status=0
limit "$agxrace" campaign $options --database disk/a.db >out 2>err || status=$?
[ $status = 1 ] || { echo "exit $status"; cat err; exit 1; }
grep -q '^agxrace campaign: disk/a.db: cannot store a run: ' err
grep -q 'go on with: agxrace campaign --database disk/a.db --resume$' err
cp disk/a.db* .
[ "$(sqlite3 a.db 'PRAGMA integrity_check')" = ok ]
stored=$(sqlite3 a.db 'SELECT count(*) FROM run')
[ "$stored" -gt 20 ]
[ "$(sqlite3 a.db 'SELECT max(number) + 1 FROM run')" = "$stored" ]
[ "$("$agxrace" campaign --database a.db --report --json | jq .stored)" = "$stored" ]

status=0
limit_tiny "$agxrace" campaign $options --database tiny/b.db >out 2>err || status=$?
[ $status = 1 ] || { echo "exit $status"; cat err; exit 1; }
grep -q '^agxrace campaign: tiny/b.db: cannot write: ' err
[ -z "$(ls tiny)" ] || { echo "left:"; ls tiny; exit 1; }
