// SPDX-License-Identifier: MIT
/* Five bytes from calloc; the write is to the seventh, within the same word. */
#include <pthread.h>
#include <stdlib.h>

static char *volatile last;

static void *work(void *argument)
{
	last = calloc(1, 5);
	last[6] = 1;
	free(last);
	return argument;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, work, NULL);
	pthread_join(thread, NULL);
	return 0;
}
