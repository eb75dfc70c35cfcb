# A bound on memory ends in a verdict of its own, never in "holds".
big="--policy none --fault none --threads 6 --slots 4 --no-symmetry --max-memory 1"
status=0
"$agxrace" check $big --json >out.json || status=$?
[ $status = 20 ]
jq -e '.verdict == "inconclusive" and .limit == "memory" and .every_n == false and .counterexample == []' out.json
"$agxrace" check $big
