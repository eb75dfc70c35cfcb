/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

static void *body(void *argument)
{
	char *p = malloc(16);

#ifdef BROKEN
	p += number(argument);
#endif
	(void)argument;
	free(p);
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	return 0;
}
