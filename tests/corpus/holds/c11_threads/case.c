/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <threads.h>

static mtx_t mutex;
static cnd_t changed;
static int ready;

static int waiter(void *argument)
{
	(void)argument;
	mtx_lock(&mutex);
	while (!ready)
		cnd_wait(&changed, &mutex);
	mtx_unlock(&mutex);
	return 7;
}

int main(void)
{
	thrd_t thread;
	int result = 0;

	mtx_init(&mutex, mtx_plain);
	cnd_init(&changed);
	thrd_create(&thread, waiter, NULL);
#ifdef BROKEN
	ready = 1;
#else
	mtx_lock(&mutex);
	ready = 1;
	mtx_unlock(&mutex);
#endif
	cnd_signal(&changed);
	thrd_join(thread, &result);
	assert(result == 7);
	return 0;
}
