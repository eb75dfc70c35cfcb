// SPDX-License-Identifier: MIT
#include "oracle/litmus_generate.h"

#include "oracle/litmus_writer.h"

#include <string.h>

/* Accesses of a thread: enough of each length, and few programs too large for the oracle. */
static unsigned pick_length(struct writer *w, bool *long_one)
{
	static const unsigned spread[] = {0, 0, 0, 4, 2, 1}; /* by threads with main */
	unsigned threads = w->program->thread_count;

	if (threads > 3 && *long_one) {
		*long_one = false; /* one such thread is enough */
		return 4 + writer_below(w, 2);
	}
	return 2 + writer_below(w, spread[threads]) + (threads > 3 && writer_one_in(w, 6) ? 1 : 0);
}

void litmus_generate_atomics(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	static const uint8_t counts[] = {3, 3, 3, 4, 4, 4, 4, 5, 5, 5}; /* with main */
	struct writer w = {.program = ret_program, .random = agx_random_split(seed, index)};
	bool long_one;
	bool mixed;

	memset(ret_program, 0, sizeof *ret_program);
	ret_program->thread_count = counts[writer_below(&w, 10)];
	ret_program->location_count = 1 + (writer_one_in(&w, 6) ? 0u : 1u) + (writer_one_in(&w, 3) ? 1u : 0u);
	mixed = writer_one_in(&w, 5);
	long_one = writer_one_in(&w, 4);
	w.mostly_seq_cst = writer_one_in(&w, 3);
	w.mostly_fenced = writer_one_in(&w, 3);
	for (unsigned t = 1; t < ret_program->thread_count; t++) {
		unsigned accesses = pick_length(&w, &long_one);

		writer_start_thread(&w, t);
		while (accesses-- > 0)
			writer_add_item(&w);
	}
	writer_finish(&w, mixed);
}

static void add_plain_item(struct writer *w)
{
	if (w->budget == 0)
		return;
	w->budget--;
	writer_add_access(w);
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
	unsigned at = *writer_count(w);
	struct instruction *lock = writer_add(w, (enum litmus_do)taking.lock, place);
	bool attempt = instruction_is_attempt(lock);

	if (attempt)
		lock->result = writer_fresh_register(w);
	if (nested)
		add_block(w, 1);
	else
		add_plain_item(w);
	writer_add(w, (enum litmus_do)taking.unlock, place);
	if (attempt)
		writer_skip_from(w, at);
}

static void add_mutex_section(struct writer *w, unsigned depth)
{
	unsigned mutex = writer_below(w, 2) + (depth > 0 ? 1 : 0); /* an inner one differs from the outer */

	add_section(w, mutex_takings[writer_below(w, 6)], mutex, depth == 0 && writer_one_in(w, 3));
}

/* Mutex 2 goes with condition 0: waiting for location 0 to become other than 0, or just for a signal, or not long. */
static void add_wait(struct writer *w)
{
	static const uint8_t kinds[] = {DO_COND_WAIT_UNTIL, DO_COND_WAIT_UNTIL, DO_COND_WAIT, DO_COND_TIMED_WAIT};
	struct instruction *wait;

	writer_add(w, DO_LOCK, 2);
	wait = writer_add(w, (enum litmus_do)kinds[writer_below(w, 4)], 0);
	if (wait->kind == DO_COND_TIMED_WAIT)
		wait->result = writer_fresh_register(w);
	wait->operand = 2;
	wait->expected = 0;
	writer_add(w, DO_UNLOCK, 2);
}

static void add_wake(struct writer *w)
{
	bool locked = !writer_one_in(w, 3);
	struct instruction *store;

	if (locked)
		writer_add(w, DO_LOCK, 2);
	store = writer_add(w, DO_STORE, 0);
	store->operand = 1;
	store->order = ORDER_SEQ_CST;
	writer_add(w, writer_one_in(w, 3) ? DO_BROADCAST : DO_SIGNAL, 0);
	if (locked)
		writer_add(w, DO_UNLOCK, 2);
}

static void add_semaphore(struct writer *w)
{
	unsigned dice = writer_below(w, 7);
	unsigned semaphore = writer_below(w, 2);
	unsigned at = *writer_count(w);

	if (dice < 2) {
		writer_add(w, DO_SEM_WAIT, semaphore);
		add_plain_item(w);
	} else if (dice < 6) {
		writer_add(w, DO_SEM_POST, semaphore);
	} else {
		writer_add(w, writer_one_in(w, 2) ? DO_SEM_TRY_WAIT : DO_SEM_TIMED_WAIT, semaphore)->result = writer_fresh_register(w);
		add_plain_item(w);
		writer_skip_from(w, at);
	}
}

/* Nothing that may wait for another thread's deeds inside a section, so that most programs complete. */
static void add_block(struct writer *w, unsigned depth)
{
	unsigned dice = writer_below(w, depth > 0 ? 9 : 15);

	if (dice < 2 || *writer_count(w) + 8 > LITMUS_INSTRUCTIONS_MAX)
		add_plain_item(w);
	else if (dice < 5)
		add_mutex_section(w, depth);
	else if (dice < 7)
		add_section(w, rwlock_takings[writer_below(w, 8)], 0, false);
	else if (dice < 8)
		add_section(w, spinlock_takings[writer_below(w, 3)], 0, false);
	else if (dice < 9)
		writer_add(w, DO_ONCE, 0);
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
	ret_program->thread_count = counts[writer_below(&w, 10)];
	ret_program->location_count = 2;
	ret_program->has_objects = true;
	for (unsigned i = 0; i < LITMUS_OBJECTS_MAX; i++)
		ret_program->semaphore_start[i] = (uint8_t)writer_below(&w, 3);
	for (unsigned t = 1; t < ret_program->thread_count; t++) {
		unsigned blocks = blocks_least[ret_program->thread_count] + writer_below(&w, blocks_spread[ret_program->thread_count]);
		bool member = writer_one_in(&w, 3);

		writer_start_thread(&w, t);
		w.budget = 3;
		while (blocks-- > 0) {
			if (member && blocks == 0) {
				writer_add(&w, DO_BARRIER, 0)->result = writer_fresh_register(&w);
				members++;
			}
			add_block(&w, 0);
		}
	}
	ret_program->barrier_threads[0] = (uint8_t)members;
	writer_finish(&w, writer_one_in(&w, 8));
}
