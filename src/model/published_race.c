/* SPDX-License-Identifier: MIT */
/* One word: a bit per valid slot, then each slot's owner, then per thread two bits of phase and its slot, counted
 * from 1; 0: none. Written for
 * speed, as the bench measures the checker on it. */
#include "model/published.h"

#include <stdio.h>

enum phase { IDLE, CREATING, ENCODING, DESTROYING };
enum action { START, FINISH, USE, DESTROY, FOREIGN_DESTROY };

const char *const published_actors[PUBLISHED_THREADS_MAX] = {
	"thread 0",  "thread 1",  "thread 2",  "thread 3", "thread 4",  "thread 5",
	"thread 6",  "thread 7",  "thread 8",  "thread 9", "thread 10", "thread 11",
	"thread 12", "thread 13", "thread 14", "thread 15"};

static const char *const errors[] = {"none", "null-deref"};

static inline unsigned owner_shift(const struct published *p, unsigned slot)
{
	return p->slots + slot * p->owner_bits;
}

static inline unsigned thread_shift(const struct published *p, unsigned thread)
{
	return p->slots * (1 + p->owner_bits) + thread * (2 + p->slot_bits);
}

static void initial(const void *context, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, 0, 0, 0);
}

/* Valid slots that have an owner: what an idle thread can destroy. An idle thread owns none itself: it
 * gave up its ownership when it destroyed. */
static inline uint64_t owned_slots(const struct published *p, uint64_t state)
{
	uint64_t owner_mask = (UINT64_C(1) << p->owner_bits) - 1;
	uint64_t owned = 0;

	for (unsigned s = 0; s < p->slots; s++)
		owned |= (uint64_t)((state >> owner_shift(p, s) & owner_mask) != 0) << s;
	return owned & state;
}

/* What an idle thread can do, the same for all of them but for the thread's own bits. */
struct idle_steps {
	uint64_t started[PUBLISHED_SLOTS_MAX]; /* by free slot, without its new owner */
	uint64_t destroyed[PUBLISHED_SLOTS_MAX];
	uint8_t free_slots[PUBLISHED_SLOTS_MAX];
	uint8_t owned_slots[PUBLISHED_SLOTS_MAX];
	unsigned free_count;
	unsigned owned_count;
};

static inline void list_idle_steps(const struct published *p, uint64_t state, struct idle_steps *ret_steps)
{
	uint64_t owner_mask = (UINT64_C(1) << p->owner_bits) - 1;
	uint64_t owned = owned_slots(p, state);
	unsigned free_count = 0;
	unsigned owned_count = 0;

	/* Written always and counted where true: no branch that could be foretold wrongly. */
	for (unsigned s = 0; s < p->slots; s++) {
		ret_steps->started[free_count] = state & ~(owner_mask << owner_shift(p, s));
		ret_steps->free_slots[free_count] = (uint8_t)s;
		free_count += (~state >> s & 1) != 0;
		ret_steps->destroyed[owned_count] = state & ~(UINT64_C(1) << s);
		ret_steps->owned_slots[owned_count] = (uint8_t)s;
		owned_count += (owned >> s & 1) != 0;
	}
	ret_steps->free_count = free_count;
	ret_steps->owned_count = owned_count;
}

static inline size_t put_idle_steps(const struct published *p, const struct idle_steps *idle,
				    unsigned thread, uint64_t *states, uint32_t *steps)
{
	size_t count = 0;

	for (unsigned i = 0; i < idle->free_count; i++) {
		unsigned s = idle->free_slots[i];

		states[count] = idle->started[i] | (uint64_t)(thread + 1) << owner_shift(p, s) |
				(uint64_t)(CREATING | (s + 1) << 2) << thread_shift(p, thread);
		steps[count++] = agx_check_step(thread, START, s);
	}
	for (unsigned i = 0; i < idle->owned_count; i++) {
		states[count] = idle->destroyed[i];
		steps[count++] = agx_check_step(thread, FOREIGN_DESTROY, idle->owned_slots[i]);
	}
	return count;
}

static void successors(const void *context, const uint64_t *packed, struct agx_check_out *out)
{
	static const uint8_t flips[] = {0, CREATING ^ ENCODING, ENCODING ^ DESTROYING, 0};
	static const uint8_t actions[] = {START, FINISH, USE, DESTROY};
	const struct published *p = context;
	uint64_t owner_mask = (UINT64_C(1) << p->owner_bits) - 1;
	uint64_t slot_mask = (UINT64_C(1) << p->slot_bits) - 1;
	uint64_t state = *packed;
	unsigned shift = thread_shift(p, 0);
	uint64_t *states = out->states + out->count;
	uint32_t *steps = out->steps + out->count;
	struct idle_steps idle;
	size_t count = 0;
	unsigned errors_seen = 0;

	if (out->capacity - out->count < p->model.successors_max) {
		out->overflow = true;
		return;
	}
	list_idle_steps(p, state, &idle);
	for (unsigned t = 0; t < p->threads; t++, shift += 2 + p->slot_bits) {
		unsigned phase = (unsigned)(state >> shift & 3);
		unsigned s = (unsigned)(state >> (shift + 2) & slot_mask) - 1; /* meaningless when idle */
		uint64_t valid = UINT64_C(1) << (s & 63);
		uint64_t gone = valid | owner_mask << (owner_shift(p, s) & 63) | (3 | slot_mask << 2) << shift;
		unsigned error = (unsigned)((phase == ENCODING) & ((state & valid) == 0));

		if (phase == IDLE) {
			count += put_idle_steps(p, &idle, t, states + count, steps + count);
			continue;
		}
		states[count] = ((state ^ (uint64_t)flips[phase] << shift) |
				 (valid & -(uint64_t)(phase == CREATING))) &
				~(gone & -(uint64_t)(phase == DESTROYING));
		steps[count++] = agx_check_step(t, actions[phase], s) |
				 error * PUBLISHED_NULL_DEREF << 24;
		errors_seen |= error * PUBLISHED_NULL_DEREF;
	}
	out->count += count;
	out->errors |= errors_seen;
}

