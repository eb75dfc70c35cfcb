# The counterexample as a file, in each form.
run() {
	status=0
	"$agxrace" check --policy rwlock --fault sync-ends-encoder --trace "$2" --trace-format "$1" >/dev/null || status=$?
	[ $status = 10 ]
}
run json trace.json
jq -e '.schema == "agxrace/trace/1" and (.steps | length) == 7 and (.ending | endswith("reads NULL+0x5c8 in setComputePipelineState:"))' trace.json
run perfetto perfetto.json
jq -e '[.traceEvents[] | select(.ph == "X")] | length == 7' perfetto.json
run text trace.txt
grep -c "" trace.txt
# Nothing to write: told, and no file.
"$agxrace" check --policy rwlock --fault claim-race --trace none.json >/dev/null
[ ! -e none.json ]
