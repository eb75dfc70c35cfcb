export TSAN_OPTIONS=exitcode=0
"$agxrace" repro --workload compute --threads 1 --iterations 1 >/dev/full
