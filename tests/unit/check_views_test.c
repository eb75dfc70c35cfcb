/* SPDX-License-Identifier: MIT */
/* View abstraction: what it says of any number of threads, against searches of one to five. */
#include "model/encoding.h"
#include "support/check_oracle.h"
#include "support/check_random.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdlib.h>

enum { SEEDS = 1500, STATES_MAX = 20000, THREADS_MAX = 5 };

struct family_seed {
	uint64_t seed;
	unsigned planted; /* threads that it takes to make an error; 0: none is planted */
	struct random_shape shape;
};

/* Each thread can leave place 0 once, and who does moves the number that the global value and the only slot make up one
 * further; at the number PLANTED there is an error. The seed's own rules stay away from place 0 and the number. */
static void plant(struct random_system *system, const struct family_seed *f)
{
	unsigned count = 0;

	for (unsigned r = 0; r < system->rule_count && count < 3; r++) {
		struct random_rule rule = system->rules[r];

		rule.pc = 1 + rule.pc % 3;
		rule.pc_to = rule.pc_to < 0 ? -1 : 1 + rule.pc_to % 3;
		rule.move_from = -1;
		rule.g_to = -1;
		rule.v_to = -1;
		rule.error = 0;
		system->rules[count++] = rule;
	}
	for (unsigned j = 0; j <= f->planted; j++)
		system->rules[count++] = (struct random_rule) {
			.slot = ANY_SLOT,
			.pc = j < f->planted ? 0 : 1 + (int)(f->seed % 3),
			.g = (int)(j % 3),
			.v = (int)(j / 3),
			.nobody_at = -1,
			.holder = -1,
			.pc_to = 1 + (int)((f->seed + f->planted - 1 - j) % 3),
			.g_to = j < f->planted ? (int)((j + 1) % 3) : -1,
			.v_to = j < f->planted ? (int)((j + 1) / 3) : -1,
			.move_from = -1,
			.error = j == f->planted,
		};
	system->rule_count = count;
	system->initial_count = 1;
	system->initial_g[0] = 0;
	system->model.invariant_count = 0;
	system->model.successors_max = (size_t)(system->model.threads + 1) * RANDOM_RULES_MAX * 2;
}

static enum agx_status make(const void *context, unsigned threads,
			    const struct agx_check_model **ret_model, struct agx_error *err)
{
	const struct family_seed *f = context;
	struct random_system *system = malloc(sizeof *system);
	struct random_shape shape = f->shape;

	(void)err;
	shape.threads = threads;
	random_system_make(system, f->seed, shape);
	if (f->planted != 0)
		plant(system, f);
	*ret_model = &system->model;
	return AGX_OK;
}

static void unmake(const struct agx_check_model *model)
{
	free((void *)(uintptr_t)model); /* the system's first member */
}

static struct agx_check_family family_of(const struct family_seed *f)
{
	return (struct agx_check_family) {.context = f, .make = make, .free = unmake};
}

static struct family_seed family_seed(uint64_t seed)
{
	return (struct family_seed) {seed, 0, {.slots = 1 + seed % 2, .for_views = true, .errors = 20}};
}

/* The fewest threads, up to THREADS_MAX, with which something goes wrong; 0: none. *RET_SEARCHED tells how far was
 * looked. */
static unsigned fewest_bad(const struct family_seed *f, uint64_t errors_ignored,
			   unsigned *ret_searched)
{
	for (unsigned n = 1; n <= THREADS_MAX; n++) {
		const struct agx_check_model *model;
		struct oracle oracle;
		bool bad;

		cr_assert_eq(make(f, n, &model, NULL), AGX_OK);
		if (!oracle_build(&oracle, model, 0, STATES_MAX)) {
			unmake(model);
			*ret_searched = n - 1;
			return 0;
		}
		bad = oracle_shortest(&oracle, AGX_CHECK_ERROR, errors_ignored) != 0 ||
		      oracle_shortest(&oracle, AGX_CHECK_INVARIANT, 0) != 0;
		oracle_release(&oracle);
		unmake(model);
		if (bad) {
			*ret_searched = n;
			return n;
		}
	}
	*ret_searched = THREADS_MAX;
	return 0;
}

static struct agx_check_views_result views(const struct agx_check_family *family,
					   struct agx_check_views_options options)
{
	struct agx_check_views_result r;
	struct agx_error err = {""};

