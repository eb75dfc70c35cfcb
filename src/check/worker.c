/* SPDX-License-Identifier: MIT */
/* Breadth-first, level by level: each worker claims states of the level, expands them and looks their successors up, until there
 * are none left to claim. States of few bits are in one packed table that all workers write to. Others are in tables of
 * the workers, by hash: each chunk of states is then followed by a second phase, in which each worker absorbs into its own
 * table what the others have sorted out for it. Either way the counts do not depend on timing. */
#include "check/search_internal.h"

enum {
	CLAIM_MAX = 1024,     /* states side by side: their successors have many in common */
	CHUNK_ALONE = 8192,   /* states between looks at the clock */
	CHUNK_ROUTED = 16384, /* so many that the barriers cost little */
	CHUNK_PACKED = 1 << 17,
};

static void meet(struct search *search)
{
	if (search->workers > 1)
		team_barrier_wait(&search->barrier);
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

static void expand(struct worker *worker, const uint64_t *state)
{
	const struct search *search = worker->search;
	const struct agx_check_model *model = search->model;
	size_t first = worker->out.count;

	worker->out.errors = 0;
	model->successors(model->context, state, &worker->out);
	/* The buffer has room for more, but those who look again later have not. */
	worker->out.overflow |= worker->out.count - first > model->successors_max;
	if (worker->out.count == first && search->options->deadlock && is_deadlock(model, state))
		note(worker, AGX_CHECK_DEADLOCK, 0, search->depth + 1, state, 0);
	if (worker->out.errors != 0)
		note_errors(worker, state, first);
}

/* Expand up to BATCH_STATES of what we claimed. Successors are in the worker's buffer afterwards, hashed representatives. */
static void expand_batch(struct worker *worker)
{
	const struct search *search = worker->search;
	unsigned words = search->model->words;
	size_t count = worker->claim_count < BATCH_STATES ? worker->claim_count : BATCH_STATES;

	worker->out.count = 0;
	for (size_t i = 0; i < count; i++)
		expand(worker, worker->claim + i * words);
	worker->claim += count * words;
	worker->claim_count -= count;
	worker->generated += worker->out.count;
	if (search->symmetry != NULL) {
		for (size_t i = 0; i < worker->out.count; i++)
			worker->out.overflow |= symmetry_canonicalise(search->symmetry,
								      worker->out.states +
									      i * words) == 0;
	}
	worker_drop_recent(worker);
}

/* Sort the buffer's successors by owner. */
static bool route(struct worker *worker)
{
	struct search *search = worker->search;
	unsigned words = search->model->words;

	for (unsigned w = 0; w < search->workers; w++) {
		if (!state_list_reserve(&worker->routes[w], worker->out.count, words, &search->budget))
			return false;
	}
	for (size_t i = 0; i < worker->out.count; i++) {
		const uint64_t *state = worker->out.states + i * words;
		struct state_list *list = &worker->routes[search_owner(search, state)];

		memcpy(list->states + list->count++ * words, state, words * sizeof *state);
	}
	return true;
}

static bool is_routed(const struct search *search)
{
	return search->workers > 1 && !search_is_packed(search);
}

/* Claim states of FINDER's, no more at once than would leave others idle. */
static bool claim_from(struct worker *worker, struct worker *finder)
{
	size_t total = finder->frontier.count;
	size_t want = total / worker->search->workers / 4 + 1;
	size_t from;

	/* Relaxed: the states were published by a barrier. */
	if (atomic_load_explicit(&finder->claimed, memory_order_relaxed) >= total)
		return false;
	if (want > CLAIM_MAX)
		want = CLAIM_MAX;
	from = atomic_fetch_add_explicit(&finder->claimed, want, memory_order_relaxed);
	if (from >= total)
		return false;
	worker->claim = finder->frontier.states + from * worker->search->model->words;
	worker->claim_count = want < total - from ? want : total - from;
	return true;
}

/* Claim states of the level: our own while there are any, as we came by their neighbours, then others'. */
static bool claim(struct worker *worker)
{
	struct search *search = worker->search;

	for (unsigned i = 0; i < search->workers; i++) {
		if (claim_from(worker, &search->team[(worker->index + i) % search->workers]))
			return true;
	}
	return false;
}

static size_t chunk_size(const struct search *search)
{
	if (search->workers == 1)
		return CHUNK_ALONE;
	return is_routed(search) ? CHUNK_ROUTED : CHUNK_PACKED;
}

/* All states that we have claimed. False on lack of memory. */
static bool expand_claim(struct worker *worker)
{
	struct search *search = worker->search;
	size_t before = worker->next.count;
	bool done = true;

	while (done && worker->claim_count != 0) {
		expand_batch(worker);
		done = is_routed(search) ? route(worker) : worker_absorb(worker);
	}
	if (search_is_packed(search)) /* relaxed: the states are published by a barrier */
		atomic_fetch_add_explicit(&search->packed.count, worker->next.count - before, memory_order_relaxed);
	return done;
}

static void expand_chunk(struct worker *worker)
{
	struct search *search = worker->search;
	size_t chunk = chunk_size(search);
	size_t done = 0;

	while (done < chunk && !worker->failed_memory &&
	       !(search_is_packed(search) && packed_table_is_due(&search->packed)) && claim(worker)) {
		done += worker->claim_count;
		worker->failed_memory |= !expand_claim(worker);
	}
}

static void absorb_chunk(struct worker *worker)
{
	struct search *search = worker->search;

	for (unsigned w = 0; w < search->workers; w++) {
		struct state_list *list = &search->team[w].routes[worker->index];

		if (!worker->failed_memory)
			worker->failed_memory |= !worker_absorb_list(worker, list);
		list->count = 0;
	}
}

static void swap_frontier(struct worker *worker)
{
	struct state_list kept = worker->frontier;

	worker->frontier = worker->next;
	worker->next = kept;
	worker->next.count = 0;
	atomic_store_explicit(&worker->claimed, 0, memory_order_relaxed); /* published by a barrier */
}

static void grow(struct worker *worker)
{
	struct search *search = worker->search;

	packed_table_grow_move(&search->packed, worker->index, search->workers);
	meet(search);
	if (worker->index == 0)
		search_judge_growth(search);
	meet(search);
}

static void work_chunk(struct worker *worker)
{
	struct search *search = worker->search;

	expand_chunk(worker);
	meet(search);
	if (is_routed(search)) {
		absorb_chunk(worker);
		meet(search);
	}
	if (worker->index == 0)
		search_judge_level(search);
	meet(search);
	if (search->growing)
		grow(worker);
}

static void work(struct worker *worker)
{
	struct search *search = worker->search;

	while (!search->done) {
		do
			work_chunk(worker);
		while (!search->level_done && search->limit == AGX_CHECK_NO_LIMIT);
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
	if (!abandoned)
		work(worker);
	return NULL;
}
