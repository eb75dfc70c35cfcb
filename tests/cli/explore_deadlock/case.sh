cp "$case/ab.c" .
"$agxrace" explore --json ab.c >answer.json || status=$?
[ "$status" = 10 ]
jq -e '.verdict == "violated" and .findings[0].kind == "deadlock"' answer.json >/dev/null
jq -e '[.findings[0].steps[] | select(.waiting)] | length == 2' answer.json >/dev/null
exec "$agxrace" explore ab.c
