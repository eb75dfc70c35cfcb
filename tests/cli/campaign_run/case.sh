# A campaign is stored, counted, printed for people and for programs, and printed again from its file.
"$agxrace" campaign --threads 1,3 --runs 4 --workload compute --iterations 3 --json >run.json
jq -e '.schema == "agxrace/campaign/1" and .command == "campaign" and .seed == 1
	and .verdict == "inconclusive" and .complete and .stored == 8 and .total == 8
	and .workload == "compute" and .faults == [] and .policy == "none" and .fix == "none"
	and .jobs == 1 and (.rows | length) == 2
	and (.rows[0] | .threads == 1 and .runs == 4 and .crashes == 0 and .hangs == 0 and .rate == 0
		and .low == 0 and .high > 0.48 and .high < 0.5 and .sites == [] and .reported == 0)
	and (.rows[1] | .threads == 3 and .reported == null)' run.json >/dev/null
"$agxrace" campaign --report --json >report.json
cmp run.json report.json
"$agxrace" campaign --resume --json >again.json
cmp run.json again.json
[ "$(sqlite3 campaign.db 'PRAGMA journal_mode; PRAGMA user_version; SELECT count(*), count(DISTINCT cell * 100 + number), min(outcome), max(outcome) FROM run')" = "wal
1
8|8|done|done" ]
[ "$(sqlite3 campaign.db 'SELECT threads, runs, crashes, hangs FROM rate')" = "1|4|0|0
3|4|0|0" ]

# It may grow, and only that.
"$agxrace" campaign --resume --runs 6
! ls campaign.db-* 2>/dev/null || exit 1

# A fault shows. Where a sanitizer watches, its first finding ends the run.
export TSAN_OPTIONS="${TSAN_OPTIONS-} halt_on_error=1"
"$agxrace" campaign --database it\'s.db --threads 8 --runs 10 --jitter 200 --jobs 2 >table
awk 'length($0) > 100 { print "too wide: " $0; exit 1 }' table
grep -q '^verdict: violated$' table
"$agxrace" campaign --database it\'s.db --report --json |
	jq -e '.verdict == "violated" and (.rows[0] | .crashes + .faulty > 0
		and (.rate - .crashes / .runs | fabs) < 1e-9 and .low <= .rate and .rate <= .high
		and ([.sites[].count] | add // 0) + .other_sites == .crashes)' >/dev/null
