/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { CHECK = memory_order_relaxed };
#else
enum { CHECK = memory_order_acquire };
#endif

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int storage;
static int *_Atomic instance;

static int *get(void)
{
	int *p = atomic_load_explicit(&instance, CHECK);

	if (p)
		return p;
	pthread_mutex_lock(&mutex);
	p = atomic_load_explicit(&instance, memory_order_relaxed);
	if (!p) {
		storage = 42;
		p = &storage;
		atomic_store_explicit(&instance, p, memory_order_release);
	}
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *body(void *argument)
{
	(void)argument;
	assert(*get() == 42);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
