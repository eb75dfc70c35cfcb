# Figures for people and programs, each sample in a file, baselines always measured along.
"$agxrace" bench --threads 1,2 --rounds 2 --duration-ms 5 --policies per-stream,throttle-3 --fixes refcount --seed 9 \
	--samples samples.json --json >run.json
jq -e '.schema == "agxrace/bench/1" and .command == "bench" and .seed == 9 and .complete
	and .workload == "compute" and .kernels == "empty" and .duration_ms == 5 and .rounds == 2
	and .warmup_rounds_dropped == 1 and (.machine | .cpu != "" and .cores > 0 and .kernel != "" and .compiler != "")
	and ([.rows[] | select(.threads == 2) | .configuration] == ["policy none", "policy global-call",
		"policy global-encoder", "policy per-stream", "policy throttle-3", "fix refcount"])
	and (.rows | length) == 12
	and all(.rows[]; .n == 2 and .failed == 0 and .commands_per_second.median > 0
		and .commands_per_second.p5 <= .commands_per_second.p95
		and .latency_p50_ns > 0 and .latency_p50_ns <= .latency_p99_ns and .efficiency.n == 2
		and (.ratio_to | keys) == ["policy global-call", "policy global-encoder", "policy none"]
		and all(.ratio_to[]; .claim == false and .low <= .median and .median <= .high))' run.json >/dev/null
jq -e '.schema == "agxrace/bench-samples/1" and (.samples | length) == 24
	and all(.samples[]; .sound and .end == "done" and .commands > 0 and .duration_ns >= 5000000)' samples.json >/dev/null
# The medians are those of the samples.
[ "$(jq '[.samples[] | select(.threads == 2 and .configuration == "fix refcount") | .commands * 1e9 / .duration_ns]
	| add / 2 | floor' samples.json)" = "$(jq '.rows[] | select(.threads == 2 and .configuration == "fix refcount")
	| .commands_per_second.median | floor' run.json)" ]

"$agxrace" bench --threads 2 --rounds 1 --duration-ms 5 --policies none --fixes none --workload mps --kernels real >table
awk 'length($0) > 100 || / $/ { print "bad line: " $0; exit 1 }' table
cat table
