"$agxrace" check --ablation
"$agxrace" check --ablation --json | jq -e '(.cells | length) == 24 and
	([.cells[] | select(.row == "the whole fix") | .verdict] | unique) == ["holds"]'
