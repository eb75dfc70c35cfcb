// SPDX-License-Identifier: MIT
/* What the graph engine repeats: the events of an execution that it or a replay string gives, done as they were, unless the program
 * does something else. A string can say anything; one that is no execution of the program must be found out. */
#include "support/program_runner.h"

#include <criterion/criterion.h>

#include <string.h>

static unsigned runs; /* of the program that is explored, counted by its main thread */

static void run_both(void (*first)(int), void (*second)(int))
{
	unsigned a = spawn(first, 0);
	unsigned b = spawn(second, 1);

	runs++;
	wait_for(a);
	wait_for(b);
}

static struct program_counts explore(void (*program)(void), const char *replay, void (*after)(enum outcome outcome))
{
	struct engine_options options = {.model = MEMORY_RC11, .revisit_locks_in_place = true, .events_max = 100, .replay = replay};
	struct program_counts counts;

	runs = 0;
	run_program(&engine_graph, &options, program, after, &counts);
	cr_assert_null(counts.refused, "%s", replay);
	return counts;
}

static void expect_outcome(void (*program)(void), const char *replay, enum outcome outcome)
{
	struct program_counts counts = explore(program, replay, NULL);

	cr_expect_eq(counts.runs, 1);
	cr_expect_eq(counts.outcomes[outcome], 1, "%s", replay);
}

static void expect_found_out(void (*program)(void), const char *replay)
{
	expect_outcome(program, replay, OUTCOME_NONDETERMINISM);
}

static void add(int i)
{
	seen[i] = update(&cells[0], UPDATE_ADD, 1, ORDER_RELAXED);
}

static void additions(void)
{
	run_both(add, add);
}

/* Both would read the initial value. */
Test(graph_replay, the_write_of_an_update_follows_what_it_read)
{
	expect_outcome(additions, "g,0:c1.c2,1:r0.w1.e,2:r4.w2.e,0:j5.j8", OUTCOME_COMPLETE);
	cr_expect_eq(seen[1], 1);
	expect_found_out(additions, "g,0:c1.c2,1:r0.w2.e,2:r0.w1.e,0:j5.j8");
}

Test(graph_replay, threads_are_created_and_joined_as_recorded)
{
	expect_found_out(additions, "g,0:c1.c2,1:r0.w1.e,2:r4.w2.e,0:j8.j5");
	expect_found_out(additions, "g,0:c2.c1,1:r0.w1.e,2:r4.w2.e,0:j5.j8");
}

static void choose_one_of_two(int i)
{
	seen[i] = choose(2);
}

static void choices(void)
{
	run_both(choose_one_of_two, choose_one_of_two);
}

Test(graph_replay, a_choice_is_one_that_there_is)
{
	expect_outcome(choices, "g,0:c1.c2,1:h1.e,2:h0.e,0:j4.j6", OUTCOME_COMPLETE);
	cr_expect_eq(seen[0], 1);
	expect_found_out(choices, "g,0:c1.c2,1:h2.e,2:h0.e,0:j4.j6");
}

static void write_first(int i)
{
	put(&cells[0], 1 + (uint64_t)i, ORDER_RELAXED);
}

static void read_second(int i)
{
	seen[i] = get(&cells[1], ORDER_RELAXED);
}

static void locations(void)
{
	run_both(write_first, read_second);
}

Test(graph_replay, a_read_reads_a_write_of_its_location)
{
	expect_outcome(locations, "g,0:c1.c2,1:w1.e,2:r0.e,0:j4.j6", OUTCOME_COMPLETE);
	expect_found_out(locations, "g,0:c1.c2,1:w1.e,2:r3.e,0:j4.j6");
}

Test(graph_replay, each_place_in_the_order_of_writes_has_one)
{
	expect_found_out(locations, "g,0:c1.c2,1:w2.e,2:r0.e,0:j4.j6");
}

static void write_and_lock(int i)
{
	put(&cells[0], 1 + (uint64_t)i, ORDER_RELAXED);
	lock(&cells[1]);
}

static void lock_only(int i)
{
	(void)i;
	lock(&cells[1]);
}

static void locks(void)
{
	run_both(write_and_lock, lock_only);
}

Test(graph_replay, who_waits_must_wait_on_what_was_done_to_the_lock)
{
	expect_outcome(locks, "g,0:c1.c2,1:w1.r0.w1.e,2:q5", OUTCOME_DEADLOCK);
	expect_found_out(locks, "g,0:c1.c2,1:w1.r0.w1.e,2:q3");
	expect_found_out(locks, "g,0:c1.c2,1:w1.r0.w1.e,2:q0");
	expect_found_out(locks, "g,0:c1.c2,1:w1.r0.w1.e,2:r5.w2.e");
}

static void write_a_number_of_its_own(int i)
{
	put(&cells[8], runs + (uint64_t)i, ORDER_RELAXED);
	put(&cells[0], 1, ORDER_RELAXED);
}

