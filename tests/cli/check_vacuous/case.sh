# The published proof holds without its lock, and a reader must be told.
"$agxrace" check --model published-fixed
"$agxrace" check --model published-fixed --drop-guard try-free,take-free,create-held,use-held,destroy-held --json |
	jq -e '.verdict == "holds"'
"$agxrace" check --policy global-call --fault none --json | jq -e '.holds_without_locks'
"$agxrace" check --policy global-encoder --fault late-null --json | jq -e '.holds_without_locks | not'
