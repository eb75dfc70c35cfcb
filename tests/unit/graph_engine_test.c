// SPDX-License-Identifier: MIT
/* The graph engine against known numbers of executions, and against itself with its shortcut off. Numbers: "Optimal
 * dynamic partial order reduction" (POPL 2014, section 7) for last-zero, indexer, filesystem and readers; litmus tests
 * under SC and RC11 as GenMC counts them; combinatorics. */
#include "explore/graph_events.h"
#include "support/graph_canonical.h"
#include "support/program_runner.h"
#include "support/random_program.h"

#include <criterion/criterion.h>

#include <string.h>

static int size;
static int rounds;
static struct hash_set explored;
static uint64_t explored_twice;

static void note_graph(enum outcome outcome)
{
	if (outcome > OUTCOME_DEADLOCK)
		return;
	if (!hash_set_add(&explored, graph_canonical_hash()))
		explored_twice++;
}

static struct program_counts explore(void (*program)(void), enum memory_model model, bool in_place)
{
	struct engine_options options = {.model = model, .revisit_locks_in_place = in_place, .events_max = 5000};
	struct program_counts counts;

	explored_twice = 0;
	run_program(&engine_graph, &options, program, note_graph, &counts);
	hash_set_release(&explored);
	cr_assert_null(counts.refused);
	cr_expect_eq(explored_twice, 0, "%lu graphs explored twice", explored_twice);
	/* The shares of all runs sum up to 1. */
	cr_expect_float_eq(engine_graph.progress(), 1, 1e-5, "%f", engine_graph.progress());
	cr_expect_eq(counts.outcomes[OUTCOME_NONDETERMINISM], 0);
	cr_expect_eq(counts.outcomes[OUTCOME_UNSUPPORTED], 0);
	return counts;
}

static void spawn_all(void (*body)(int))
{
	unsigned ids[THREADS_MAX];

	for (int i = 0; i < size; i++)
		ids[i] = spawn(body, i);
	for (int i = 0; i < size; i++)
		wait_for(ids[i]);
}

/* PROGRAM has so many complete and deadlocked executions under MODEL, with and without the shortcut. */
static void expect_under(enum memory_model model, void (*program)(void), uint64_t complete, uint64_t deadlocked)
{
	for (int in_place = 0; in_place <= 1; in_place++) {
		struct program_counts counts = explore(program, model, in_place);

		cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], complete,
			     "%d threads x %d, model %d, in place %d: %lu complete, not %lu", size, rounds, model, in_place,
			     counts.outcomes[OUTCOME_COMPLETE], complete);
		cr_expect_eq(counts.outcomes[OUTCOME_DEADLOCK], deadlocked,
			     "%d threads x %d, model %d, in place %d: %lu deadlocked, not %lu", size, rounds, model,
			     in_place, counts.outcomes[OUTCOME_DEADLOCK], deadlocked);
	}
}

static void expect(void (*program)(void), int n, int k, uint64_t complete_sc, uint64_t complete_rc11)
{
	size = n;
	rounds = k;
	expect_under(MEMORY_SC, program, complete_sc, 0);
	expect_under(MEMORY_RC11, program, complete_rc11, 0);
}

/* NAME is a program of SIZE threads, each doing what follows; the thread's number is I. */
#define PROGRAM(name, ...) \
	static void name##_thread(int i) \
	{ \
		(void)i; \
		__VA_ARGS__ \
	} \
	static void name(void) \
	{ \
		spawn_all(name##_thread); \
	}

PROGRAM(mutex_sections, for (int k = 0; k < rounds; k++) {
	lock(&cells[0]);
	unlock(&cells[0]);
})

Test(graph_engine, critical_sections_are_ordered_in_every_way_and_no_run_is_wasted)
{
	struct program_counts counts;

	expect(mutex_sections, 3, 2, 90, 90);
	expect(mutex_sections, 3, 3, 1680, 1680);
	expect(mutex_sections, 4, 2, 2520, 2520);
	size = 3;
	rounds = 4;
	counts = explore(mutex_sections, MEMORY_RC11, true);
	cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], 34650);
	cr_expect_eq(counts.runs, 34650);
}

