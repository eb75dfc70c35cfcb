/* SPDX-License-Identifier: MIT */
/* What becomes of successors: those handed on lately are dropped at once, the others are
 * looked up in a table. The inner loops are there once per kind of table and number of
 * words, so that they know both. */
#include "check/search_internal.h"

enum { SHARED_BATCH = 32 }; /* states between looking through their groups and writing to these */

enum table_kind { TABLE_PLAIN, TABLE_WIDE, TABLE_NARROW }; /* the latter two are the packed table, by its lanes */

static ALWAYS_INLINE uint64_t hash_of(const uint64_t *state, unsigned words,
				      unsigned bits, bool packed)
{
	return packed ? packed_hash(*state, bits) : state_hash(state, words);
}

/* More than half of all successors are caught here, without a branch that could be
 * foretold wrongly, and need no place of the table to be fetched. Exact: whole states are
 * compared. */
static ALWAYS_INLINE size_t drop(struct worker *worker, unsigned words, bool packed)
{
	unsigned bits = worker->search->packed.bits;
	size_t count = worker->out.count;
	uint64_t *states = worker->out.states;
	uint64_t *hashes = worker->hashes;
	uint64_t *recent = worker->recent;
	uint64_t any = 0;
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const uint64_t *state = states + i * words;
		uint64_t hash = hash_of(state, words, bits, packed);
		uint64_t *place = recent + (hash >> (64 - RECENT_BITS)) * words;
		/* An empty place looks like the state that is all zeros. */
		bool again = state_is_equal(place, state, words) &
			     !state_is_zero(state, words);

		hashes[kept] = hash;
		any |= state[0];
		for (unsigned k = 0; k < words; k++) {
			uint64_t word = state[k];

			place[k] = word;
			states[kept * words + k] = word;
		}
		kept += !again;
	}
	/* A state with more bits than the model says would be taken for another. */
	worker->out.overflow |= packed && any >> bits != 0;
	return kept;
}

void worker_drop_recent(struct worker *worker)
{
	const struct search *search = worker->search;
	unsigned words = search->model->words;

	if (search_is_packed(search))
		worker->out.count = drop(worker, 1, true);
	else if (words == 1)
		worker->out.count = drop(worker, 1, false);
	else if (words == 2)
		worker->out.count = drop(worker, 2, false);
	else
		worker->out.count = drop(worker, words, false);
}

/* A new state; KEPT is its place on the next frontier. */
static void welcome(struct worker *worker, const uint64_t *state, uint64_t *kept)
{
	const struct search *search = worker->search;

	worker_examine(worker, state, search->depth + 1);
	if (search->symmetry != NULL)
		worker->full += symmetry_canonicalise(search->symmetry, kept);
}

static ALWAYS_INLINE void prefetch(const struct worker *worker,
				   const struct packed_groups *groups, uint64_t hash,
				   unsigned words, enum table_kind kind)
{
	if (kind == TABLE_PLAIN)
		state_table_prefetch(&worker->table, hash, words);
	else
		packed_prefetch(groups, hash);
}

static ALWAYS_INLINE int insert(struct worker *worker, const struct packed_groups *groups, const uint64_t *state,
				uint64_t hash, unsigned words, enum table_kind kind)
{
	if (kind == TABLE_PLAIN)
		return state_table_insert(&worker->table, state, hash, words);
	return packed_table_insert(&worker->search->packed, *groups, hash, kind == TABLE_NARROW);
}

/* Is nothing to be done with a new state but to keep it? */
static bool is_bare(const struct search *search)
{
	return search->model->invariant_count == 0 && search->model->gauge == NULL && search->symmetry == NULL;
}

/* Look COUNT states up; worker->hashes has their hashes and ABSORB_AHEAD more. There is
 * room for all on the next frontier. */
