/* SPDX-License-Identifier: MIT */
/* A search from its first state to its result: the team of workers, what ends them, and what they found. How they work is
 * worker.c. */
#include "check/search_internal.h"

#include "base/assert.h"
#include "check/state_sort.h"

#include <stdlib.h>

enum { PROGRESS_NS = 250000000 };

static struct agx_check_progress totals(const struct search *search)
{
	struct agx_check_progress sum = {.depth = search->depth};

	for (unsigned w = 0; w < search->workers; w++) {
		sum.generated += search->team[w].generated;
		sum.distinct += search->team[w].table.count + search->team[w].table.zero_seen;
	}
	sum.distinct += atomic_load_explicit(&search->packed.count, memory_order_relaxed);
	sum.bytes = atomic_load_explicit(&search->budget.bytes, memory_order_relaxed);
	return sum;
}

/* Worker 0, while the others wait: is there a reason to stop? */
static void poll_limits(struct search *search)
{
	const struct agx_check_options *options = search->options;
	enum agx_check_limit outside;
	uint64_t now;

	for (unsigned w = 0; w < search->workers; w++) {
		if (search->team[w].failed_memory)
			search->limit = AGX_CHECK_LIMIT_MEMORY;
	}
	if (options->states_max != 0 && totals(search).distinct > options->states_max)
		search->limit = AGX_CHECK_LIMIT_STATES;
	outside = watch_look(&search->watch);
	if (outside != AGX_CHECK_NO_LIMIT)
		search->limit = outside;
	now = agx_clock_ns();
	if (options->on_progress != NULL && now - search->progress_ns > PROGRESS_NS) {
		struct agx_check_progress progress = totals(search);

		search->progress_ns = now;
		options->on_progress(options->callback_context, &progress);
	}
}

void search_judge_level(struct search *search)
{
	struct packed_table *packed = &search->packed;

	search->level_done = true;
	for (unsigned w = 0; w < search->workers; w++) {
		const struct worker *worker = &search->team[w];

		search->level_done &= atomic_load_explicit(&worker->claimed, memory_order_relaxed) >=
				      worker->frontier.count;
	}
	poll_limits(search);
	/* At a limit the table may lack what a worker could not add: there is nothing to grow for. */
	search->growing = search->limit == AGX_CHECK_NO_LIMIT && search_is_packed(search) &&
			  packed_table_is_due(packed);
	if (search->growing && !packed_table_grow_begin(packed)) {
		search->growing = false;
		search->limit = AGX_CHECK_LIMIT_MEMORY;
	}
}

void search_judge_growth(struct search *search)
{
	if (!packed_table_grow_end(&search->packed))
		search->limit = AGX_CHECK_LIMIT_MEMORY;
}

void search_judge(struct search *search)
{
	bool found = false;
	size_t next = 0;

	for (unsigned w = 0; w < search->workers; w++) {
		found |= search->team[w].finding.kind != AGX_CHECK_NONE;
		next += search->team[w].frontier.count;
	}
	search->done = next == 0 || (found && !search->options->go_on);
	if (!search->done)
		search->depth++;
}

/* Put STATE where it belongs: as state_table_add. */
static int add_initial(struct search *search, struct worker *owner, const uint64_t *state)
{
	struct packed_table *packed = &search->packed;
	int added;

	if (!search_is_packed(search))
		return state_table_add(&owner->table, state);
	added = packed_table_add(packed, *state);
	atomic_fetch_add_explicit(&packed->count, added > 0, memory_order_relaxed);
	return added;
}

static enum agx_status seed(struct search *search, struct agx_error *err)
{
	const struct agx_check_model *model = search->model;
	struct agx_check_out *out = &search->team[0].out;

	model->initial(model->context, out);
	if (out->overflow || out->errors != 0)
		return agx_fail(err, AGX_FAILED,
				"model '%s' has more initial states than it says, or one that is an error",
				model->name);
	search->team[0].generated = out->count;
	for (size_t i = 0; i < out->count; i++) {
		uint64_t *state = out->states + i * model->words;
		uint64_t orbit = 1;
		struct worker *owner;
		int added;

		if (search->symmetry != NULL)
			orbit = symmetry_canonicalise(search->symmetry, state);
		out->overflow |= orbit == 0 || (search_is_packed(search) && *state >> model->state_bits != 0);
		if (out->overflow)
			continue; /* told later */
		owner = &search->team[search_owner(search, state)];
		added = add_initial(search, owner, state);
		if (added == 0)
			continue;
		if (added < 0 || !state_list_reserve(&owner->frontier, 1, model->words, &search->budget))
			return agx_fail(err, AGX_NO_MEMORY, "no memory for the initial states");
		memcpy(owner->frontier.states + owner->frontier.count++ * model->words, state,
		       model->words * sizeof *state);
		owner->full += search->symmetry != NULL ? orbit : 0;
		worker_examine(owner, state, 0);
	}
	return AGX_OK;
}

/* BYTES zeroed bytes that share no cache line with anything else; NULL on lack of memory. */
static void *apart(size_t bytes)
{
	size_t whole = (bytes + CACHE_APART - 1) / CACHE_APART * CACHE_APART;
	void *memory = aligned_alloc(CACHE_APART, whole);

	if (memory != NULL)
		memset(memory, 0, whole);
	return memory;
}

static enum agx_status init_team(struct search *search, struct agx_error *err)
{
	unsigned bits = search->model->words == 1 ? search->model->state_bits : 0;

