/* SPDX-License-Identifier: MIT */
#include "trace/activity.h"

#include <stdio.h>

_Thread_local struct activity activity_current;

static void (*name_hook)(void);

void activity_on_name(void (*hook)(void))
{
	name_hook = hook;
}

void activity_name(const char *name, const char *queue)
{
	struct activity *a = &activity_current;

	if (name != NULL)
		(void)snprintf(a->name, sizeof a->name, "%s", name); /* clipping is documented */
	if (queue != NULL)
		(void)snprintf(a->queue, sizeof a->queue, "%s", queue);
	if (name_hook != NULL)
		name_hook();
}
