/* SPDX-License-Identifier: MIT */
/* Breadth-first, level by level, each level in chunks of two phases with a barrier after each: *expand*, in which each
 * worker takes states of its own part of the frontier and sorts their successors by owner; and *absorb*, in which
 * each worker puts what the others have for it into its own table. A state's owner is fixed by its hash, so tables
 * need no lock and no atomic, and the counts do not depend on timing. */
#include "check/search.h"

#include "base/assert.h"
#include "check/state_sort.h"
#include "check/watch.h"

#include <pthread.h>
#include <stdlib.h>

enum {
	BATCH_STATES = 64,      /* expanded before their successors are looked at */
	CHUNK_ALONE = 256,      /* states per chunk: successors stay in the cache */
	CHUNK_SHARED = 16384,   /* so many that the barriers cost little */
	PREFETCH_AHEAD = 16,    /* probes under way */
	POLL_CHUNKS_ALONE = 32, /* chunks between looks at the clock */
	PROGRESS_NS = 250000000,
};

struct search;

struct worker {
	struct search *search;
	unsigned index;
	bool failed_memory;
	struct state_table table;
	struct state_list frontier; /* this level's states that are ours */
	struct state_list next;
	size_t expanded;           /* of the frontier */
	struct state_list *routes; /* [workers]: successors for each owner */
	struct agx_check_out out;
	uint64_t generated;
	uint64_t full;
	unsigned gauge_max;
	struct finding finding;
	pthread_t thread;
};

struct search {
	const struct agx_check_model *model;
	const struct agx_check_options *options;
	const struct symmetry *symmetry;
	struct page_budget budget;
	unsigned workers;
	struct worker *team;
	pthread_barrier_t barrier;
	struct watch watch;
	pthread_mutex_t gate; /* shut until all workers are there */
	bool abandoned;       /* guarded by gate: they are not */
	uint64_t progress_ns; /* when progress was told last */
	/* Written by worker 0 between barriers, read by all after the next one. */
	enum agx_check_limit limit;
	uint64_t depth;
	bool level_done;
	bool done;
	unsigned chunks; /* since the last poll */
};

void finding_keep(struct finding *best, const struct finding *other, unsigned words)
{
	int order = 0;

	if (other->kind == AGX_CHECK_NONE)
		return;
	if (best->kind != AGX_CHECK_NONE) {
		if (other->length != best->length)
			order = other->length < best->length ? -1 : 1;
		for (unsigned i = 0; order == 0 && i < words; i++) {
			if (other->state[i] != best->state[i])
				order = other->state[i] < best->state[i] ? -1 : 1;
		}
		if (order > 0 || (order == 0 && other->step >= best->step))
			return;
	}
	*best = *other;
}

bool out_init(struct agx_check_out *out, const struct agx_check_model *model,
	      const struct agx_check_options *options, size_t states)
{
	size_t capacity = states * model->successors_max;

	*out = (struct agx_check_out) {.capacity = capacity,
				       .words = model->words,
				       .guards_dropped = options->guards_dropped};
	out->states = malloc(capacity * model->words * sizeof *out->states);
	out->steps = malloc(capacity * sizeof *out->steps);
	return out->states != NULL && out->steps != NULL;
}

void out_release(struct agx_check_out *out)
{
	free(out->states);
	free(out->steps);
	out->states = NULL;
	out->steps = NULL;
}

static void meet(struct search *search)
{
	if (search->workers > 1)
		(void)pthread_barrier_wait(&search->barrier); /* cannot fail: initialised, counted */
}

static void note(struct worker *worker, enum agx_check_kind kind, size_t what, size_t length,
		 const uint64_t *state, uint32_t step)
{
	unsigned words = worker->search->model->words;
	struct finding finding = {.kind = kind, .what = what, .length = length, .step = step};

	memcpy(finding.state, state, words * sizeof *state);
	finding_keep(&worker->finding, &finding, words);
}

/* A new state of ours, DEPTH steps from the start. */
static void examine(struct worker *worker, const uint64_t *state, uint64_t depth)
{
	const struct agx_check_model *model = worker->search->model;

	for (size_t i = 0; i < model->invariant_count; i++) {
		if (!model->invariants[i].holds(model->context, state))
			note(worker, AGX_CHECK_INVARIANT, i, depth + 1, state, 0);
	}
	if (model->gauge != NULL) {
		unsigned value = model->gauge(model->context, state);

		if (value > worker->gauge_max)
			worker->gauge_max = value;
	}
}

