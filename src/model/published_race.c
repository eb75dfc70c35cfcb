/* SPDX-License-Identifier: MIT */
/* One word: a bit per valid slot, then each slot's owner, then per thread two bits of phase and its slot, counted
 * from 1; 0: none. Written for speed, as the bench measures the checker on it. */
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
	uint64_t owned = owned_slots(p, state);
	unsigned free_count = 0;
	unsigned owned_count = 0;

	/* Written always and counted where true: no branch that could be foretold wrongly. */
	for (unsigned s = 0; s < p->slots; s++) {
		ret_steps->started[free_count] = state & ~p->owner_fields[s];
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

		states[count] = idle->started[i] | p->start_bits[thread][s];
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
	const struct published *p = context;
	uint64_t state = *packed;
	uint64_t busy = (state | state >> 1) & p->phase_mask;
	uint64_t idle = ~busy & p->phase_mask;
	uint64_t *states = out->states + out->count;
	uint32_t *steps = out->steps + out->count;
	struct idle_steps idle_steps;
	uint32_t errors_seen = 0;
	size_t count = 0;

	if (out->capacity - out->count < p->model.successors_max) {
		out->overflow = true;
		return;
	}
	/* Threads by what they are at, not by number: what is done for each is then the same, and foretold rightly. */
	for (; busy != 0; busy &= busy - 1) {
		unsigned shift = (unsigned)__builtin_ctzll(busy);
		const struct published_step *step =
			&p->busy_steps[p->thread_at[shift]][state >> shift & p->thread_mask];
		uint32_t error = (~state & step->needed) != 0 ? PUBLISHED_NULL_DEREF : 0;

		states[count] = (state & step->kept) ^ step->toggled;
		steps[count++] = step->step | error << 24;
		errors_seen |= error;
	}
	if (idle != 0)
		list_idle_steps(p, state, &idle_steps);
	for (; idle != 0; idle &= idle - 1)
		count += put_idle_steps(p, &idle_steps, p->thread_at[__builtin_ctzll(idle)], states + count,
					steps + count);
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

/* What THREAD does that is at PHASE with slot S. */
static struct published_step busy_step(const struct published *p, unsigned thread, unsigned phase, unsigned s)
{
	unsigned shift = thread_shift(p, thread);
	uint64_t valid = UINT64_C(1) << s;

	switch (phase) {
	case CREATING:
		return (struct published_step) {.kept = ~valid,
						.toggled = valid | (uint64_t)(CREATING ^ ENCODING) << shift,
						.step = agx_check_step(thread, FINISH, s)};
	case ENCODING:
		return (struct published_step) {.kept = UINT64_MAX,
						.toggled = (uint64_t)(ENCODING ^ DESTROYING) << shift,
						.needed = valid,
						.step = agx_check_step(thread, USE, s)};
	default:
		return (struct published_step) {.kept = ~(valid | p->owner_fields[s] | p->thread_mask << shift),
						.step = agx_check_step(thread, DESTROY, s)};
	}
}

static void tabulate(struct published *p)
{
	p->thread_mask = (UINT64_C(4) << p->slot_bits) - 1;
	for (unsigned s = 0; s < p->slots; s++)
		p->owner_fields[s] = ((UINT64_C(1) << p->owner_bits) - 1) << owner_shift(p, s);
	for (unsigned t = 0; t < p->threads; t++) {
		unsigned shift = thread_shift(p, t);

		p->phase_mask |= UINT64_C(1) << shift;
		p->thread_at[shift] = (uint8_t)t;
		for (unsigned s = 0; s < p->slots; s++) {
			p->start_bits[t][s] = (uint64_t)(t + 1) << owner_shift(p, s) |
					      (uint64_t)(CREATING | (s + 1) << 2) << shift;
			for (unsigned phase = CREATING; phase <= DESTROYING; phase++)
				p->busy_steps[t][phase | (s + 1) << 2] = busy_step(p, t, phase, s);
		}
	}
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
	tabulate(p);
	p->model = (struct agx_check_model) {
		.name = "published-race",
		.context = p,
		.words = 1,
		.state_bits = bits,
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