	cr_assert_eq(agx_check_views(family, &options, &r, &err), AGX_OK, "%s", err.text);
	return r;
}

Test(check_views, what_holds_for_any_number_holds_for_each)
{
	unsigned held[5] = {0};
	unsigned late[5] = {0}; /* wrong only with more threads than a view shows */

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct family_seed f = family_seed(seed);
		struct agx_check_family family = family_of(&f);
		uint64_t ignored = seed % 3 == 0 ? seed % 16 : 0;
		unsigned searched;
		unsigned bad = fewest_bad(&f, ignored, &searched);

		for (unsigned k = 1; k <= 3; k++) {
			struct agx_check_views_result r = views(
				&family, (struct agx_check_views_options) {
						 .threads = k, .errors_ignored = ignored});

			cr_assert(bad == 0 || r.verdict != AGX_HOLDS,
				  "seed %" PRIu64 ": views of %u hold, but %u threads do not", seed,
				  k, bad);
			held[k] += r.verdict == AGX_HOLDS && searched > k;
			late[k] += bad > k;
			agx_check_views_release(&r);
		}
	}
	/* The test has bitten on both sides, and the abstraction is not vacuous. */
	for (unsigned k = 1; k <= 3; k++)
		cr_assert(held[k] > 200 && (k > 1 || late[k] > 20), "K = %u: %u held, %u bad late", k,
			  held[k], late[k]);
}

Test(check_views, a_planted_error_is_never_missed)
{
	for (uint64_t seed = 1; seed <= 100; seed++) {
		struct family_seed f = family_seed(seed);
		struct agx_check_family family = family_of(&f);
		unsigned searched;

		f.shape.slots = 1;
		f.planted = 1 + (unsigned)(seed % THREADS_MAX);
		cr_assert_eq(fewest_bad(&f, 0, &searched), f.planted, "seed %" PRIu64, seed);
		for (unsigned k = 1; k <= 4; k++) {
			struct agx_check_views_result r =
				views(&family, (struct agx_check_views_options) {.threads = k});

			cr_assert_neq(r.verdict, AGX_HOLDS, "seed %" PRIu64 ": K = %u", seed, k);
			cr_assert_eq(r.limit, AGX_CHECK_NO_LIMIT);
			cr_assert_eq(r.error, 1);
			agx_check_views_release(&r);
		}
	}
}

/* The least closed set, by trying all configurations until nothing changes. */
struct naive {
	unsigned k;
	uint64_t (*views)[5];
	size_t count;
};

static int compare_numbers(const void *a, const void *b)
{
	const uint64_t *x = a;
	const uint64_t *y = b;

	return *x < *y ? -1 : *x > *y;
}

static bool naive_has(const struct naive *n, const uint64_t *view)
{
	for (size_t i = 0; i < n->count; i++) {
		if (memcmp(n->views[i], view, (n->k + 1) * sizeof *view) == 0)
			return true;
	}
	return false;
}

static uint64_t global_of(const struct random_system *system, const struct random_state *state)
{
	uint64_t number = state->g * UINT64_C(4) + state->chosen;

	for (unsigned s = 0; s < system->model.slots; s++)
		number = number * 2 + state->v[s];
	return number;
}

static struct random_state state_of(const struct random_system *system, uint64_t global,
				    const uint64_t *records)
{
	struct random_state state = {0};

	for (unsigned s = system->model.slots; s-- > 0; global /= 2)
		state.v[s] = global % 2;
	state.chosen = global % 4;
	state.g = (unsigned)(global / 4);
	for (unsigned t = 0; t < system->model.threads; t++) {
		state.pc[t] = records[t] % 4;
		state.ref[t] = records[t] / 4 % 4;
		state.mask[t] = (unsigned)(records[t] / 16);
	}
	return state;
}

/* Add all views of STATE; true if one was new. */
static bool naive_add(struct naive *n, const struct random_system *system,
		      const struct random_state *state)
{
	bool is_new = false;

	for (unsigned skip = 0; skip <= n->k; skip++) {
		uint64_t view[5] = {global_of(system, state)};
		unsigned at = 1;

		for (unsigned t = 0; t <= n->k; t++) {
			if (t != skip)
				view[at++] = state->pc[t] + 4 * state->ref[t] + 16 * state->mask[t];
		}
		qsort(view + 1, n->k, sizeof view[0], compare_numbers);
		if (naive_has(n, view))
			continue;
		cr_assert_lt(n->count, 4096);
		memcpy(n->views[n->count++], view, sizeof view);
		is_new = true;
	}
	return is_new;
}

