// SPDX-License-Identifier: MIT
/* Known numbers of executions under sequential consistency. Sources: "Optimal dynamic partial order reduction" (POPL
 * 2014, section 7: last-zero, indexer, filesystem, readers) and combinatorics. */
#include "support/program_runner.h"

#include <criterion/criterion.h>

static int size;
static int rounds;

static struct program_counts explore(void (*program)(void))
{
	struct engine_options options = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX};
	struct program_counts counts;

	run_program(&engine_dpor, &options, program, NULL, &counts);
	cr_assert_null(counts.refused);
	cr_expect_eq(counts.outcomes[OUTCOME_NONDETERMINISM], 0);
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

static void expect(void (*program)(void), int n, int k, uint64_t complete, uint64_t deadlocked)
{
	struct program_counts counts;

	size = n;
	rounds = k;
	counts = explore(program);
	cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], complete, "size %d x %d: %lu complete, not %lu", n, k,
		     counts.outcomes[OUTCOME_COMPLETE], complete);
	cr_expect_eq(counts.outcomes[OUTCOME_DEADLOCK], deadlocked, "size %d x %d: %lu deadlocked, not %lu", n, k,
		     counts.outcomes[OUTCOME_DEADLOCK], deadlocked);
}

static void locker(int i)
{
	(void)i;
	for (int k = 0; k < rounds; k++) {
		lock(&cells[0]);
		unlock(&cells[0]);
	}
}

static void mutex_program(void)
{
	spawn_all(locker);
}

Test(dpor, critical_sections_are_ordered_in_every_way)
{
	expect(mutex_program, 3, 2, 90, 0);
	expect(mutex_program, 3, 3, 1680, 0);
	expect(mutex_program, 4, 2, 2520, 0);
	expect(mutex_program, 3, 4, 34650, 0);
}

static void adder(int i)
{
	(void)i;
	for (int k = 0; k < rounds; k++)
		update(&cells[0], UPDATE_ADD, 1, ORDER_RELAXED);
}

static void adding_program(void)
{
	spawn_all(adder);
}

Test(dpor, updates_are_ordered_in_every_way)
{
	expect(adding_program, 3, 2, 90, 0);
	expect(adding_program, 4, 2, 2520, 0);
}

static void store_and_load(int i)
{
	(void)i;
	put(&cells[0], 1, ORDER_SEQ_CST);
	get(&cells[0], ORDER_SEQ_CST);
}

static void store_load_program(void)
{
	spawn_all(store_and_load);
}

Test(dpor, a_store_and_a_load_each)
{
	expect(store_load_program, 2, 0, 4, 0);
	expect(store_load_program, 3, 0, 36, 0);
	expect(store_load_program, 4, 0, 576, 0);
}

static void ring(int i)
{
	put(&cells[i], 1, ORDER_SEQ_CST);
	get(&cells[(i + 1) % size], ORDER_SEQ_CST);
}

static void ring_program(void)
{
	spawn_all(ring);
}

Test(dpor, store_buffering_ring)
{
	expect(ring_program, 2, 0, 3, 0);
	expect(ring_program, 3, 0, 7, 0);
	expect(ring_program, 5, 0, 31, 0);
}

static void last_zero_thread(int i)
{
	if (i == 0) {
		int k = size - 1;

		while (get(&cells[k], ORDER_SEQ_CST) != 0)
			k--;
	} else {
		put(&cells[i], get(&cells[i - 1], ORDER_SEQ_CST) + 1, ORDER_SEQ_CST);
	}
}

static void last_zero(void)
{
	spawn_all(last_zero_thread);
}

Test(dpor, last_zero)
{
	expect(last_zero, 6, 0, 64, 0);
	expect(last_zero, 11, 0, 3328, 0);
}

/* Indexer: threads write into a hash table of 128 with compare-exchange. Cells 64 and up share one. */
static uint64_t table[128];

