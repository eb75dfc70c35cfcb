# A checkpoint that is damaged, or of something else, is refused and stays as it is.
cat >program.c <<'END'
#include <pthread.h>
#include <stdatomic.h>
static atomic_int n;
static void *body(void *p)
{
	for (int i = 0; i < 3; i++)
		atomic_fetch_add(&n, VALUE);
	return p;
}
int main(int count, char **words)
{
	pthread_t a, b;
	(void)words;
	pthread_create(&a, 0, body, 0);
	pthread_create(&b, 0, body, 0);
	pthread_join(a, 0);
	pthread_join(b, 0);
	return count > 2;
}
END
refused() { # refused EXIT REGEX OPTION...
	local exit=$1 regex=$2 status=0
	shift 2
	"$agxrace" explore "$@" >out 2>err || status=$?
	if [ $status != "$exit" ] || ! grep -qE "$regex" err; then
		echo "exit $status, expected $exit and '$regex', with $*:" >&2
		cat err >&2
		exit 1
	fi
	[ ! -s out ]
}
"$agxrace" explore --json --max-executions 1 -o program program.c -- -DVALUE=1 >/dev/null || true
"$agxrace" explore --json --max-executions 1 -o other program.c -- -DVALUE=2 >/dev/null || true
"$agxrace" explore --json --max-executions 5 --checkpoint good program >/dev/null || true
bytes=$(stat -c %s good)

refused 3 'other program|another program' --checkpoint good other
refused 3 'other options' --checkpoint good --memory-model sc program
refused 3 'other options' --checkpoint good --spurious-wakeups program
refused 3 'other options' --checkpoint good --arguments word program
refused 3 'is no file' --checkpoint . program
echo nonsense >nonsense
refused 3 'no checkpoint' --checkpoint nonsense program
: >empty
refused 3 'no checkpoint' --checkpoint empty program
for size in 8 31 32 40 100 $((bytes / 2)) $((bytes - 1)); do
	head -c "$size" good >cut
	refused 3 'no checkpoint|damaged' --checkpoint cut program
	[ "$(stat -c %s cut)" = "$size" ]
done
{ cat good; echo; } >longer
refused 3 'damaged' --checkpoint longer program
for at in 0 8 16 24 32 41 60 $((bytes / 3)) $((bytes / 2)) $((bytes - 1)); do
	cp good flipped
	byte=$(od -An -tu1 -j "$at" -N 1 good)
	# shellcheck disable=SC2059
	printf "\\x$(printf %x $((byte ^ 4)))" | dd of=flipped bs=1 seek="$at" conv=notrunc 2>/dev/null
	refused 3 'no checkpoint|damaged|another version' --checkpoint flipped program
done
refused 2 'cannot write' --checkpoint missing/point program
refused 2 'engine graph' --checkpoint point --engine dpor program
refused 2 'engine graph' --jobs 2 --engine dpor program
refused 2 'engine graph' --jobs 2 --strategy random program
refused 2 'engine graph' --jobs 2 --preemptions 1 program
refused 2 'jobs' --jobs 0 program
refused 2 'jobs' --jobs 65 program
[ ! -e point ]
for words in "jobs=2 engine=dpor" "checkpoint=point engine=dpor" "jobs=0" "jobs=65" "checkpoint=%" "checkpoint=%4" "checkpoint="; do
	status=0
	AGXRACE_EXPLORE=$words ./program >/dev/null 2>&1 || status=$?
	[ $status = 2 ] || { echo "$words: $status" >&2; exit 1; }
done
# Other bounds are not other searches, and the good one is still good.
exec "$agxrace" explore --checkpoint good --jobs 2 --timeout 100 --max-executions 1000 program
