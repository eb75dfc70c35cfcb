# An investigation leaves a folder; its pages are a function of the evidence, and say what is not there.
[ -z "${AGXRACE_PRESET_SANITIZE-}" ] || { echo "a whole investigation under a sanitizer takes too long" >&2; exit 77; }
"$agxrace" investigate --runs 2 --output story >out 2>err
tail -n 1 out | grep -q '^page:      story/index.html$'
for file in index.html REPORT.md system.json reproduce.sh evidence/investigation.json evidence/repro.json \
	evidence/campaign.db evidence/check.json evidence/triage.json evidence/bench.json evidence/bench-samples.json; do
	[ -s "story/$file" ] || { echo "no $file"; exit 1; }
done
[ -z "$(find story -name '*.part' -o -name '*.??????' -type f ! -name '*.json')" ] || { find story; exit 1; }
jq -e '.state == "complete" and ([.parts[].state] | unique) == ["done"]' story/evidence/investigation.json >/dev/null
cp -r story moved
cp story/index.html story/REPORT.md .
"$agxrace" report story
cmp index.html story/index.html
cmp REPORT.md story/REPORT.md
"$agxrace" report moved/ >/dev/null
cmp index.html moved/index.html
cmp REPORT.md moved/REPORT.md

# No text of the evidence ends the page's script or data.
cp -r story foreign
jq '(.cells[].counterexample[] | select(.note != null) | .note) |= "</script><script>alert(1)</script><!--" + .' \
	story/evidence/check.json >foreign/evidence/check.json
"$agxrace" report foreign >/dev/null
grep -q 'script.u003e' foreign/index.html
[ "$(grep -c '<script' foreign/index.html)" = 2 ]
[ "$(grep -c '</script>' foreign/index.html)" = 2 ]
! grep -q '<!--' foreign/index.html || exit 1

gap() { # gap PATTERN: the pages name it
	"$agxrace" report moved >/dev/null
	grep -qe "$1" moved/REPORT.md || { echo "REPORT.md does not say: $1"; exit 1; }
	grep -q 'class="gap"' moved/index.html
}
rm moved/evidence/bench.json
gap 'evidence/bench.json` is not there'
! grep -q 'Commands/s' moved/REPORT.md || { echo "costs from nowhere"; exit 1; }
echo '{"schema": "agxrace/check/1", "cells": [' >moved/evidence/check.json
gap 'evidence/check.json` is damaged: line'
echo '{"schema": "agxrace/check/2", "cells": []}' >moved/evidence/check.json
gap "has the schema 'agxrace/check/2'"
sqlite3 moved/evidence/campaign.db 'PRAGMA user_version = 2' >/dev/null
gap 'made by a newer agxrace'
! grep -q 'runs crashed' moved/REPORT.md || { echo "rates from nowhere"; exit 1; }
seq 1000 >moved/evidence/campaign.db
gap 'campaign.db` cannot be read'
rm -r moved/evidence/crashes system.json 2>/dev/null || rm -rf moved/evidence/crashes
gap 'holds no crash report'
rm -r moved/evidence
mkdir moved/evidence
gap 'evidence/investigation.json` is not there'
! grep -E '[0-9.]+ %' moved/REPORT.md || { echo "figures from nowhere"; exit 1; }
