/* SPDX-License-Identifier: MIT */
#include "../../step.h"
#include "../../threads.h"

static atomic_uint sum;

static void *body(void *argument)
{
	atomic_fetch_add(&sum, step());
	return argument;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
