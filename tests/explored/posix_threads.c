/* SPDX-License-Identifier: MIT */
/* The life of a thread: cleanup handlers, keys, thread-local storage, jumps, identity, once. */
#include "programs.h"

#include <errno.h>
#include <setjmp.h>

static int plain;
static atomic_int tally;

/* ends of threads */
static void pop(void *p)
{
	*(int *)p = *(int *)p * 10 + 1;
}

static void leave(int *log)
{
	pthread_cleanup_push(pop, log);
	*log = *log * 10 + 2;
	pthread_exit((void *)7);
	pthread_cleanup_pop(0);
}

static int cleanup_log;

static void *cleaner(void *p)
{
	pthread_cleanup_push(pop, &cleanup_log);
	pthread_cleanup_push(pop, &cleanup_log);
	cleanup_log = 5;
	pthread_cleanup_pop(1);
	assert(cleanup_log == 51);
	leave(&cleanup_log);
	pthread_cleanup_pop(1);
	return p;
}

static void cleanup(void)
{
	begin(0, cleaner);
	assert(end(0) == (void *)7);
	assert(cleanup_log == 51211);
}

static pthread_key_t key, other_key;

static void destroy(void *p)
{
	if (p == &plain) {
		plain++;
		pthread_setspecific(key, &tally); /* a second round */
	} else {
		tally++;
	}
	free(pthread_getspecific(other_key));
	pthread_setspecific(other_key, NULL);
}

static void *key_user(void *p)
{
	assert(pthread_getspecific(key) == NULL);
	pthread_setspecific(key, &plain);
	pthread_setspecific(other_key, malloc(8));
	return p;
}

static void keys(void)
{
	pthread_key_create(&key, destroy);
	pthread_key_create(&other_key, NULL);
	begin(0, key_user);
	end(0);
	assert(plain == 1 && tally == 1);
	pthread_key_delete(key);
	assert(pthread_setspecific(key, &plain) == EINVAL);
}

static void *late(void *p)
{
	atomic_fetch_add(&tally, 1);
	return p;
}

static void exit_of_main(void)
{
	begin(0, late);
	pthread_detach(threads[0]);
	pthread_exit(NULL);
}

static _Thread_local int own = 3;
static _Thread_local char text[100] = "own";

static void *tls_user(void *p)
{
	assert(own == 3 && strcmp(text, "own") == 0);
	own = 4 + (int)(intptr_t)p;
	strcpy(text, "other");
	atomic_fetch_add(&tally, 1);
	assert(own == 4 + (int)(intptr_t)p);
	return &own;
}

static void tls(void)
{
	own = 9;
	begin(0, tls_user);
	begin(1, tls_user);
	assert(end(0) != end(1));
	assert(own == 9);
}

/* within a thread */
static void deeper(jmp_buf to, int n)
{
	if (n == 0)
		longjmp(to, 5);
	deeper(to, n - 1);
}

static void *jumper(void *p)
{
	jmp_buf back;
	sigjmp_buf again;
	volatile int times = 0;
	volatile double f = 1.5;

	switch (setjmp(back)) {
	case 0:
		atomic_fetch_add(&tally, 1);
		deeper(back, 3);
		assert(0);
	case 5:
		times++;
	}
	if (sigsetjmp(again, 1) == 0)
		siglongjmp(again, 1);
	assert(times == 1 && f == 1.5);
	return p;
}

static void jumps(void)
{
	run_two(jumper, jumper);
}

/* Values that live in registers across operations at which threads take turns. */
static void *compute(void *p)
{
	double a = 1.25, b = 2.5, c = 3.75, d = 5, e = 6.25, f = 7.5, g = 8.75, h = 10;
	long i = 1, j = 2, k = 3, l = 4, m = 5, n = 6, o = 7;

	for (int round = 0; round < 2; round++) {
		atomic_fetch_add(&tally, 1);
		a += h, b += a, c += b, d += c, e += d, f += e, g += f, h += g;
		i += o, j += i, k += j, l += k, m += l, n += m, o += n;
	}
	assert(a == 66.25 && h == 285 && i == 43 && o == 168);
	return p;
}

static void registers(void)
{
	run_two(compute, compute);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void initialise(void) { plain++; }
static void *once_user(void *p)
{
	pthread_once(&once, initialise);
	assert(plain == 1);
	return p;
}
static void only_once(void)
{
	run_two(once_user, once_user);
}

static void *self_user(void *p)
{
	assert(pthread_equal(pthread_self(), pthread_self()));
	return (void *)(intptr_t)pthread_equal(pthread_self(), threads[3]);
}

static void identity(void)
{
	threads[3] = pthread_self();
	begin(0, self_user);
	assert(end(0) == (void *)0);
	assert(pthread_join(pthread_self(), NULL) == EDEADLK);
}

static _Atomic(int *) lent;
static atomic_int seen_it;
static void *lender(void *p)
{
	int local = 1;

	atomic_store(&lent, &local);
	while (!atomic_load_explicit(&seen_it, memory_order_relaxed))
		;
	return p;
}

/* Main has read it while its owner lived, and releases nothing until the owner has ended and it reads it again. */
static void stack_of_a_joined_thread(void)
{
	int *local;

	begin(0, lender);
	while ((local = atomic_load(&lent)) == NULL)
		;
	assert(*local == 1);
	atomic_store_explicit(&seen_it, 1, memory_order_relaxed);
	end(0);
	assert(*local == 1);
}

PROGRAMS(
	T(cleanup), /* holds 1 */
	T(keys), /* holds 1 */
	T(exit_of_main), /* holds 1 */
	T(tls), /* holds 2 */
	T(jumps), /* holds 2 */
	T(registers), /* holds 6 */
	T(only_once), /* holds 4 */
	T(identity), /* holds 1 */
	T(stack_of_a_joined_thread), /* violated stack-use-after-exit */
)
