/* SPDX-License-Identifier: MIT */
#include "bench/bench.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	GRACE_MS = 20000, /* for set-up and teardown, beyond the duration of a sample */
	WAIT_MS = 100,	  /* how late a wish to stop may be seen */
};

/* What a child leaves behind; zero until its body has returned. */
struct leavings {
	enum agx_status status;
	struct agx_error err;
	struct workload_result result;
	uint64_t cpu_ns;
};

struct order {
	bench_body body;
	struct workload_config config;
};

static int run_in_child(void *context, void *result)
{
	const struct order *order = context;
	struct leavings *leavings = result;
	uint64_t start_ns = agx_cpu_ns();

	leavings->status = order->body(&order->config, &leavings->result, &leavings->err);
	leavings->cpu_ns = agx_cpu_ns() - start_ns;
	return leavings->status == AGX_OK ? 0 : 1;
}

static void take_result(struct bench_sample *sample, const struct leavings *leavings)
{
	const struct workload_result *result = &leavings->result;

	sample->duration_ns = result->duration_ns;
	sample->cpu_ns = leavings->cpu_ns;
	sample->dispatches = result->dispatches;
	sample->buffers = result->buffers;
	sample->p50_ns = workload_latency_quantile(result, 0.5);
	sample->p99_ns = workload_latency_quantile(result, 0.99);
	sample->lost_calls = result->lost_calls;
	sample->foreign_commands = result->foreign_commands;
	sample->wrong_results = result->wrong_results;
}

/* Run ORDER in a child to its end; *RET_LEAVINGS is filled when it ended by itself. */
static enum agx_status take_sample(const struct order *order, struct bench_sample *ret_sample,
				   struct leavings *ret_leavings, struct agx_error *err)
{
	struct order copy = *order;
	struct child_spec spec = {
		.body = run_in_child,
		.context = &copy,
		.result_bytes = sizeof(struct leavings),
		.timeout_ms = order->config.duration_ns / 1000000 + GRACE_MS,
	};
	struct bench_sample sample = {0};
	const struct child_outcome *outcome;
	struct child *child;
	enum agx_status status = child_start(&spec, &child, err);

	if (status != AGX_OK)
		return status;
	while (!child_wait(child, WAIT_MS) && !agx_stop_requested())
		;
	/* A child forked since the wish was made has inherited it and does nothing. */
	if (agx_stop_requested()) {
		child_free(child);
		return agx_fail(err, AGX_INTERRUPTED, "interrupted");
	}
	outcome = child_outcome(child);
	sample.end = outcome->end;
	sample.signal = outcome->signal;
	if (outcome->end == CHILD_DONE) {
		memcpy(ret_leavings, child_result(child), sizeof *ret_leavings);
		take_result(&sample, ret_leavings);
		status = ret_leavings->status;
		if (status != AGX_OK)
			(void)agx_fail(err, status, "a sample could not be taken: %s",
				       ret_leavings->err.text);
	} else {
		(void)snprintf(sample.site, sizeof sample.site, "%s", outcome->site);
		(void)snprintf(sample.message, sizeof sample.message, "%.*s",
			       (int)sizeof sample.message - 1, outcome->message); /* clipped */
	}
	child_free(child);
	if (status == AGX_OK)
		*ret_sample = sample;
	return status;
}

bool bench_sample_is_sound(const struct bench_sample *sample)
{
	return sample->end == CHILD_DONE && sample->duration_ns > 0 && sample->dispatches > 0 &&
	       sample->lost_calls == 0 && sample->foreign_commands == 0 &&
	       sample->wrong_results == 0;
}

double bench_sample_rate(const struct bench_sample *sample)
{
	AGX_ASSERT(bench_sample_is_sound(sample));
	return (double)sample->dispatches * 1e9 / (double)sample->duration_ns;
}

struct state {
	const struct bench_plan *plan;
	const struct bench_hooks *hooks;
	struct bench_samples samples;
	struct leavings *leavings;
	size_t order[BENCH_CELLS_MAX];
	uint64_t taken;
	uint64_t total;
};

static void add_latency(uint64_t *sum, const uint64_t *part)
{
	for (size_t i = 0; i < WORKLOAD_LATENCY_BUCKETS; i++)
		sum[i] += part[i];
}

/* ROUND counts the warm-up too; that one's samples are dropped. */
static enum agx_status take_round(struct state *state, unsigned round, struct agx_error *err)
{
	struct bench_samples *samples = &state->samples;

	bench_plan_order(state->plan, round, state->order);
	for (size_t i = 0; i < samples->cell_count; i++) {
		size_t number = state->order[i];
		struct bench_cell cell = bench_plan_cell(state->plan, number);
		struct order order = {
			.body = state->hooks->body,
			.config = bench_plan_config(state->plan, cell, round),
		};
		struct bench_sample sample;
		enum agx_status status = take_sample(&order, &sample, state->leavings, err);

		if (status != AGX_OK)
			return status;
		if (round >= BENCH_WARMUP_ROUNDS) {
			samples->taken[samples->round_count * samples->cell_count + number] =
				sample;
			if (bench_sample_is_sound(&sample))
				add_latency(samples->latency[number],
					    state->leavings->result.latency);
		}
		state->taken++;
		if (state->hooks->progress != NULL)
			state->hooks->progress(state->hooks->context, state->taken, state->total);
	}
	if (round >= BENCH_WARMUP_ROUNDS)
		samples->round_count++;
	return AGX_OK;
}

enum agx_status bench_run(const struct bench_plan *plan, const struct bench_hooks *hooks,
			  struct bench_samples *ret_samples, struct agx_error *err)
{
	struct state *state = calloc(1, sizeof *state);
	size_t cells = bench_plan_cell_count(plan);
	enum agx_status status = AGX_OK;

	AGX_ASSERT(cells > 0 && cells <= BENCH_CELLS_MAX);
	if (state == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory to take samples");
	state->plan = plan;
	state->hooks = hooks;
	state->total = (uint64_t)cells * (plan->rounds + BENCH_WARMUP_ROUNDS);
	state->samples.cell_count = cells;
	state->samples.taken = calloc(cells * plan->rounds, sizeof *state->samples.taken);
	state->samples.latency = calloc(cells, sizeof *state->samples.latency);
	state->leavings = calloc(1, sizeof *state->leavings);
	if (state->samples.taken == NULL || state->samples.latency == NULL ||
	    state->leavings == NULL)
		status = agx_fail(err, AGX_NO_MEMORY, "no memory to take samples");
	for (unsigned r = 0; status == AGX_OK && r < plan->rounds + BENCH_WARMUP_ROUNDS; r++)
		status = take_round(state, r, err);
	if (status == AGX_OK || status == AGX_INTERRUPTED)
		*ret_samples = state->samples;
	else
		bench_samples_release(&state->samples);
	free(state->leavings);
	free(state);
	return status;
}

void bench_samples_release(struct bench_samples *samples)
{
	free(samples->taken);
	free(samples->latency);
	*samples = (struct bench_samples) {0};
}
