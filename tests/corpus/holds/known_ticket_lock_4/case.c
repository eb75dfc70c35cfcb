/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static atomic_int next_ticket, now_serving;

static void *body(void *argument)
{
	int ticket = atomic_fetch_add(&next_ticket, 1);

	while (atomic_load(&now_serving) != ticket)
		;
	atomic_store(&now_serving, ticket + 1);
	return argument;
}

int main(void)
{
	run_threads(4, body);
	return 0;
}