PROGRAM(additions, for (int k = 0; k < rounds; k++) update(&cells[0], UPDATE_ADD, 1, ORDER_RELAXED);)

Test(graph_engine, updates_are_ordered_in_every_way)
{
	expect(additions, 3, 2, 90, 90);
	expect(additions, 4, 2, 2520, 2520);
	expect(additions, 6, 1, 720, 720);
}

PROGRAM(store_load, put(&cells[0], 1, ORDER_SEQ_CST); get(&cells[0], ORDER_SEQ_CST);)

Test(graph_engine, a_store_and_a_load_each)
{
	expect(store_load, 2, 0, 4, 4);
	expect(store_load, 3, 0, 36, 36);
	expect(store_load, 4, 0, 576, 576);
}

PROGRAM(ring_relaxed, put(&cells[i], 1, ORDER_RELAXED); get(&cells[(i + 1) % size], ORDER_RELAXED);)
PROGRAM(ring_acquire, put(&cells[i], 1, ORDER_RELEASE); get(&cells[(i + 1) % size], ORDER_ACQUIRE);)
PROGRAM(ring_seq_cst, put(&cells[i], 1, ORDER_SEQ_CST); get(&cells[(i + 1) % size], ORDER_SEQ_CST);)
PROGRAM(ring_fences, put(&cells[i], 1, ORDER_RELAXED); fence(ORDER_SEQ_CST); get(&cells[(i + 1) % size], ORDER_RELAXED);)

Test(graph_engine, store_buffering)
{
	expect(ring_relaxed, 2, 0, 3, 4);
	expect(ring_relaxed, 5, 0, 31, 32);
	expect(ring_acquire, 3, 0, 7, 8);
	expect(ring_seq_cst, 2, 0, 3, 3);
	expect(ring_seq_cst, 5, 0, 31, 31);
	expect(ring_fences, 2, 0, 3, 3);
	expect(ring_fences, 4, 0, 15, 15);
}

PROGRAM(
	message, if (i == 0) {
		put(&cells[0], 1, ORDER_RELAXED);
		put(&cells[1], 1, ORDER_RELEASE);
	} else if (get(&cells[1], ORDER_ACQUIRE)) { seen[i] = 1 + get(&cells[0], ORDER_RELAXED); })
PROGRAM(
	message_relaxed, if (i == 0) {
		put(&cells[0], 1, ORDER_RELAXED);
		put(&cells[1], 1, ORDER_RELAXED);
	} else if (get(&cells[1], ORDER_RELAXED)) { seen[i] = 1 + get(&cells[0], ORDER_RELAXED); })

PROGRAM(
	message_fences, if (i == 0) {
		put(&cells[0], 1, ORDER_RELAXED);
		fence(ORDER_RELEASE);
		put(&cells[1], 1, ORDER_RELAXED);
	} else if (get(&cells[1], ORDER_RELAXED)) {
		fence(ORDER_ACQUIRE);
		get(&cells[0], ORDER_RELAXED);
	})
PROGRAM(
	message_unreleased, if (i == 0) {
		put(&cells[0], 1, ORDER_RELAXED);
		put(&cells[1], 1, ORDER_RELAXED);
	} else if (get(&cells[1], ORDER_ACQUIRE)) { get(&cells[0], ORDER_RELAXED); })
PROGRAM(
	message_relayed, if (i == 0) {
		put(&cells[0], 1, ORDER_RELAXED);
		put(&cells[1], 1, ORDER_RELEASE);
	} else if (i == 1) {
		compare_exchange(&cells[1], 1, 2, ORDER_RELAXED, ORDER_RELAXED);
	} else if (get(&cells[1], ORDER_ACQUIRE) == 2) { get(&cells[0], ORDER_RELAXED); })