	search->is_packed = bits >= PACKED_BITS_MIN && bits <= PACKED_BITS_MAX;
	if (search->is_packed && !packed_table_init(&search->packed, bits, &search->budget))
		return agx_fail(err, AGX_NO_MEMORY, "no memory to start a search");
	for (unsigned w = 0; w < search->workers; w++) {
		struct worker *worker = &search->team[w];

		worker->search = search;
		worker->index = w;
		worker->routes = apart(search->workers * sizeof *worker->routes);
		worker->recent = calloc(RECENT_STATES, search->model->words * sizeof *worker->recent);
		worker->hashes = calloc(BATCH_STATES * search->model->successors_max + ABSORB_AHEAD,
					sizeof *worker->hashes);
		if (worker->routes == NULL || worker->recent == NULL || worker->hashes == NULL ||
		    !out_init(&worker->out, search->model, search->options, BATCH_STATES) ||
		    !state_table_init(&worker->table, search->model->words, &search->budget))
			return agx_fail(err, AGX_NO_MEMORY, "no memory to start a search");
	}
	return AGX_OK;
}

static void release_team(struct search *search)
{
	unsigned words = search->model->words;

	for (unsigned w = 0; w < search->workers; w++) {
		struct worker *worker = &search->team[w];

		state_table_release(&worker->table);
		state_list_release(&worker->frontier, words, &search->budget);
		state_list_release(&worker->next, words, &search->budget);
		for (unsigned r = 0; worker->routes != NULL && r < search->workers; r++)
			state_list_release(&worker->routes[r], words, &search->budget);
		free(worker->routes);
		free(worker->recent);
		free(worker->hashes);
		out_release(&worker->out);
	}
	packed_table_release(&search->packed);
	free(search->team);
}

static enum agx_status run_team(struct search *search, struct agx_error *err)
{
	unsigned started = 1;

	team_barrier_init(&search->barrier, search->workers);
	/* The barrier counts on all: without one of them the others would wait for ever. */
	(void)pthread_mutex_init(&search->gate, NULL); /* cannot fail on the systems there are */
	(void)pthread_mutex_lock(&search->gate);
	while (started < search->workers &&
	       pthread_create(&search->team[started].thread, NULL, worker_main,
			      &search->team[started]) == 0)
		started++;
	search->abandoned = started < search->workers;
	(void)pthread_mutex_unlock(&search->gate);
	(void)worker_main(&search->team[0]);
	for (unsigned w = 1; w < started; w++)
		(void)pthread_join(search->team[w].thread, NULL); /* cannot fail: joinable, ours */
	team_barrier_destroy(&search->barrier);
	(void)pthread_mutex_destroy(&search->gate);
	if (search->abandoned)
		return agx_fail(err, AGX_FAILED, "only %u of %u workers could be started", started,
				search->workers);
	for (unsigned w = 0; w < search->workers; w++) {
		if (search->team[w].out.overflow)
			return agx_fail(err, AGX_FAILED, "model '%s' breaks its own bounds",
					search->model->name);
	}
	return AGX_OK;
}

static void collect(struct search *search, struct agx_check_result *result,
		    struct finding *ret_finding)
{
	struct agx_check_progress sum = totals(search);

	result->generated = sum.generated;
	result->distinct = sum.distinct;
	result->depth = search->depth;
	result->limit = search->limit;
	result->bytes_peak = atomic_load_explicit(&search->budget.bytes_peak, memory_order_relaxed);
	*ret_finding = (struct finding) {.kind = AGX_CHECK_NONE};
	for (unsigned w = 0; w < search->workers; w++) {
		const struct worker *worker = &search->team[w];

		result->guards_true |= worker->out.guards_true;
		result->guards_false |= worker->out.guards_false;
		result->full += worker->full;
		if (worker->gauge_max > result->gauge_max)
			result->gauge_max = worker->gauge_max;
		finding_keep(ret_finding, &worker->finding, search->model->words);
	}
	if (search->symmetry == NULL)
		result->full = result->distinct;
}

/* Hand the states over; without memory for that the search has hit its limit. */
static void keep_states(struct search *search, struct agx_check_result *result)
{
	unsigned words = search->model->words;
	size_t bytes = (size_t)result->distinct * words * sizeof *result->states;
	size_t count = 0;

	if (budget_take(&search->budget, bytes))
		result->states = malloc(bytes);
	if (result->states == NULL) {
		result->limit = AGX_CHECK_LIMIT_MEMORY;
		return;
	}
	for (unsigned w = 0; w < search->workers; w++)
		count += (size_t)state_table_copy(&search->team[w].table,
						  result->states + count * words);
	if (search_is_packed(search))
		count += (size_t)packed_table_copy(&search->packed, result->states + count);
	AGX_ASSERT(count == result->distinct);
	state_sort(result->states, count, words);
}

enum agx_status search_run(const struct agx_check_model *model,
			   const struct agx_check_options *options, const struct symmetry *symmetry,
			   struct agx_check_result *result, struct finding *ret_finding,
			   struct agx_error *err)
{
	struct search search = {.model = model,
				.options = options,
				.symmetry = symmetry,
				.workers = options->workers == 0 ? 1 : options->workers,
				.progress_ns = agx_clock_ns(),
				.watch = watch_start(options->stop, options->callback_context,
						     options->timeout_ms)};
	enum agx_status status;

	search.budget.bytes_max = options->bytes_max != 0 ? options->bytes_max : pages_bytes_free();
	search.team = apart(search.workers * sizeof *search.team);
	if (search.team == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory to start a search");
	status = init_team(&search, err);
	if (status == AGX_OK)
		status = seed(&search, err);
	if (status == AGX_OK)
		status = run_team(&search, err);
	if (status == AGX_OK)
		collect(&search, result, ret_finding);
	if (status == AGX_OK && options->keep_states && ret_finding->kind == AGX_CHECK_NONE &&
	    search.limit == AGX_CHECK_NO_LIMIT)
		keep_states(&search, result);
	release_team(&search);
	return status;
}
