"$agxrace" triage
