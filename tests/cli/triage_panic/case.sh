"$agxrace" triage "$case/../../triage/reports/F10_panic.ips"
