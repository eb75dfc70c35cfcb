/* SPDX-License-Identifier: MIT */
#include "report/repro_internal.h"

#include <inttypes.h>
#include <string.h>

enum {
	FRAMES_SHOWN = 8,
	THREADS_SHOWN = 24, /* the report has them all */
};

static void add_line(struct agx_text *out, const char *label,
		     void (*add)(const struct repro_result *, struct agx_text *),
		     const struct repro_result *result)
{
	agx_text_printf(out, "%-10s ", label);
	add(result, out);
	agx_text_puts(out, "\n");
}

static void add_setup(const struct repro_result *result, struct agx_text *out)
{
	const struct workload_config *c = &result->config;
	char policy[32];
	char faults[256];

	agx_text_printf(out, "%s: %u threads x %" PRIu64 " iterations, policy %s, fault %s, fix %s, seed %" PRIu64
			     "%s\n",
			workload_name(c->kind), c->threads, c->iterations,
			policy_format(c->policy, policy, sizeof policy),
			sim_faults_format(c->sim.faults, faults, sizeof faults),
			sim_fix_name(c->sim.fix), c->sim.seed,
			c->sim.kernels_empty ? ", empty kernels" : "");
	if (c->sim.jitter > 0)
		agx_text_printf(out, "jitter: threads yielded at %u of 1000 marked points, which widens the "
				     "windows of races; rates say nothing about undisturbed runs\n",
				c->sim.jitter);
}

/* The innermost function of the program itself, for a thread that is in no call. */
static const char *whereabouts(const struct crash_report *report, const struct crash_thread *t)
{
	for (size_t i = 0; i < t->frame_count; i++) {
		if (t->frames[i].image == 0 && t->frames[i].symbol != NULL)
			return t->frames[i].symbol;
	}
	return report->process;
}

static void add_activity(const struct crash_report *report, const struct crash_thread *t,
			 struct agx_text *out)
{
	agx_text_printf(out, "  thread %-3" PRIu64 " %-12s ", t->number,
			t->name != NULL ? t->name : "-");
	if (t->operation != NULL)
		agx_text_puts(out, t->operation);
	else
		agx_text_printf(out, "in no call, in %s", whereabouts(report, t));
	if (t->object != NULL)
		agx_text_printf(out, " on %s", t->object);
	if (t->queue != NULL)
		agx_text_printf(out, ", %s", t->queue);
	agx_text_puts(out, "\n");
}

static void add_stack(const struct crash_thread *t, struct agx_text *out)
{
	for (size_t i = 0; i < t->frame_count && i < FRAMES_SHOWN; i++) {
		const struct crash_frame *f = &t->frames[i];

		agx_text_printf(out, "    %zu %s", i,
				f->symbol != NULL ? f->symbol
						  : f->image_name != NULL ? f->image_name : "?");
		if (f->symbol != NULL)
			agx_text_printf(out, " + %" PRIu64, f->symbol_offset);
		agx_text_puts(out, "\n");
	}
	if (t->frame_count > FRAMES_SHOWN)
		agx_text_printf(out, "    ... %zu more\n", t->frame_count - FRAMES_SHOWN);
}

static void add_threads(const struct crash_report *r, struct agx_text *out)
{
	size_t shown = 0;

	if (r->faulting_thread >= 0) {
		agx_text_puts(out, "the faulting thread:\n");
		add_activity(r, &r->threads[r->faulting_thread], out);
		add_stack(&r->threads[r->faulting_thread], out);
	}
	agx_text_puts(out, r->faulting_thread >= 0 ? "every other thread at that moment:\n"
						   : "every thread at that moment:\n");
	for (size_t i = 0; i < r->thread_count; i++) {
		if ((int64_t)i == r->faulting_thread)
			continue;
		if (shown++ < THREADS_SHOWN)
			add_activity(r, &r->threads[i], out);
	}
	if (shown > THREADS_SHOWN)
		agx_text_printf(out, "  ... and %zu more, in the report\n", shown - THREADS_SHOWN);
	for (size_t i = 0; i < r->missing_count; i++)
		agx_text_printf(out, "  not captured: %s: %s\n", r->missing[i].source,
				r->missing[i].text);
}

static void add_ending(const struct repro_result *result, struct agx_text *out)
{
	const struct child_outcome *o = &result->outcome;

	agx_text_printf(out, "run %" PRIu64 " of %" PRIu64 " %s after %.1f ms", result->runs,
			result->tries, child_end_name(o->end), (double)o->wall_ns / 1e6);
	if (o->end != CHILD_HUNG) {
		agx_text_puts(out, ": ");
		repro_because(result, out);
	}
	agx_text_puts(out, "\n");
	if (result->report != NULL)
		add_threads(result->report, out);
	else
		agx_text_puts(out, "the process could not tell more than that\n");
}

static void add_counts(const struct repro_result *result, struct agx_text *out)
{
	const struct workload_result *c = &result->counts;

	agx_text_printf(out, "%" PRIu64 " of %" PRIu64 " runs ended; the last took %.1f ms for %" PRIu64
			     " commands in %" PRIu64 " command buffers\n",
			result->runs, result->tries, (double)c->duration_ns / 1e6, c->dispatches,
			c->buffers);
	agx_text_printf(out, "checked: lost calls %" PRIu64 ", commands in another thread's encoder %" PRIu64,
			c->lost_calls, c->foreign_commands);
	if (!result->config.sim.kernels_empty)
		agx_text_printf(out, ", wrong results %" PRIu64, c->wrong_results);
	agx_text_printf(out, "\nnot checked: schedules other than the %" PRIu64 " that happened%s\n",
			result->runs,
			result->config.sim.kernels_empty ? "; results (kernels are empty)" : "");
}

void repro_format_text(const struct repro_result *result, struct agx_text *out)
{
	add_setup(result, out);
	if (repro_ended_badly(result))
		add_ending(result, out);
	else if (result->runs > 0)
		add_counts(result, out);
	agx_text_puts(out, "\n");
	agx_text_printf(out, "%-10s %s\n", "verdict:", agx_verdict_text(repro_verdict(result)));
	add_line(out, "because:", repro_because, result);
	if (result->files != NULL)
		agx_text_printf(out, "%-10s %s\n%-10s %s\n", "report:", result->files->ips, "",
				result->files->text);
	add_line(out, "reproduce:", repro_command, result);
}
