# A run that ends by itself under TSan has its races told by the exit status: not what is asked here.
export TSAN_OPTIONS=exitcode=0
status=0
"$agxrace" repro --tries 100 --output out || status=$?
for file in out/crash-linear-t8-s*.ips; do
	head -n 1 "$file" | jq -e ".bug_type == \"309\" and .app_name == \"agxrace\"" >/dev/null
	tail -n +2 "$file" | jq -e ".agxrace.run.policy == \"none\" and .agxrace.jittered == false and
		.agxrace.site != null and (.threads | length) >= 10 and
		(.threads[.faultingThread].triggered) and (.threads[.faultingThread].operation != null)" >/dev/null
done
grep -q "^Thread .* Crashed:: client" out/crash-linear-t8-s*.txt
exit $status
