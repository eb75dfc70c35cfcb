/* SPDX-License-Identifier: MIT */
#include "support/check_random.h"

enum { G, HOLDER, CHOSEN, V, OWNER, PC, REF, MASK };

static const char *const error_names[RANDOM_ERRORS] = {"none", "one", "two", "three"};
static const char *const actor_names[RANDOM_THREADS_MAX + 1] = {"a", "b", "c", "d",
								"e", "f", "environment"};
static const char *const guard_names[] = {"global", "nobody", "slot"};

unsigned random_below(uint64_t *seed, unsigned bound)
{
	uint64_t x = *seed += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((x ^ x >> 31) % bound);
}

static unsigned *part(struct random_state *state, unsigned field, unsigned element)
{
	unsigned *const parts[RANDOM_FIELDS] = {&state->g, &state->holder, &state->chosen, state->v,
						state->owner, state->pc, state->ref, state->mask};

	return parts[field] + element;
}

static unsigned elements(const struct random_system *system, unsigned field)
{
	return field < V ? 1 : field < PC ? system->model.slots : system->model.threads;
}

struct random_state random_unpack(const struct random_system *system, const uint64_t *packed)
{
	struct random_state state = {0};

	for (unsigned i = 0; i < RANDOM_FIELDS; i++) {
		const struct agx_check_field *f = &system->fields[i];

		for (unsigned e = 0; e < elements(system, i); e++) {
			unsigned bit = f->first_bit + e * f->stride_bits;

			*part(&state, i, e) =
				(unsigned)(packed[bit / 64] >> bit % 64) & ((1u << f->bits) - 1);
		}
	}
	return state;
}

void random_pack(const struct random_system *system, const struct random_state *state,
		 uint64_t *ret_packed)
{
	struct random_state copy = *state;

	memset(ret_packed, 0, system->model.words * sizeof *ret_packed);
	for (unsigned i = 0; i < RANDOM_FIELDS; i++) {
		const struct agx_check_field *f = &system->fields[i];

		for (unsigned e = 0; e < elements(system, i); e++) {
			unsigned bit = f->first_bit + e * f->stride_bits;

			ret_packed[bit / 64] |= (uint64_t)*part(&copy, i, e) << bit % 64;
		}
	}
}

static void put(unsigned *place, enum random_put how, unsigned it)
{
	if (how != PUT_NOTHING)
		*place = how == PUT_IT ? it : 0;
}

static void put_value(unsigned *place, int value)
{
	if (value >= 0)
		*place = (unsigned)value;
}

static bool is(int wanted, unsigned value)
{
	return wanted < 0 || (unsigned)wanted == value;
}

static bool somebody_else_at(const struct random_system *system, const struct random_state *state,
			     unsigned thread, int pc)
{
	for (unsigned t = 0; pc >= 0 && t < system->model.threads; t++) {
		if (t != thread && state->pc[t] == (unsigned)pc)
			return true;
	}
	return false;
}

/* RULE by THREAD (or the environment: the number of threads) with SLOT (or the number of slots: with none). */
static void apply(const struct random_system *system, const struct random_rule *rule,
		  const struct random_state *before, unsigned thread, unsigned slot,
		  struct agx_check_out *out)
{
	struct random_state after = *before;
	uint64_t packed[AGX_CHECK_WORDS_MAX];
	bool has_slot = slot < system->model.slots;
	bool is_thread = !rule->environment;

	if (!agx_check_guard(out, 0, is(rule->g, before->g)) ||
	    !agx_check_guard(out, 1, !somebody_else_at(system, before, thread, rule->nobody_at)) ||
	    (has_slot && !agx_check_guard(out, 2, is(rule->v, before->v[slot]))))
		return;
	if (rule->holder >= 0 && before->holder != (rule->holder == 0 ? 0 : thread + 1))
		return;
	for (unsigned t = 0; t < system->model.threads; t++) {
		if (rule->move_from >= 0 && t != thread && is(rule->move_from, before->pc[t]))
			after.pc[t] = (unsigned)rule->move_to;
	}
	put_value(&after.g, rule->g_to);
	if (is_thread) {
		put_value(&after.pc[thread], rule->pc_to);
		put(&after.ref[thread], rule->ref_to, has_slot ? slot + 1 : 0);
		put(&after.holder, rule->holder_to, thread + 1);
	}
	if (has_slot) {
		put_value(&after.v[slot], rule->v_to);
		put(&after.chosen, rule->chosen_to, slot + 1);
		put(&after.owner[slot], rule->owner_to, is_thread ? thread + 1 : 0);
		if (is_thread)
			put(&after.mask[thread], rule->mask_to, after.mask[thread] | 1u << slot);
	}
	random_pack(system, &after, packed);
	agx_check_emit_error(out, packed,
			     agx_check_step(thread, (unsigned)(rule - system->rules), slot),
			     rule->error);
}

