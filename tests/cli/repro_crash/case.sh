status=0
"$agxrace" repro --fault use-after-end --threads 3 --output out || status=$?
file=out/crash-linear-t3-s1.ips
head -n 1 $file | jq -e ".bug_type == \"309\" and .app_name == \"agxrace\"" >/dev/null
tail -n +2 $file | jq -e ".agxrace.run.policy == \"none\" and .agxrace.run.fault == \"use-after-end\" and
	.agxrace.jittered == false and .agxrace.site == \"setComputePipelineState\" and .agxrace.access == \"read\" and
	.exception.rawCodes == [1, 1480] and .exception.signal == \"SIGSEGV\" and
	(.threads[.faultingThread] | .triggered and .operation == \"setComputePipelineState:\" and
		(.name | startswith(\"client \")) and (.object | startswith(\"encoder \"))) and
	([.threads[] | select(.name | startswith(\"client \")?)] | length) == 3" >/dev/null
grep -q "^Thread .* Crashed:: client" out/crash-linear-t3-s1.txt
exit $status
