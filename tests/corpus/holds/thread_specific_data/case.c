/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_key_t key;
static atomic_int destroyed;

static void destroy(void *value)
{
	free(value);
	atomic_fetch_add(&destroyed, 1);
}

static void *body(void *argument)
{
	int *own = malloc(sizeof *own);

	*own = number(argument);
	pthread_setspecific(key, own);
	assert(*(int *)pthread_getspecific(key) == number(argument));
	return NULL;
}

int main(void)
{
	pthread_key_create(&key, destroy);
	run_threads(2, body);
	assert(destroyed == 2);
	return 0;
}
