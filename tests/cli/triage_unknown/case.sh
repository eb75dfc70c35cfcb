"$agxrace" triage "$case/../../triage/reports/unrelated.ips"
