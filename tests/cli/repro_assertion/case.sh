export TSAN_OPTIONS=exitcode=0
"$agxrace" repro --fault use-after-commit --tries 20