static void apply_slots(const struct random_system *system, const struct random_rule *rule,
			const struct random_state *before, unsigned thread, struct agx_check_out *out)
{
	unsigned own = rule->environment ? before->chosen : before->ref[thread];

	if (rule->slot == NO_SLOT)
		apply(system, rule, before, thread, system->model.slots, out);
	if (rule->slot == OWN_SLOT && own != 0)
		apply(system, rule, before, thread, own - 1, out);
	for (unsigned s = 0; rule->slot == ANY_SLOT && s < system->model.slots; s++)
		apply(system, rule, before, thread, s, out);
}

static void successors(const void *context, const uint64_t *packed, struct agx_check_out *out)
{
	const struct random_system *system = context;
	const struct random_state state = random_unpack(system, packed);

	for (unsigned r = 0; r < system->rule_count; r++) {
		const struct random_rule *rule = &system->rules[r];

		if (rule->environment)
			apply_slots(system, rule, &state, system->model.threads, out);
		for (unsigned t = 0; !rule->environment && t < system->model.threads; t++) {
			if (is(rule->pc, state.pc[t]))
				apply_slots(system, rule, &state, t, out);
		}
	}
}

static void initial(const void *context, struct agx_check_out *out)
{
	const struct random_system *system = context;

	for (unsigned i = 0; i < system->initial_count; i++) {
		struct random_state state = {.g = system->initial_g[i]};
		uint64_t packed[AGX_CHECK_WORDS_MAX];

		random_pack(system, &state, packed);
		agx_check_emit(out, packed, 0);
	}
}

static unsigned count_at(const struct random_system *system, const struct random_state *state, int pc)
{
	unsigned count = 0;

	for (unsigned t = 0; t < system->model.threads; t++)
		count += state->pc[t] == (unsigned)pc;
	return count;
}

static bool at_most_one(const void *context, const uint64_t *packed)
{
	const struct random_system *system = context;
	const struct random_state state = random_unpack(system, packed);

	return !is(system->invariant_g, state.g) ||
	       count_at(system, &state, system->invariant_pc) < 2;
}

static bool at_rest(const void *context, const uint64_t *packed, unsigned actor)
{
	const struct random_system *system = context;
	const struct random_state state = random_unpack(system, packed);

	return actor >= system->model.threads || state.pc[actor] == (unsigned)system->rest_pc;
}

static bool waits(const void *context, const uint64_t *packed, unsigned actor)
{
	const struct random_system *system = context;
	const struct random_state state = random_unpack(system, packed);

	return actor < system->model.threads && state.pc[actor] == (unsigned)system->wait_pc;
}

static unsigned gauge(const void *context, const uint64_t *packed)
{
	const struct random_system *system = context;
	const struct random_state state = random_unpack(system, packed);

	return count_at(system, &state, 2);
}

/* -1 as often as ANY in 4, else below BOUND. */
static int maybe(uint64_t *seed, unsigned any, unsigned bound)
{
	return random_below(seed, 4) < any ? -1 : (int)random_below(seed, bound);
}

static struct random_rule make_rule(uint64_t *seed, struct random_shape shape)
{
	bool refs = !shape.for_views;
	struct random_rule rule = {
		.environment = random_below(seed, 8) == 0,
		.slot = (enum random_slot)random_below(seed, 3),
		.pc = (int)random_below(seed, 4),
		.g = maybe(seed, 2, 3),
		.v = maybe(seed, 2, 2),
		.nobody_at = maybe(seed, 3, 4),
		.holder = maybe(seed, 3, 2),
		.pc_to = maybe(seed, 1, 4),
		.g_to = maybe(seed, 3, 3),
		.v_to = maybe(seed, 2, 2),
		.ref_to = (enum random_put)random_below(seed, 3),
		.owner_to = (enum random_put)random_below(seed, 3),
		.holder_to = (enum random_put)random_below(seed, 3),
		.mask_to = (enum random_put)random_below(seed, 3),
		.chosen_to = (enum random_put)random_below(seed, 3),
		.move_from = random_below(seed, 6) == 0 ? (int)random_below(seed, 4) : -1,
		.move_to = (int)random_below(seed, 4),
	};

