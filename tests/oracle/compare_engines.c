// SPDX-License-Identifier: MIT
/* compare_engines known|atomics|primitives [COUNT [SEED [FIRST]]]
 *
 * Explore the known litmus tests, or COUNT random programs, and compare, execution by execution, how often each final state is reached:
 *   known, atomics   graph under rc11 and sc, and dpor, with the brute-force oracle under the same model;
 *   primitives       under sc graph with dpor, graph with locks revisited in place and without; complete and deadlocked executions.
 * AGXRACE_ORACLE_PROGRAMS replaces COUNT. A program too large for the oracle, or with too many executions, is passed over and
 * counted apart. What differs is shrunk and printed, and what the compared programs contain is counted. Exit status 1 if anything
 * differs, or if a feature of programs is in hardly any of a thousand or more, 77 if nothing could be compared. */
#include "oracle/enumerate.h"
#include "oracle/litmus_coverage.h"
#include "oracle/litmus_explore.h"
#include "oracle/litmus_generate.h"
#include "oracle/litmus_known.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum {
	CANDIDATES_MAX = 3000,
	EXECUTIONS_MAX = 6000,    /* of the first side; the second must end by itself */
	EXECUTIONS_GUARD = 100000,
	PRINTED_MAX = 3,
	COVERED_MIN = 1000, /* programs, for the next to be asked */
	COVERED_PER = 200,  /* a feature is in one program of so many at least */
};

enum comparison { EQUAL, DIFFERENT, TOO_LARGE };

static uint64_t candidates_max = CANDIDATES_MAX; /* of the oracle */

/* One way to get the executions of a program. */
struct side {
	const char *name;
	const struct engine *engine; /* NULL: the oracle */
	enum memory_model model;
	bool in_place;
};

static void explore_side(const struct litmus *program, const struct side *side,
			 uint64_t executions_max, struct litmus_explored *ret)
{
	struct engine_options search = {.model = side->model,
					.events_max = 1000,
					.preemptions_max = UINT_MAX,
					.revisit_locks_in_place = side->in_place};
	struct axiom_options axioms = {.model = side->model};

	if (side->engine != NULL) {
		litmus_explore(program, side->engine, &search, executions_max, ret);
		return;
	}
	outcome_set_clear(&ret->complete);
	outcome_set_clear(&ret->deadlocked);
	ret->other = 0;
	ret->problem[0] = '\0';
	ret->clipped = !enumerate(program, &axioms, candidates_max, &ret->complete) ||
		       ret->complete.executions > executions_max;
}

/* The executions of the last two sides that were compared. */
static struct litmus_explored in_a;
static struct litmus_explored in_b;

static void print_sides(const struct side *a, const struct side *b)
{
	const struct side *sides[] = {a, b};
	const struct litmus_explored *explored[] = {&in_a, &in_b};

	for (unsigned i = 0; i < 2; i++)
		printf("%s: %llu complete, %llu deadlocked, %llu other %s\n", sides[i]->name,
		       (unsigned long long)explored[i]->complete.executions,
		       (unsigned long long)explored[i]->deadlocked.executions,
		       (unsigned long long)explored[i]->other, explored[i]->problem);
	outcome_set_print_difference(&in_a.complete, &in_b.complete, stdout);
	outcome_set_print_difference(&in_a.deadlocked, &in_b.deadlocked, stdout);
}

static enum comparison compare(const struct litmus *program, const struct side *a,
			       const struct side *b, bool print)
{

	explore_side(program, a, EXECUTIONS_MAX, &in_a);
	if (in_a.clipped)
		return TOO_LARGE;
	explore_side(program, b, EXECUTIONS_GUARD, &in_b);
	if (print)
		print_sides(a, b);
	if (in_a.problem[0] != '\0' || in_b.problem[0] != '\0' || in_a.other != in_b.other)
		return DIFFERENT;
	return outcome_set_equal(&in_a.complete, &in_b.complete) &&
			       outcome_set_equal(&in_a.deadlocked, &in_b.deadlocked) ?
		       EQUAL :
		       DIFFERENT;
}

