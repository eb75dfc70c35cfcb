# The published proof holds without its lock, and a reader must be told.
"$agxrace" check --model published-fixed
"$agxrace" check --model published-fixed --drop-guard try-free,take-free,create-held,use-held,destroy-held --json |
	jq -e '.verdict == "holds"'
"$agxrace" check --policy global-call --fault none --json | jq -e '.holds_without_locks'
"$agxrace" check --policy global-encoder --fault late-null --json | jq -e '.holds_without_locks | not'

# An invariant that no state can break is named, in both forms; one that means something is not.
"$agxrace" check --model published-fixed --json | jq -ce .invariants_unbroken
"$agxrace" check --policy global-encoder --fault late-null --json | jq -ce .invariants_unbroken
