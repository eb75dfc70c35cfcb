# The script that an investigation leaves does it all again, with fewer runs if one likes.
[ -z "${AGXRACE_PRESET_SANITIZE-}" ] || { echo "a whole investigation under a sanitizer takes too long" >&2; exit 77; }
"$agxrace" investigate --runs 2 --output story >/dev/null 2>&1
AGXRACE="$agxrace" RUNS=1 TRIES=3 ROUNDS=1 story/reproduce.sh again >out 2>err || { cat out err; exit 1; }
tail -n 1 out | grep -qx 'page:      again/index.html'
for file in campaign.db repro.json check.json triage.json bench.json; do
	[ -s "again/evidence/$file" ]
done
[ "$(sqlite3 again/evidence/campaign.db 'SELECT runs FROM campaign')" = 1 ]
jq -e '.seed == 1' again/evidence/bench.json >/dev/null
status=0
AGXRACE="$agxrace" story/reproduce.sh again 2>err || status=$?
[ "$status" = 3 ] && grep -q 'again exists already' err
