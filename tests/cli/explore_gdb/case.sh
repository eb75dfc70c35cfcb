# gdb stopped at a NULL that a thread meets, at a failed assertion and at a deadlock; the replay strings of both engines, several
# files.
command -v gdb >/dev/null || { echo "gdb is not here" >&2; exit 77; }
cat >main.c <<'END'
#include <pthread.h>
#include <stdatomic.h>
extern _Atomic(int *) shared;
void *taker(void *);
static int value = 1;
int main(void)
{
	pthread_t t;
	shared = &value;
	pthread_create(&t, 0, taker, 0);
	atomic_store(&shared, 0);
	pthread_join(t, 0);
	return 0;
}
END
cat >taker.c <<'END'
#include <stdatomic.h>
_Atomic(int *) shared;
static int take(void)
{
	return *atomic_load(&shared);
}
void *taker(void *p)
{
	if (atomic_load(&shared))
		take();
	return p;
}
END
cp "$case/../explore_deadlock/ab.c" .
debug() { # debug COMMANDS FILE... OPTION...
	local commands=$1 replay
	shift
	"$agxrace" explore --json "$@" -- -fno-inline >answer.json || [ $? = 10 ]
	replay=$(jq -r '.findings[0].replay' answer.json)
	printf 'set width 0\n%s\nkill\nquit\n' "$commands" | "$agxrace" explore "$@" --replay "$replay" --gdb -- -fno-inline 2>&1
}
for engine in graph dpor; do
	echo "== $engine"
	debug up main.c taker.c --engine $engine
done
echo "== deadlock"
debug agxrace-threads ab.c
# Misuse, and no gdb.
status=0
"$agxrace" explore ab.c --gdb || status=$?
[ $status = 2 ]
mkdir bin
for program in cc gcc as ld objcopy nm readelf addr2line; do
	if command -v $program >/dev/null; then ln -s "$(command -v $program)" bin/$program; fi
done
PATH=$PWD/bin exec "$agxrace" explore ab.c --replay o,0:c1 --gdb
