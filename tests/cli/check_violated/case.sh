# One cell: the counterexample, its site last.
status=0
"$agxrace" check --policy per-stream --fault foreign-teardown >out || status=$?
cat out
tail -n 1 out | grep -q "null-deref: thread . reads NULL+0x5c8 in setComputePipelineState:"
exit $status
