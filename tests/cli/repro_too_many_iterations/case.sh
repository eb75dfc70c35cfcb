"$agxrace" repro --iterations 1000000000
