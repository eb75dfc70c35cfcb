/* SPDX-License-Identifier: MIT */
/* A byte per thread first: three bits of phase, then its slot, counted from 1; 0: none. Then, in one word, a bit per valid
 * slot, the mutex's holder and each slot's owner, counted alike. */
#include "model/published.h"

#include <stdio.h>

enum phase { IDLE, WAITING, CREATING, ENCODING, DESTROYING };
enum action { TRY, WAIT, TAKE, CREATE, USE, DESTROY };

enum { THREAD_BITS = 8, PHASE_BITS = 3 };

static const char *const errors[] = {"none", "null-deref"};

static const char *const guards[PUBLISHED_GUARD_COUNT] = {
	[PUBLISHED_TRY_FREE] = "try-free",       [PUBLISHED_TAKE_FREE] = "take-free",
	[PUBLISHED_CREATE_HELD] = "create-held", [PUBLISHED_USE_HELD] = "use-held",
	[PUBLISHED_DESTROY_HELD] = "destroy-held",
};

/* One state, in parts. */
struct view {
	const struct published *p;
	uint64_t words[AGX_CHECK_WORDS_MAX];
};

static unsigned rest_bit(const struct published *p)
{
	unsigned first = p->threads * THREAD_BITS;
	unsigned bits = p->slots + p->owner_bits * (1 + p->slots);

	return first % 64 + bits > 64 ? first + 64 - first % 64 : first;
}

static unsigned holder_bit(const struct published *p)
{
	return rest_bit(p) + p->slots;
}

static unsigned owner_bit(const struct published *p, unsigned slot)
{
	return holder_bit(p) + p->owner_bits * (1 + slot);
}

static uint64_t get(const struct view *view, unsigned bit, unsigned bits)
{
	return view->words[bit / 64] >> bit % 64 & ((UINT64_C(1) << bits) - 1);
}

static void set(struct view *view, unsigned bit, unsigned bits, uint64_t value)
{
	uint64_t mask = ((UINT64_C(1) << bits) - 1) << bit % 64;

	view->words[bit / 64] = (view->words[bit / 64] & ~mask) | value << bit % 64;
}

static enum phase phase_of(const struct view *view, unsigned thread)
{
	return (enum phase)get(view, thread * THREAD_BITS, PHASE_BITS);
}

static unsigned slot_of(const struct view *view, unsigned thread)
{
	return (unsigned)get(view, thread * THREAD_BITS + PHASE_BITS, view->p->slot_bits);
}

static void set_thread(struct view *view, unsigned thread, enum phase phase, unsigned slot)
{
	set(view, thread * THREAD_BITS, PHASE_BITS, phase);
	set(view, thread * THREAD_BITS + PHASE_BITS, view->p->slot_bits, slot);
}

static unsigned holder_of(const struct view *view)
{
	return (unsigned)get(view, holder_bit(view->p), view->p->owner_bits);
}

static bool is_valid(const struct view *view, unsigned slot)
{
	return get(view, rest_bit(view->p) + slot, 1) != 0;
}

static struct view view_of(const struct published *p, const uint64_t *packed)
{
	struct view view = {.p = p};

	memcpy(view.words, packed, p->model.words * sizeof *packed);
	return view;
}

static void initial(const void *context, struct agx_check_out *out)
{
	const uint64_t zero[AGX_CHECK_WORDS_MAX] = {0};

	(void)context;
	agx_check_emit(out, zero, 0);
}

static void take(const struct view *before, unsigned thread, enum action action,
		 struct agx_check_out *out)
{
	struct view after = *before;

	set_thread(&after, thread, CREATING, 0);
	set(&after, holder_bit(before->p), before->p->owner_bits, thread + 1);
	agx_check_emit(out, after.words, agx_check_step(thread, action, 0));
}

static void wait_for(const struct view *before, unsigned thread, struct agx_check_out *out)
{
	struct view after = *before;

	set_thread(&after, thread, WAITING, 0);
	agx_check_emit(out, after.words, agx_check_step(thread, WAIT, 0));
}

