status=0
"$agxrace" repro --fault use-after-end --threads 3 --jitter 100 --json >document || status=$?
jq -e ".schema == \"agxrace/repro/1\" and .command == \"repro\" and .verdict == \"violated\" and .crashed and .seed == 1 and
	.signal == \"SIGSEGV\" and .fault_address == \"0x5c8\" and .access == \"read\" and .site == \"setComputePipelineState\" and
	.operation == \"setComputePipelineState:\" and .jittered and .threads[.thread].triggered and
	([.threads[] | select(.triggered)] | length) == 1 and (.report | endswith(\".ips\"))" document >/dev/null
test -s "$(jq -r .report document)"
tail -n +2 "$(jq -r .report document)" | jq -e ".agxrace.jittered" >/dev/null
exit $status