Test(graph_engine, message_passing)
{
	expect(message_fences, 2, 0, 2, 2);
	expect(message_unreleased, 2, 0, 2, 3);
	expect(message_relayed, 3, 0, 5, 5);
	expect(message, 2, 0, 2, 2);
	expect(message, 5, 0, 16, 16);
	expect(message_relaxed, 2, 0, 2, 3);
	expect(message_relaxed, 5, 0, 16, 81);
}

PROGRAM(load_buffering, get(&cells[i], ORDER_RELAXED); put(&cells[1 - i], 1, ORDER_RELAXED);)
PROGRAM(
	readers_acquire, if (i < 2) put(&cells[i], 1, ORDER_RELEASE); else {
		get(&cells[i - 2], ORDER_ACQUIRE);
		get(&cells[3 - i], ORDER_ACQUIRE);
	})
PROGRAM(
	readers_seq_cst, if (i < 2) put(&cells[i], 1, ORDER_SEQ_CST); else {
		get(&cells[i - 2], ORDER_SEQ_CST);
		get(&cells[3 - i], ORDER_SEQ_CST);
	})
PROGRAM(
	readers_mixed, if (i < 2) put(&cells[i], 1, ORDER_SEQ_CST); else {
		get(&cells[i - 2], ORDER_ACQUIRE);
		get(&cells[3 - i], ORDER_ACQUIRE);
	})
PROGRAM(
	readers_fences, if (i < 2) put(&cells[i], 1, ORDER_RELAXED); else {
		get(&cells[i - 2], ORDER_RELAXED);
		fence(ORDER_SEQ_CST);
		get(&cells[3 - i], ORDER_RELAXED);
	})

Test(graph_engine, litmus_of_reads)
{
	expect(load_buffering, 2, 0, 3, 3);
	expect(readers_acquire, 4, 0, 15, 16);
	expect(readers_seq_cst, 4, 0, 15, 15);
	expect(readers_mixed, 4, 0, 15, 16);
	expect(readers_fences, 4, 0, 15, 15);
}

PROGRAM(two_writes, put(&cells[i], 1, ORDER_RELAXED); put(&cells[1 - i], 2, ORDER_RELAXED);)
PROGRAM(two_writes_seq_cst, put(&cells[i], 1, ORDER_SEQ_CST); put(&cells[1 - i], 2, ORDER_SEQ_CST);)
PROGRAM(
	s_litmus, if (i == 0) {
		put(&cells[0], 2, ORDER_RELAXED);
		put(&cells[1], 1, ORDER_RELAXED);
	} else {
		get(&cells[1], ORDER_RELAXED);
		put(&cells[0], 1, ORDER_RELAXED);
	})
PROGRAM(
	z6_litmus, if (i == 0) {
		put(&cells[0], 1, ORDER_SEQ_CST);
		put(&cells[1], 1, ORDER_RELEASE);
	} else if (i == 1) {
		update(&cells[1], UPDATE_ADD, 1, ORDER_SEQ_CST);
		get(&cells[1], ORDER_RELAXED);
	} else {
		put(&cells[1], 3, ORDER_SEQ_CST);
		get(&cells[0], ORDER_SEQ_CST);
	})

Test(graph_engine, litmus_of_writes)
{
	expect(two_writes, 2, 0, 3, 4);
	expect(two_writes_seq_cst, 2, 0, 3, 3);
	expect(s_litmus, 2, 0, 3, 4);
	expect(z6_litmus, 3, 0, 18, 22);
}

/* compare_exchange() hands back what it read, for the next attempt. */
PROGRAM(increments, for (int k = 0; k < rounds; k++) {
	uint64_t value = get(&cells[0], ORDER_RELAXED);

	for (;;) {
		struct operation op = {.kind = OPERATION_UPDATE, .update = UPDATE_COMPARE, .size = 8,
				       .address = (uintptr_t)&cells[0], .operand = {value + 1, 0}, .expected = {value, 0}};

		engine_graph.perform(&op);
		if (op.result.low == value)
			break;
		value = op.result.low;
	}
})

Test(graph_engine, compare_exchange_loop)
{
	size = 3;
	rounds = 2;
	cr_expect_eq(explore(increments, MEMORY_RC11, true).outcomes[OUTCOME_COMPLETE], 28032);
}

