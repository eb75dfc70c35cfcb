/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int late;

static void *body(void *argument)
{
	atomic_fetch_add(&late, 1);
	return argument;
}

int main(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, body, NULL);
	pthread_join(threads[0], NULL);
#ifdef BROKEN
	if (atomic_load(&late) == 2)
#endif
		pthread_join(threads[1], NULL);
	return 0;
}
