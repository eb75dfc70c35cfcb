"$agxrace" repro --workload compute --threads 3 --iterations 10000000 --timeout-ms 500 --output out
