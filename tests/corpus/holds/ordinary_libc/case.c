/* SPDX-License-Identifier: MIT */
#include "../../threads.h"
#include <stdio.h>
#include <string.h>

static char *_Atomic published;

static void *body(void *argument)
{
	char text[32];
	char copy[32];
	char *kept;

	snprintf(text, sizeof text, "thread %d", number(argument));
	strcpy(copy, text);
	kept = strdup(copy);
	assert(strcmp(kept, text) == 0 && strlen(kept) == 8);
#ifdef BROKEN
	kept[8] = 'x';
	kept[9] = '\0';
#endif
	free(atomic_exchange(&published, kept));
	return NULL;
}

int main(void)
{
	run_threads(2, body);
	free(published);
	return 0;
}
