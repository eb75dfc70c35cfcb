/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

#ifdef BROKEN
static int own = 5;
#else
static _Thread_local int own = 5;
#endif
static atomic_int turn;

static void *body(void *argument)
{
	own += number(argument);
	atomic_fetch_add(&turn, 1);
	assert(own == 5 + number(argument));
	return NULL;
}

int main(void)
{
	run_threads(3, body);
	assert(own == 5);
	return 0;
}
