# Each with its code and a message that says what was wrong and where.
. "$case/../../support/says.sh"
expect() { says "$1" "$2" "$agxrace" explore "${@:3}"; } # expect CODE PATTERN ARGUMENT...
cat >broken.c <<'END'
int main(void) { return undeclared; }
END
cat >fine.c <<'END'
#include <pthread.h>
static int n;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void *add(void *p) { pthread_mutex_lock(&m); n++; pthread_mutex_unlock(&m); return p; }
int main(void)
{
	pthread_t a, b;
	pthread_create(&a, 0, add, 0);
	pthread_create(&b, 0, add, 0);
	pthread_join(a, 0);
	pthread_join(b, 0);
	return n != 2;
}
END
cat >alone.c <<'END'
int main(void) { return 0; }
END
cat >for_ever.c <<'END'
#include <stdatomic.h>
static atomic_int n;
int main(void) { for (;;) atomic_fetch_add(&n, 1); }
END
cat >forks.c <<'END'
#include <unistd.h>
int main(void) { return fork() < 0; }
END
cat >crashes.c <<'END'
#include <stddef.h>
static int *volatile p;
int main(void) { return *p; }
END
expect 2 "name a C file"
expect 2 "no memory model 'x86'" --memory-model x86 fine.c
expect 2 "no engine 'fast'" --engine fast fine.c
expect 2 "sequential consistency" --engine dpor --memory-model rc11 fine.c
expect 2 "no strategy 'luck'" --strategy luck fine.c
expect 2 "more than 64 words" --arguments "$(seq -s " " 65)" fine.c
expect 2 "unknown option '--frob'" --frob fine.c
expect 3 "no-such.c" no-such.c
expect 3 "broken.c does not compile" broken.c
expect 3 "undeclared" broken.c
expect 3 "does not link" fine.c -- -lno_such_library
expect 77 "no-such-compiler" --cc-program no-such-compiler fine.c
expect 3 "was not built for exploration" /bin/true
expect 0 "verdict:   holds" fine.c
expect 0 "no thread" alone.c
expect 20 "bound" --max-events 200 for_ever.c
expect 20 "fork" forks.c
expect 10 "null-dereference" crashes.c
expect 2 "replay" --replay nonsense! fine.c
