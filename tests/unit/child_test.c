/* SPDX-License-Identifier: MIT */
#include "crash/child.h"

#include "crash/snapshot_internal.h"
#include "trace/abort_message.h"
#include "trace/activity.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crash_bodies.h"

static struct child *run(int (*body)(void *, void *), uint64_t timeout_ms, unsigned stages)
{
	struct child_spec spec = {.body = body,
				  .result_bytes = sizeof(int),
				  .timeout_ms = timeout_ms,
				  .fault_in_stages = stages};
	struct agx_error err;
	struct child *child;

	cr_assert_eq(child_start(&spec, &child, &err), AGX_OK, "%s", err.text);
	cr_assert(child_wait(child, 60000));
	return child;
}

Test(child, probe)
{
	struct child *child = run(crash_body_read_null, 0, 0);
	const struct child_outcome *o = child_outcome(child);
	struct crash_report r;
	struct agx_error err;

	fprintf(stderr, "%s sig %d addr %lx access %d site %s op %s thread %s msg %s wall %g ms\n",
		child_end_name(o->end), o->signal, o->fault_address, o->access, o->site, o->operation,
		o->thread, o->message, (double)o->wall_ns / 1e6);
	cr_assert_eq(child_report(child, &r, &err), AGX_OK);
	for (size_t i = 0; i < r.thread_count; i++) {
		fprintf(stderr, "%zu %lu %s %s %s %s\n", i, r.threads[i].id, r.threads[i].name,
			r.threads[i].queue, r.threads[i].operation, r.threads[i].object);
		for (size_t k = 0; k < r.threads[i].frame_count; k++)
			fprintf(stderr, "   %lx %s %s+%lu\n", r.threads[i].frames[k].address,
				r.threads[i].frames[k].image_name, r.threads[i].frames[k].symbol,
				r.threads[i].frames[k].symbol_offset);
	}
	for (size_t i = 0; i < r.missing_count; i++)
		fprintf(stderr, "missing %s: %s\n", r.missing[i].source, r.missing[i].text);
	crash_report_release(&r);
	child_free(child);
}
