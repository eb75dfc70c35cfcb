/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int calls;

static void initialise(void)
{
	calls++;
}

static void *body(void *argument)
{
	(void)argument;
#ifdef BROKEN
	if (!calls)
		initialise();
#else
	pthread_once(&once, initialise);
#endif
	assert(calls == 1);
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
