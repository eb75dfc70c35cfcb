"$agxrace" triage --all "$case/../../triage/reports/F1_race.ips"