PROGRAM(ticket_lock, uint64_t mine = update(&cells[0], UPDATE_ADD, 1, ORDER_RELAXED);
	if (get(&cells[1], ORDER_ACQUIRE) != mine) give_up(); put(&cells[1], mine + 1, ORDER_RELEASE);)

Test(graph_engine, ticket_lock_turns)
{
	expect(ticket_lock, 3, 0, 6, 6);
	expect(ticket_lock, 4, 0, 24, 24);
}

PROGRAM(
	last_zero, if (i == 0) {
		int k = size - 1;

		while (get(&cells[k], ORDER_SEQ_CST) != 0)
			k--;
	} else { put(&cells[i], get(&cells[i - 1], ORDER_SEQ_CST) + 1, ORDER_SEQ_CST); })
PROGRAM(reading, if (i == 0) put(&cells[0], 1, ORDER_SEQ_CST); else get(&cells[0], ORDER_SEQ_CST);)

static uint64_t table[128];

PROGRAM(index_table, int m = 0; while (m < 4) {
	int h = ((++m * 11 + i) * 7) % 128;

	while (!compare_exchange(&table[h], 0, (uint64_t)i + 1, ORDER_SEQ_CST, ORDER_SEQ_CST))
		h = (h + 1) % 128;
})

static void indexer(void)
{
	memset(table, 0, sizeof table);
	index_table();
}

static uint64_t inode[32], busy[26];
static uint64_t inode_locks[32], block_locks[26];

PROGRAM(file_blocks, lock(&inode_locks[i]); if (inode[i] == 0) {
	int b = (i * 2) % 26;
	bool found = false;

	while (!found) {
		lock(&block_locks[b]);
		found = !busy[b];
		if (found) {
			busy[b] = 1;
			inode[i] = (uint64_t)b + 1;
		}
		unlock(&block_locks[b]);
		b = (b + 1) % 26;
	}
} unlock(&inode_locks[i]);)

static void filesystem(void)
{
	memset(inode, 0, sizeof inode);
	memset(busy, 0, sizeof busy);
	file_blocks();
}

Test(graph_engine, published_programs)
{
	expect(last_zero, 6, 0, 64, 64);
	expect(last_zero, 11, 0, 3328, 3328);
	expect(reading, 9, 0, 256, 256);
	expect(indexer, 11, 0, 1, 1);
	expect(indexer, 12, 0, 8, 8);
	expect(filesystem, 14, 0, 2, 2);
	expect(filesystem, 18, 0, 32, 32);
}

PROGRAM(philosophers, lock(&cells[i]); lock(&cells[(i + 1) % size]); unlock(&cells[(i + 1) % size]);
	unlock(&cells[i]);)

Test(graph_engine, philosophers_deadlock_once)
{
	for (size = 2; size <= 6; size++) {
		struct program_counts counts = explore(philosophers, MEMORY_RC11, true);

		cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], (1u << size) - 2);
		cr_expect_eq(counts.outcomes[OUTCOME_DEADLOCK], 1);
		cr_expect_eq(counts.runs, (1u << size) - 1);
	}
}

PROGRAM(posting, if (i == 0) semaphore_post(&cells[0]); else semaphore_wait(&cells[0]);)

static void semaphore(void)
{
	semaphore_set(&cells[0], (unsigned)rounds);
	posting();
}

PROGRAM(
	read_write, if (i == 0) {
		write_lock(&cells[0]);
		write_unlock(&cells[0]);
	} else {
		read_lock(&cells[0]);
		read_unlock(&cells[0]);
	})
PROGRAM(one_signal, lock(&cells[0]); if (i == 0) condition_wait(&cells[1], &cells[0]); else condition_signal(&cells[1]);
	unlock(&cells[0]);)
PROGRAM(meeting, for (int k = 0; k < rounds; k++) barrier_wait(&cells[0], (unsigned)size);)
PROGRAM(choosing, seen[i] = choose(3); update(&cells[0], UPDATE_ADD, seen[i], ORDER_RELAXED);)

