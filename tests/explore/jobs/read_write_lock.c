/* SPDX-License-Identifier: MIT */
#include "threads.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int value;

static void *body(void *number)
{
	int before;

	if ((unsigned long)number < 2) {
		pthread_rwlock_wrlock(&lock);
		value++;
	} else {
		pthread_rwlock_rdlock(&lock);
		before = value;
		assert(before >= 0 && before <= 2);
	}
	pthread_rwlock_unlock(&lock);
	return number;
}

int main(void)
{
	run_threads(5, body);
	assert(value == 2);
	return 0;
}
