// SPDX-License-Identifier: MIT
#include "oracle/litmus_writer.h"

unsigned writer_below(struct writer *w, unsigned bound)
{
	return (unsigned)agx_random_below(&w->random, bound);
}

bool writer_one_in(struct writer *w, unsigned n)
{
	return writer_below(w, n) == 0;
}

unsigned *writer_count(struct writer *w)
{
	return &w->program->thread[w->thread].count;
}

struct instruction *writer_add(struct writer *w, enum litmus_do kind, unsigned place)
{
	litmus_add(w->program, w->thread,
		   (struct instruction) {.kind = (uint8_t)kind,
					 .place = (uint8_t)place,
					 .result = NO_REGISTER,
					 .source = NO_REGISTER});
	return &w->program->thread[w->thread].list[*writer_count(w) - 1];
}

int8_t writer_fresh_register(struct writer *w)
{
	if (w->next_register == LITMUS_REGISTERS_MAX)
		return NO_REGISTER;
	return (int8_t)w->next_register++;
}

static uint8_t pick(struct writer *w, const uint8_t *orders, unsigned n)
{
	return w->mostly_seq_cst && !writer_one_in(w, 4) ? ORDER_SEQ_CST
							 : orders[writer_below(w, n)];
}

uint8_t writer_load_order(struct writer *w)
{
	static const uint8_t orders[] = {ORDER_RELAXED, ORDER_ACQUIRE, ORDER_SEQ_CST};

	return pick(w, orders, 3);
}

uint8_t writer_store_order(struct writer *w)
{
	static const uint8_t orders[] = {ORDER_RELAXED, ORDER_RELEASE, ORDER_SEQ_CST};

	return pick(w, orders, 3);
}

uint8_t writer_update_order(struct writer *w)
{
	static const uint8_t orders[] = {ORDER_RELAXED, ORDER_ACQUIRE, ORDER_RELEASE,
					 ORDER_ACQ_REL, ORDER_SEQ_CST};

	return pick(w, orders, 5);
}

/* Not stronger than that of success. */
static uint8_t failure_order(struct writer *w, uint8_t success)
{
	uint8_t order = writer_load_order(w);

	if (order == ORDER_SEQ_CST && success != ORDER_SEQ_CST)
		order = ORDER_ACQUIRE;
	return order_acquires((enum order)success) ? order : ORDER_RELAXED;
}

static uint8_t fence_order(struct writer *w)
{
	static const uint8_t orders[] = {ORDER_ACQUIRE, ORDER_RELEASE, ORDER_ACQ_REL,
					 ORDER_SEQ_CST, ORDER_SEQ_CST};

	return w->mostly_fenced && !writer_one_in(w, 4) ? ORDER_SEQ_CST
							: pick(w, orders, 5);
}

static unsigned location(struct writer *w)
{
	return writer_below(w, w->program->location_count);
}

void writer_set_operand(struct writer *w, struct instruction *i)
{
	i->operand = (uint8_t)(1 + writer_below(w, 2));
	if (w->next_register > 0 && writer_one_in(w, 6))
		i->source = (int8_t)writer_below(w, w->next_register);
}

void writer_add_load(struct writer *w)
{
	struct instruction *i = writer_add(w, DO_LOAD, location(w));

	i->order = writer_load_order(w);
	i->result = writer_fresh_register(w);
}

void writer_add_store(struct writer *w)
{
	struct instruction *i = writer_add(w, DO_STORE, location(w));

	i->order = writer_store_order(w);
	writer_set_operand(w, i);
}

void writer_add_update(struct writer *w, enum litmus_do kind)
{
	struct instruction *i = writer_add(w, kind, location(w));

	i->order = writer_update_order(w);
	writer_set_operand(w, i);
	i->result = writer_fresh_register(w);
	if (kind == DO_COMPARE) {
		i->expected = (uint8_t)writer_below(w, 3);
		i->failure_order = failure_order(w, i->order);
	}
}

void writer_add_access(struct writer *w)
{
	unsigned dice = writer_below(w, 16);

	if (dice < 6)
		writer_add_load(w);
	else if (dice < 11)
		writer_add_store(w);
	else if (dice < 12)
		writer_add_update(w, DO_EXCHANGE);
	else if (dice < 14)
		writer_add_update(w, DO_ADD);
	else
		writer_add_update(w, DO_COMPARE);
}

void writer_add_item(struct writer *w)
{
	if (*writer_count(w) > 0 && writer_one_in(w, w->mostly_fenced ? 2 : 6))
		writer_add(w, DO_FENCE, 0)->order = fence_order(w);
	if (w->next_register > 0 && writer_one_in(w, 6)) {
		struct instruction *i = writer_add(w, DO_UNLESS_SKIP, 0);

		i->result = (int8_t)writer_below(w, w->next_register);
		i->expected = (uint8_t)writer_below(w, 3);
		i->operand = 1;
	}
	writer_add_access(w);
}

void writer_start_thread(struct writer *w, unsigned thread)
{
	w->thread = thread;
	w->next_register = 0;
}

void writer_finish(struct writer *w, bool mixed)
{
	writer_start_thread(w, 0);
	if (!mixed) {
		litmus_complete_main(w->program);
		return;
	}
	for (unsigned pass = 0; pass < 2; pass++) {
		for (unsigned t = 1; t < w->program->thread_count; t++) {
			if (writer_one_in(w, 3) &&
			    *writer_count(w) + 8 < LITMUS_INSTRUCTIONS_MAX)
				writer_add_access(w);
			writer_add(w, pass == 0 ? DO_CREATE : DO_JOIN, t);
		}
	}
}

void writer_skip_from(struct writer *w, unsigned at)
{
	w->program->thread[w->thread].list[at].operand =
		(uint8_t)(*writer_count(w) - at - 1);
}
