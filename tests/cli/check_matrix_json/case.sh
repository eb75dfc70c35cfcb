"$agxrace" check --json >out.json
jq -e ".schema == \"agxrace/check/1\" and .command == \"check\" and .inconclusive == 0" out.json
# Every policy without and with each fault, every fix likewise.
jq -e "(.cells | length) == 16 * 9" out.json
# A cell has a counterexample exactly if it is violated; its last step is where it ends.
jq -e "[.cells[] | select((.verdict == \"violated\") != (.length > 0))] == []" out.json
jq -e "[.cells[] | select(.length != (.counterexample | length))] == []" out.json
jq -e "[.cells[] | select(.faults == [] and .verdict != \"holds\")] == []" out.json
jq -e "[.cells[] | select(.outcome == \"holds-every-n\") | .every_n] | all" out.json
jq -e ".cells[] | select(.policy == \"per-stream\" and .faults == [\"foreign-teardown\"]) |
	.hazard == \"null-deref\" and (.ending | endswith(\"reads NULL+0x5c8 in setComputePipelineState:\")) and
	(.counterexample[-1] | .operation == \"setComputePipelineState:\" and .thread != null)" out.json
