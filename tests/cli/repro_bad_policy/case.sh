"$agxrace" repro --policy frobnicate
