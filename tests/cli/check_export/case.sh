"$agxrace" check --policy global-call --fault late-null --export promela >model.pml
grep -q "policy: global-call; fix: none; faults: late-null" model.pml
"$agxrace" check --policy global-call --fault late-null --export tla | grep -- "---- MODULE"
"$agxrace" check --model published-race --threads 2 --slots 1 --export tla | grep -- "---- MODULE"
status=0
"$agxrace" check --export promela >out 2>err || status=$?
[ $status = 2 ] && [ ! -s out ]
"$agxrace" check --policy none --fault none --export frobnicate
