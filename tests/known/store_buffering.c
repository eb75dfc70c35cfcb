/* SPDX-License-Identifier: MIT */
/* store_buffering THREADS SEQ_CST: a ring; each stores its own location and loads the next one's. All may miss if
 * relaxed: 2^N; not if seq_cst: 2^N - 1. */
#include "parameters.h"

static atomic_int x[THREADS_MAX];
static int threads, seq_cst;
static int seen[THREADS_MAX];

static void *body(void *argument)
{
	int i = number(argument);
	int next = (i + 1) % threads;

	if (seq_cst) {
		atomic_store(&x[i], 1);
		seen[i] = atomic_load(&x[next]);
	} else {
		atomic_store_explicit(&x[i], 1, memory_order_relaxed);
		seen[i] = atomic_load_explicit(&x[next], memory_order_relaxed);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int sum = 0;

	threads = parameter(argc, argv, 1);
	seq_cst = parameter(argc, argv, 2);
	run_threads(threads, body);
	for (int i = 0; i < threads; i++)
		sum += seen[i];
	assert(!seq_cst || sum > 0);
	return 0;
}
