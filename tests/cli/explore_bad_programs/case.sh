# Programs and surroundings that cannot be worked with: each with its code, and a message that says what and where.
. "$case/../../support/says.sh"
expect() { says "$1" "$2" env "${@:3}"; } # expect CODE PATTERN WORD...: of the environment's assignments and agxrace explore
echo 'int main(void) { return 0; }' >fine.c
echo 'int f(void) { return 0; }' >no_main.c
echo 'void nowhere(void); int main(void) { nowhere(); return 0; }' >undefined.c
cat >many.c <<'END'
#include <pthread.h>
static void *run(void *p) { return p; }
int main(void)
{
	pthread_t t;
	for (int i = 0; i < 1000; i++) {
		pthread_create(&t, 0, run, 0);
		pthread_join(t, 0);
	}
	return 0;
}
END
cat >too_much.c <<'END'
#include <stdlib.h>
int main(void)
{
	for (;;)
		if (!malloc(1 << 20))
			return 1;
}
END
cat >early_semaphore.c <<'END'
#include <semaphore.h>
static sem_t s;
__attribute__((constructor)) static void begin(void) { sem_init(&s, 0, 1); }
int main(void) { return sem_wait(&s); }
END
cat >early_block.c <<'END'
#include <stdlib.h>
static char *block;
__attribute__((constructor)) static void begin(void) { block = malloc(8); }
int main(void) { return block == NULL; }
END
cat >early_crash.c <<'END'
static int *volatile p;
__attribute__((constructor)) static void begin(void) { *p = 1; }
int main(void) { return 0; }
END
expect 3 "undefined reference to \`nowhere'" "$agxrace" explore undefined.c
expect 3 "does not link" "$agxrace" explore undefined.c
expect 3 "none of its files has a main" "$agxrace" explore no_main.c
expect 20 "/many.c:7)" "$agxrace" explore many.c
expect 20 "/too_much.c:5)" "$agxrace" explore too_much.c
expect 20 "sem_init is called before main" "$agxrace" explore early_semaphore.c
expect 1 "died of signal 11" "$agxrace" explore early_crash.c
expect 20 "memory that is allocated before main" "$agxrace" explore early_block.c
expect 1 "/no/such/folder" TMPDIR=/no/such/folder "$agxrace" explore fine.c
expect 77 "cannot run 'no-such-cc'" AGXRACE_CC=no-such-cc "$agxrace" explore fine.c
expect 77 "cannot run 'no-such-cc'" AGXRACE_CC=no-such-cc "$agxrace" explore --cc -c fine.c
expect 3 "fine.c does not compile" AGXRACE_CC=false "$agxrace" explore fine.c
expect 77 "the explorer's runtime is not at /no/library" AGXRACE_EXPLORE_LIBRARY=/no/library "$agxrace" explore fine.c
expect 3 "does not link" "$agxrace" explore fine.c -o /no/such/folder/program
expect 3 "cannot read no-such.o" "$agxrace" explore fine.c no-such.o
expect 3 "was not built for exploration" "$agxrace" explore .
expect 2 "--max-events 0: expected" "$agxrace" explore --max-events 0 fine.c
expect 2 "--timeout 1e9: expected" "$agxrace" explore --timeout 1e9 fine.c
expect 2 "--seed -1: expected" "$agxrace" explore --seed -1 fine.c
expect 2 "'--findings' needs a value" "$agxrace" explore fine.c --findings
# Strings to replay that are none, or are of another program.
"$agxrace" explore -o fine fine.c >out
expect 2 "not a replay string" "$agxrace" explore ./fine --replay g,0:zz
expect 2 "not a replay string" "$agxrace" explore ./fine --replay g,0:c99999999999999999999999
expect 2 "not a replay string" "$agxrace" explore ./fine --replay ""
expect 2 "no schedule" "$agxrace" explore ./fine --engine dpor --replay 0-
# Nothing is left behind.
mkdir scratch
expect 3 "does not link" TMPDIR=$PWD/scratch "$agxrace" explore undefined.c
expect 0 "holds" TMPDIR=$PWD/scratch "$agxrace" explore fine.c
expect 3 "broken.c" TMPDIR=$PWD/scratch "$agxrace" explore broken.c
rmdir scratch