static void describe(const void *context, uint32_t step, const uint64_t *before,
		     const uint64_t *after, struct agx_check_label *ret_label)
{
	static const char *const names[] = {"createContext", "createContext", "setComputePipelineState:",
					    "destroyContext", "destroyContext"};
	static const char *const notes[] = {"picks the invalid slot", "the slot becomes valid",
					    "uses its slot", "gives the slot back",
					    "invalidates another thread's slot"};
	unsigned action = agx_check_step_action(step);

	(void)context;
	(void)before;
	(void)after;
	(void)snprintf(ret_label->operation, sizeof ret_label->operation, "%s", names[action]);
	(void)snprintf(ret_label->object, sizeof ret_label->object, "slot %u",
		       agx_check_step_argument(step));
	(void)snprintf(ret_label->note, sizeof ret_label->note, "%s%s", notes[action],
		       agx_check_step_error(step) != 0
			       ? ", which is invalid: reads NULL+0x5c8"
			       : "");
	ret_label->column = agx_check_step_actor(step);
}

static unsigned bits_for(unsigned values)
{
	unsigned bits = 0;

	while (1u << bits < values)
		bits++;
	return bits;
}

/* Threads that are encoding. */
static unsigned gauge(const void *context, const uint64_t *state)
{
	const struct published *p = context;
	unsigned count = 0;

	for (unsigned t = 0; t < p->threads; t++)
		count += (*state >> thread_shift(p, t) & 3) == ENCODING;
	return count;
}

static void tell_fields(struct published *p)
{
	unsigned stride = 2 + p->slot_bits;
	unsigned first = thread_shift(p, 0);

	p->fields[0] = (struct agx_check_field) {"valid", AGX_CHECK_PER_SLOT, AGX_CHECK_VALUE, 0, 1, 1};
	p->fields[1] = (struct agx_check_field) {"owner",
						 AGX_CHECK_PER_SLOT,
						 AGX_CHECK_THREAD_REF,
						 (uint16_t)p->slots,
						 (uint16_t)p->owner_bits,
						 (uint8_t)p->owner_bits};
	p->fields[2] = (struct agx_check_field) {"phase",         AGX_CHECK_PER_THREAD,
						 AGX_CHECK_VALUE, (uint16_t)first,
						 (uint16_t)stride, 2};
	p->fields[3] = (struct agx_check_field) {"slot",
						 AGX_CHECK_PER_THREAD,
						 AGX_CHECK_SLOT_REF,
						 (uint16_t)(first + 2),
						 (uint16_t)stride,
						 (uint8_t)p->slot_bits};
	p->model.field_count = 4;
	p->model.fields = p->fields;
}

enum agx_status published_race_init(struct published *ret_model, unsigned threads, unsigned slots,
				    struct agx_error *err)
{
	struct published *p = ret_model;
	unsigned bits;

	if (threads < 1 || threads > PUBLISHED_THREADS_MAX || slots < 1 || slots > PUBLISHED_SLOTS_MAX)
		return agx_fail(err, AGX_USAGE,
				"the published models have 1 to %d threads and 1 to %d slots",
				PUBLISHED_THREADS_MAX, PUBLISHED_SLOTS_MAX);
	*p = (struct published) {.threads = threads,
				 .slots = slots,
				 .slot_bits = bits_for(slots + 1),
				 .owner_bits = bits_for(threads + 1)};
	bits = thread_shift(p, threads);
	if (bits > 64)
		return agx_fail(err, AGX_USAGE,
				"published-race with %u threads and %u slots needs %u bits a state; at "
				"most 64 are possible (8 threads with 4 slots are)",
				threads, slots, bits);
	p->model = (struct agx_check_model) {
		.name = "published-race",
		.context = p,
		.words = 1,
		.successors_max = (size_t)threads * 2 * slots + 1,
		.initial = initial,
		.successors = successors,
		.errors = errors,
		.error_count = sizeof errors / sizeof errors[0],
		.actors = published_actors,
		.actor_count = threads,
		.describe = describe,
		.threads = threads,
		.slots = slots,
	};
	(void)gauge;
	tell_fields(p);
	return AGX_OK;
}