static void indexer_thread(int tid)
{
	int m = 0;

	while (m < 4) {
		int h = ((++m * 11 + tid) * 7) % 128;

		while (!compare_exchange(&table[h], 0, (uint64_t)tid + 1, ORDER_SEQ_CST, ORDER_SEQ_CST))
			h = (h + 1) % 128;
	}
}

static void indexer(void)
{
	for (int i = 0; i < 128; i++)
		table[i] = 0;
	spawn_all(indexer_thread);
}

Test(dpor, indexer)
{
	expect(indexer, 11, 0, 1, 0);
	expect(indexer, 12, 0, 8, 0);
}

static uint64_t inode[32], busy[26];
static uint64_t inode_locks[32], block_locks[26];

static void filesystem_thread(int tid)
{
	int i = tid % 32;

	lock(&inode_locks[i]);
	if (inode[i] == 0) {
		int b = (i * 2) % 26;

		for (;;) {
			lock(&block_locks[b]);
			if (!busy[b]) {
				busy[b] = 1;
				inode[i] = (uint64_t)b + 1;
				unlock(&block_locks[b]);
				break;
			}
			unlock(&block_locks[b]);
			b = (b + 1) % 26;
		}
	}
	unlock(&inode_locks[i]);
}

static void filesystem(void)
{
	for (int i = 0; i < 32; i++)
		inode[i] = 0;
	for (int i = 0; i < 26; i++)
		busy[i] = 0;
	spawn_all(filesystem_thread);
}

Test(dpor, filesystem)
{
	expect(filesystem, 14, 0, 2, 0);
	expect(filesystem, 16, 0, 8, 0);
	expect(filesystem, 18, 0, 32, 0);
}

static void reader_or_writer(int i)
{
	if (i == 0)
		put(&cells[0], 1, ORDER_SEQ_CST);
	else
		get(&cells[0], ORDER_SEQ_CST);
}

static void readers(void)
{
	spawn_all(reader_or_writer);
}

Test(dpor, readers)
{
	expect(readers, 3, 0, 4, 0);
	expect(readers, 9, 0, 256, 0);
}

static void philosopher(int i)
{
	lock(&cells[i]);
	lock(&cells[(i + 1) % size]);
	unlock(&cells[(i + 1) % size]);
	unlock(&cells[i]);
}

static void philosophers(void)
{
	spawn_all(philosopher);
}

Test(dpor, philosophers)
{
	for (int n = 2; n <= 6; n++)
		expect(philosophers, n, 0, (1u << n) - 2, 1);
}

static void semaphore_thread(int i)
{
	if (i == 0)
		semaphore_post(&cells[0]);
	else
		semaphore_wait(&cells[0]);
}

static void semaphores(void)
{
	semaphore_set(&cells[0], (unsigned)rounds);
	spawn_all(semaphore_thread);
}

Test(dpor, semaphore)
{
	/* One post and one wait on 1: both orders. On 0: the post comes first. Two waits on 0 and one post: one of
	 * them goes through, the other waits for ever. */
	expect(semaphores, 2, 1, 2, 0);
	expect(semaphores, 2, 0, 1, 0);
	expect(semaphores, 3, 0, 0, 2);
	expect(semaphores, 3, 1, 6 - 2 + 0, 0);
}

/* Cells: 0 head, 1 tail, 10 and up the next of each node; node 1 is there from the beginning. A helper's compare-exchange
 * that fails is a read: the one that it would have been is lost if that is forgotten anywhere. */
static void enqueue_or_dequeue(int i)
{
	uint64_t next;

	if (i == 2) {
		next = get(&cells[10 + get(&cells[0], ORDER_ACQUIRE)], ORDER_ACQUIRE);
		if (next)
			put(&cells[0], next, ORDER_RELAXED);
		return;
	}
	for (;;) {
		uint64_t last = get(&cells[1], ORDER_ACQUIRE);

		next = compare_exchange_value(&cells[10 + last], 0, (uint64_t)i + 2, ORDER_ACQ_REL, ORDER_RELAXED);
		compare_exchange(&cells[1], last, next ? next : (uint64_t)i + 2, ORDER_ACQ_REL, ORDER_RELAXED);
		if (!next)
			return;
	}
}

