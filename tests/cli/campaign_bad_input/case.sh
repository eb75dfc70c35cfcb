# Whatever cannot be done is told with its code, and nothing is left or changed.
. "$case/../../support/says.sh"
expect() { refuses "$1" "$2" "$agxrace" campaign "${@:3}"; } # expect CODE PATTERN ARGUMENT...
quick="--workload compute --iterations 1"

expect 2 "unknown policy 'hope'; known: none, global-call" --policy hope
expect 2 "unknown fault 'late'" --fault sync-ends-encoder,late
expect 2 "unknown fix 'glue'" --fix glue
expect 2 "unknown workload 'render'" --workload render
expect 2 "expected real or empty" --kernels none
expect 2 "--threads 0: expected" --threads 0
expect 2 "--threads 1,,2: expected" --threads 1,,2
expect 2 "8 is listed twice" --threads 8,8
expect 2 "--iterations 1000000000: expected" --iterations 1000000000
expect 2 "--runs 0: expected" --runs 0
expect 2 "--timeout-ms 0: expected" --timeout-ms 0
expect 2 "--jitter 1001: expected" --jitter 1001
expect 2 "--seed x: expected" --seed x
expect 2 "give one of them" --report --resume
expect 2 "unexpected operand" somewhere.db
expect 3 "campaign.db: No such file" --report
expect 1 "/proc/a.db: cannot open" --database /proc/a.db
expect 1 "no/folder/a.db: cannot open" --database no/folder/a.db
expect 3 ". exists already" --database .
expect 3 ".: not a file" --database . --resume
[ -z "$(find . -name '*db*')" ] || { echo "something was left"; ls; exit 1; }

"$agxrace" campaign $quick --threads 1,2 --runs 3 --database good.db >/dev/null
cp good.db kept.db
expect 3 "good.db exists already; go on with it by --resume" $quick --database good.db
expect 3 "good.db: made with policy none, not rwlock" --database good.db --resume --policy rwlock
expect 3 "good.db: made with workload compute, not mps" --database good.db --resume --workload mps
expect 3 "good.db: made with seed 1, not 2" --database good.db --resume --seed 2
expect 3 "good.db: made with another list of threads" --database good.db --resume --threads 1
expect 3 "good.db: made with runs 3, not 2" --database good.db --resume --runs 2
expect 3 "good.db: made with seed 1, not 2" --database good.db --report --seed 2
cmp good.db kept.db

sqlite3 kept.db 'PRAGMA user_version = 2'
expect 3 "kept.db: made by a newer agxrace (schema 2; this one knows 1)" --database kept.db --resume
sqlite3 other.db 'CREATE TABLE t (x)'
expect 3 "not a campaign's" --database other.db --resume
seq 10000 >text.db
expect 3 "text.db: not a campaign's database" --database text.db --resume
cp good.db torn.db
printf 'torn torn torn torn' | dd of=torn.db bs=1 seek=4096 conv=notrunc status=none
printf 'torn torn torn torn' | dd of=torn.db bs=1 seek=8192 conv=notrunc status=none
expect 3 "torn.db: the database is damaged" --database torn.db --resume
expect 3 "torn.db: the database is damaged" --database torn.db --report
