/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static int *_Atomic shared;
static int *_Atomic hazard;
static int *retired[2];

static int *protect(void)
{
	int *p = atomic_load(&shared);

	for (;;) {
		int *again;

		atomic_store(&hazard, p);
#ifdef BROKEN
		return p;
#endif
		again = atomic_load(&shared);
		if (again == p)
			return p;
		p = again;
	}
}

static void reader(void)
{
	int *p = protect();

	assert(*p >= 1 && *p <= 3);
	atomic_store(&hazard, NULL);
}

/* Free what no hazard pointer protects; the rest stays for the next scan. */
static void scan(int count)
{
	for (int i = 0; i < count; i++) {
		if (retired[i] && atomic_load(&hazard) != retired[i]) {
			free(retired[i]);
			retired[i] = NULL;
		}
	}
}

static void writer(void)
{
	for (int i = 0; i < 2; i++) {
		int *fresh = malloc(sizeof *fresh);

		*fresh = 2 + i;
		retired[i] = atomic_exchange(&shared, fresh);
		scan(i + 1);
	}
}

static void *body(void *argument)
{
	if (number(argument) == 0)
		writer();
	else
		reader();
	return NULL;
}

int main(void)
{
	int *first = malloc(sizeof *first);

	*first = 1;
	atomic_store(&shared, first);
	run_threads(2, body);
	scan(2);
	free(atomic_load(&shared));
	return 0;
}
