"$agxrace" triage --json "$case/../../triage/reports/F13_lookalike.crash" >document
jq -e '.family == "F13" and .grade == "likely" and .witness_threads == [] and ([.hypotheses[].family] | index("F1")) == null and
	.hypotheses[0].fault == "undecided" and .access == "write"' document >/dev/null
"$agxrace" triage "$case/../../triage/reports/F13_lookalike.crash"
