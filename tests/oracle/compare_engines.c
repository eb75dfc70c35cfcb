// SPDX-License-Identifier: MIT
/* compare_engines [count] known|atomics|primitives|waits|loops [COUNT [SEED [FIRST]]]
 *
 * Explore the known litmus tests, or COUNT random programs, and compare, execution by execution, how often each final state is reached:
 *   known, atomics   graph under rc11 and sc, and dpor, with the brute-force oracle under the same model;
 *   primitives, waits  under sc graph with dpor, graph with locks revisited in place and clocks taken over from the execution before, and
 *                    without both; complete and deadlocked executions;
 *   loops            graph with dpor; with loops that only repeat cut, and without: final states.
 * With "count", what each engine has is printed and nothing compared. AGXRACE_ORACLE_PROGRAMS replaces COUNT. A program too large for the oracle, or with too many executions, is passed over and
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
	COUNTED_MAX = 300,  /* executions */
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
	bool loops_cut;
	unsigned rounds_max; /* of each loop; 0: endless */
};

/* A loop that is not cut has more executions, but no other final states. */
enum equality { SAME_COUNTS, SAME_STATES };

struct pair {
	struct side a;
	struct side b;
	enum equality equality;
};

static void limit_loops(struct litmus *program, unsigned rounds_max)
{
	for (unsigned t = 0; t < program->thread_count; t++) {
		for (unsigned i = 0; i < program->thread[t].count; i++) {
			struct instruction *it = &program->thread[t].list[i];

			if (it->kind == DO_LOOP_UNTIL || it->kind == DO_LOOP_TAKE)
				it->operand = (uint8_t)rounds_max;
		}
	}
}