static bool naive_step(struct naive *n, const struct random_system *system,
		       const struct random_state *state, struct agx_check_out *out)
{
	uint64_t packed[AGX_CHECK_WORDS_MAX];
	bool is_new = false;

	out->count = 0;
	random_pack(system, state, packed);
	system->model.successors(system, packed, out);
	for (size_t i = 0; i < out->count; i++) {
		const struct random_state after =
			random_unpack(system, out->states + i * system->model.words);

		is_new |= naive_add(n, system, &after);
	}
	return is_new;
}

/* All of whose views are in the set? */
static bool naive_is_configuration(const struct naive *n, uint64_t global, const uint64_t *records)
{
	for (unsigned skip = 0; skip <= n->k; skip++) {
		uint64_t view[5] = {global};
		unsigned at = 1;

		for (unsigned t = 0; t <= n->k; t++) {
			if (t != skip)
				view[at++] = records[t];
		}
		qsort(view + 1, n->k, sizeof view[0], compare_numbers);
		if (!naive_has(n, view))
			return false;
	}
	return true;
}

static size_t naive_closure(const struct random_system *system, unsigned k)
{
	static uint64_t memory[4200][5];
	struct naive n = {.k = k, .views = memory};
	size_t capacity = system->model.successors_max;
	struct agx_check_out out = {.capacity = capacity, .words = system->model.words};
	bool again = true;

	out.states = malloc(capacity * out.words * sizeof *out.states);
	out.steps = malloc(capacity * sizeof *out.steps);
	system->model.initial(system, &out);
	for (size_t i = 0; i < out.count; i++) {
		const struct random_state state =
			random_unpack(system, out.states + i * out.words);

		(void)naive_add(&n, system, &state);
	}
	while (again && n.count <= 80) {
		again = false;
		for (size_t a = 0; a < n.count; a++) {
			for (size_t b = 0; b < n.count; b++) {
				uint64_t records[5];
				struct random_state state;

				memcpy(records, n.views[a] + 1, k * sizeof records[0]);
				records[k] = n.views[b][k];
				if (n.views[a][0] != n.views[b][0] ||
				    !naive_is_configuration(&n, n.views[a][0], records))
					continue;
				state = state_of(system, n.views[a][0], records);
				again |= naive_step(&n, system, &state, &out);
			}
		}
	}
	free(out.states);
	free(out.steps);
	return again ? 0 : n.count;
}

Test(check_views, the_set_is_the_least_closed_one)
{
	unsigned compared = 0;

	for (uint64_t seed = 1; seed <= SEEDS / 5; seed++) {
		struct family_seed f = family_seed(seed);
		struct agx_check_family family = family_of(&f);

		for (unsigned k = 1; k <= 2; k++) {
			struct agx_check_views_result r = views(
				&family, (struct agx_check_views_options) {.threads = k,
									   .errors_ignored = 15});
			const struct agx_check_model *model;
			size_t count;

			cr_assert_eq(make(&f, k + 1, &model, NULL), AGX_OK);
			count = naive_closure((const struct random_system *)model, k);
			if (count != 0 && r.verdict == AGX_HOLDS) {
				cr_assert_eq(r.count, count, "seed %" PRIu64 " K %u: %zu, not %zu",
					     seed, k, r.count, count);
				compared++;
			}
			unmake(model);
			agx_check_views_release(&r);
		}
	}
	cr_assert_gt(compared, 100, "%u", compared);
}

/* Two threads may be inside as long as the flag is down; a third one raises it. With a view of one thread no step of a pair
 * leads to the bad pair: it has to be judged where it stands. */
struct flag_system {
	struct agx_check_model model;
	struct agx_check_field fields[2];
	struct agx_check_invariant invariant;
};

static void flag_initial(const void *context, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, 0, 0, 0);
}

static void flag_successors(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	const struct flag_system *s = context;

	for (unsigned t = 0; t < s->model.threads; t++) {
		uint64_t inside = UINT64_C(2) << t;

		if ((*state & (1 | inside)) == 0) {
			agx_check_emit_word(out, *state | inside, agx_check_step(t, 0, 0), 0);
			agx_check_emit_word(out, *state | 1, agx_check_step(t, 1, 0), 0);
		}
	}
}

