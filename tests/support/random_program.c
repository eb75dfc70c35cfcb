// SPDX-License-Identifier: MIT
#include "support/random_program.h"

#include "support/program_runner.h"

#include <string.h>

#define STEP_MAP(X) \
	X(LOAD) X(STORE) X(ADD) X(EXCHANGE) X(COMPARE) X(FENCE) X(STORE_SEEN) X(UNLESS_ZERO) X(CHOOSE) \
	X(LOCK) X(UNLOCK) X(TRY_LOCK) X(READ_LOCK) X(READ_UNLOCK) X(WRITE_LOCK) X(WRITE_UNLOCK) \
	X(WAIT) X(POST) X(SIGNAL) X(BROADCAST) X(CONDITION) X(BARRIER) X(AWAIT)
enum step_kind {
#define STEP_ENUM(name) name,
	STEP_MAP(STEP_ENUM)
#undef STEP_ENUM
};

static const char *const names[] = {
#define STEP_NAME(name) #name,
	STEP_MAP(STEP_NAME)
#undef STEP_NAME
};

enum { STEPS_MAX = 24, RANDOM_THREADS = 4 };

struct step {
	uint8_t kind;
	uint8_t place;
	uint8_t value;
	uint8_t order;
};

static struct {
	unsigned threads;
	unsigned count[RANDOM_THREADS];
	struct step step[RANDOM_THREADS][STEPS_MAX];
	unsigned semaphore;
} program;

static uint64_t state;

static unsigned below(unsigned bound)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(state >> 33) % bound;
}

static void add(unsigned thread, enum step_kind kind, unsigned place, unsigned value, unsigned order)
{
	if (program.count[thread] < STEPS_MAX)
		program.step[thread][program.count[thread]++] =
			(struct step) {(uint8_t)kind, (uint8_t)place, (uint8_t)value, (uint8_t)order};
}

static unsigned any_order(const struct random_shape *shape)
{
	static const enum order all[] = {ORDER_RELAXED, ORDER_ACQUIRE, ORDER_RELEASE, ORDER_ACQ_REL, ORDER_SEQ_CST,
					 ORDER_SEQ_CST};

	if (!shape->orders)
		return below(2) ? ORDER_SEQ_CST : ORDER_RELAXED;
	return all[below(6)];
}

static void add_access(unsigned thread, unsigned locations, const struct random_shape *shape)
{
	static const enum step_kind kinds[] = {LOAD, LOAD, LOAD, STORE, STORE, STORE, ADD, EXCHANGE, COMPARE, FENCE,
					       STORE_SEEN, UNLESS_ZERO};

	add(thread, kinds[below(12)], below(locations), 1 + below(2), any_order(shape));
}

/* A primitive, with accesses inside where it has an inside. */
static void add_primitive(unsigned thread, unsigned locations, const struct random_shape *shape)
{
	unsigned place = below(2);

	switch (below(10)) {
	case 0:
	case 1:
	case 2:
		add(thread, LOCK, place, 0, 0);
		if (below(3) == 0)
			add(thread, below(2) ? SIGNAL : CONDITION, place, 0, 0);
		else if (below(4) == 0)
			add(thread, LOCK, 1 - place, 0, 0), add(thread, UNLOCK, 1 - place, 0, 0);
		else if (below(2))
			add_access(thread, locations, shape);
		add(thread, UNLOCK, place, 0, 0);
		return;
	case 3:
		add(thread, TRY_LOCK, place, 0, 0);
		return;
	case 4:
		add(thread, READ_LOCK, 2, 0, 0);
		add(thread, READ_UNLOCK, 2, 0, 0);
		return;
	case 5:
		add(thread, WRITE_LOCK, 2, 0, 0);
		add(thread, WRITE_UNLOCK, 2, 0, 0);
		return;
	case 6:
		add(thread, WAIT, 3, 0, 0);
		return;
	case 7:
		add(thread, POST, 3, 0, 0);
		return;
	case 8:
		add(thread, below(2) ? SIGNAL : BROADCAST, place, 0, 0);
		return;
	default:
		add(thread, below(2) ? BARRIER : AWAIT, below(locations), 1 + below(2), ORDER_ACQUIRE);
		return;
	}
}

