/* SPDX-License-Identifier: MIT */
#include "campaign/campaign.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/stop.h"
#include "crash/child.h"

#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 100 }; /* for a child: how late a wish to stop may be seen */

/* What a run's child leaves behind; zero until its body has returned. */
struct leavings {
	enum agx_status status;
	struct agx_error err;
	struct workload_result result;
};

struct order {
	campaign_body body;
	struct workload_config config;
};

struct slot {
	struct child *child; /* NULL: free */
	struct campaign_place place;
	struct order order; /* what the child was told */
};

struct state {
	struct ledger *ledger;
	const struct campaign_plan *plan;
	const struct campaign_hooks *hooks;
	unsigned char *stored; /* a bit per position of the plan */
	uint64_t next;	       /* first position that was not considered yet */
	struct slot slots[AGX_JOBS_MAX];
	size_t running;
	struct campaign_progress progress;
};

static void mark_stored(void *context, const struct campaign_run *run)
{
	struct state *state = context;
	uint64_t position = campaign_plan_position(state->plan, run->place);

	state->stored[position / 8] |= (unsigned char)(1u << position % 8);
	state->progress.stored++;
}

static bool is_stored(const struct state *state, uint64_t position)
{
	return (state->stored[position / 8] >> position % 8 & 1) != 0;
}

static int run_in_child(void *context, void *result)
{
	const struct order *order = context;
	struct leavings *leavings = result;

	leavings->status = order->body(&order->config, &leavings->result, &leavings->err);
	return leavings->status == AGX_OK ? 0 : 1;
}

/* Start runs until every slot is taken or none is left to run. */
static enum agx_status start_runs(struct state *state, struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	for (size_t i = 0; i < state->plan->jobs && status == AGX_OK; i++) {
		struct slot *slot = &state->slots[i];
		struct child_spec spec = {
			.body = run_in_child,
			.context = &slot->order,
			.result_bytes = sizeof(struct leavings),
			.timeout_ms = state->plan->timeout_ms,
		};

		if (slot->child != NULL)
			continue;
		while (state->next < state->progress.total && is_stored(state, state->next))
			state->next++;
		if (state->next == state->progress.total)
			break;
		slot->place = campaign_plan_place(state->plan, state->next++);
		slot->order.body = state->hooks->body;
		slot->order.config = campaign_plan_config(state->plan, slot->place);
		status = child_start(&spec, &slot->child, err);
		if (status == AGX_OK)
			state->running++;
		else
			slot->child = NULL;
	}
	return status;
}

/* Store the run of SLOT, whose child has ended. */
static enum agx_status store(struct state *state, const struct slot *slot, struct agx_error *err)
{
	const struct child_outcome *outcome = child_outcome(slot->child);
	const struct leavings *leavings = child_result(slot->child);
	struct campaign_run run = {.place = slot->place, .seed = slot->order.config.sim.seed};
	enum agx_status status;

	if (outcome->end == CHILD_DONE && leavings->status != AGX_OK)
		return agx_fail(err, leavings->status, "a run could not be done: %s",
				leavings->err.text);
	campaign_run_take(&run, outcome);
	if (run.outcome == CAMPAIGN_DONE) {
		run.lost_calls = leavings->result.lost_calls;
		run.foreign_commands = leavings->result.foreign_commands;
		run.wrong_results = leavings->result.wrong_results;
	}
	status = ledger_add(state->ledger, &run, err);
	if (status == AGX_OK) {
		state->progress.stored++;
		state->progress.fresh++;
	}
	return status;
}

static void tell(const struct state *state)
{
	if (state->hooks->progress != NULL)
		state->hooks->progress(state->hooks->context, &state->progress);
}

/* Wait a little for a child to end; store its run. */
static enum agx_status harvest(struct state *state, struct agx_error *err)
{
	struct child *children[AGX_JOBS_MAX];
	struct slot *slots[AGX_JOBS_MAX];
	size_t count = 0;
	size_t ended;
	enum agx_status status;

	for (size_t i = 0; i < state->plan->jobs; i++) {
		if (state->slots[i].child != NULL) {
			slots[count] = &state->slots[i];
			children[count++] = state->slots[i].child;
		}
	}
	ended = child_wait_any(children, count, WAIT_MS);
	/* A child forked since the wish was made has inherited it and does nothing: its outcome is not its own. */
	if (agx_stop_requested())
		return agx_fail(err, AGX_INTERRUPTED, "interrupted");
	if (ended == count)
		return AGX_OK;
	status = store(state, slots[ended], err);
	child_free(slots[ended]->child);
	slots[ended]->child = NULL;
	state->running--;
	return status;
}

static enum agx_status run_rest(struct state *state, struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	while (status == AGX_OK) {
		if (agx_stop_requested())
			return agx_fail(err, AGX_INTERRUPTED, "interrupted");
		status = start_runs(state, err);
		if (status != AGX_OK || state->running == 0)
			break;
		status = harvest(state, err);
		tell(state);
	}
	return status;
}

enum agx_status campaign_run_all(struct ledger *ledger, const struct campaign_hooks *hooks,
				 struct agx_error *err)
{
	const struct campaign_plan *plan = ledger_plan(ledger);
	uint64_t total = campaign_plan_total(plan);
	struct state *state = calloc(1, sizeof *state);
	enum agx_status status;

	AGX_ASSERT(plan->jobs >= 1 && plan->jobs <= AGX_JOBS_MAX);
	if (state != NULL)
		state->stored = calloc(1, (size_t)(total / 8 + 1));
	if (state == NULL || state->stored == NULL) {
		free(state);
		return agx_fail(err, AGX_NO_MEMORY, "no memory for a campaign");
	}
	state->ledger = ledger;
	state->plan = plan;
	state->hooks = hooks;
	state->progress.total = total;
	status = ledger_each(ledger, mark_stored, state, err);
	state->progress.start_ns = agx_clock_ns();
	if (status == AGX_OK)
		status = run_rest(state, err);
	for (size_t i = 0; i < plan->jobs; i++) {
		if (state->slots[i].child != NULL)
			child_free(state->slots[i].child);
	}
	free(state->stored);
	free(state);
	return status;
}