static bool skips(const struct instruction *i)
{
	return i->kind == DO_UNLESS_SKIP || instruction_is_attempt(i);
}

static bool may_remove(const struct instruction *i)
{
	return i->kind != DO_CREATE && i->kind != DO_JOIN && !skips(i) &&
	       (i->kind < DO_LOCK || i->kind > DO_BARRIER);
}

static void remove_instruction(struct litmus *program, unsigned thread, unsigned at)
{
	struct instruction *list = program->thread[thread].list;

	for (unsigned i = 0; i < at; i++) {
		if (skips(&list[i]) && i + list[i].operand >= at)
			list[i].operand--;
	}
	program->thread[thread].count--;
	memmove(&list[at], &list[at + 1], (program->thread[thread].count - at) * sizeof *list);
}

/* Remove one instruction, or make it relaxed, as long as A and B still differ. Returns whether anything was found. */
static bool shrink_once(struct litmus *program, const struct side *a, const struct side *b)
{
	for (unsigned t = 0; t < program->thread_count; t++) {
		for (unsigned i = 0; i < program->thread[t].count; i++) {
			struct litmus smaller = *program;
			struct instruction *it = &smaller.thread[t].list[i];

			if (may_remove(it)) {
				remove_instruction(&smaller, t, i);
				if (compare(&smaller, a, b, false) == DIFFERENT) {
					*program = smaller;
					return true;
				}
			}
			smaller = *program;
			if (it->kind < DO_FENCE && it->order != ORDER_RELAXED) {
				it->order = it->failure_order = ORDER_RELAXED;
				if (compare(&smaller, a, b, false) == DIFFERENT) {
					*program = smaller;
					return true;
				}
			}
		}
	}
	return false;
}

static void report(struct litmus *program, const struct side *a, const struct side *b)
{
	printf("as generated:\n");
	litmus_print(program, stdout);
	compare(program, a, b, true);
	while (shrink_once(program, a, b))
		;
	printf("shrunk:\n");
	litmus_print(program, stdout);
	compare(program, a, b, true);
	fflush(stdout);
}

static const struct side pairs_atomics[][2] = {
	{{"oracle rc11", NULL, MEMORY_RC11, false}, {"graph rc11", &engine_graph, MEMORY_RC11, true}},
	{{"oracle sc", NULL, MEMORY_SC, false}, {"graph sc", &engine_graph, MEMORY_SC, true}},
	{{"oracle sc", NULL, MEMORY_SC, false}, {"dpor sc", &engine_dpor, MEMORY_SC, false}},
};

static const struct side pairs_primitives[][2] = {
	{{"dpor sc", &engine_dpor, MEMORY_SC, false},
	 {"graph sc, plain locks", &engine_graph, MEMORY_SC, false}},
	{{"graph sc, plain locks", &engine_graph, MEMORY_SC, false},
	 {"graph sc", &engine_graph, MEMORY_SC, true}},
	{{"graph rc11, plain locks", &engine_graph, MEMORY_RC11, false},
	 {"graph rc11", &engine_graph, MEMORY_RC11, true}},
};

static void take_known(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	(void)seed; /* there is one list */
	*ret_program = litmus_known[index].program;
	litmus_complete_main(ret_program);
}

struct plan {
	bool fixed; /* COUNT programs are all there are */
	void (*generate)(struct litmus *, uint64_t seed, uint64_t index);
	const struct side (*pairs)[2];
	unsigned pair_count;
	unsigned long count;
	unsigned long seed;
	unsigned long first;
};

/* Compare all pairs of sides; what the first pair had is added to COVERAGE. */
static enum comparison compare_all(const struct plan *plan, struct litmus *program,
				   unsigned long number, bool print,
				   struct litmus_coverage *coverage)
{
	struct litmus_ends ends = {0};

