// SPDX-License-Identifier: MIT
#include "oracle/litmus_generate.h"

#include "base/assert.h"
#include "base/random.h"

#include <string.h>

/* A program in the making. */
struct writer {
	struct litmus *program;
	struct agx_random random;
	unsigned thread;
	unsigned next_register;
	unsigned budget; /* accesses left in this thread */
	bool mostly_seq_cst;
	bool mostly_fenced;
};

static unsigned below(struct writer *w, unsigned bound)
{
	return (unsigned)agx_random_below(&w->random, bound);
}

static bool one_in(struct writer *w, unsigned n)
{
	return below(w, n) == 0;
}

static unsigned *count(struct writer *w)
{
	return &w->program->thread[w->thread].count;
}

static struct instruction *add(struct writer *w, enum litmus_do kind, unsigned place)
{
	litmus_add(w->program, w->thread,
		   (struct instruction) {.kind = (uint8_t)kind,
					 .place = (uint8_t)place,
					 .result = NO_REGISTER,
					 .source = NO_REGISTER});
	return &w->program->thread[w->thread].list[*count(w) - 1];
}

static int8_t fresh_register(struct writer *w)
{
	if (w->next_register == LITMUS_REGISTERS_MAX)
		return NO_REGISTER;
	return (int8_t)w->next_register++;
}

/* Orders that C allows for each kind of access. */
static uint8_t pick(struct writer *w, const uint8_t *orders, unsigned n)
{
	return w->mostly_seq_cst && !one_in(w, 4) ? ORDER_SEQ_CST : orders[below(w, n)];
}

static uint8_t load_order(struct writer *w)
{
	static const uint8_t orders[] = {ORDER_RELAXED, ORDER_ACQUIRE, ORDER_SEQ_CST};

	return pick(w, orders, 3);
}

static uint8_t store_order(struct writer *w)
{
	static const uint8_t orders[] = {ORDER_RELAXED, ORDER_RELEASE, ORDER_SEQ_CST};

	return pick(w, orders, 3);
}

static uint8_t update_order(struct writer *w)
{
	static const uint8_t orders[] = {ORDER_RELAXED, ORDER_ACQUIRE, ORDER_RELEASE,
					 ORDER_ACQ_REL, ORDER_SEQ_CST};

	return pick(w, orders, 5);
}

/* Not stronger than that of success. */
static uint8_t failure_order(struct writer *w, uint8_t success)
{
	uint8_t order = load_order(w);

	if (order == ORDER_SEQ_CST && success != ORDER_SEQ_CST)
		order = ORDER_ACQUIRE;
	return order_acquires((enum order)success) ? order : ORDER_RELAXED;
}

static uint8_t fence_order(struct writer *w)
{
	static const uint8_t orders[] = {ORDER_ACQUIRE, ORDER_RELEASE, ORDER_ACQ_REL,
					 ORDER_SEQ_CST, ORDER_SEQ_CST};

	return w->mostly_fenced && !one_in(w, 4) ? ORDER_SEQ_CST : pick(w, orders, 5);
}

static unsigned location(struct writer *w)
{
	return below(w, w->program->location_count);
}

static void set_operand(struct writer *w, struct instruction *i)
{
	i->operand = (uint8_t)(1 + below(w, 2));
	if (w->next_register > 0 && one_in(w, 6))
		i->source = (int8_t)below(w, w->next_register);
}

static void add_load(struct writer *w)
{
	struct instruction *i = add(w, DO_LOAD, location(w));

	i->order = load_order(w);
	i->result = fresh_register(w);
}

static void add_store(struct writer *w)
{
	struct instruction *i = add(w, DO_STORE, location(w));

	i->order = store_order(w);
	set_operand(w, i);
}

static void add_update(struct writer *w, enum litmus_do kind)
{
	struct instruction *i = add(w, kind, location(w));

	i->order = update_order(w);
	set_operand(w, i);
	i->result = fresh_register(w);
	if (kind == DO_COMPARE) {
		i->expected = (uint8_t)below(w, 3);
		i->failure_order = failure_order(w, i->order);
	}
}

static void add_access(struct writer *w)
{
	unsigned dice = below(w, 16);

	if (dice < 6)
		add_load(w);
	else if (dice < 11)
		add_store(w);
	else if (dice < 12)
		add_update(w, DO_EXCHANGE);
	else if (dice < 14)
		add_update(w, DO_ADD);
	else
		add_update(w, DO_COMPARE);
}

