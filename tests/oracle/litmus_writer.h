/* SPDX-License-Identifier: MIT */
/* A random program in the making: what the generators of tests/oracle share. */
#ifndef AGX_TESTS_ORACLE_LITMUS_WRITER_H
#define AGX_TESTS_ORACLE_LITMUS_WRITER_H

#include "base/random.h"
#include "oracle/litmus.h"

struct writer {
	struct litmus *program;
	struct agx_random random;
	unsigned thread; /* the one that is written */
	unsigned next_register;
	unsigned
		budget; /* accesses left in this thread, for generators that count them */
	bool mostly_seq_cst;
	bool mostly_fenced;
};

unsigned writer_below(struct writer *w, unsigned bound);
bool writer_one_in(struct writer *w, unsigned n);

/* Go on with THREAD, which is empty. */
void writer_start_thread(struct writer *w, unsigned thread);

/* How many instructions the thread has. */
unsigned *writer_count(struct writer *w);

/* Append an instruction without registers, to be completed. */
struct instruction *writer_add(struct writer *w, enum litmus_do kind, unsigned place);

/* A register of the thread that nothing writes yet; NO_REGISTER when there is none left.
 */
int8_t writer_fresh_register(struct writer *w);

/* Orders that C allows for each kind of access. */
uint8_t writer_load_order(struct writer *w);
uint8_t writer_store_order(struct writer *w);
uint8_t writer_update_order(struct writer *w);

/* What an instruction writes or adds: a small number, now and then with a register. */
void writer_set_operand(struct writer *w, struct instruction *i);

void writer_add_load(struct writer *w);
void writer_add_store(struct writer *w);
/* KIND: DO_EXCHANGE, DO_ADD, DO_COMPARE. */
void writer_add_update(struct writer *w, enum litmus_do kind);
/* Any of the three above. */
void writer_add_access(struct writer *w);
/* An access, a fence before it, or a condition around it. Registers that a skipped load
 * would have set stay 0. */
void writer_add_item(struct writer *w);

/* The instruction number AT skips all that were added after it. */
void writer_skip_from(struct writer *w, unsigned at);

/* main() creates and joins, with accesses of its own in between if MIXED. */
void writer_finish(struct writer *w, bool mixed);

#endif
