/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int guarded;
static atomic_int missed;

static void *body(void *argument)
{
	(void)argument;
	if (pthread_mutex_trylock(&mutex) == 0) {
		guarded++;
		pthread_mutex_unlock(&mutex);
	} else {
		atomic_fetch_add(&missed, 1);
#ifdef BROKEN
		guarded++;
#endif
	}
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	assert(guarded + missed == 2);
	return 0;
}