static void explore_side(const struct litmus *program, const struct side *side,
			 uint64_t executions_max, struct litmus_explored *ret)
{
	struct explorer_options options = {.engine = side->engine,
					   .search = {.model = side->model,
						      .events_max = 1000,
						      .preemptions_max = UINT_MAX,
						      .revisit_locks_in_place = side->in_place,
						      .repeat_afresh = !side->in_place}, /* off too */
					   .no_spin_loops = !side->loops_cut,
					   .executions_max = executions_max};
	struct axiom_options axioms = {.model = side->model};

	if (side->engine != NULL) {
		struct litmus limited = *program;

		limit_loops(&limited, side->rounds_max);
		litmus_explore(&limited, options, ret);
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

static bool is_equal(enum equality equality)
{
	if (equality == SAME_STATES)
		return outcome_set_same_states(&in_a.complete, &in_b.complete);
	return in_a.other == in_b.other && outcome_set_equal(&in_a.complete, &in_b.complete) &&
	       outcome_set_equal(&in_a.deadlocked, &in_b.deadlocked);
}

static enum comparison compare(const struct litmus *program, const struct pair *pair, bool print)
{
	explore_side(program, &pair->a, EXECUTIONS_MAX, &in_a);
	if (in_a.clipped)
		return TOO_LARGE;
	explore_side(program, &pair->b, EXECUTIONS_GUARD, &in_b);
	if (print)
		print_sides(&pair->a, &pair->b);
	if (in_a.problem[0] != '\0' || in_b.problem[0] != '\0')
		return DIFFERENT;
	return is_equal(pair->equality) ? EQUAL : DIFFERENT;
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

/* Remove one instruction, or make it relaxed, as long as the sides still differ. Returns whether anything was found. */
static bool shrink_once(struct litmus *program, const struct pair *pair)
{
	for (unsigned t = 0; t < program->thread_count; t++) {
		for (unsigned i = 0; i < program->thread[t].count; i++) {
			struct litmus smaller = *program;
			struct instruction *it = &smaller.thread[t].list[i];

			if (may_remove(it)) {
				remove_instruction(&smaller, t, i);
				if (compare(&smaller, pair, false) == DIFFERENT) {
					*program = smaller;
					return true;
				}
			}
			smaller = *program;
			if (it->kind < DO_FENCE && it->order != ORDER_RELAXED) {
				it->order = it->failure_order = ORDER_RELAXED;
				if (compare(&smaller, pair, false) == DIFFERENT) {
					*program = smaller;
					return true;
				}
			}
		}
	}
	return false;
}

static void report(struct litmus *program, const struct pair *pair)
{
	printf("as generated:\n");
	litmus_print(program, stdout);
	compare(program, pair, true);
	while (shrink_once(program, pair))
		;
	printf("shrunk:\n");
	litmus_print(program, stdout);
	compare(program, pair, true);
	fflush(stdout);
}

#define ORACLE(text, its_model) {.name = text, .model = its_model}
#define GRAPH(text, its_model, place, cut, rounds) \
	{.name = text, .engine = &engine_graph, .model = its_model, .in_place = place, .loops_cut = cut, .rounds_max = rounds}
#define DPOR(text, cut, rounds) \
	{.name = text, .engine = &engine_dpor, .model = MEMORY_SC, .loops_cut = cut, .rounds_max = rounds}

static const struct pair pairs_atomics[] = {
	{ORACLE("oracle rc11", MEMORY_RC11), GRAPH("graph rc11", MEMORY_RC11, true, true, 0), SAME_COUNTS},
	{ORACLE("oracle sc", MEMORY_SC), GRAPH("graph sc", MEMORY_SC, true, true, 0), SAME_COUNTS},
	{ORACLE("oracle sc", MEMORY_SC), DPOR("dpor sc", true, 0), SAME_COUNTS},
};

static const struct pair pairs_primitives[] = {
	{DPOR("dpor sc", true, 0), GRAPH("graph sc, plain locks", MEMORY_SC, false, true, 0), SAME_COUNTS},
	{GRAPH("graph sc, plain locks", MEMORY_SC, false, true, 0), GRAPH("graph sc", MEMORY_SC, true, true, 0), SAME_COUNTS},
	{GRAPH("graph rc11, plain locks", MEMORY_RC11, false, true, 0), GRAPH("graph rc11", MEMORY_RC11, true, true, 0),
	 SAME_COUNTS},
};

enum { SOME_ROUNDS = 3 };

static const struct pair pairs_loops[] = {
	{DPOR("dpor sc", true, 0), GRAPH("graph sc", MEMORY_SC, true, true, 0), SAME_STATES},
	{DPOR("dpor sc", true, 0), DPOR("dpor sc, loops not cut", false, SOME_ROUNDS), SAME_STATES},
	{GRAPH("graph sc", MEMORY_SC, true, true, 0), GRAPH("graph sc, loops not cut", MEMORY_SC, true, false, SOME_ROUNDS),
	 SAME_STATES},
	{GRAPH("graph rc11", MEMORY_RC11, true, true, 0),
	 GRAPH("graph rc11, loops not cut", MEMORY_RC11, true, false, SOME_ROUNDS), SAME_STATES},
};

static void take_known(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	(void)seed; /* there is one list */
	*ret_program = litmus_known[index].program;
	litmus_complete_main(ret_program);
}

/* Whose features are counted. */
enum coverage { COVERS_NONE, COVERS_ATOMICS, COVERS_PRIMITIVES };

struct plan {
	bool fixed; /* COUNT programs are all there are */
	void (*generate)(struct litmus *, uint64_t seed, uint64_t index);
	const struct pair *pairs;
	size_t pair_count;
	enum coverage covers;
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
		const struct pair *pair = &plan->pairs[p];
		enum comparison result = compare(program, pair, false);

		if (result == DIFFERENT && print) {
			printf("program %lu of seed %lu differs:\n", number, plan->seed);
			report(program, pair);
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

/* Print what each engine has of each program: what tests/mutate-explore compares. */
static void print_counts(const struct plan *plan)
{
	for (unsigned long i = plan->first; i < plan->first + plan->count; i++) {
		struct litmus program;

		plan->generate(&program, plan->seed, i);
		for (size_t p = 0; p < plan->pair_count; p++) {
			explore_side(&program, &plan->pairs[p].b, COUNTED_MAX, &in_b);
			if (in_b.clipped)
				printf("%lu %s: many\n", i, plan->pairs[p].b.name);
			else
				printf("%lu %s: %llu %zu %llu %llu %s\n", i, plan->pairs[p].b.name,
				       (unsigned long long)in_b.complete.executions, in_b.complete.count,
				       (unsigned long long)in_b.deadlocked.executions,
				       (unsigned long long)in_b.other, in_b.problem);
		}
	}
}

/* Returns whether all was well. */
static bool run(const struct plan *plan)
{
	static struct litmus_coverage coverage;
	const bool primitives = plan->covers == COVERS_PRIMITIVES;
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
	if (plan->covers != COVERS_NONE)
		litmus_coverage_print(&coverage, primitives, stdout);
	printf("%lu programs compared, %lu differ; %lu passed over as too large\n",
	       coverage.programs + different, different, too_large);
	if (plan->fixed)
		return different + too_large == 0;
	if (plan->covers != COVERS_NONE && coverage.programs >= COVERED_MIN &&
	    litmus_coverage_gaps(&coverage, primitives, COVERED_PER) > 0) {
		printf("a feature is in less than one program of %d\n", COVERED_PER);
		return false;
	}
	return different == 0;
}

/* Returns whether there is such a kind. */
static bool choose_kind(const char *name, struct plan *plan)
{
	static const struct {
		const char *name;
		void (*generate)(struct litmus *, uint64_t seed, uint64_t index);
		const struct pair *pairs;
		size_t pair_count;
		enum coverage covers;
	} kinds[] = {
#define KIND(name, generate, pairs, covers) {name, generate, pairs, sizeof(pairs) / sizeof((pairs)[0]), covers}
		KIND("known", take_known, pairs_atomics, COVERS_ATOMICS),
		KIND("atomics", litmus_generate_atomics, pairs_atomics, COVERS_ATOMICS),
		KIND("primitives", litmus_generate_primitives, pairs_primitives, COVERS_PRIMITIVES),
		KIND("waits", litmus_generate_waits, pairs_primitives, COVERS_NONE),
		KIND("loops", litmus_generate_loops, pairs_loops, COVERS_NONE),
#undef KIND
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			plan->fixed = kinds[i].generate == take_known;
			plan->generate = kinds[i].generate;
			plan->pairs = kinds[i].pairs;
			plan->pair_count = kinds[i].pair_count;
			plan->covers = kinds[i].covers;
			return true;
		}
	}
	return false;
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
	bool counts = false;

	if (argc > 1 && strcmp(argv[1], "count") == 0) {
		counts = true;
		argc--;
		argv++;
	}
	if (argc < 2 || !choose_kind(argv[1], &plan) || (plan.fixed && argc > 2)) {
		fprintf(stderr, "usage: compare_engines [count] known|atomics|primitives|waits|loops [COUNT [SEED [FIRST]]]\n");
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
	if (counts)
		print_counts(&plan);
	return counts || run(&plan) ? 0 : 1;
}
