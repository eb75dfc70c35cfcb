/* SPDX-License-Identifier: MIT */
/* ticket_lock THREADS: Reed and Kanodia, "Synchronization with eventcounts and sequencers", 1979; one turn each, in
 * any order: N!. */
#include "parameters.h"

static atomic_int next_ticket, now_serving;
static int inside;

static void *body(void *argument)
{
	int ticket = atomic_fetch_add(&next_ticket, 1);

	while (atomic_load(&now_serving) != ticket)
		;
	inside++;
	assert(inside == 1);
	inside--;
	atomic_store(&now_serving, ticket + 1);
	return argument;
}

int main(int argc, char **argv)
{
	run_threads(parameter(argc, argv, 1), body);
	return 0;
}
