# A family of one's own, without C: known by a frame of the application.
mkdir own
cat >own/app_list.json <<'END'
{
	"schema": "agxrace/family/1", "id": "APP1", "name": "The list of notes is read without its lock",
	"summary": "Two threads load rows.", "fault": "app", "established": "us", "rank": 1,
	"signs": {
		"load": {"in": "faulting", "frames": ["^load_rows$"], "says": "in {frame} of thread {thread}"},
		"sqlite": {"in": "faulting", "within": 2, "frames": ["^sqlite3_step$"], "says": "under {frame}"}
	},
	"grades": [{"grade": "likely", "when": ["load", "sqlite"]}],
	"advice": ["Take the lock."], "decide_by": ["Run it under TSan."]
}
END
"$agxrace" triage --families own "$case/../../triage/reports/unrelated.ips"
# The compiled-in ones are still there; a file of the same name replaces one.
"$agxrace" triage --json --families own "$case/../../triage/reports/F1_race.ips" | jq -e '.family == "F1"' >/dev/null
sed 's/"name": ".*"/"name": "Our own words"/' "$case/../../../families/F1.json" >own/F1.json
"$agxrace" triage --json --families own "$case/../../triage/reports/F1_race.ips" | jq -e '.hypotheses[0].name == "Our own words"' >/dev/null
refused() {
	status=0
	"$agxrace" triage --families bad "$case/../../triage/reports/F1_race.ips" >out 2>err || status=$?
	[ "$status" = 3 ] && [ ! -s out ] && grep -q "$1" err && return
	echo "not refused with '$1' (exit $status)"
	cat err
	exit 1
}
refused "cannot open bad"
mkdir bad
refused "no family"
family() { jq "$1" own/app_list.json >bad/x.json; }
family '.signs.load.frame = ["x"]'
refused "x.json: load.frame: this key is not known"
family '.grades[0].when = ["lode"]'
refused "x.json: lode: there is no such sign"
family '.id = "F1"'
refused "two families are called F1"
family '.signs.load.frames = ["@nothing"]'
refused "x.json: @nothing: there is no such list"
family 'del(.advice)'
refused "x.json: advice"
family '.signs.load.frames = "x"'
refused "x.json: frames: has to be a list of texts"
echo '{"schema":' >bad/x.json
refused "x.json:2:"