static bool flag_holds(const void *context, const uint64_t *state)
{
	(void)context;
	return (*state & 1) == 0 || __builtin_popcountll(*state >> 1) < 2;
}

static enum agx_status flag_make(const void *context, unsigned threads,
				 const struct agx_check_model **ret_model, struct agx_error *err)
{
	struct flag_system *s = calloc(1, sizeof *s);

	(void)context;
	(void)err;
	s->invariant = (struct agx_check_invariant) {"few-inside", flag_holds};
	s->fields[0] = (struct agx_check_field) {.name = "flag", .bits = 1};
	s->fields[1] = (struct agx_check_field) {.name = "inside", .domain = AGX_CHECK_PER_THREAD,
						 .first_bit = 1, .stride_bits = 1, .bits = 1};
	s->model = (struct agx_check_model) {.name = "flag", .context = s, .words = 1,
					     .successors_max = 64, .initial = flag_initial,
					     .successors = flag_successors,
					     .invariants = &s->invariant, .invariant_count = 1,
					     .actor_count = threads, .fields = s->fields,
					     .field_count = 2, .threads = threads};
	*ret_model = &s->model;
	return AGX_OK;
}

Test(check_views, an_invariant_that_a_bystander_breaks_is_not_missed)
{
	const struct agx_check_family family = {.make = flag_make, .free = unmake};
	const struct agx_check_model *model;
	struct agx_check_result r;
	struct agx_error err;

	cr_assert_eq(flag_make(NULL, 3, &model, NULL), AGX_OK);
	cr_assert_eq(agx_check_run(model, &(struct agx_check_options) {0}, &r, &err), AGX_OK);
	cr_assert_eq(r.verdict, AGX_VIOLATED);
	agx_check_result_release(&r);
	unmake(model);
	for (unsigned k = 1; k <= 3; k++) {
		struct agx_check_views_result v =
			views(&family, (struct agx_check_views_options) {.threads = k});

		cr_assert_neq(v.verdict, AGX_HOLDS, "K = %u", k);
		agx_check_views_release(&v);
	}
}

/* A bit of the state that no field tells would be lost between a state and its views. */
static void hidden_successors(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, *state | UINT64_C(1) << 63, agx_check_step(0, 0, 0), 0);
}

static enum agx_status hidden_make(const void *context, unsigned threads,
				   const struct agx_check_model **ret_model, struct agx_error *err)
{
	enum agx_status status = flag_make(context, threads, ret_model, err);

	((struct agx_check_model *)(uintptr_t)*ret_model)->successors = hidden_successors;
	return status;
}

Test(check_views, a_state_beyond_its_fields_is_refused)
{
	const struct agx_check_family family = {.make = hidden_make, .free = unmake};
	const struct agx_check_views_options options = {.threads = 1};
	const struct agx_check_model *model;
	struct agx_check_views_result v;
	struct agx_check_result r;
	struct agx_error err;

	cr_assert_eq(agx_check_views(&family, &options, &v, &err), AGX_FAILED);
	cr_assert_eq(hidden_make(NULL, 2, &model, NULL), AGX_OK);
	cr_assert_eq(agx_check_run(model, &(struct agx_check_options) {.symmetry = true}, &r, &err),
		     AGX_FAILED);
	unmake(model);
}

Test(check_views, limits_are_inconclusive)
{
	struct family_seed f = family_seed(4);
	struct agx_check_family family = family_of(&f);
	struct agx_check_views_result r;
	struct agx_error err;

	f.shape.errors = 0;
	r = views(&family, (struct agx_check_views_options) {.threads = 2});
	cr_assert_eq(r.verdict, AGX_HOLDS);
	cr_assert_gt(r.count, 2);
	agx_check_views_release(&r);
	r = views(&family, (struct agx_check_views_options) {.threads = 2, .views_max = 1});
	cr_assert_eq(r.verdict, AGX_INCONCLUSIVE);
	cr_assert_eq(r.limit, AGX_CHECK_LIMIT_STATES);
	agx_check_views_release(&r);
	cr_assert_eq(agx_check_views(&family, &(struct agx_check_views_options) {.threads = 5}, &r, &err),
		     AGX_USAGE);
}
