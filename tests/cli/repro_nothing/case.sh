"$agxrace" repro --workload compute --threads 2 --iterations 5 --tries 2 --output out
test ! -e out