static ALWAYS_INLINE bool look_up(struct worker *worker, const uint64_t *states,
				  size_t count, unsigned words, enum table_kind kind)
{
	struct search *search = worker->search;
	bool bare = is_bare(search);
	struct packed_groups groups = search->packed.groups;
	const uint64_t *hashes = worker->hashes;
	uint64_t *kept = worker->next.states + worker->next.count * words;
	size_t found = 0;

	for (size_t i = 0; i < ABSORB_AHEAD; i++)
		prefetch(worker, &groups, hashes[i], words, kind);
	for (size_t i = 0; i < count; i++) {
		const uint64_t *state = states + i * words;
		int added;

		prefetch(worker, &groups, hashes[i + ABSORB_AHEAD], words, kind);
		added = insert(worker, &groups, state, hashes[i], words, kind);
		if (__builtin_expect(added < 0, 0))
			return false;
		for (unsigned k = 0; k < words; k++)
			kept[found * words + k] = state[k]; /* overwritten by the next
							       unless this one is new */
		if (!bare && added != 0)
			welcome(worker, state, kept + found * words);
		found += (size_t)added;
	}
	worker->next.count += found;
	return true;
}

/* Insert those of STATES, by number, that were in no lane when these were looked through. */
static ALWAYS_INLINE bool insert_missing(struct worker *worker, const struct packed_groups *groups, const uint64_t *states,
					 const uint64_t *hashes, const uint8_t *missing, size_t count, bool narrow)
{
	struct search *search = worker->search;
	bool bare = is_bare(search);
	uint64_t *kept = worker->next.states + worker->next.count;
	int8_t added[SHARED_BATCH];
	size_t found = 0;
	int any = 0;

	for (size_t i = 0; i < count; i++) {
		/* Nothing else is written here: each atomic write would wait for it. */
		added[i] = (int8_t)packed_table_insert_shared(&search->packed, *groups, hashes[missing[i]], narrow);
		any |= added[i];
	}
	if (any < 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		kept[found] = states[missing[i]];
		if (!bare && added[i] != 0)
			welcome(worker, states + missing[i], kept + found);
		found += (size_t)added[i];
	}
	worker->next.count += found;
	return true;
}

/* As look_up, in a packed table that others write to. An atomic write waits for all that comes before it, and nothing after it starts;
 * so groups are looked through first, without a branch, and only those are written to that lack the state. */
static ALWAYS_INLINE bool look_up_shared(struct worker *worker, const uint64_t *states, size_t count, bool narrow)
{
	struct packed_groups groups = worker->search->packed.groups;
	const uint64_t *hashes = worker->hashes;
	uint8_t missing[SHARED_BATCH];
	size_t batch;

	for (size_t i = 0; i < ABSORB_AHEAD; i++)
		packed_prefetch_to_write(&groups, hashes[i]);
	for (; count != 0; states += batch, hashes += batch, count -= batch) {
		size_t found = 0;

		batch = count < SHARED_BATCH ? count : SHARED_BATCH;
		for (unsigned i = 0; i < batch; i++) {
			packed_prefetch_to_write(&groups, hashes[i + ABSORB_AHEAD]);
			missing[found] = (uint8_t)i;
			found += !packed_table_has(&groups, hashes[i], narrow);
		}
		if (!insert_missing(worker, &groups, states, hashes, missing, found, narrow))
			return false;
	}
	return true;
}

static bool absorb(struct worker *worker, const uint64_t *states, size_t count)
{
	const struct search *search = worker->search;
	unsigned words = search->model->words;

	if (!state_list_reserve(&worker->next, count, words, &worker->search->budget))
		return false;
	if (search_is_packed(search) && search->workers > 1)
		return search->packed.groups.narrow ? look_up_shared(worker, states, count, true)
						    : look_up_shared(worker, states, count, false);
	if (search_is_packed(search))
		return search->packed.groups.narrow ? look_up(worker, states, count, 1, TABLE_NARROW)
						    : look_up(worker, states, count, 1, TABLE_WIDE);
	if (words == 1)
		return look_up(worker, states, count, 1, TABLE_PLAIN);
	if (words == 2)
		return look_up(worker, states, count, 2, TABLE_PLAIN);
	return look_up(worker, states, count, words, TABLE_PLAIN);
}

bool worker_absorb(struct worker *worker)
{
	return absorb(worker, worker->out.states, worker->out.count);
}

bool worker_absorb_list(struct worker *worker, const struct state_list *list)
{
	unsigned words = worker->search->model->words;
	size_t most = BATCH_STATES * worker->search->model->successors_max;

	for (size_t i = 0; i < list->count; i += most) {
		const uint64_t *states = list->states + i * words;
		size_t count = list->count - i < most ? list->count - i : most;

		for (size_t k = 0; k < count; k++)
			worker->hashes[k] = state_hash(states + k * words, words);
		if (!absorb(worker, states, count))
			return false;
	}
	return true;
}