static void queue_program(void)
{
	put(&cells[0], 1, ORDER_SEQ_CST);
	put(&cells[1], 1, ORDER_SEQ_CST);
	spawn_all(enqueue_or_dequeue);
}

Test(dpor, failed_compare_exchanges_are_reads)
{
	/* As many as there are different graphs among the results of all 27,175 schedules. */
	expect(queue_program, 3, 0, 16, 0);
}

static void waiter_and_signaller(int i)
{
	lock(&cells[0]);
	if (i == 0)
		condition_wait(&cells[1], &cells[0]);
	else
		condition_signal(&cells[1]);
	unlock(&cells[0]);
}

static void lost_wakeup(void)
{
	spawn_all(waiter_and_signaller);
}

Test(dpor, a_signal_before_the_wait_is_lost)
{
	expect(lost_wakeup, 2, 0, 1, 1);
}

/* Two waiters, one signal: either is woken. */
static void two_waiters(int i)
{
	lock(&cells[0]);
	if (i < 2) {
		seen[0]++;
		condition_wait(&cells[1], &cells[0]);
		seen[1 + i] = 1;
	} else if (seen[0] == 2) {
		condition_signal(&cells[1]);
	}
	unlock(&cells[0]);
}

static uint64_t woken[3];

static void count_woken(enum outcome outcome)
{
	if (outcome == OUTCOME_DEADLOCK)
		woken[seen[1] + 2 * seen[2]]++;
}

static void two_waiters_program(void)
{
	spawn_all(two_waiters);
}

Test(dpor, a_signal_wakes_any_waiter)
{
	struct engine_options options = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX};
	struct program_counts counts;

	size = 3;
	run_program(&engine_dpor, &options, two_waiters_program, count_woken, &counts);
	cr_expect_eq(woken[1], 2);
	cr_expect_eq(woken[2], 2);
}

static void at_barrier(int i)
{
	(void)i;
	for (int k = 0; k < rounds; k++)
		barrier_wait(&cells[0], (unsigned)size);
}

static void barrier(void)
{
	spawn_all(at_barrier);
}

Test(dpor, arrivals_at_a_barrier_are_ordered_in_every_way)
{
	expect(barrier, 2, 1, 2, 0);
	expect(barrier, 3, 1, 6, 0);
}

static void chooser(int i)
{
	seen[i] = choose(3);
	update(&cells[0], UPDATE_ADD, seen[i], ORDER_RELAXED);
}

static void choices(void)
{
	spawn_all(chooser);
}

Test(dpor, every_alternative_of_every_choice)
{
	expect(choices, 2, 0, 9 * 2, 0);
	expect(choices, 3, 0, 27 * 6, 0);
}

static void spinner(int i)
{
	if (i == 0)
		put(&cells[0], 1, ORDER_SEQ_CST);
	else if (get(&cells[0], ORDER_SEQ_CST) == 0)
		give_up();
}

static void assumption(void)
{
	spawn_all(spinner);
}

Test(dpor, a_blocked_thread_is_no_deadlock)
{
	struct program_counts counts;

	size = 3;
	counts = explore(assumption);
	cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], 1);
	cr_expect_eq(counts.outcomes[OUTCOME_BLOCKED], 3);
	cr_expect_eq(counts.outcomes[OUTCOME_DEADLOCK], 0);
}

static char last_replay[256];
static uint64_t last_seen[CELLS_MAX];

static void keep_replay(enum outcome outcome)
{
	(void)outcome;
	engine_dpor.replay(last_replay, sizeof last_replay);
	for (int i = 0; i < CELLS_MAX; i++)
		last_seen[i] = seen[i];
}

