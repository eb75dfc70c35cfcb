/* SPDX-License-Identifier: MIT */
/* Breadth-first, level by level, each level in chunks of two phases with a barrier after each: *expand*, in which each
 * worker takes states of its own part of the frontier and sorts their successors by owner; and *absorb*, in which
 * each worker puts what the others have for it into its own table. A state's owner is fixed by its hash, so tables
 * need no lock and no atomic, and the counts do not depend on timing. */
#include "check/search_internal.h"

enum {
	CHUNK_ALONE = 256,    /* states per chunk: successors stay in the cache */
	CHUNK_SHARED = 16384, /* so many that the barriers cost little */
	PREFETCH_AHEAD = 32,  /* probes under way */
};

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

void worker_examine(struct worker *worker, const uint64_t *state, uint64_t depth)
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
	const struct finding *found = &worker->finding;

	/* Only a search that goes on past violations comes by here again, with nothing as short. */
	if (found->kind != AGX_CHECK_NONE && found->length < worker->search->depth + 2)
		return;
	for (size_t i = first; i < worker->out.count; i++) {
		uint32_t step = worker->out.steps[i];
		unsigned error = agx_check_step_error(step);

		if (error_counts(options->errors_ignored, error))
			note(worker, AGX_CHECK_ERROR, error, worker->search->depth + 2, from, step);
	}
}

/* Take those successors out that were handed on lately, hash the others. More than half of all are caught here, without a
 * branch that could be foretold wrongly, and need no place of the table to be fetched. Exact: whole states are compared. */
static ALWAYS_INLINE void drop_recent(struct worker *worker, unsigned words)
{
	uint64_t *states = worker->out.states;
	size_t kept = 0;

	for (size_t i = 0; i < worker->out.count; i++) {
		const uint64_t *state = states + i * words;
		uint64_t hash = state_hash(state, words);
		uint64_t *place = worker->recent + hash % RECENT_STATES * words;
		/* An empty place looks like the state that is all zeros. */
		bool again = state_is_equal(place, state, words) & !state_is_zero(state, words);

		worker->hashes[kept] = hash;
		for (unsigned k = 0; k < words; k++) {
			place[k] = state[k];
			states[kept * words + k] = state[k];
		}
		kept += !again;
	}
	worker->out.count = kept;
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
	drop_recent(worker, words);
}

/* Put COUNT states, all of them ours, into the table; new ones go on the next frontier. HASHES are the states', or NULL. */
static ALWAYS_INLINE bool absorb(struct worker *worker, const uint64_t *states,
				 const uint64_t *hashes, size_t count, unsigned words)
{
	const struct search *search = worker->search;
	bool plain = search->model->invariant_count == 0 && search->model->gauge == NULL &&
		     search->symmetry == NULL;
	uint64_t ahead[PREFETCH_AHEAD]; /* hashes of the states under way */

	if (!state_list_reserve(&worker->next, count, words, worker->table.budget))
		return false;
	for (size_t i = 0; i < count + PREFETCH_AHEAD; i++) {
		size_t done = i - PREFETCH_AHEAD;
		uint64_t hash = ahead[i % PREFETCH_AHEAD];
		const uint64_t *state;
		uint64_t *kept;
		int added;

		if (i < count) {
			ahead[i % PREFETCH_AHEAD] =
				hashes != NULL ? hashes[i] : state_hash(states + i * words, words);
			state_table_prefetch(&worker->table, ahead[i % PREFETCH_AHEAD], words);
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
		worker_examine(worker, state, search->depth + 1);
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
		struct state_list *list =
			&worker->routes[scale(worker->hashes[i] << 32, search->workers)];
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
			worker->failed_memory |= !absorb(worker, worker->out.states, worker->hashes,
							 worker->out.count, words);
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
			worker->failed_memory |= !absorb(worker, list->states, NULL, list->count, words);
		list->count = 0;
	}
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
				search_judge_level(search);
			meet(search);
		} while (!search->level_done && search->limit == AGX_CHECK_NO_LIMIT);
		if (search->limit != AGX_CHECK_NO_LIMIT)
			return;
		swap_frontier(worker);
		meet(search);
		if (worker->index == 0)
			search_judge(search);
		meet(search);
	}
}

void *worker_main(void *context)
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
