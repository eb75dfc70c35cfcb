"$agxrace" check --policy none --fault none --threads 4 --max-states 100
