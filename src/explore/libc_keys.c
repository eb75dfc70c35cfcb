/* SPDX-License-Identifier: MIT */
/* pthread_key_create and its like. */
#include "explore/explored.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/thread_calls.h"

EXPLORED(pthread_key_create);
int explored_pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
	unsigned number;
	int failed = key_create(&number, destructor, CALLER);

	if (failed == 0) {
		shadow_write_range((uintptr_t)key, sizeof *key, CALLER);
		*key = number;
	}
	return failed;
}

EXPLORED(pthread_key_delete);
int explored_pthread_key_delete(pthread_key_t key)
{
	return key_delete(key, CALLER);
}

/* glibc declares that VALUE points to what is read. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
EXPLORED(pthread_setspecific);
int explored_pthread_setspecific(pthread_key_t key, const void *value)
{
	return key_set(key, value); /* only the pointer is kept */
}

EXPLORED(pthread_getspecific);
void *explored_pthread_getspecific(pthread_key_t key)
{
	return key_get(key);
}
