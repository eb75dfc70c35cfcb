refuse() { # refuse WORDS... : usage, told on one line, nothing on standard output
	status=0
	"$agxrace" check "$@" >out 2>err || status=$?
	[ $status = 2 ] && [ ! -s out ] && grep -q "^agxrace check: " err || { echo "not refused: $*"; cat err; exit 1; }
}
refuse --policy frobnicate
refuse --fault claim-race,frobnicate
refuse --fix frobnicate
refuse --model frobnicate
refuse --with frobnicate --fault late-null --policy none
refuse --ignore frobnicate
refuse --drop-guard frobnicate
refuse --threads 0
refuse --threads 17
refuse --threads 9 --policy none --fault late-null
refuse --threads 9
refuse --slots 5 --policy none --fault late-null
refuse --model published-race --threads 16 --slots 8
refuse --model published-race --policy none
refuse --symmetry --no-symmetry
refuse --color sometimes
refuse --trace out.json
refuse --policy none --fault late-null --trace-format frobnicate
refuse --with hostile-sync --policy none --fault late-null
refuse --max-states 0
refuse --threads 99999999999999999999
refuse --threads -1
refuse --slots 9
refuse --workers 65
refuse --fault late-null, --policy none
refuse --export frobnicate --policy none --fault none
refuse --certificate it
refuse --certificate it --symmetry --policy none --fault none
refuse --claims --ablation
refuse --claims --model published-fixed
refuse --verify it --policy none
refuse --verify it --model published-race
refuse --verify it --fault none --policy none --certificate other
refuse operand
"$agxrace" check --policy frobnicate
