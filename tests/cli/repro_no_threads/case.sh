"$agxrace" repro --threads 0
