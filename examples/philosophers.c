/* SPDX-License-Identifier: MIT */
/* Dining philosophers (Dijkstra, "Hierarchical ordering of sequential processes", Acta Informatica 1, 1971), three ways:
 *
 *	in a ring, a fork between each two, all taking the right one first: they can all starve at once;
 *	in a ring, one of them left-handed: they cannot;
 *	at a table with one knife and one fork in its middle, the knife first: no two eat at once, shown for any number of
 *	philosophers. That table looks the same to all of them, as a ring does not, so that the search can treat states as
 *	one that differ only in who is who, and view abstraction can do without a number.
 *
 *	philosophers [N]	N of them, 2 to 10; 5 by default
 *	exit 0: found what is said above; 1: not so; 2: wrong usage */
#include <agxrace/check.h>

#include <stdio.h>
#include <stdlib.h>

enum { PHILOSOPHERS_MAX = 10, PLACE_BITS = 2 };
enum place { THINKING, HOLDS_ONE, EATING };
enum action { TAKE_FIRST, TAKE_SECOND, PUT_BACK };

struct table {
	struct agx_check_model model; /* first, so that the model given back leads to its table */
	unsigned philosophers;
	bool ring;
	bool left_handed; /* philosopher 0 is */
	struct agx_check_field fields[2];
};

/* One word: two bits per philosopher, then a bit per thing that is taken. */
static enum place place_of(uint64_t state, unsigned philosopher)
{
	return (enum place)(state >> philosopher * PLACE_BITS & 3);
}

static uint64_t thing_bit(const struct table *table, unsigned thing)
{
	return UINT64_C(1) << (table->philosophers * PLACE_BITS + thing);
}

/* What philosopher P takes first and second: the forks to the right and left, or the knife and the fork. */
static unsigned thing_of(const struct table *table, unsigned p, unsigned which)
{
	if (!table->ring)
		return which;
	if (table->left_handed && p == 0)
		which = 1 - which;
	return (p + which) % table->philosophers;
}

static void initial(const void *context, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, 0, 0, 0);
}

/* Philosopher P takes the thing WHICH if it is there. */
static void take(const struct table *table, uint64_t state, unsigned p, unsigned which,
		 struct agx_check_out *out)
{
	uint64_t bit = thing_bit(table, thing_of(table, p, which));
	uint64_t after = state + (UINT64_C(1) << p * PLACE_BITS); /* on to the next place */

	if (agx_check_guard(out, which, (state & bit) == 0))
		agx_check_emit_word(out, after | bit,
				    agx_check_step(p, which == 0 ? TAKE_FIRST : TAKE_SECOND, 0), 0);
}

static void successors(const void *context, const uint64_t *packed, struct agx_check_out *out)
{
	const struct table *table = context;
	uint64_t state = *packed;

	for (unsigned p = 0; p < table->philosophers; p++) {
		switch (place_of(state, p)) {
		case THINKING:
			take(table, state, p, 0, out);
			break;
		case HOLDS_ONE:
			take(table, state, p, 1, out);
			break;
		case EATING:
			agx_check_emit_word(out,
					    state & ~((UINT64_C(3) << p * PLACE_BITS) |
						      thing_bit(table, thing_of(table, p, 0)) |
						      thing_bit(table, thing_of(table, p, 1))),
					    agx_check_step(p, PUT_BACK, 0), 0);
			break;
		}
	}
}

static bool at_rest(const void *context, const uint64_t *state, unsigned philosopher)
{
	(void)context;
	return place_of(*state, philosopher) == THINKING;
}

/* No two who need the same thing eat at once. */
static bool neighbours_take_turns(const void *context, const uint64_t *state)
{
	const struct table *table = context;

	for (unsigned a = 0; a < table->philosophers; a++) {
		for (unsigned b = a + 1; b < table->philosophers; b++) {
			bool share = !table->ring || b == a + 1 || (a == 0 && b == table->philosophers - 1);

			if (share && place_of(*state, a) == EATING && place_of(*state, b) == EATING)
				return false;
		}
	}
	return true;
}

static void name_model(struct table *table)
{
	static const char *const names[PHILOSOPHERS_MAX] = {
		"philosopher 0", "philosopher 1", "philosopher 2", "philosopher 3", "philosopher 4",
		"philosopher 5", "philosopher 6", "philosopher 7", "philosopher 8", "philosopher 9"};
	static const char *const guards[] = {"the first thing is there", "the second thing is there"};
	static const struct agx_check_invariant invariants[] = {{"turns", neighbours_take_turns}};

	table->model = (struct agx_check_model) {
		.name = table->ring ? "a ring of forks" : "a knife and a fork",
		.context = table,
		.words = 1,
		.successors_max = table->philosophers,
		.initial = initial,
		.successors = successors,
		.invariants = invariants,
		.invariant_count = 1,
		.at_rest = at_rest,
		.actors = names,
		.actor_count = table->philosophers,
		.guards = guards,
		.guard_count = 2,
	};
}

