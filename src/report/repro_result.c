/* SPDX-License-Identifier: MIT */
#include "report/repro_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	NULL_BYTES = 0x4000,   /* the largest page: an address below it is an offset from NULL */
	TRIES_TO_REPRODUCE = 50, /* of a race that a seed does not decide */
};

bool repro_ended_badly(const struct repro_result *result)
{
	return result->runs > 0 &&
	       (result->outcome.end == CHILD_CRASHED || result->outcome.end == CHILD_ABORTED ||
		result->outcome.end == CHILD_HUNG);
}

bool repro_is_faulty(const struct repro_result *result)
{
	const struct workload_result *c = &result->counts;

	return c->lost_calls > 0 || c->foreign_commands > 0 || c->wrong_results > 0;
}

enum agx_verdict repro_verdict(const struct repro_result *result)
{
	if (result->runs > 0 && (repro_ended_badly(result) || repro_is_faulty(result)))
		return AGX_VIOLATED;
	return result->interrupted ? AGX_INCONCLUSIVE : AGX_HOLDS;
}

static void add_fault(const struct child_outcome *o, struct agx_text *out)
{
	if (!o->has_fault_address)
		return;
	agx_text_printf(out, ", %s %s 0x%" PRIx64, crash_access_name(o->access),
			o->access == CRASH_ACCESS_WRITE ? "to" : "of", o->fault_address);
	if (o->fault_address < NULL_BYTES)
		agx_text_printf(out, " (NULL+0x%" PRIx64 ")", o->fault_address);
}

static void add_crash(const struct repro_result *result, struct agx_text *out)
{
	const struct child_outcome *o = &result->outcome;

	agx_text_puts(out, result->report != NULL && result->report->signal != NULL
				   ? result->report->signal
				   : child_end_name(o->end));
	add_fault(o, out);
	if (o->site[0] != '\0')
		agx_text_printf(out, " in %s", o->site);
	if (o->thread[0] != '\0')
		agx_text_printf(out, ", thread \"%s\"", o->thread);
	if (o->message[0] != '\0')
		agx_text_printf(out, ": %s", o->message);
}

void repro_because(const struct repro_result *result, struct agx_text *out)
{
	const struct workload_result *c = &result->counts;

	if (repro_ended_badly(result) && result->outcome.end == CHILD_HUNG)
		agx_text_printf(out, "hang: did not end within %" PRIu64 " ms", result->timeout_ms);
	else if (repro_ended_badly(result))
		add_crash(result, out);
	else if (result->runs > 0 && repro_is_faulty(result))
		agx_text_printf(out,
				"a run ended by itself, but %" PRIu64 " calls were lost, %" PRIu64
				" commands went to another thread's encoder and %" PRIu64
				" results are wrong",
				c->lost_calls, c->foreign_commands, c->wrong_results);
	else if (result->interrupted)
		agx_text_printf(out, "interrupted after %" PRIu64 " of %" PRIu64 " runs",
				result->runs, result->tries);
	else
		agx_text_printf(out, "%" PRIu64 " of %" PRIu64 " runs ended by themselves, with no call "
				     "lost and no command in another thread's encoder%s",
				result->runs, result->tries,
				result->config.sim.kernels_empty ? "" : ", all results right");
}

void repro_command(const struct repro_result *result, struct agx_text *out)
{
	const struct workload_config *c = &result->config;
	bool found = repro_verdict(result) == AGX_VIOLATED;
	uint64_t tries = found && result->tries < TRIES_TO_REPRODUCE ? TRIES_TO_REPRODUCE
								     : result->tries;
	char policy[32];
	char faults[256];

	agx_text_printf(out, "agxrace repro --workload %s --threads %u --iterations %" PRIu64,
			workload_name(c->kind), c->threads, c->iterations);
	agx_text_printf(out, " --policy %s --fault %s --fix %s",
			policy_format(c->policy, policy, sizeof policy),
			sim_faults_format(c->sim.faults, faults, sizeof faults),
			sim_fix_name(c->sim.fix));
	agx_text_printf(out, " --seed %" PRIu64 " --jitter %u --kernels %s",
			found ? c->sim.seed : result->first_seed, c->sim.jitter,
			c->sim.kernels_empty ? "empty" : "real");
	agx_text_printf(out, " --timeout-ms %" PRIu64 " --tries %" PRIu64, result->timeout_ms, tries);
}