/* Has any actor to move on although none can? */
static bool is_deadlock(const struct agx_check_model *model, const uint64_t *state)
{
	for (unsigned a = 0; model->at_rest != NULL && a < model->actor_count; a++) {
		if (!model->at_rest(model->context, state, a))
			return true;
	}
	return false;
}

static void note_errors(struct worker *worker, const uint64_t *from, size_t first)
{
	const struct agx_check_options *options = worker->search->options;

	for (size_t i = first; i < worker->out.count; i++) {
		uint32_t step = worker->out.steps[i];
		unsigned error = agx_check_step_error(step);

		if (error_counts(options->errors_ignored, error))
			note(worker, AGX_CHECK_ERROR, error, worker->search->depth + 2, from, step);
	}
}

/* Expand up to BATCH_STATES of our frontier into the worker's buffer; successors are representatives afterwards. */
static ALWAYS_INLINE void expand_batch(struct worker *worker, unsigned words)
{
	const struct search *search = worker->search;
	const struct agx_check_model *model = search->model;
	size_t stop = worker->expanded + BATCH_STATES;

	worker->out.count = 0;
	if (stop > worker->frontier.count)
		stop = worker->frontier.count;
	for (; worker->expanded < stop; worker->expanded++) {
		const uint64_t *state = worker->frontier.states + worker->expanded * words;
		size_t first = worker->out.count;

		worker->out.errors = 0;
		model->successors(model->context, state, &worker->out);
		/* The buffer has room for more, but those who look again later have not. */
		worker->out.overflow |= worker->out.count - first > model->successors_max;
		if (worker->out.count == first && search->options->deadlock &&
		    is_deadlock(model, state))
			note(worker, AGX_CHECK_DEADLOCK, 0, search->depth + 1, state, 0);
		if (worker->out.errors != 0)
			note_errors(worker, state, first);
	}
	worker->generated += worker->out.count;
	if (search->symmetry != NULL) {
		for (size_t i = 0; i < worker->out.count; i++)
			worker->out.overflow |= symmetry_canonicalise(search->symmetry,
								      worker->out.states +
									      i * words) == 0;
	}
}

/* Put COUNT states, all of them ours, into the table; new ones go on the next frontier. */
static ALWAYS_INLINE bool absorb(struct worker *worker, const uint64_t *states, size_t count,
				 unsigned words)
{
	const struct search *search = worker->search;
	bool plain = search->model->invariant_count == 0 && search->model->gauge == NULL &&
		     search->symmetry == NULL;
	uint64_t hashes[PREFETCH_AHEAD];

	if (!state_list_reserve(&worker->next, count, words, worker->table.budget))
		return false;
	for (size_t i = 0; i < count + PREFETCH_AHEAD; i++) {
		size_t done = i - PREFETCH_AHEAD;
		uint64_t hash = hashes[i % PREFETCH_AHEAD];
		const uint64_t *state;
		uint64_t *kept;
		int added;

		if (i < count) {
			hashes[i % PREFETCH_AHEAD] = state_hash(states + i * words, words);
			state_table_prefetch(&worker->table, hashes[i % PREFETCH_AHEAD], words);
		}
		if (i < PREFETCH_AHEAD)
			continue;
		state = states + done * words;
		added = state_table_insert(&worker->table, state, hash, words);
		if (added < 0)
			return false;
		kept = worker->next.states + worker->next.count * words;
		for (unsigned k = 0; k < words; k++)
			kept[k] = state[k]; /* overwritten by the next one unless this one is new */
		worker->next.count += (size_t)added;
		if (added == 0 || plain)
			continue;
		examine(worker, state, search->depth + 1);
		if (search->symmetry != NULL)
			worker->full += symmetry_canonicalise(search->symmetry, kept);
	}
	return true;
}

/* Sort the buffer's successors by owner. */
static ALWAYS_INLINE bool route(struct worker *worker, unsigned words)
{
	struct search *search = worker->search;

	for (unsigned w = 0; w < search->workers; w++) {
		if (!state_list_reserve(&worker->routes[w], worker->out.count, words, &search->budget))
			return false;
	}
	for (size_t i = 0; i < worker->out.count; i++) {
		const uint64_t *state = worker->out.states + i * words;
		uint64_t hash = state_hash(state, words);
		struct state_list *list =
			&worker->routes[scale(hash << 32, search->workers)];
		uint64_t *place = list->states + list->count++ * words;

		for (unsigned k = 0; k < words; k++)
			place[k] = state[k];
	}
	return true;
}