/* Tell which bits are a philosopher's own: only where they are all alike. */
static void name_fields(struct table *table)
{
	table->fields[0] = (struct agx_check_field) {.name = "place",
						     .domain = AGX_CHECK_PER_THREAD,
						     .stride_bits = PLACE_BITS,
						     .bits = PLACE_BITS};
	table->fields[1] = (struct agx_check_field) {
		.name = "taken",
		.domain = AGX_CHECK_GLOBAL,
		.first_bit = (uint16_t)(table->philosophers * PLACE_BITS),
		.bits = 2};
	table->model.fields = table->fields;
	table->model.field_count = 2;
	table->model.threads = table->philosophers;
}

static void init_table(struct table *table, unsigned philosophers, bool ring, bool left_handed)
{
	*table = (struct table) {.philosophers = philosophers, .ring = ring, .left_handed = left_handed};
	name_model(table);
	if (!ring)
		name_fields(table);
}

static void print_deadlock(const struct agx_check_path *path)
{
	static const char *const actions[] = {"takes the first fork", "takes the second fork", "puts both back"};

	for (size_t i = 0; i + 1 < path->length; i++)
		(void)printf("  %zu. philosopher %u %s\n", i + 1, agx_check_step_actor(path->steps[i]),
			     actions[agx_check_step_action(path->steps[i])]);
	(void)printf("  nobody can move\n");
}

/* Search TABLE whole; false when that could not be done. */
static bool search(const struct table *table, const char *title, enum agx_check_kind *ret_kind)
{
	const struct agx_check_options options = {.deadlock = true, .symmetry = table->model.fields != NULL};
	struct agx_check_result result;
	struct agx_error error;

	if (agx_check_run(&table->model, &options, &result, &error) != AGX_OK) {
		(void)fprintf(stderr, "philosophers: %s\n", error.text);
		return false;
	}
	(void)printf("%s, %u philosophers: %s, %llu states", title, table->philosophers,
		     agx_verdict_text(result.verdict), (unsigned long long)result.distinct);
	if (options.symmetry)
		(void)printf(" that stand for %llu", (unsigned long long)result.full);
	(void)printf("%s%s\n", result.kind == AGX_CHECK_NONE ? "" : ", ",
		     result.kind == AGX_CHECK_NONE ? "" : agx_check_kind_text(result.kind));
	if (result.kind == AGX_CHECK_DEADLOCK)
		print_deadlock(&result.path);
	*ret_kind = result.kind;
	agx_check_result_release(&result);
	return true;
}

/* The table with a knife and a fork for any number. */
static enum agx_status make(const void *context, unsigned threads,
			    const struct agx_check_model **ret_model, struct agx_error *err)
{
	struct table *table = threads <= PHILOSOPHERS_MAX ? malloc(sizeof *table) : NULL;

	(void)context;
	if (table == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no table for %u philosophers", threads);
	init_table(table, threads, false, false);
	*ret_model = &table->model;
	return AGX_OK;
}

static void give_back(const struct agx_check_model *model)
{
	free((void *)(uintptr_t)model); /* the table's first member, made by make() */
}

static bool show_for_any_number(enum agx_verdict *ret_verdict)
{
	const struct agx_check_family family = {.make = make, .free = give_back};
	const struct agx_check_views_options options = {0};
	struct agx_check_views_result result;
	struct agx_error error;

	if (agx_check_views(&family, &options, &result, &error) != AGX_OK) {
		(void)fprintf(stderr, "philosophers: %s\n", error.text);
		return false;
	}
	(void)printf("knife and fork, any number of philosophers: %s, by %zu views of %u of them\n",
		     agx_verdict_text(result.verdict), result.count, result.threads);
	*ret_verdict = result.verdict;
	agx_check_views_release(&result);
	return true;
}

int main(int argc, char **argv)
{
	char *end = "";
	unsigned long philosophers = argc == 2 ? strtoul(argv[1], &end, 10) : 5;
	struct table table;
	enum agx_check_kind right_handed;
	enum agx_check_kind left_handed;
	enum agx_check_kind knife;
	enum agx_verdict any;

	if (argc > 2 || *end != '\0' || philosophers < 2 || philosophers > PHILOSOPHERS_MAX) {
		(void)fprintf(stderr, "usage: philosophers [2 to %d]\n", PHILOSOPHERS_MAX);
		return 2;
	}
	init_table(&table, (unsigned)philosophers, true, false);
	if (!search(&table, "all right-handed", &right_handed))
		return 1;
	init_table(&table, (unsigned)philosophers, true, true);
	if (!search(&table, "one left-handed", &left_handed))
		return 1;
	init_table(&table, (unsigned)philosophers, false, false);
	if (!search(&table, "knife and fork", &knife) || !show_for_any_number(&any))
		return 1;
	return right_handed == AGX_CHECK_DEADLOCK && left_handed == AGX_CHECK_NONE &&
			       knife == AGX_CHECK_NONE && any == AGX_HOLDS
		       ? 0
		       : 1;
}
