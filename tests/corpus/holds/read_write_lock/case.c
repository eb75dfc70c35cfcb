/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value;

static void *body(void *argument)
{
	if (number(argument) == 0) {
#ifdef BROKEN
		pthread_rwlock_rdlock(&lock);
#else
		pthread_rwlock_wrlock(&lock);
#endif
		value++;
	} else {
		pthread_rwlock_rdlock(&lock);
		assert(value == 0 || value == 1);
	}
	pthread_rwlock_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
