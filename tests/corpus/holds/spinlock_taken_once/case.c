/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static pthread_spinlock_t lock;
static atomic_int nested;
static int counter;

static void add(void)
{
	pthread_spin_lock(&lock);
	counter++;
	pthread_spin_unlock(&lock);
}

static void *body(void *argument)
{
	if (number(argument) == 0) {
		atomic_store(&nested, 1);
		return NULL;
	}
	pthread_spin_lock(&lock);
#ifdef BROKEN
	if (atomic_load(&nested))
		add();
	pthread_spin_unlock(&lock);
#else
	pthread_spin_unlock(&lock);
	if (atomic_load(&nested))
		add();
#endif
	return NULL;
}

int main(void)
{
	pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
	run_threads(2, body);
	return 0;
}
