/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

/* Two advances of the epoch lie between the retirement of a block and its free. */
#ifdef BROKEN
enum { GRACE = 1 };
#else
enum { GRACE = 2 };
#endif
enum { OUTSIDE = -1 };

static int *_Atomic shared;
static atomic_int epoch;
static atomic_int local_epoch[2] = {OUTSIDE, OUTSIDE};

static void enter(int i)
{
	atomic_store(&local_epoch[i], atomic_load(&epoch));
}

static void leave(int i)
{
	atomic_store(&local_epoch[i], OUTSIDE);
}

static _Bool advance(void)
{
	int now = atomic_load(&epoch);

	for (int i = 0; i < 2; i++) {
		int seen = atomic_load(&local_epoch[i]);

		if (seen != OUTSIDE && seen != now)
			return 0;
	}
	return atomic_compare_exchange_strong(&epoch, &now, now + 1);
}

static void reader(int i)
{
	int *p;

	enter(i);
	p = atomic_load(&shared);
	assert(*p == 1 || *p == 2);
	leave(i);
}

static void writer(int i)
{
	int *fresh = malloc(sizeof *fresh);
	int *old;
	int retired;

	*fresh = 2;
	enter(i);
	old = atomic_exchange(&shared, fresh);
	retired = atomic_load(&epoch);
	leave(i);
	for (int advances = 0; advances < GRACE; advances++)
		if (!advance())
			return;
	assert(atomic_load(&epoch) >= retired + GRACE);
	free(old);
}

static void *body(void *argument)
{
	if (number(argument) == 0)
		writer(0);
	else
		reader(1);
	return NULL;
}

int main(void)
{
	int *first = malloc(sizeof *first);

	*first = 1;
	atomic_store(&shared, first);
	run_threads(2, body);
	return 0;
}
