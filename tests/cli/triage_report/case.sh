"$agxrace" triage "$case/../../triage/reports/F1_race.ips"
