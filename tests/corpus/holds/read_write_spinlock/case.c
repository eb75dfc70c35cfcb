/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
enum { WRITER_LOCK = memory_order_relaxed };
#else
enum { WRITER_LOCK = memory_order_acquire };
#endif
enum { WRITER = 100 };

static atomic_int word;
static int data;

static void reader(void)
{
	int seen = atomic_load_explicit(&word, memory_order_relaxed);

	if (seen >= WRITER)
		return;
	if (!atomic_compare_exchange_strong_explicit(&word, &seen, seen + 1, memory_order_acquire, memory_order_relaxed))
		return;
	assert(data == 0 || data == 1);
	atomic_fetch_sub_explicit(&word, 1, memory_order_release);
}

static void writer(void)
{
	int zero = 0;

	if (!atomic_compare_exchange_strong_explicit(&word, &zero, WRITER, WRITER_LOCK, memory_order_relaxed))
		return;
	data = 1;
	atomic_store_explicit(&word, 0, memory_order_release);
}

static void *body(void *argument)
{
	if (number(argument) == 0)
		writer();
	else
		reader();
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	return 0;
}
