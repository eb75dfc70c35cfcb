export TSAN_OPTIONS=exitcode=0
status=0
"$agxrace" repro --tries 100 --json --jitter 100 >document || status=$?
jq -e ".schema == \"agxrace/repro/1\" and .command == \"repro\" and .verdict == \"violated\" and .crashed and
	.signal == \"SIGSEGV\" and (.fault_address | startswith(\"0x\")) and (.access == \"read\" or .access == \"write\") and
	.site != null and .operation != null and .jittered and .threads[.thread].triggered and
	([.threads[] | select(.triggered)] | length) == 1 and (.report | endswith(\".ips\"))" document >/dev/null
test -s "$(jq -r .report document)"
tail -n +2 "$(jq -r .report document)" | jq -e ".agxrace.jittered" >/dev/null
exit $status
