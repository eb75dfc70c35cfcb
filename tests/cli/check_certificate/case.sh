# Written for what holds, verified by the other program; refused with a bit changed, cut short, or of something else.
"$agxrace" check --policy global-encoder --fault foreign-teardown --certificate every_n >/dev/null
"$agxrace" check --verify every_n
"$agxrace" check --model published-fixed --threads 4 --slots 4 --certificate some >/dev/null
"$agxrace" check --verify some --json | jq -e '.verified and .every_n == false and .states == 303 and .deadlock_judged'

refuse() { # refuse FILE: bad input
	status=0
	"$agxrace" check --verify "$1" >out 2>err || status=$?
	[ $status = 3 ] && [ ! -s out ] && [ -s err ] || { echo "not refused: $1"; cat out err; exit 1; }
}
for offset in 5 200 2000 6000; do
	cp every_n changed
	byte=$(od -An -tu1 -j $offset -N 1 every_n)
	printf "$(printf '\\%03o' $((byte ^ 4)))" | dd of=changed bs=1 seek=$offset conv=notrunc status=none
	refuse changed
done
head -c 3000 every_n >cut
refuse cut
: >empty
refuse empty
refuse /dev/null
refuse nowhere
refuse "$case/case.sh"

# What is violated gets none, and nothing is left where it would have been.
status=0
"$agxrace" check --policy none --fault late-null --certificate none >/dev/null 2>err || status=$?
[ $status = 10 ] && [ ! -e none ] && grep -q "no certificate: the verdict is violated" err
status=0
"$agxrace" check --policy none --fault none --certificate no/where >/dev/null 2>&1 || status=$?
[ $status = 1 ]

# A folder is no place for it, and a pipe stays a pipe. Truncated anywhere, and of another model in the guise of this one: refused.
mkdir folder
status=0
"$agxrace" check --policy none --fault none --certificate folder >out 2>err || status=$?
[ $status = 1 ] && [ ! -s out ] && grep -q "cannot write folder" err
mkfifo pipe
timeout 20 cat pipe >through &
"$agxrace" check --policy global-encoder --fault foreign-teardown --certificate pipe >/dev/null
wait $!
[ -p pipe ]
cmp through every_n
head -c 1128 every_n >cut
refuse cut
grep -q "cut is not a certificate" err
sed 's/published-fixed/published-race\x00/g' some >other
refuse other
grep -q "its checksum is wrong" err