Test(graph_engine, primitives)
{
	expect(semaphore, 2, 1, 2, 2);
	expect(semaphore, 2, 0, 1, 1);
	size = 3;
	rounds = 0;
	expect_under(MEMORY_SC, semaphore, 0, 2);
	expect_under(MEMORY_RC11, semaphore, 0, 2);
	expect(semaphore, 3, 1, 4, 4);
	/* The words of the readers' counts are ordered: 6 ways of two readers, the writer in one of the gaps. */
	expect(read_write, 2, 0, 2, 2);
	expect(read_write, 3, 0, 14, 14);
	size = 2;
	expect_under(MEMORY_RC11, one_signal, 1, 1);
	expect(meeting, 2, 1, 2, 2);
	expect(meeting, 3, 1, 6, 6);
	expect(choosing, 2, 0, 18, 18);
	expect(choosing, 3, 0, 162, 162);
}

static uint64_t with_clocks_of(uint64_t hash, event_id id)
{
	bool writes = graph.records[id].kind == EVENT_WRITE;

	hash ^= graph.events[id].exclusive;
	for (unsigned t = 0; t < graph.lanes; t++) {
		uint64_t clocks = (uint64_t)graph.hb[id].of[t] << 32 | (uint64_t)graph.porf[id].of[t] << 16 |
				  (writes ? graph.released[id].of[t] : 0);

		hash = (hash ^ clocks) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 29;
	}
	return hash;
}

/* HASH and the clocks of all events that have happened. */
static uint64_t with_clocks(uint64_t hash)
{
	for (unsigned t = 0; t < graph.lanes; t++)
		for (unsigned i = 0; i < graph.threads[t].done; i++)
			hash = with_clocks_of(hash, graph.threads[t].events[i]);
	return hash;
}

static uint64_t clocks_of_replay[300];
static char replays[300][512];
static uint64_t observed[300][CELLS_MAX];
static unsigned replay_count;

static void keep_replay(enum outcome outcome)
{
	(void)outcome;
	cr_assert_lt(engine_graph.replay(replays[replay_count], sizeof replays[0]), sizeof replays[0]);
	clocks_of_replay[replay_count] = with_clocks(0);
	memcpy(observed[replay_count++], seen, sizeof seen);
}

/* Each string of RUNS repeats its execution: the same string, the same observations, the same clocks and updates. */
static void expect_replays(void (*program)(void), enum memory_model model)
{
	struct engine_options options = {.model = model, .revisit_locks_in_place = true, .events_max = 5000};
	struct program_counts counts;
	unsigned count;

	replay_count = 0;
	run_program(&engine_graph, &options, program, keep_replay, &counts);
	count = replay_count;
	cr_assert_gt(count, 1);
	for (unsigned i = 0; i < count; i++) {
		options.replay = replays[i];
		replay_count = count;
		run_program(&engine_graph, &options, program, keep_replay, &counts);
		cr_assert_null(counts.refused);
		cr_expect_eq(counts.runs, 1);
		cr_expect_str_eq(replays[count], replays[i]);
		cr_expect_eq(memcmp(observed[count], observed[i], sizeof seen), 0);
		cr_expect_eq(clocks_of_replay[count], clocks_of_replay[i]);
	}
}

PROGRAM(observing, seen[i] = choose(2); seen[8 + i] = update(&cells[0], UPDATE_ADD, 1 + seen[i], ORDER_RELAXED);
	put(&cells[1 + i], 1, ORDER_RELAXED); seen[16 + i] = get(&cells[2 - i], ORDER_RELAXED);)

/* Each exchange may write or not, and another access comes after it. */
PROGRAM(competing, seen[i] = compare_exchange(&cells[0], 0, 1 + (uint64_t)i, ORDER_ACQ_REL, ORDER_ACQUIRE);
	put(&cells[1 + i], 1, ORDER_RELEASE); seen[8 + i] = compare_exchange(&cells[0], 1, 3, ORDER_ACQ_REL, ORDER_RELAXED);
	seen[16 + i] = get(&cells[2 - i], ORDER_ACQUIRE);)

