/* SPDX-License-Identifier: MIT */
/* Crash capture under load, in every preset (unit tests do not run under TSan): many children, whose threads
 * fault one by one or all at once; each must leave a whole report. */
#include "crash/child.h"
#include "crash_bodies.h"

#include <string.h>

enum { CHILDREN = 40, AT_ONCE = 2, THREADS = 12 };

static int failures;

static void fail(const char *what, int number)
{
	fprintf(stderr, "child %d: %s\n", number, what);
	failures++;
}

/* Threads of ours, by their names: a sanitizer has threads of its own. */
static int count_clients(const struct crash_report *report)
{
	int clients = 0;

	for (size_t i = 0; i < report->thread_count; i++) {
		const struct crash_thread *t = &report->threads[i];

		clients += t->name != NULL && strncmp(t->name, "client ", 7) == 0 &&
			   t->operation != NULL && t->object != NULL && t->frame_count > 0;
	}
	return clients;
}

static void check(const struct child *child, int number)
{
	const struct child_outcome *o = child_outcome(child);
	struct crash_report report;
	struct agx_error err;

	if (o->end != CHILD_CRASHED || o->signal != SIGSEGV)
		fail(child_end_name(o->end), number);
	if (!o->has_fault_address || o->fault_address != 0x184 || o->access != CRASH_ACCESS_WRITE)
		fail("wrong fault", number);
	if (strcmp(o->site, "allocateUSCSpillBuffer") != 0)
		fail("wrong site", number);
	if (strcmp(o->operation, "setComputePipelineState:") != 0)
		fail("wrong operation", number);
	if (child_report(child, &report, &err) != AGX_OK) {
		fail(err.text, number);
		return;
	}
	if (count_clients(&report) != THREADS)
		fail("a thread is missing, or does not tell what it did", number);
	crash_report_release(&report);
}

int main(void)
{
	int threads = THREADS;
	struct child *running[AT_ONCE];
	int started = 0;
	int ended = 0;

	while (ended < CHILDREN) {
		size_t first;

		while (started < CHILDREN && started - ended < AT_ONCE) {
			struct child_spec spec = {.body = started % 2 == 0 ? crash_body_crowd
									   : crash_body_all_fault,
						  .context = &threads,
						  .result_bytes = sizeof(int),
						  .timeout_ms = 60000};
			struct agx_error err;

			if (child_start(&spec, &running[started - ended], &err) != AGX_OK) {
				fprintf(stderr, "%s\n", err.text);
				return 1;
			}
			started++;
		}
		first = child_wait_any(running, (size_t)(started - ended), UINT64_MAX);
		check(running[first], ended);
		child_free(running[first]);
		ended++;
		running[first] = running[started - ended];
	}
	printf("%d children, %d failures\n", ended, failures);
	return failures == 0 ? 0 : 1;
}
