# The command that a finding names finds it again.
export TSAN_OPTIONS=exitcode=0
found=0
"$agxrace" repro --tries 100 >first || found=$?
test "$found" = 10
again=$(sed -n "s/^reproduce: agxrace //p" first)
# shellcheck disable=SC2086
"$agxrace" $again