static void create(const struct view *before, unsigned thread, struct agx_check_out *out)
{
	const struct published *p = before->p;

	for (unsigned s = 0; s < p->slots; s++) {
		struct view after = *before;

		if (is_valid(before, s))
			continue;
		set(&after, rest_bit(p) + s, 1, 1);
		set(&after, owner_bit(p, s), p->owner_bits, thread + 1);
		set_thread(&after, thread, ENCODING, s + 1);
		agx_check_emit(out, after.words, agx_check_step(thread, CREATE, s));
	}
}

static void use(const struct view *before, unsigned thread, struct agx_check_out *out)
{
	unsigned slot = slot_of(before, thread);
	struct view after = *before;

	set_thread(&after, thread, DESTROYING, slot);
	agx_check_emit_error(out, after.words, agx_check_step(thread, USE, slot - 1),
			     is_valid(before, slot - 1) ? 0 : PUBLISHED_NULL_DEREF);
}

static void destroy(const struct view *before, unsigned thread, struct agx_check_out *out)
{
	const struct published *p = before->p;
	unsigned slot = slot_of(before, thread);
	struct view after = *before;

	set(&after, rest_bit(p) + slot - 1, 1, 0);
	set(&after, owner_bit(p, slot - 1), p->owner_bits, 0);
	set(&after, holder_bit(p), p->owner_bits, 0);
	set_thread(&after, thread, IDLE, 0);
	agx_check_emit(out, after.words, agx_check_step(thread, DESTROY, slot - 1));
}

static void successors(const void *context, const uint64_t *packed, struct agx_check_out *out)
{
	const struct published *p = context;
	const struct view view = view_of(p, packed);
	bool is_free = holder_of(&view) == 0;

	for (unsigned t = 0; t < p->threads; t++) {
		bool holds = holder_of(&view) == t + 1;

		switch (phase_of(&view, t)) {
		case IDLE:
			if (agx_check_guard(out, PUBLISHED_TRY_FREE, is_free))
				take(&view, t, TRY, out);
			else
				wait_for(&view, t, out);
			break;
		case WAITING:
			if (agx_check_guard(out, PUBLISHED_TAKE_FREE, is_free))
				take(&view, t, TAKE, out);
			break;
		case CREATING:
			if (agx_check_guard(out, PUBLISHED_CREATE_HELD, holds))
				create(&view, t, out);
			break;
		case ENCODING:
			if (agx_check_guard(out, PUBLISHED_USE_HELD, holds))
				use(&view, t, out);
			break;
		case DESTROYING:
			if (agx_check_guard(out, PUBLISHED_DESTROY_HELD, holds))
				destroy(&view, t, out);
			break;
		}
	}
}

/* As published: of any two threads that hold the mutex, both are the same one. The mutex being one variable, no state at
 * all can break this. */
static bool mutex_exclusion(const void *context, const uint64_t *state)
{
	const struct published *p = context;
	const struct view view = view_of(p, state);
	unsigned holder = holder_of(&view);

	for (unsigned a = 0; a < p->threads; a++) {
		for (unsigned b = 0; b < p->threads; b++) {
			if (holder == a + 1 && holder == b + 1 && a != b)
				return false;
		}
	}
	return true;
}

static const struct agx_check_invariant invariants[] = {{"mutex-exclusion", mutex_exclusion}};

static bool at_rest(const void *context, const uint64_t *state, unsigned actor)
{
	const struct view view = view_of(context, state);

	return phase_of(&view, actor) == IDLE;
}

static bool waits(const void *context, const uint64_t *state, unsigned actor)
{
	const struct view view = view_of(context, state);

	return phase_of(&view, actor) == WAITING;
}

/* Threads that have a context. */
static unsigned gauge(const void *context, const uint64_t *state)
{
	const struct published *p = context;
	const struct view view = view_of(p, state);
	unsigned count = 0;

	for (unsigned t = 0; t < p->threads; t++)
		count += phase_of(&view, t) == ENCODING;
	return count;
}

