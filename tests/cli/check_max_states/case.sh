"$agxrace" check --policy none --fault none --threads 4 --no-symmetry --max-states 100
