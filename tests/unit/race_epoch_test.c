/* SPDX-License-Identifier: MIT */
/* The graph engine gives a thread a new epoch after a release only, the interleaving engine after each operation
 * (graph_clock_tell): under sc they must find the same random programs racy. */
#include "base/random.h"
#include "explore/explorer.h"
#include "explore/race_epoch_programs.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <string.h>

static int order_for(enum race_step_kind kind, struct agx_random *random)
{
	static const int of_loads[] = {memory_order_relaxed, memory_order_acquire};
	static const int of_stores[] = {memory_order_relaxed, memory_order_release};
	static const int of_others[] = {memory_order_acquire, memory_order_release, memory_order_acq_rel,
					memory_order_relaxed};

	switch (kind) {
	case RACE_LOAD:
		return of_loads[agx_random_below(random, 2)];
	case RACE_STORE:
		return of_stores[agx_random_below(random, 2)];
	case RACE_FENCE:
		return of_others[agx_random_below(random, 3)];
	default:
		return of_others[agx_random_below(random, 4)];
	}
}

/* One variable of each kind is enough for the orders to matter. A few programs in which all touch it race at once: so most
 * plain accesses come after a load that has seen a store. */
static void generate(struct agx_random *random)
{
	for (int t = 0; t < RACE_THREADS; t++) {
		for (int i = 0; i < RACE_STEPS; i++) {
			struct race_step *step = &race_steps[t][i];

			step->kind = (enum race_step_kind)agx_random_below(random, RACE_STEP_KINDS);
			if (t == 2 && step->kind == RACE_WRITE)
				step->kind = RACE_LOCKED_WRITE;
			step->place = (int)agx_random_below(random, 2);
			step->order = order_for(step->kind, random);
			step->if_seen = t > 0;
		}
	}
	race_steps[1][0] = (struct race_step) {RACE_LOAD, 0, memory_order_acquire, 0};
	race_steps[2][0] = (struct race_step) {RACE_LOAD, 1, memory_order_acquire, 0};
}

/* Does ENGINE find KIND, and nothing else? */
static bool finds(const struct engine *engine, int (*program)(void *), const char *kind)
{
	struct explorer_options options = {.engine = engine, .findings_max = 1,
					   .search = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX,
						      .revisit_locks_in_place = true}};
	struct explorer_result result;
	bool found = false;

	cr_assert_null(explorer_run(&options, program, NULL, &result));
	for (size_t i = 0; i < result.finding_count; i++)
		found = found || strcmp(result.findings[i].kind, kind) == 0;
	cr_expect_eq(result.finding_count, (size_t)found);
	explorer_result_release(&result);
	return found;
}

Test(race_epoch, engines_agree_on_which_programs_race)
{
	enum { PROGRAMS = 600 };
	int racy = 0;

	for (uint64_t seed = 0; seed < PROGRAMS; seed++) {
		struct agx_random random = agx_random_split(7, seed);
		bool of_graph;

		generate(&random);
		of_graph = finds(&engine_graph, race_program, "data-race");
		racy += of_graph;
		cr_expect_eq(of_graph, finds(&engine_dpor, race_program, "data-race"), "seed %lu: the graph engine finds %s race",
			     (unsigned long)seed, of_graph ? "a" : "no");
	}
	cr_expect_gt(racy, PROGRAMS / 10, "%d programs race", racy);
	cr_expect_lt(racy, PROGRAMS * 9 / 10, "%d programs race", racy);
}

Test(race_epoch, an_epoch_ends_when_a_thread_has_ended)
{
	cr_expect(finds(&engine_graph, reads_of_a_stack, "stack-use-after-exit"));
	cr_expect(finds(&engine_dpor, reads_of_a_stack, "stack-use-after-exit"));
}
