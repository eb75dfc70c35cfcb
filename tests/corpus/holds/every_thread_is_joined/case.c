/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int done;

static void *help(void *argument)
{
	atomic_store(&done, 1);
	return argument;
}

int main(void)
{
	pthread_t helper;

	pthread_create(&helper, NULL, help, NULL);
#ifdef BROKEN
	if (atomic_load(&done))
		return 0;
#endif
	pthread_join(helper, NULL);
	return 0;
}