static void write_to_a_place_of_its_own(int i)
{
	put(&cells[8 + runs], (uint64_t)i, ORDER_RELAXED);
	put(&cells[0], 1, ORDER_RELAXED);
}

static void read_first(int i)
{
	seen[i] = get(&cells[0], ORDER_RELAXED);
}

static void other_numbers(void)
{
	run_both(read_first, write_a_number_of_its_own);
}

static void other_places(void)
{
	run_both(read_first, write_to_a_place_of_its_own);
}

Test(graph_replay, a_program_that_does_not_do_the_same_again_is_noticed)
{
	cr_expect_eq(explore(other_numbers, NULL, NULL).outcomes[OUTCOME_NONDETERMINISM], 1);
	cr_expect_eq(explore(other_places, NULL, NULL).outcomes[OUTCOME_NONDETERMINISM], 1);
}

static void read_maybe_repeating(bool repeats)
{
	struct operation op = {.kind = OPERATION_READ, .size = 8, .address = (uintptr_t)&cells[0], .repeats = repeats};

	engine_graph.perform(&op);
}

static void repeats_later(int i)
{
	(void)i;
	read_maybe_repeating(runs > 1);
}

static void repeats_at_first(int i)
{
	(void)i;
	read_maybe_repeating(runs == 1);
}

static void recognised_later(void)
{
	run_both(repeats_later, write_first);
}

static void recognised_at_first(void)
{
	(void)spawn(repeats_at_first, 0);
	run_both(read_first, write_first);
}

Test(graph_replay, a_loop_that_repeats_is_left_where_it_was_recognised)
{
	struct program_counts counts = explore(recognised_later, NULL, NULL);

	cr_expect_eq(counts.runs, 2);
	cr_expect_eq(counts.outcomes[OUTCOME_COMPLETE], 2);
	counts = explore(recognised_at_first, NULL, NULL);
	cr_expect_eq(counts.runs, 2);
	cr_expect_eq(counts.outcomes[OUTCOME_BLOCKED], 2);
}

enum { THREADS = 4, STEPS = 8, EXECUTIONS = 20 };

/* What a thread's steps have said, apart from the order in which threads took turns. */
struct told {
	struct told_step {
		uint8_t kind;
		uint8_t alternative;
		bool writes;
		bool waiting;
		unsigned position;
		uint64_t result;
		unsigned read_from[2]; /* thread and which of its steps, from 1 */
	} of[THREADS][STEPS];
};

static struct told told[EXECUTIONS + 1];
static char strings[EXECUTIONS + 1][200];
static unsigned told_count;

static void tell_steps(enum outcome outcome)
{
	static struct engine_step steps[THREADS * STEPS];
	unsigned count[THREADS] = {0};
	unsigned place[THREADS * STEPS];
	size_t total = engine_graph.steps(steps, THREADS * STEPS);

	cr_assert_eq(outcome, OUTCOME_COMPLETE);
	cr_assert_leq(told_count, EXECUTIONS);
	cr_assert_lt(engine_graph.replay(strings[told_count], sizeof strings[0]), sizeof strings[0]);
	memset(&told[told_count], 0, sizeof told[0]);
	for (size_t i = 0; i < total; i++)
		place[i] = count[steps[i].thread]++;
	for (size_t i = 0; i < total; i++) {
		struct told_step *to = &told[told_count].of[steps[i].thread][place[i]];

		to->kind = steps[i].op.kind;
		to->alternative = steps[i].op.alternative;
		to->writes = steps[i].writes;
		to->waiting = steps[i].waiting;
		to->position = steps[i].position;
		to->result = steps[i].op.result.low;
		if (steps[i].reads_from >= 0) {
			to->read_from[0] = steps[steps[i].reads_from].thread;
			to->read_from[1] = place[steps[i].reads_from] + 1;
		}
	}
	told_count++;
}

static void add_and_choose(int i)
{
	update(&cells[0], UPDATE_ADD, 1, ORDER_RELAXED);
	seen[i] = choose(2);
	compare_exchange(&cells[0], 2, 3 + seen[i], ORDER_RELAXED, ORDER_RELAXED);
}

static void add_and_read(int i)
{
	update(&cells[0], UPDATE_ADD, 1, ORDER_RELAXED);
	seen[i] = get(&cells[0], ORDER_RELAXED);
}

static void accesses(void)
{
	run_both(add_and_choose, add_and_read);
}

Test(graph_replay, what_is_repeated_is_told_as_it_was)
{
	unsigned count;

	told_count = 0;
	(void)explore(accesses, NULL, tell_steps);
	count = told_count;
	cr_assert_gt(count, 4);
	for (unsigned i = 0; i < count; i++) {
		told_count = count;
		(void)explore(accesses, strings[i], tell_steps);
		cr_expect_eq(memcmp(&told[count], &told[i], sizeof told[0]), 0, "%s", strings[i]);
	}
}
