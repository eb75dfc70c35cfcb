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
int dpor_log(unsigned thread, const struct operation *op, struct dpor_location *location)
{
	int newest = location ? location->last_write : -1;
	bool writes = location && dpor.depth > 0 && dpor.events[dpor.depth - 1].writes;

	if (writes)
		location->writes++;
	if (!log_steps || count == DPOR_EVENTS_MAX)
		return newest;
	log_steps[count++] = (struct engine_step){.thread = thread,
						  .op = *op,
						  .reads_from = reads(op) ? newest : -1,
						  .newest = newest,
						  .writes = writes,
						  .position = location ? location->writes : 0,
						  .epoch = threads[thread].clock[thread]};
	return writes ? (int)count - 1 : newest;
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