	rule.error = random_below(seed, 256) < shape.errors ? 1 + random_below(seed, 3) : 0;
	if (rule.environment)
		rule.holder = -1;
	if (!refs) {
		rule.holder = -1;
		rule.owner_to = PUT_NOTHING;
		rule.holder_to = PUT_NOTHING;
	}
	return rule;
}

/* Fields are dealt out to one or more words, so that every width of a state comes up. */
static void place_fields(struct random_system *system, uint64_t *seed, struct random_shape shape)
{
	static const unsigned widths[RANDOM_FIELDS] = {2, 3, 2, 1, 3, 2, 2, 0};
	static const unsigned words_of[] = {1, 1, 2, 3, 4, 6};
	unsigned words = words_of[random_below(seed, 6)];
	unsigned used[AGX_CHECK_WORDS_MAX] = {0};

	system->model.words = words;
	for (unsigned i = 0; i < RANDOM_FIELDS; i++) {
		unsigned bits = i == MASK ? shape.slots : widths[i];
		unsigned word = random_below(seed, words);

		if (i == HOLDER || i == OWNER)
			bits = shape.for_views ? 1 : bits; /* always 0 */
		system->fields[i] = (struct agx_check_field) {
			.name = "field",
			.domain = i < V    ? AGX_CHECK_GLOBAL
				  : i < PC ? AGX_CHECK_PER_SLOT
					   : AGX_CHECK_PER_THREAD,
			.range = i == MASK                   ? AGX_CHECK_SLOT_MASK
				 : i == REF || i == CHOSEN   ? AGX_CHECK_SLOT_REF
				 : (i == HOLDER || i == OWNER) && !shape.for_views
					 ? AGX_CHECK_THREAD_REF
					 : AGX_CHECK_VALUE,
			.first_bit = (uint16_t)(word * 64 + used[word]),
			.stride_bits = (uint16_t)bits,
			.bits = (uint8_t)bits,
		};
		used[word] += bits * elements(system, i);
	}
	/* Some say how few bits they have. */
	if (words == 1 && random_below(seed, 2) == 0)
		system->model.state_bits = used[0];
}

void random_system_make(struct random_system *ret_system, uint64_t seed, struct random_shape shape)
{
	struct random_system *s = ret_system;
	uint64_t layout_seed = seed ^ UINT64_C(0x5555);

	*s = (struct random_system) {.rule_count = 4 + random_below(&seed, 7)};
	for (unsigned r = 0; r < s->rule_count; r++)
		s->rules[r] = make_rule(&seed, shape);
	s->initial_count = 1 + (random_below(&seed, 3) == 0);
	s->initial_g[0] = random_below(&seed, 2);
	s->initial_g[1] = 2;
	s->invariant_pc = (int)random_below(&seed, 4);
	s->invariant_g = maybe(&seed, 1, 3);
	s->rest_pc = (int)random_below(&seed, 4);
	s->wait_pc = (int)random_below(&seed, 4);
	s->invariant = (struct agx_check_invariant) {"at-most-one", at_most_one};
	s->model = (struct agx_check_model) {
		.name = "random",
		.context = s,
		.successors_max = (size_t)(shape.threads + 1) * s->rule_count * (shape.slots + 1),
		.initial = initial,
		.successors = successors,
		.invariants = &s->invariant,
		.invariant_count = shape.errors != 0 && random_below(&seed, 3) == 0,
		.errors = error_names,
		.error_count = RANDOM_ERRORS,
		.at_rest = at_rest,
		.waits = waits,
		.actors = actor_names,
		.actor_count = shape.threads + 1,
		.guards = guard_names,
		.guard_count = sizeof guard_names / sizeof guard_names[0],
		.gauge = random_below(&seed, 2) == 0 ? gauge : NULL,
		.fields = s->fields,
		.field_count = RANDOM_FIELDS,
		.threads = shape.threads,
		.slots = shape.slots,
	};
	place_fields(s, &layout_seed, shape);
}
