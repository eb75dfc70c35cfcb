/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

/* Names that the explorer has inside, too. */
pthread_t threads[2];
int current;
int engine = 1;
int graph;
static atomic_int sum;

void *finding(void *argument)
{
	atomic_fetch_add(&sum, engine);
	return argument;
}

int agx_random_below(int limit)
{
	return limit - 1;
}

int main(void)
{
	for (int i = 0; i < 2; i++)
		pthread_create(&threads[i], NULL, finding, NULL);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	assert(atomic_load(&sum) == agx_random_below(3));
	assert(current == 0 && graph == 0);
	return 0;
}