static ALWAYS_INLINE void expand_chunk(struct worker *worker, unsigned words)
{
	size_t chunk = worker->search->workers > 1 ? CHUNK_SHARED : CHUNK_ALONE;
	size_t stop = worker->expanded + chunk;

	while (worker->expanded < worker->frontier.count && worker->expanded < stop) {
		expand_batch(worker, words);
		if (worker->search->workers > 1)
			worker->failed_memory |= !route(worker, words);
		else
			worker->failed_memory |=
				!absorb(worker, worker->out.states, worker->out.count, words);
		if (worker->failed_memory)
			break;
	}
}

static ALWAYS_INLINE void absorb_chunk(struct worker *worker, unsigned words)
{
	struct search *search = worker->search;

	for (unsigned w = 0; search->workers > 1 && w < search->workers; w++) {
		struct state_list *list = &search->team[w].routes[worker->index];

		if (!worker->failed_memory)
			worker->failed_memory |= !absorb(worker, list->states, list->count, words);
		list->count = 0;
	}
}

static struct agx_check_progress totals(const struct search *search)
{
	struct agx_check_progress sum = {.depth = search->depth};

	for (unsigned w = 0; w < search->workers; w++) {
		sum.generated += search->team[w].generated;
		sum.distinct += search->team[w].table.count + search->team[w].table.zero_seen;
	}
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
	if (search->workers == 1 && ++search->chunks < POLL_CHUNKS_ALONE)
		return;
	search->chunks = 0;
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

static void judge_level(struct search *search)
{
	search->level_done = true;
	for (unsigned w = 0; w < search->workers; w++)
		search->level_done &= search->team[w].expanded == search->team[w].frontier.count;
	poll_limits(search);
}

/* Worker 0, between levels. */
static void judge_search(struct search *search)
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

static void swap_frontier(struct worker *worker)
{
	struct state_list kept = worker->frontier;

	worker->frontier = worker->next;
	worker->next = kept;
	worker->next.count = 0;
	worker->expanded = 0;
}

static ALWAYS_INLINE void work(struct worker *worker, unsigned words)
{
	struct search *search = worker->search;

	while (!search->done) {
		do {
			expand_chunk(worker, words);
			meet(search);
			absorb_chunk(worker, words);
			meet(search);
			if (worker->index == 0)
				judge_level(search);
			meet(search);
		} while (!search->level_done && search->limit == AGX_CHECK_NO_LIMIT);
		if (search->limit != AGX_CHECK_NO_LIMIT)
			return;
		swap_frontier(worker);
		meet(search);
		if (worker->index == 0)
			judge_search(search);
		meet(search);
	}
}

static void *worker_main(void *context)
{
	struct worker *worker = context;
	bool abandoned;

	(void)pthread_mutex_lock(&worker->search->gate); /* cannot fail: a plain mutex, not held */
	abandoned = worker->search->abandoned;
	(void)pthread_mutex_unlock(&worker->search->gate);
	if (abandoned)
		return NULL;
	switch (worker->search->model->words) {
	case 1:
		work(worker, 1);
		break;
	case 2:
		work(worker, 2);
		break;
	case 3:
		work(worker, 3);
		break;
	case 4:
		work(worker, 4);
		break;
	default:
		work(worker, worker->search->model->words);
		break;
	}
	return NULL;
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
		out->overflow |= orbit == 0;
		owner = &search->team[scale(state_hash(state, model->words) << 32,
					    search->workers)];
		added = state_table_add(&owner->table, state);
		if (added == 0)
			continue;
		if (added < 0 || !state_list_reserve(&owner->frontier, 1, model->words, &search->budget))
			return agx_fail(err, AGX_NO_MEMORY, "no memory for the initial states");
		memcpy(owner->frontier.states + owner->frontier.count++ * model->words, state,
		       model->words * sizeof *state);
		owner->full += search->symmetry != NULL ? orbit : 0;
		examine(owner, state, 0);
	}
	return AGX_OK;
}

static enum agx_status init_team(struct search *search, struct agx_error *err)
{
	for (unsigned w = 0; w < search->workers; w++) {
		struct worker *worker = &search->team[w];

		worker->search = search;
		worker->index = w;
		worker->routes = calloc(search->workers, sizeof *worker->routes);
		if (worker->routes == NULL ||
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
		out_release(&worker->out);
	}
	free(search->team);
}

static enum agx_status run_team(struct search *search, struct agx_error *err)
{
	unsigned started = 1;

	if (search->workers > 1 &&
	    pthread_barrier_init(&search->barrier, NULL, search->workers) != 0)
		return agx_fail(err, AGX_FAILED, "cannot make a barrier for %u workers",
				search->workers);
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
	if (search->workers > 1)
		(void)pthread_barrier_destroy(&search->barrier);
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
	search.team = calloc(search.workers, sizeof *search.team);
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
