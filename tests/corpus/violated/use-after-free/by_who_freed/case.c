// SPDX-License-Identifier: MIT
/* A thread reads its block right after it has freed it, with no operation between. */
#include <pthread.h>
#include <stdlib.h>

static int *volatile last;

static void *work(void *argument)
{
	int *block = malloc(sizeof *block);

	last = block;
	*block = 1;
	free(block);
	if (*last == 2)
		abort();
	return argument;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, work, NULL);
	pthread_join(thread, NULL);
	return 0;
}