/* An access, a fence before it, or a condition around it. Registers that a skipped load would have set stay 0. */
static void add_item(struct writer *w)
{
	if (*count(w) > 0 && one_in(w, w->mostly_fenced ? 2 : 6))
		add(w, DO_FENCE, 0)->order = fence_order(w);
	if (w->next_register > 0 && one_in(w, 6)) {
		struct instruction *i = add(w, DO_UNLESS_SKIP, 0);

		i->result = (int8_t)below(w, w->next_register);
		i->expected = (uint8_t)below(w, 3);
		i->operand = 1;
	}
	add_access(w);
}

static void start_thread(struct writer *w, unsigned thread)
{
	w->thread = thread;
	w->next_register = 0;
}

/* main creates and joins, with accesses of its own in between if MIXED. */
static void write_main(struct writer *w, bool mixed)
{
	start_thread(w, 0);
	if (!mixed) {
		litmus_complete_main(w->program);
		return;
	}
	for (unsigned pass = 0; pass < 2; pass++) {
		for (unsigned t = 1; t < w->program->thread_count; t++) {
			if (one_in(w, 3) && *count(w) + 8 < LITMUS_INSTRUCTIONS_MAX)
				add_access(w);
			add(w, pass == 0 ? DO_CREATE : DO_JOIN, t);
		}
	}
}

/* Accesses of a thread: enough of each length, and few programs too large for the oracle. */
static unsigned pick_length(struct writer *w, bool *long_one)
{
	static const unsigned spread[] = {0, 0, 0, 4, 2, 1}; /* by threads with main */
	unsigned threads = w->program->thread_count;

	if (threads > 3 && *long_one) {
		*long_one = false; /* one such thread is enough */
		return 4 + below(w, 2);
	}
	return 2 + below(w, spread[threads]) + (threads > 3 && one_in(w, 6) ? 1 : 0);
}

void litmus_generate_atomics(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	static const uint8_t counts[] = {3, 3, 3, 4, 4, 4, 4, 5, 5, 5}; /* with main */
	struct writer w = {.program = ret_program, .random = agx_random_split(seed, index)};
	bool long_one;
	bool mixed;

	memset(ret_program, 0, sizeof *ret_program);
	ret_program->thread_count = counts[below(&w, 10)];
	ret_program->location_count = 1 + (one_in(&w, 6) ? 0u : 1u) + (one_in(&w, 3) ? 1u : 0u);
	mixed = one_in(&w, 5);
	long_one = one_in(&w, 4);
	w.mostly_seq_cst = one_in(&w, 3);
	w.mostly_fenced = one_in(&w, 3);
	for (unsigned t = 1; t < ret_program->thread_count; t++) {
		unsigned accesses = pick_length(&w, &long_one);

		start_thread(&w, t);
		while (accesses-- > 0)
			add_item(&w);
	}
	write_main(&w, mixed);
}

static void add_plain_item(struct writer *w)
{
	if (w->budget == 0)
		return;
	w->budget--;
	add_access(w);
}

/* The instruction number AT skips all that were added after it. */
static void skip_from(struct writer *w, unsigned at)
{
	w->program->thread[w->thread].list[at].operand = (uint8_t)(*count(w) - at - 1);
}

static void add_block(struct writer *w, unsigned depth);

/* How to take a lock, and how to let it go. */
struct taking {
	uint8_t lock;
	uint8_t unlock;
};

static const struct taking mutex_takings[] = {
	{DO_LOCK, DO_UNLOCK}, {DO_LOCK, DO_UNLOCK},     {DO_LOCK, DO_UNLOCK},
	{DO_LOCK, DO_UNLOCK}, {DO_TRY_LOCK, DO_UNLOCK}, {DO_TIMED_LOCK, DO_UNLOCK},
};
static const struct taking spinlock_takings[] = {
	{DO_SPIN_LOCK, DO_SPIN_UNLOCK}, {DO_SPIN_LOCK, DO_SPIN_UNLOCK}, {DO_SPIN_TRY_LOCK, DO_SPIN_UNLOCK}};
static const struct taking rwlock_takings[] = {
	{DO_READ_LOCK, DO_RW_UNLOCK},       {DO_READ_LOCK, DO_RW_UNLOCK},
	{DO_WRITE_LOCK, DO_RW_UNLOCK},      {DO_WRITE_LOCK, DO_RW_UNLOCK},
	{DO_TRY_READ_LOCK, DO_RW_UNLOCK},   {DO_TRY_WRITE_LOCK, DO_RW_UNLOCK},
	{DO_TIMED_READ_LOCK, DO_RW_UNLOCK}, {DO_TIMED_WRITE_LOCK, DO_RW_UNLOCK},
};