	for (unsigned p = 0; p < plan->pair_count; p++) {
		const struct side *pair = plan->pairs[p];
		enum comparison result = compare(program, &pair[0], &pair[1], false);

		if (result == DIFFERENT && print) {
			printf("program %lu of seed %lu differs:\n", number, plan->seed);
			report(program, &pair[0], &pair[1]);
		}
		if (result != EQUAL)
			return result;
		if (p == 0) {
			ends.complete = in_a.complete.executions;
			ends.deadlocked = in_a.deadlocked.executions;
		}
		ends.models_differ = ends.models_differ || in_a.complete.executions != ends.complete;
	}
	litmus_coverage_add(coverage, program, &ends);
	return EQUAL;
}

/* Returns whether all was well. */
static bool run(const struct plan *plan)
{
	static struct litmus_coverage coverage;
	const bool primitives = plan->pairs == pairs_primitives;
	unsigned long too_large = 0;
	unsigned long different = 0;

	for (unsigned long i = plan->first;
	     plan->fixed ? i < plan->count : coverage.programs + different < plan->count; i++) {
		enum comparison result;
		struct litmus program;

		plan->generate(&program, plan->seed, i);
		result = compare_all(plan, &program, i, different < PRINTED_MAX, &coverage);
		too_large += result == TOO_LARGE;
		different += result == DIFFERENT;
	}
	litmus_coverage_print(&coverage, primitives, stdout);
	printf("%lu programs compared, %lu differ; %lu passed over as too large\n",
	       coverage.programs + different, different, too_large);
	if (plan->fixed)
		return different + too_large == 0;
	if (coverage.programs >= COVERED_MIN &&
	    litmus_coverage_gaps(&coverage, primitives, COVERED_PER) > 0) {
		printf("a feature is in less than one program of %d\n", COVERED_PER);
		return false;
	}
	return different == 0;
}

static unsigned long number(const char *text)
{
	char *end;
	unsigned long n = strtoul(text, &end, 0);

	if (*text == '\0' || *end != '\0') {
		fprintf(stderr, "compare_engines: '%s' is not a number\n", text);
		exit(2);
	}
	return n;
}

int main(int argc, char **argv)
{
	const char *many = getenv("AGXRACE_ORACLE_PROGRAMS");
	struct plan plan = {.count = 1000, .seed = 1};

	if (argc == 2 && strcmp(argv[1], "known") == 0) {
		plan.generate = take_known;
		plan.pairs = pairs_atomics;
		plan.pair_count = sizeof pairs_atomics / sizeof pairs_atomics[0];
		plan.fixed = true;
	} else if (argc > 1 && strcmp(argv[1], "atomics") == 0) {
		plan.generate = litmus_generate_atomics;
		plan.pairs = pairs_atomics;
		plan.pair_count = sizeof pairs_atomics / sizeof pairs_atomics[0];
	} else if (argc > 1 && strcmp(argv[1], "primitives") == 0) {
		plan.generate = litmus_generate_primitives;
		plan.pairs = pairs_primitives;
		plan.pair_count = sizeof pairs_primitives / sizeof pairs_primitives[0];
	} else {
		fprintf(stderr, "usage: compare_engines known|atomics|primitives [COUNT [SEED [FIRST]]]\n");
		return 2;
	}
	if (argc > 2)
		plan.count = number(argv[2]);
	if (argc > 3)
		plan.seed = number(argv[3]);
	if (argc > 4)
		plan.first = number(argv[4]);
	if (many != NULL)
		plan.count = number(many);
	if (plan.fixed) {
		plan.count = litmus_known_count;
		candidates_max = UINT64_MAX; /* none is too large */
	}
	if (plan.count == 0) {
		fprintf(stderr, "compare_engines: nothing to compare\n");
		return 77;
	}
	return run(&plan) ? 0 : 1;
}
