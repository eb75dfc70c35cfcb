/* SPDX-License-Identifier: MIT */
#include "../../step.h"
#include "../../threads.h"

static atomic_uint own;
static atomic_uint shared;

static void *body(void *argument)
{
	if (number(argument) == 0)
		atomic_fetch_add(&own, step());
	atomic_fetch_add(&shared, 1);
	return argument;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
