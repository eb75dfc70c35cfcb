/* SPDX-License-Identifier: MIT */
/* fetch_add THREADS ADDITIONS: the results tell the order of all: (NK)! / (K!)^N. */
#include "parameters.h"

static atomic_int counter;
static int additions;
static int results[THREADS_MAX][THREADS_MAX];

static void *body(void *argument)
{
	for (int k = 0; k < additions; k++)
		results[number(argument)][k] = atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
	return NULL;
}

int main(int argc, char **argv)
{
	int threads = parameter(argc, argv, 1);
	int sum = 0;

	additions = parameter(argc, argv, 2);
	run_threads(threads, body);
	for (int i = 0; i < threads; i++) {
		for (int k = 0; k < additions; k++)
			sum += results[i][k];
	}
	assert(sum == threads * additions * (threads * additions - 1) / 2);
	return 0;
}
