if [ "${AGXRACE_PRESET_SANITIZE-}" = thread ]; then
	echo "skipped: under TSan a run is so slow that the two threads seldom meet; dev and asan run this case" >&2
	exit 77
fi
# Real crashes of the simulated driver: what triage says of the client's misuse and of the driver's own fault.
crash() { # crash FAULT SEED
	status=0
	"$agxrace" repro --fault "$1" --threads 6 --jitter 100 --tries 10 --seed "$2" --output "$1/$2" >log 2>&1 || status=$?
	[ "$status" = 10 ] || { echo "no crash of $1 in ten tries (exit $status)"; cat log; exit 1; }
}
for seed in 1 2 3 4 5 6 7 8 9 10 11 12; do crash sync-ends-encoder $seed; done
for seed in 1 2 3 4; do crash foreign-teardown $seed; done
"$agxrace" triage --json --all sync-ends-encoder/*/*.ips >client
"$agxrace" triage --json --all foreign-teardown/*/*.ips >driver

# Each is either F1, its witness a thread that ends or awaits the others' encoders or is inside the very same one, or told to be
# undecided. Now and then Metal's own assertion comes first, and is told by its text.
jq -e '.reports | length >= 12 and all(.[]; . as $r |
	if .reason != null then
		(.reason | contains("failed assertion")) and .grade == "likely" and (.family == "F2" or .family == "F3" or .family == "F4")
	elif .grade == "likely" then
		.family == "F1" and (.witness_threads[0] != .faulting_thread) and
		(.threads[.witness_threads[0]] | (.name | startswith("client ")) and
			(any(.frames[]; .symbol == "stream_end_foreign" or .symbol == "client_synchronize_all") or
				.object == $r.threads[$r.faulting_thread].object))
	else .family == "FR" and any(.hypotheses[]; .family == "F1" and .grade == "possible") end)' client >/dev/null
jq -e '[.reports[] | select(.family == "F1" and .grade == "likely")] | length >= 1' client >/dev/null

# Of the driver's fault no report may be F1 for certain: no thread is seen at another's encoder.
jq -e '.reports | length >= 4 and all(.[]; .family == "FR" and .grade == "possible" and .hypotheses[0].fault == "undecided" and
	(.hypotheses[0].decide_by | length) > 0 and all(.hypotheses[]; .grade != "likely"))' driver >/dev/null

# A call after commit is caught by Metal's assertion.
status=0
"$agxrace" repro --fault use-after-commit --threads 2 --output commit >log 2>&1 || status=$?
[ "$status" = 10 ]
"$agxrace" triage --json commit/*.ips | jq -e '.family == "F3" and .grade == "likely" and (.reason | contains("MTLCommandBufferStatusCommitted"))' >/dev/null
