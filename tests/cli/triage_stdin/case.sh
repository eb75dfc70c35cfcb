# What a person pastes: quoted, with CRLF, and only the middle of the text.
sed -n '/^Crashed Thread/,/^Thread 1 crashed/p' "$case/../../triage/reports/F13_lookalike.crash" | sed 's/^/> /; s/$/\r/' | "$agxrace" triage -
"$agxrace" triage --json - <"$case/../../triage/reports/F2_in_an_issue.md" |
	jq -e '.file == "-" and .family == "F2" and .grade == "likely" and (.reason | contains("already encoding"))' >/dev/null
