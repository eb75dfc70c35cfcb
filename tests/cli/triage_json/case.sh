"$agxrace" triage --json "$case/../../triage/reports/F1_race.ips" >document
jq -e '.schema == "agxrace/triage/1" and .command == "triage" and .family == "F1" and .grade == "likely" and .faulting_thread == 2 and
	.witness_threads == [3] and .fault_address == "0x5c8" and .access == "read" and (.threads | length) == 4 and
	.threads[2].triggered and (.threads[2].frames[0].symbol | contains("setComputePipelineState:")) and
	(.images | length) == 8 and .os_version == "macOS 26.5 (25F70)" and .hypotheses[0].family == "F1" and
	(.hypotheses[0] | .fault == "framework" and (.for | length) > 3 and (.decide_by | length) > 0 and (.links | length) > 0 and
		any(.for[]; .witness and .thread == 3 and .frame == 0) and any(.for[]; .sign == "encoder_call" and .thread == 2 and .frame == 0)) and
	any(.versions[]; .product == "driver" and .version == "351.2")' document >/dev/null
