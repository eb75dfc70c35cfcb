// SPDX-License-Identifier: MIT
#include "explore/dpor_internal.h"

#include <stdlib.h>

static struct engine_step *log_steps;
static size_t count;

void dpor_log_begin(void)
{
	if (!log_steps)
		log_steps = calloc(DPOR_EVENTS_MAX, sizeof *log_steps);
	count = 0;
}

static bool reads(const struct operation *op)
{
	return op->kind == OPERATION_READ || op->kind == OPERATION_UPDATE;
}

/* Under sequential consistency a read gets the newest value. */
int dpor_log(unsigned thread, const struct operation *op, const struct dpor_location *location)
{
	struct engine_step *step;
	int newest = location ? location->last_write : -1;

	if (!log_steps || count == DPOR_EVENTS_MAX)
		return newest;
	step = &log_steps[count];
	step->thread = thread;
	step->op = *op;
	step->reads_from = reads(op) ? newest : -1;
	step->newest = newest;
	step->waiting = false;
	count++;
	if (location && dpor.depth > 0 && dpor.events[dpor.depth - 1].writes)
		return (int)count - 1;
	return newest;
}

size_t dpor_steps(struct engine_step *steps, size_t max)
{
	size_t filled = 0;

	for (; filled < count && filled < max; filled++)
		steps[filled] = log_steps[filled];
	for (unsigned t = 0; t < thread_count && filled < max; t++) {
		if (!threads[t].exists || threads[t].finished || dpor.pending[t].kind == OPERATION_NONE)
			continue;
		steps[filled++] = (struct engine_step){
			.thread = t, .op = dpor.pending[t], .reads_from = -1, .newest = -1, .waiting = true};
	}
	return filled;
}
