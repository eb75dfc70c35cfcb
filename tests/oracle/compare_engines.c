// SPDX-License-Identifier: MIT
/* compare_engines known|atomics|primitives|waits|spins [COUNT [SEED [FIRST]]]
 *
 * Explore the known litmus tests, or COUNT random programs, and compare, execution by execution, how often each final state is reached:
 *   known, atomics   graph under rc11 and sc, and dpor, with the brute-force oracle under the same model;
 *   primitives, waits  under sc graph with dpor, graph with locks revisited in place and without; complete and deadlocked executions;
 *   spins            graph with dpor; with loops that only repeat cut, and all of their first rounds run: final states only.
 * AGXRACE_ORACLE_PROGRAMS replaces COUNT. A program too large for the oracle, or with too many executions, is passed over and
 * counted apart. What differs is shrunk and printed. Exit status 1 if anything did, 77 if nothing could be compared. */
#include "oracle/enumerate.h"
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
};

enum comparison { EQUAL, DIFFERENT, TOO_LARGE };

/* One way to get the executions of a program. */
struct side {
	const char *name;
	const struct engine *engine; /* NULL: the oracle */
	enum memory_model model;
	bool in_place;
	bool spins_cut;
	unsigned rounds_max; /* of each loop; 0: endless */
};

/* Loops that may repeat leave more executions, or fewer, but no other final states. */
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

			if (it->kind == DO_SPIN_UNTIL || it->kind == DO_SPIN_TAKE)
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
						      .revisit_locks_in_place = side->in_place},
					   .no_spin_loops = !side->spins_cut,
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
	ret->clipped = !enumerate(program, &axioms, CANDIDATES_MAX, &ret->complete) ||
		       ret->complete.executions > executions_max;
}

static void print_sides(const struct side *a, const struct litmus_explored *in_a,
			const struct side *b, const struct litmus_explored *in_b)
{
	const struct side *sides[] = {a, b};
	const struct litmus_explored *explored[] = {in_a, in_b};

	for (unsigned i = 0; i < 2; i++)
		printf("%s: %llu complete, %llu deadlocked, %llu other %s\n", sides[i]->name,
		       (unsigned long long)explored[i]->complete.executions,
		       (unsigned long long)explored[i]->deadlocked.executions,
		       (unsigned long long)explored[i]->other, explored[i]->problem);
	outcome_set_print_difference(&in_a->complete, &in_b->complete, stdout);
	outcome_set_print_difference(&in_a->deadlocked, &in_b->deadlocked, stdout);
}

static bool is_equal(const struct litmus_explored *a, const struct litmus_explored *b, enum equality equality)
{
	if (equality == SAME_STATES)
		return outcome_set_same_states(&a->complete, &b->complete);
	return a->other == b->other && outcome_set_equal(&a->complete, &b->complete) &&
	       outcome_set_equal(&a->deadlocked, &b->deadlocked);
}

static enum comparison compare(const struct litmus *program, const struct pair *pair, bool print)
{
	static struct litmus_explored in_a;
	static struct litmus_explored in_b;

	explore_side(program, &pair->a, EXECUTIONS_MAX, &in_a);
	if (in_a.clipped)
		return TOO_LARGE;
	explore_side(program, &pair->b, EXECUTIONS_GUARD, &in_b);
	if (print)
		print_sides(&pair->a, &in_a, &pair->b, &in_b);
	if (in_a.problem[0] != '\0' || in_b.problem[0] != '\0')
		return DIFFERENT;
	return is_equal(&in_a, &in_b, pair->equality) ? EQUAL : DIFFERENT;
}

static bool skips(const struct instruction *i)
{
	return i->kind == DO_UNLESS_SKIP || i->kind == DO_TRY_LOCK ||
	       i->kind == DO_TRY_READ_LOCK || i->kind == DO_TRY_WRITE_LOCK ||
	       i->kind == DO_SEM_TRY_WAIT;
}

static bool may_remove(const struct instruction *i)
{
	return i->kind != DO_CREATE && i->kind != DO_JOIN && i->kind != DO_BARRIER &&
	       !skips(i) && (i->kind < DO_LOCK || i->kind >= DO_SIGNAL);
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
	{.name = text, .engine = &engine_graph, .model = its_model, .in_place = place, .spins_cut = cut, .rounds_max = rounds}
#define DPOR(text, cut, rounds) \
	{.name = text, .engine = &engine_dpor, .model = MEMORY_SC, .spins_cut = cut, .rounds_max = rounds}

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

static const struct pair pairs_spins[] = {
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

struct plan {
	bool fixed; /* COUNT programs are all there are */
	void (*generate)(struct litmus *, uint64_t seed, uint64_t index);
	const struct pair *pairs;
	unsigned pair_count;
	unsigned long count;
	unsigned long seed;
	unsigned long first;
};

/* Returns how many programs differ. */
static unsigned long run(const struct plan *plan)
{
	unsigned long compared = 0;
	unsigned long too_large = 0;
	unsigned long different = 0;

	for (unsigned long i = plan->first;
	     plan->fixed ? i < plan->count : compared < plan->count; i++) {
		enum comparison result = EQUAL;
		struct litmus program;

		plan->generate(&program, plan->seed, i);
		for (unsigned p = 0; p < plan->pair_count && result == EQUAL; p++) {
			result = compare(&program, &plan->pairs[p], false);
			if (result == DIFFERENT && different < PRINTED_MAX) {
				printf("program %lu of seed %lu differs:\n", i, plan->seed);
				report(&program, &plan->pairs[p]);
			}
		}
		too_large += result == TOO_LARGE;
		compared += result != TOO_LARGE;
		different += result == DIFFERENT;
	}
	printf("%lu programs compared, %lu differ; %lu passed over as too large\n", compared,
	       different, too_large);
	return different;
}

static bool choose_kind(const char *name, struct plan *plan)
{
	static const struct {
		const char *name;
		void (*generate)(struct litmus *, uint64_t seed, uint64_t index);
		const struct pair *pairs;
		size_t pair_count;
	} kinds[] = {
#define KIND(name, generate, pairs) {name, generate, pairs, sizeof(pairs) / sizeof((pairs)[0])}
		KIND("known", take_known, pairs_atomics),
		KIND("atomics", litmus_generate_atomics, pairs_atomics),
		KIND("primitives", litmus_generate_primitives, pairs_primitives),
		KIND("waits", litmus_generate_waits, pairs_primitives),
		KIND("spins", litmus_generate_spins, pairs_spins),
#undef KIND
	};

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(kinds[i].name, name) == 0) {
			plan->fixed = kinds[i].generate == take_known;
			plan->generate = kinds[i].generate;
			plan->pairs = kinds[i].pairs;
			plan->pair_count = (unsigned)kinds[i].pair_count;
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

	if (argc < 2 || !choose_kind(argv[1], &plan) || (plan.fixed && argc > 2)) {
		fprintf(stderr, "usage: compare_engines known|atomics|primitives|waits|spins [COUNT [SEED [FIRST]]]\n");
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
	if (plan.fixed)
		plan.count = litmus_known_count;
	if (plan.count == 0) {
		fprintf(stderr, "compare_engines: nothing to compare\n");
		return 77;
	}
	return run(&plan) == 0 ? 0 : 1;
}
