// SPDX-License-Identifier: MIT
/* main writes a variable before it creates the thread that reads it, and once more behind. */
#include <pthread.h>

static int value;

static void *work(void *argument)
{
	return value == 3 ? NULL : argument;
}

int main(void)
{
	pthread_t thread;

	value = 1;
	pthread_create(&thread, NULL, work, NULL);
	value = 2;
	pthread_join(thread, NULL);
	return 0;
}