void random_program_make(uint64_t seed, const struct random_shape *shape)
{
	unsigned locations;

	state = seed * UINT64_C(0x9e3779b97f4a7c15) + 12345;
	(void)below(2);
	memset(&program, 0, sizeof program);
	program.threads = 2 + below(shape->threads_max - 1);
	program.semaphore = below(2);
	locations = 1 + below(shape->locations_max);
	for (unsigned t = 0; t < program.threads; t++) {
		unsigned operations = 1 + below(shape->operations_max);

		for (unsigned i = 0; i < operations; i++) {
			if (shape->primitives && below(2))
				add_primitive(t, locations, shape);
			else if (shape->primitives && below(16) == 0)
				add(t, CHOOSE, 0, 0, 0);
			else
				add_access(t, locations, shape);
		}
	}
}

/* Objects that primitives are named by; no memory of the program. */
static char objects[8], conditions[2], barrier_object;

static void await(unsigned place, unsigned value)
{
	update(&cells[place], UPDATE_AWAIT_EQUAL, value, ORDER_ACQUIRE);
}

static void do_primitive(const struct step *step, uint64_t *seen_last)
{
	void *object = &objects[step->place];

	switch (step->kind) {
	case LOCK:
		lock(object);
		return;
	case UNLOCK:
		unlock(object);
		return;
	case TRY_LOCK:
		*seen_last = try_lock(object);
		if (*seen_last)
			unlock(object);
		return;
	case READ_LOCK:
		read_lock(object);
		return;
	case READ_UNLOCK:
		read_unlock(object);
		return;
	case WRITE_LOCK:
		write_lock(object);
		return;
	case WRITE_UNLOCK:
		write_unlock(object);
		return;
	case WAIT:
		semaphore_wait(object);
		return;
	case POST:
		semaphore_post(object);
		return;
	case SIGNAL:
		condition_signal(&conditions[step->place]);
		return;
	case BROADCAST:
		condition_broadcast(&conditions[step->place]);
		return;
	case CONDITION:
		condition_wait(&conditions[step->place], object);
		return;
	case BARRIER:
		barrier_wait(&barrier_object, 2);
		return;
	default:
		await(step->place, step->value);
		return;
	}
}

static void body(int thread)
{
	uint64_t seen_last = 0;

	for (unsigned i = 0; i < program.count[thread]; i++) {
		const struct step *step = &program.step[thread][i];
		uint64_t *cell = &cells[step->place];
		enum order order = (enum order)step->order;

		switch (step->kind) {
		case LOAD:
			seen_last = get(cell, order == ORDER_RELEASE || order == ORDER_ACQ_REL ? ORDER_ACQUIRE : order);
			break;
		case STORE:
		case STORE_SEEN:
			put(cell, step->kind == STORE ? step->value : seen_last + 1,
			    order == ORDER_ACQUIRE || order == ORDER_ACQ_REL ? ORDER_RELEASE : order);
			break;
		case ADD:
			seen_last = update(cell, UPDATE_ADD, step->value, order);
			break;
		case EXCHANGE:
			seen_last = update(cell, UPDATE_EXCHANGE, step->value, order);
			break;
		case COMPARE:
			seen_last = compare_exchange(cell, step->value - 1u, step->value, order, ORDER_RELAXED);
			break;
		case FENCE:
			if (order != ORDER_RELAXED)
				fence(order);
			break;
		case UNLESS_ZERO:
			if (seen_last == 0)
				i++;
			break;
		case CHOOSE:
			seen_last = choose(2);
			break;
		default:
			do_primitive(step, &seen_last);
			break;
		}
		seen[thread] = seen[thread] * 5 + seen_last;
	}
}

void random_program(void)
{
	unsigned ids[RANDOM_THREADS];

	semaphore_set(&objects[3], program.semaphore);
	for (unsigned t = 0; t < program.threads; t++)
		ids[t] = spawn(body, (int)t);
	for (unsigned t = 0; t < program.threads; t++)
		wait_for(ids[t]);
}

void random_program_print(FILE *out)
{
	fprintf(out, "semaphore %u\n", program.semaphore);
	for (unsigned t = 0; t < program.threads; t++) {
		for (unsigned i = 0; i < program.count[t]; i++) {
			const struct step *step = &program.step[t][i];

			fprintf(out, "%s%s(%u,%u,%u)", i ? " " : "", names[step->kind], step->place, step->value,
				step->order);
		}
		fputc('\n', out);
	}
}
