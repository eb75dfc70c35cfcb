# The counts that TLC and SPIN have for the two published modules.
count() {
	"$agxrace" check --model "$1" --threads "$2" --slots "$3" --explore-all --json >out.json || true
	jq -e ".generated == $4 and .distinct == $5 and .threads == $2 and .slots == $3" out.json || cat out.json
}
count published-race 2 1 83 43
count published-race 2 2 409 187
count published-race 3 2 9775 3019
count published-fixed 2 1 25 15
count published-fixed 3 2 154 67
count published-fixed 4 4 877 303
"$agxrace" check --model published-race --threads 4 --slots 4
