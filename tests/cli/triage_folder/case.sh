mkdir -p reports/below reports/.hidden
cp "$case"/../../triage/reports/* reports/
cp reports/F1_race.ips reports/below/again.ips
cp reports/F1_race.ips reports/.hidden/not_read.ips
printf 'not a report\n' >reports/notes.txt
head -c 4096 /dev/urandom >reports/core
"$agxrace" triage reports
"$agxrace" triage --json reports >document
jq -e '(.reports | length) == 7 and .unreadable == 2 and ([.reports[] | select(.threads)] | length) == 0 and
	(.groups[0] | .family == "F1" and .grade == "likely" and .count == 3 and ([.faces[].count] | sort) == [1, 2]) and
	any(.groups[]; .family == null and .grade == "unknown" and .count == 1)' document >/dev/null
"$agxrace" triage --json --all reports/F1_race.ips reports/unrelated.ips |
	jq -e '[.reports[].threads | length] == [4, 2]' >/dev/null