/* A section of a block if NESTED, else of an access. */
static void add_section(struct writer *w, struct taking taking, unsigned place, bool nested)
{
	unsigned at = *count(w);
	struct instruction *lock = add(w, (enum litmus_do)taking.lock, place);
	bool attempt = instruction_is_attempt(lock);

	if (attempt)
		lock->result = fresh_register(w);
	if (nested)
		add_block(w, 1);
	else
		add_plain_item(w);
	add(w, (enum litmus_do)taking.unlock, place);
	if (attempt)
		skip_from(w, at);
}

static void add_mutex_section(struct writer *w, unsigned depth)
{
	unsigned mutex = below(w, 2) + (depth > 0 ? 1 : 0); /* an inner one differs from the outer */

	add_section(w, mutex_takings[below(w, 6)], mutex, depth == 0 && one_in(w, 3));
}

/* Mutex 2 goes with condition 0: waiting for location 0 to become other than 0, or just for a signal, or not long. */
static void add_wait(struct writer *w)
{
	static const uint8_t kinds[] = {DO_COND_WAIT_UNTIL, DO_COND_WAIT_UNTIL, DO_COND_WAIT, DO_COND_TIMED_WAIT};
	struct instruction *wait;

	add(w, DO_LOCK, 2);
	wait = add(w, (enum litmus_do)kinds[below(w, 4)], 0);
	if (wait->kind == DO_COND_TIMED_WAIT)
		wait->result = fresh_register(w);
	wait->operand = 2;
	wait->expected = 0;
	add(w, DO_UNLOCK, 2);
}

static void add_wake(struct writer *w)
{
	bool locked = !one_in(w, 3);
	struct instruction *store;

	if (locked)
		add(w, DO_LOCK, 2);
	store = add(w, DO_STORE, 0);
	store->operand = 1;
	store->order = ORDER_SEQ_CST;
	add(w, one_in(w, 3) ? DO_BROADCAST : DO_SIGNAL, 0);
	if (locked)
		add(w, DO_UNLOCK, 2);
}

static void add_semaphore(struct writer *w)
{
	unsigned dice = below(w, 7);
	unsigned semaphore = below(w, 2);
	unsigned at = *count(w);

	if (dice < 2) {
		add(w, DO_SEM_WAIT, semaphore);
		add_plain_item(w);
	} else if (dice < 6) {
		add(w, DO_SEM_POST, semaphore);
	} else {
		add(w, one_in(w, 2) ? DO_SEM_TRY_WAIT : DO_SEM_TIMED_WAIT, semaphore)->result = fresh_register(w);
		add_plain_item(w);
		skip_from(w, at);
	}
}

/* Nothing that may wait for another thread's deeds inside a section, so that most programs complete. */
static void add_block(struct writer *w, unsigned depth)
{
	unsigned dice = below(w, depth > 0 ? 9 : 15);

	if (dice < 2 || *count(w) + 8 > LITMUS_INSTRUCTIONS_MAX)
		add_plain_item(w);
	else if (dice < 5)
		add_mutex_section(w, depth);
	else if (dice < 7)
		add_section(w, rwlock_takings[below(w, 8)], 0, false);
	else if (dice < 8)
		add_section(w, spinlock_takings[below(w, 3)], 0, false);
	else if (dice < 9)
		add(w, DO_ONCE, 0);
	else if (dice < 10)
		add_wait(w);
	else if (dice < 12)
		add_wake(w);
	else
		add_semaphore(w);
}

void litmus_generate_primitives(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	static const uint8_t counts[] = {3, 3, 3, 4, 4, 4, 4, 5, 5, 5}; /* with main */
	static const uint8_t blocks_least[] = {0, 0, 0, 2, 1, 1};
	static const uint8_t blocks_spread[] = {0, 0, 0, 3, 3, 2};
	struct writer w = {.program = ret_program,
			   .random = agx_random_split(~seed, index)};
	unsigned members = 0;

	memset(ret_program, 0, sizeof *ret_program);
	ret_program->thread_count = counts[below(&w, 10)];
	ret_program->location_count = 2;
	ret_program->has_objects = true;
	for (unsigned i = 0; i < LITMUS_OBJECTS_MAX; i++)
		ret_program->semaphore_start[i] = (uint8_t)below(&w, 3);
	for (unsigned t = 1; t < ret_program->thread_count; t++) {
		unsigned blocks = blocks_least[ret_program->thread_count] + below(&w, blocks_spread[ret_program->thread_count]);
		bool member = one_in(&w, 3);

		start_thread(&w, t);
		w.budget = 3;
		while (blocks-- > 0) {
			if (member && blocks == 0) {
				add(&w, DO_BARRIER, 0)->result = fresh_register(&w);
				members++;
			}
			add_block(&w, 0);
		}
	}
	ret_program->barrier_threads[0] = (uint8_t)members;
	write_main(&w, one_in(&w, 8));
}