Test(graph_engine, a_replay_string_repeats_its_execution)
{
	size = 2;
	expect_replays(observing, MEMORY_RC11);
	expect_replays(observing, MEMORY_SC);
	expect_replays(one_signal, MEMORY_RC11);
	expect_replays(competing, MEMORY_RC11);
	size = 4;
	expect_replays(philosophers, MEMORY_RC11);
}

Test(graph_engine, a_wrong_replay_string_is_refused_or_found_out)
{
	static const char *const refused[] = {"",     "x",       "g,",       "g,0:",        "g,0:c",     "g,99:f", "g,0:r5",
					      "g0:f", "g,0:f.",  "g,0:e.f",  "g,0:w0",      "g,0:w1,1:r1x", "g,0:j1", "g,0:q9",
					      "g,0:c32", "g,0:b.e", "g,0:h256"};
	static const char *const found_out[] = {"g,1:f", "g,0:f", "g,0:c1.c2,1:h0.w1.r4", "g,0:c1.c2,1:h0.w9", "g,0:j2,1:e"};
	struct engine_options options = {.model = MEMORY_RC11, .events_max = 5000};
	struct program_counts counts;

	size = 2;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		options.replay = refused[i];
		run_program(&engine_graph, &options, observing, NULL, &counts);
		cr_expect_not_null(counts.refused, "%s", refused[i]);
	}
	for (size_t i = 0; i < sizeof found_out / sizeof *found_out; i++) {
		options.replay = found_out[i];
		run_program(&engine_graph, &options, observing, NULL, &counts);
		cr_expect_eq(counts.outcomes[OUTCOME_NONDETERMINISM], 1, "%s", found_out[i]);
	}
}

/* Random programs: with the shortcut and without it the same executions, none twice. */
static void expect_shortcut_changes_nothing(uint64_t seeds, const struct random_shape *shape)
{
	for (uint64_t seed = 0; seed < seeds; seed++) {
		random_program_make(seed, shape);
		for (int model = 0; model < 2; model++) {
			struct program_counts with = explore(random_program, model ? MEMORY_RC11 : MEMORY_SC, true);
			struct program_counts without = explore(random_program, model ? MEMORY_RC11 : MEMORY_SC, false);

			cr_expect_eq(with.outcomes[OUTCOME_COMPLETE], without.outcomes[OUTCOME_COMPLETE], "seed %lu", seed);
			cr_expect_eq(with.outcomes[OUTCOME_DEADLOCK], without.outcomes[OUTCOME_DEADLOCK], "seed %lu", seed);
		}
	}
}

Test(graph_engine, locks_revisited_in_place_or_not)
{
	expect_shortcut_changes_nothing(300, &(struct random_shape) {3, 2, 2, false, true});
}

static uint64_t clocks_seen;

static void note_clocks(enum outcome outcome)
{
	(void)outcome;
	clocks_seen = with_clocks(clocks_seen);
}

/* Those of all events of all executions of the random program, as one number. */
static uint64_t all_clocks(enum memory_model model, bool afresh)
{
	struct engine_options options = {
		.model = model, .revisit_locks_in_place = true, .repeat_afresh = afresh, .events_max = 5000};
	struct program_counts counts;

	clocks_seen = 0;
	run_program(&engine_graph, &options, random_program, note_clocks, &counts);
	cr_assert_null(counts.refused);
	return clocks_seen;
}

Test(graph_engine, clocks_taken_over_are_those_computed_afresh)
{
	for (uint64_t seed = 0; seed < 400; seed++) {
		random_program_make(seed, &(struct random_shape) {3, 3, 2, true, seed % 2 == 0});
		for (int model = 0; model < 2; model++) {
			uint64_t taken = all_clocks(model ? MEMORY_RC11 : MEMORY_SC, false);

			cr_expect_eq(taken, all_clocks(model ? MEMORY_RC11 : MEMORY_SC, true), "seed %lu, model %d", seed, model);
		}
	}
}
