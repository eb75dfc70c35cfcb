// SPDX-License-Identifier: MIT
#include "oracle/litmus_generate.h"

#include "oracle/litmus_writer.h"

#include <string.h>

void litmus_generate_atomics(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	struct writer w = {.program = ret_program, .random = agx_random_split(seed, index)};
	bool mixed;

	memset(ret_program, 0, sizeof *ret_program);
	ret_program->thread_count = 3 + writer_below(&w, 2) + (writer_one_in(&w, 3) ? 1u : 0u);
	ret_program->location_count = 1 + (writer_one_in(&w, 6) ? 0u : 1u) + (writer_one_in(&w, 3) ? 1u : 0u);
	mixed = writer_one_in(&w, 5);
	w.mostly_seq_cst = writer_one_in(&w, 3);
	w.mostly_fenced = writer_one_in(&w, 3);
	for (unsigned t = 1; t < ret_program->thread_count; t++) {
		static const unsigned spread[] = {0, 0, 0, 4, 2, 1};
		unsigned accesses = 2 + writer_below(&w, spread[ret_program->thread_count]);

		accesses += writer_one_in(&w, 6) && accesses < 5 ? 1 : 0;
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

static void add_mutex_section(struct writer *w, unsigned depth)
{
	unsigned mutex = writer_below(w, 2) + (depth > 0 ? 1 : 0); /* an inner one differs from the outer */
	bool attempt = writer_one_in(w, 4);
	unsigned at = *writer_count(w);
	struct instruction *lock = writer_add(w, attempt ? DO_TRY_LOCK : DO_LOCK, mutex);

	if (attempt)
		lock->result = writer_fresh_register(w);
	if (depth == 0 && writer_one_in(w, 3))
		add_block(w, depth + 1);
	else
		add_plain_item(w);
	writer_add(w, DO_UNLOCK, mutex);
	if (attempt)
		writer_skip_from(w, at);
}

static void add_rwlock_section(struct writer *w)
{
	static const uint8_t kinds[] = {DO_READ_LOCK, DO_READ_LOCK, DO_WRITE_LOCK,
					DO_TRY_READ_LOCK, DO_TRY_WRITE_LOCK};
	unsigned kind = kinds[writer_below(w, 5)];
	unsigned at = *writer_count(w);
	struct instruction *lock = writer_add(w, (enum litmus_do)kind, 0);
	bool attempt = kind == DO_TRY_READ_LOCK || kind == DO_TRY_WRITE_LOCK;

	if (attempt)
		lock->result = writer_fresh_register(w);
	add_plain_item(w);
	writer_add(w, DO_RW_UNLOCK, 0);
	if (attempt)
		writer_skip_from(w, at);
}

/* Mutex 2 goes with condition 0: waiting for location 0 to become other than 0, or just for a signal. */
static void add_wait(struct writer *w)
{
	bool until = !writer_one_in(w, 3);
	struct instruction *wait;

	writer_add(w, DO_LOCK, 2);
	wait = writer_add(w, until ? DO_COND_WAIT_UNTIL : DO_COND_WAIT, 0);
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
	unsigned dice = writer_below(w, 6);
	unsigned semaphore = writer_below(w, 2);
	unsigned at = *writer_count(w);

	if (dice < 2) {
		writer_add(w, DO_SEM_WAIT, semaphore);
		add_plain_item(w);
	} else if (dice < 5) {
		writer_add(w, DO_SEM_POST, semaphore);
	} else {
		writer_add(w, DO_SEM_TRY_WAIT, semaphore)->result = writer_fresh_register(w);
		add_plain_item(w);
		writer_skip_from(w, at);
	}
}

/* Nothing that may wait for another thread's deeds inside a section, so that most programs complete. */
static void add_block(struct writer *w, unsigned depth)
{
	unsigned dice = writer_below(w, depth > 0 ? 7 : 12);

	if (dice < 2 || *writer_count(w) + 8 > LITMUS_INSTRUCTIONS_MAX)
		add_plain_item(w);
	else if (dice < 5)
		add_mutex_section(w, depth);
	else if (dice < 7)
		add_rwlock_section(w);
	else if (dice < 8)
		add_wait(w);
	else if (dice < 10)
		add_wake(w);
	else
		add_semaphore(w);
}

void litmus_generate_primitives(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	struct writer w = {.program = ret_program,
			   .random = agx_random_split(~seed, index)};
	unsigned members = 0;

	memset(ret_program, 0, sizeof *ret_program);
	ret_program->thread_count = 3 + writer_below(&w, 2) + (writer_one_in(&w, 8) ? 1 : 0);
	ret_program->location_count = 2;
	ret_program->has_objects = true;
	for (unsigned i = 0; i < LITMUS_OBJECTS_MAX; i++)
		ret_program->semaphore_start[i] = (uint8_t)writer_below(&w, 2);
	for (unsigned t = 1; t < ret_program->thread_count; t++) {
		unsigned blocks = ret_program->thread_count == 3 ? 1 + writer_below(&w, 3) : 1 + writer_below(&w, 2);
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
