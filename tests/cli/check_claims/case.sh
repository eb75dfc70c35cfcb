"$agxrace" check --claims
"$agxrace" check --claims --json >out.json
jq -e '.schema == "agxrace/check/1" and (.claims | length) == 8 and (.cells | length) == 110' out.json
jq -e '[.claims[] | select(.name == "mutex_prevents_race") | [.policy, .under.H1, .result]] ==
	[["global-call", "no", "false"], ["global-encoder", "yes", "false"]]' out.json
# Every command that is printed shows what it is printed for.
"$agxrace" check --claims | sed -n 's/^    agxrace //p' | while read -r words; do
	status=0
	"$agxrace" $words >out || status=$?
	[ $status = 10 ] || { echo "does not show it: $words"; exit 1; }
done
# It chooses its systems by itself.
status=0
"$agxrace" check --claims --policy none 2>err || status=$?
[ $status = 2 ]
