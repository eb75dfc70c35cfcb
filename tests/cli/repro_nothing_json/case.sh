"$agxrace" repro --workload compute --threads 2 --iterations 5 --json --kernels empty >document
jq -e ".verdict == \"holds\" and .crashed == false and .fault_address == null and .report == null and .threads == [] and
	.lost_calls == 0 and .kernels == \"empty\"" document >/dev/null