static void describe(const void *context, uint32_t step, const uint64_t *before,
		     const uint64_t *after, struct agx_check_label *ret_label)
{
	static const char *const names[] = {"lock mutex",    "lock mutex",
					    "lock mutex",    "createContext",
					    "setComputePipelineState:", "destroyContext"};
	static const char *const notes[] = {"takes the free mutex", "waits for the mutex",
					    "takes the mutex after waiting",
					    "makes the invalid slot valid and its own",
					    "uses its slot", "gives the slot and the mutex back"};
	unsigned action = agx_check_step_action(step);

	(void)context;
	(void)before;
	(void)after;
	*ret_label = (struct agx_check_label) {.column = agx_check_step_actor(step)};
	(void)snprintf(ret_label->operation, sizeof ret_label->operation, "%s", names[action]);
	if (action >= CREATE)
		(void)snprintf(ret_label->object, sizeof ret_label->object, "slot %u",
			       agx_check_step_argument(step));
	(void)snprintf(ret_label->note, sizeof ret_label->note, "%s%s", notes[action],
		       agx_check_step_error(step) != 0
			       ? ", which is invalid: reads NULL+0x5c8"
			       : "");
}

static void tell_fields(struct published *p)
{
	uint8_t owner_bits = (uint8_t)p->owner_bits;
	uint8_t slot_bits = (uint8_t)p->slot_bits;

	p->fields[0] = (struct agx_check_field) {
		.name = "phase", .domain = AGX_CHECK_PER_THREAD, .stride_bits = THREAD_BITS,
		.bits = PHASE_BITS};
	p->fields[1] = (struct agx_check_field) {
		.name = "slot", .domain = AGX_CHECK_PER_THREAD, .range = AGX_CHECK_SLOT_REF,
		.first_bit = PHASE_BITS, .stride_bits = THREAD_BITS, .bits = slot_bits};
	p->fields[2] = (struct agx_check_field) {
		.name = "valid", .domain = AGX_CHECK_PER_SLOT, .first_bit = (uint16_t)rest_bit(p),
		.stride_bits = 1, .bits = 1};
	p->fields[3] = (struct agx_check_field) {
		.name = "holder", .range = AGX_CHECK_THREAD_REF,
		.first_bit = (uint16_t)holder_bit(p), .bits = owner_bits};
	p->fields[4] = (struct agx_check_field) {
		.name = "owner", .domain = AGX_CHECK_PER_SLOT, .range = AGX_CHECK_THREAD_REF,
		.first_bit = (uint16_t)owner_bit(p, 0), .stride_bits = owner_bits,
		.bits = owner_bits};
	p->model.fields = p->fields;
	p->model.field_count = 5;
}

static unsigned bits_for(unsigned values)
{
	unsigned bits = 0;

	while (1u << bits < values)
		bits++;
	return bits;
}

enum agx_status published_fixed_init(struct published *ret_model, unsigned threads, unsigned slots,
				     struct agx_error *err)
{
	struct published *p = ret_model;

	if (threads < 1 || threads > PUBLISHED_THREADS_MAX || slots < 1 || slots > PUBLISHED_SLOTS_MAX)
		return agx_fail(err, AGX_USAGE,
				"the published models have 1 to %d threads and 1 to %d slots",
				PUBLISHED_THREADS_MAX, PUBLISHED_SLOTS_MAX);
	*p = (struct published) {.threads = threads,
				 .slots = slots,
				 .slot_bits = bits_for(slots + 1),
				 .owner_bits = bits_for(threads + 1)};
	p->model = (struct agx_check_model) {
		.name = "published-fixed",
		.context = p,
		.words = rest_bit(p) / 64 + 1,
		.successors_max = (size_t)threads * slots,
		.initial = initial,
		.successors = successors,
		.invariants = invariants,
		.invariant_count = sizeof invariants / sizeof invariants[0],
		.errors = errors,
		.error_count = sizeof errors / sizeof errors[0],
		.at_rest = at_rest,
		.waits = waits,
		.actors = published_actors,
		.actor_count = threads,
		.guards = guards,
		.guard_count = PUBLISHED_GUARD_COUNT,
		.describe = describe,
		.gauge = gauge,
		.threads = threads,
		.slots = slots,
	};
	tell_fields(p);
	return AGX_OK;
}

uint64_t published_fixed_count(unsigned threads, unsigned slots)
{
	uint64_t half = UINT64_C(1) << (threads - 1);

	return threads * (2 * (uint64_t)slots + 1) * half + 2 * half - 1;
}
