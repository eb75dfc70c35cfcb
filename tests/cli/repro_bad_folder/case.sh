touch file
status=0
"$agxrace" repro --output file/folder || status=$?
test "$(ls -A | grep -v "^\.std")" = file
exit $status
