"$agxrace" check --policy global-encoder --fault foreign-teardown,claim-race,late-null