static void choosing_reader(int i)
{
	seen[i] = get(&cells[0], ORDER_RELAXED) * 10 + choose(2);
	update(&cells[0], UPDATE_ADD, 1 + seen[i] % 2, ORDER_RELAXED);
}

static void choosing_readers(void)
{
	spawn_all(choosing_reader);
}

static char replays[4096][96];
static uint64_t observations[4096][3];
static int replay_count;

static void collect(enum outcome outcome)
{
	(void)outcome;
	cr_assert(engine_dpor.replay(replays[replay_count], sizeof replays[0]) < sizeof replays[0]);
	for (int i = 0; i < 3; i++)
		observations[replay_count][i] = seen[i];
	replay_count++;
}

Test(dpor, a_replay_repeats_the_execution)
{
	struct engine_options options = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX};
	struct program_counts counts;

	size = 3;
	run_program(&engine_dpor, &options, choosing_readers, collect, &counts);
	cr_assert_gt(replay_count, 100);
	for (int i = 0; i < replay_count; i += 7) {
		options.replay = replays[i];
		run_program(&engine_dpor, &options, choosing_readers, keep_replay, &counts);
		cr_assert_eq(counts.runs, 1);
		cr_assert_eq(counts.outcomes[OUTCOME_COMPLETE], 1);
		cr_assert_str_eq(last_replay, replays[i]);
		for (int k = 0; k < 3; k++)
			cr_assert_eq(last_seen[k], observations[i][k]);
	}
}

Test(dpor, a_replay_string_is_checked)
{
	static const char *const wrong[] = {"", "x", "1-", "1x0", "99", "1..2", "1 2", "-1"};
	struct engine_options options = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX};
	struct program_counts counts;

	size = 2;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		options.replay = wrong[i];
		run_program(&engine_dpor, &options, ring_program, NULL, &counts);
		cr_expect_not_null(counts.refused, "%s", wrong[i]);
	}
}

/* Every execution that some schedule with at most so many preemptions gives, and with enough of them all. */
Test(dpor, bounded_preemptions)
{
	struct engine_options options = {.model = MEMORY_SC, .preemptions_max = 0};
	struct program_counts counts;
	uint64_t last = 0;

	size = 3;
	rounds = 1;
	for (unsigned bound = 0; bound < 4; bound++) {
		options.preemptions_max = bound;
		run_program(&engine_dpor, &options, ring_program, NULL, &counts);
		cr_expect_gt(counts.outcomes[OUTCOME_COMPLETE], last);
		cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], counts.runs);
		last = counts.runs;
	}
}

static uint64_t weak_seen;

static void note_both_zero(enum outcome outcome)
{
	(void)outcome;
	weak_seen |= seen[0] == 0 && seen[1] == 1 ? 1 : 2;
}

static void observed_ring(int i)
{
	put(&cells[i], 1, ORDER_SEQ_CST);
	seen[i] = get(&cells[(i + 1) % size], ORDER_SEQ_CST);
}

static void observed_ring_program(void)
{
	spawn_all(observed_ring);
}

Test(dpor, random_and_pct_run_as_often_as_told)
{
	static const char *const strategies[] = {"random", "pct"};
	struct engine_options options = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX, .runs_max = 200, .seed = 3};
	struct program_counts counts;

	size = 2;
	for (int i = 0; i < 2; i++) {
		options.strategy = strategies[i];
		weak_seen = 0;
		run_program(&engine_dpor, &options, observed_ring_program, note_both_zero, &counts);
		cr_expect_eq(counts.runs, 200);
		cr_expect_eq(weak_seen, 3, "%s", strategies[i]);
	}
}

Test(dpor, other_memory_models_are_refused)
{
	struct engine_options options = {.model = MEMORY_RC11, .preemptions_max = UINT32_MAX};
	struct program_counts counts;

	run_program(&engine_dpor, &options, ring_program, NULL, &counts);
	cr_expect_not_null(counts.refused);
}
