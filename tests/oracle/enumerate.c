// SPDX-License-Identifier: MIT
#include "oracle/enumerate.h"

#include "base/assert.h"

#include <string.h>

enum {
	SOURCE_OPEN = -1,   /* nobody has chosen where this instruction reads from */
	SOURCE_INITIAL = -2,
	WRITE_PENDING = -1, /* the instruction has not been executed */
	WRITE_NONE = -2,    /* it was, or will never be, and wrote nothing */
	WRITES_MAX = 20,    /* of one location */
	ORDERS_MAX = 5040,  /* of them */
};

/* Places of instructions: thread * LITMUS_INSTRUCTIONS_MAX + index. */
enum { SLOTS = LITMUS_THREADS_MAX * LITMUS_INSTRUCTIONS_MAX };

/* An execution in the making: the threads have run as far as the chosen sources let them. */
struct candidate {
	unsigned pc[LITMUS_THREADS_MAX];
	bool begun[LITMUS_THREADS_MAX];
	bool ended[LITMUS_THREADS_MAX];
	unsigned reg[LITMUS_THREADS_MAX][LITMUS_REGISTERS_MAX];
	int16_t source[SLOTS];   /* slot of the write read from */
	int16_t write[SLOTS];    /* event */
	int16_t read_of[SLOTS];  /* event */
	unsigned begin_event[LITMUS_THREADS_MAX];
	unsigned end_event[LITMUS_THREADS_MAX];
	struct {
		unsigned from;
		unsigned to;
	} asw[2 * LITMUS_THREADS_MAX];
	unsigned asw_count;
	unsigned count;
	struct event event[EVENTS_MAX];
	unsigned read_source[EVENTS_MAX]; /* event read from */
};

struct search {
	const struct litmus *program;
	const struct axiom_options *options;
	struct outcome_set *outcomes;
	uint64_t left;
	bool too_large;
	/* Coherent orders of the writes of each location, as sequences of events. */
	struct {
		unsigned writes;
		unsigned count;
		uint8_t order[ORDERS_MAX][WRITES_MAX];
	} mo[LITMUS_LOCATIONS_MAX];
};

static unsigned slot_of(unsigned thread, unsigned index)
{
	return thread * LITMUS_INSTRUCTIONS_MAX + index;
}

static unsigned add_event(struct candidate *c, struct event event)
{
	AGX_ASSERT(c->count < EVENTS_MAX);
	c->event[c->count] = event;
	return c->count++;
}

static unsigned add_thread_event(struct candidate *c, unsigned thread)
{
	return add_event(c, (struct event) {.kind = EVENT_THREAD, .thread = thread});
}

static void add_asw(struct candidate *c, unsigned from, unsigned to)
{
	c->asw[c->asw_count].from = from;
	c->asw[c->asw_count].to = to;
	c->asw_count++;
}

enum progress { WENT_ON, WAITS, IMPOSSIBLE };

static unsigned operand_of(const struct candidate *c, unsigned thread,
			   const struct instruction *i)
{
	return i->operand + (i->source != NO_REGISTER ? c->reg[thread][i->source] : 0u);
}

/* The event of the write chosen for the read in SLOT. */
static enum progress find_source(const struct candidate *c, unsigned slot,
				 unsigned location, unsigned *ret_event)
{
	int source = c->source[slot];

	if (source == SOURCE_OPEN)
		return WAITS;
	if (source == SOURCE_INITIAL) {
		*ret_event = location;
		return WENT_ON;
	}
	if (c->write[source] == WRITE_PENDING)
		return WAITS;
	if (c->write[source] == WRITE_NONE)
		return IMPOSSIBLE;
	*ret_event = (unsigned)c->write[source];
	return WENT_ON;
}

static void do_write(struct candidate *c, unsigned thread, const struct instruction *i,
		     unsigned slot, unsigned value, bool update)
{
	c->write[slot] = (int16_t)add_event(c, (struct event) {.kind = EVENT_WRITE,
							       .order = i->order,
							       .update = update,
							       .thread = thread,
							       .location = i->place,
							       .value = value});
}

static enum progress do_read(struct candidate *c, unsigned thread,
			     const struct instruction *i, unsigned slot)
{
	unsigned source = 0;
	enum progress progress = find_source(c, slot, i->place, &source);
	unsigned read;
	unsigned value;
	unsigned written;
	bool writes;

	if (progress != WENT_ON)
		return progress;
	value = c->event[source].value;
	written = instruction_apply(i, value, operand_of(c, thread, i), &writes);
	read = add_event(c, (struct event) {.kind = EVENT_READ,
					    .order = i->kind == DO_COMPARE && !writes ?
							     i->failure_order :
							     i->order,
					    .update = writes,
					    .thread = thread,
					    .location = i->place,
					    .value = value});
	c->read_source[read] = source;
	c->read_of[slot] = (int16_t)read;
	if (writes)
		do_write(c, thread, i, slot, written, true);
	else
		c->write[slot] = WRITE_NONE;
	if (i->result != NO_REGISTER)
		c->reg[thread][i->result] = value;
	return WENT_ON;
}

static void begin_thread(struct candidate *c, unsigned thread)
{
	c->begun[thread] = true;
	c->begin_event[thread] = add_thread_event(c, thread);
}

static enum progress do_join(struct candidate *c, unsigned thread, unsigned target)
{
	if (!c->ended[target])
		return WAITS;
	add_asw(c, c->end_event[target], add_thread_event(c, thread));
	return WENT_ON;
}

static void skip(struct candidate *c, unsigned thread, unsigned instructions)
{
	for (unsigned k = 1; k <= instructions; k++)
		c->write[slot_of(thread, c->pc[thread] + k)] = WRITE_NONE;
	c->pc[thread] += instructions;
}

static enum progress do_instruction(struct candidate *c, unsigned thread,
				    const struct instruction *i)
{
	unsigned slot = slot_of(thread, c->pc[thread]);

	switch (i->kind) {
	case DO_LOAD:
	case DO_EXCHANGE:
	case DO_ADD:
	case DO_COMPARE:
		return do_read(c, thread, i, slot);
	case DO_STORE:
		do_write(c, thread, i, slot, operand_of(c, thread, i), false);
		return WENT_ON;
	case DO_FENCE:
		add_event(c, (struct event) {
				     .kind = EVENT_FENCE, .order = i->order, .thread = thread});
		return WENT_ON;
	case DO_UNLESS_SKIP:
		if (c->reg[thread][i->result] != i->expected)
			skip(c, thread, i->operand);
		return WENT_ON;
	case DO_CREATE: {
		unsigned create = add_thread_event(c, thread);

		begin_thread(c, i->place);
		add_asw(c, create, c->begin_event[i->place]);
		return WENT_ON;
	}
	case DO_JOIN:
		return do_join(c, thread, i->place);
	default:
		AGX_ASSERT(!"an instruction that the oracle knows");
		return IMPOSSIBLE;
	}
}

/* Let THREAD do its next instruction. */
static enum progress step(struct candidate *c, const struct litmus *program, unsigned thread)
{
	enum progress progress;

	if (!c->begun[thread] || c->ended[thread])
		return WAITS;
	if (c->pc[thread] == program->thread[thread].count) {
		c->ended[thread] = true;
		c->end_event[thread] = add_thread_event(c, thread);
		return WENT_ON;
	}
	progress = do_instruction(c, thread, &program->thread[thread].list[c->pc[thread]]);
	if (progress == WENT_ON)
		c->pc[thread]++;
	return progress;
}

/* Run all threads as far as they go. Returns false if the candidate cannot be. */
static bool run(struct candidate *c, const struct litmus *program)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (unsigned t = 0; t < program->thread_count; t++) {
			enum progress progress;

			while ((progress = step(c, program, t)) == WENT_ON)
				moved = true;
			if (progress == IMPOSSIBLE)
				return false;
		}
	}
	return true;
}

static struct execution to_execution(const struct candidate *c)
{
	struct execution x = {.count = c->count};

	memcpy(x.event, c->event, c->count * sizeof x.event[0]);
	x.po = relation_empty(c->count);
	x.rf = relation_empty(c->count);
	x.rmw = relation_empty(c->count);
	x.asw = relation_empty(c->count);
	x.mo = relation_empty(c->count);
	for (unsigned a = 0; a < c->count; a++) {
		for (unsigned b = a + 1; b < c->count; b++) {
			if (x.event[a].initial != x.event[b].initial ||
			    (!x.event[a].initial && x.event[a].thread == x.event[b].thread))
				relation_add(&x.po, a, b);
		}
		if (x.event[a].kind == EVENT_READ) {
			relation_add(&x.rf, c->read_source[a], a);
			if (x.event[a].update)
				relation_add(&x.rmw, a, a + 1);
		}
	}
	for (unsigned i = 0; i < c->asw_count; i++)
		relation_add(&x.asw, c->asw[i].from, c->asw[i].to);
	return x;
}

static void set_order(struct relation *mo, const uint8_t *order, unsigned writes)
{
	for (unsigned i = 0; i < writes; i++) {
		mo->row[order[i]] = 0;
		for (unsigned k = i + 1; k < writes; k++)
			relation_add(mo, order[i], order[k]);
	}
}

static void swap(uint8_t *a, uint8_t *b)
{
	uint8_t old = *a;

	*a = *b;
	*b = old;
}

/* Can ORDER[0..AT] not begin any order that the axioms would let pass? Only saves time: an update comes right after the write that it
 * read (atomicity), and no write after one that it happens before (coherence). */
static bool is_hopeless(const struct search *s, const struct execution *x,
			const struct relation *hb, const uint8_t *order, unsigned at)
{
	unsigned last = order[at];

	if (!(s->options->without & AXIOM_ATOMICITY) && x->event[last].update &&
	    !relation_has(&x->rf, order[at - 1], last - 1))
		return true;
	for (unsigned i = 0; i < at; i++) {
		if (!(s->options->without & AXIOM_COHERENCE) && relation_has(hb, last, order[i]))
			return true;
	}
	return false;
}

/* Keep each order of ORDER[AT..] after ORDER[0..AT) that is coherent at LOCATION. */
static void try_orders(struct search *s, struct execution *x, const struct relation *hb,
		       unsigned location, uint8_t *order, unsigned at)
{
	unsigned writes = s->mo[location].writes;

	if (at > 1 && is_hopeless(s, x, hb, order, at - 1))
		return;
	if (at == writes) {
		set_order(&x->mo, order, writes);
		if (s->mo[location].count == ORDERS_MAX) {
			s->too_large = true;
		} else if (execution_coherent(x, hb, s->options, location)) {
			memcpy(s->mo[location].order[s->mo[location].count++], order, writes);
		}
		return;
	}
	for (unsigned i = at; i < writes; i++) {
		swap(&order[at], &order[i]);
		try_orders(s, x, hb, location, order, at + 1);
		swap(&order[at], &order[i]);
	}
}

static void find_orders(struct search *s, const struct execution *x,
			const struct relation *hb, unsigned location)
{
	struct execution copy = *x;
	uint8_t order[WRITES_MAX];
	unsigned writes = 0;

	for (unsigned e = 0; e < x->count; e++) {
		if (x->event[e].kind == EVENT_WRITE && x->event[e].location == location) {
			AGX_ASSERT(writes < WRITES_MAX);
			order[writes++] = (uint8_t)e;
		}
	}
	s->mo[location].writes = writes;
	s->mo[location].count = 0;
	try_orders(s, &copy, hb, location, order, 1); /* the initial write is first */
}

static void count_execution(struct search *s, const struct candidate *c,
			    const struct execution *x)
{
	struct final_state state = {0};

	for (unsigned t = 0; t < s->program->thread_count; t++) {
		for (unsigned r = 0; r < LITMUS_REGISTERS_MAX; r++)
			state.reg[t][r] = (uint8_t)c->reg[t][r];
	}
	for (unsigned e = 0; e < x->count; e++) {
		if (x->event[e].kind == EVENT_WRITE && x->mo.row[e] == 0)
			state.memory[x->event[e].location] = (uint8_t)x->event[e].value;
	}
	outcome_set_add(s->outcomes, &state);
}

/* Every combination of the coherent orders of the locations from LOCATION on. */
static void combine(struct search *s, const struct candidate *c, struct execution *x,
		    const struct relation *hb, unsigned location)
{
	if (location == s->program->location_count) {
		if (execution_ordered(x, hb, s->options))
			count_execution(s, c, x);
		return;
	}
	for (unsigned i = 0; i < s->mo[location].count; i++) {
		set_order(&x->mo, s->mo[location].order[i], s->mo[location].writes);
		combine(s, c, x, hb, location + 1);
	}
}

/* All threads have ended: rf is whole. */
static void try_modification_orders(struct search *s, const struct candidate *c)
{
	struct execution x = to_execution(c);
	struct relation hb = execution_hb(&x, s->options);

	for (unsigned l = 0; l < s->program->location_count; l++) {
		find_orders(s, &x, &hb, l);
		if (s->mo[l].count == 0)
			return;
	}
	combine(s, c, &x, &hb, 0);
}

/* The first thread that stands before a read without a source; false if none does. */
static bool next_open_read(const struct candidate *c, const struct litmus *program,
			   unsigned *ret_thread)
{
	for (unsigned t = 0; t < program->thread_count; t++) {
		const struct instruction *i = &program->thread[t].list[c->pc[t]];

		if (!c->begun[t] || c->ended[t] || c->pc[t] == program->thread[t].count)
			continue;
		if (instruction_reads(i) && c->source[slot_of(t, c->pc[t])] == SOURCE_OPEN) {
			*ret_thread = t;
			return true;
		}
	}
	return false;
}

static bool all_ended(const struct candidate *c, const struct litmus *program)
{
	for (unsigned t = 0; t < program->thread_count; t++) {
		if (!c->ended[t])
			return false;
	}
	return true;
}

static bool try_sources(struct search *s, struct candidate c);

/* Give the read in SLOT each write of LOCATION. */
static bool try_each_source(struct search *s, struct candidate *c, unsigned slot,
			    unsigned location)
{
	const struct litmus *program = s->program;

	c->source[slot] = SOURCE_INITIAL;
	if (!try_sources(s, *c))
		return false;
	for (unsigned t = 0; t < program->thread_count; t++) {
		for (unsigned i = 0; i < program->thread[t].count; i++) {
			const struct instruction *write = &program->thread[t].list[i];

			if (!instruction_may_write(write) || write->place != location ||
			    c->write[slot_of(t, i)] == WRITE_NONE)
				continue;
			c->source[slot] = (int16_t)slot_of(t, i);
			if (!try_sources(s, *c))
				return false;
		}
	}
	return true;
}

static bool try_sources(struct search *s, struct candidate c)
{
	unsigned thread;

	if (!run(&c, s->program))
		return true;
	if (next_open_read(&c, s->program, &thread)) {
		return try_each_source(s, &c, slot_of(thread, c.pc[thread]),
				       s->program->thread[thread].list[c.pc[thread]].place);
	}
	if (s->left == 0)
		return false;
	s->left--;
	if (all_ended(&c, s->program)) /* else po | rf has a cycle */
		try_modification_orders(s, &c);
	return !s->too_large;
}

bool enumerate(const struct litmus *program, const struct axiom_options *options,
	       uint64_t candidates_max, struct outcome_set *ret_outcomes)
{
	static struct search search; /* large */
	struct candidate c = {0};

	search.program = program;
	search.options = options;
	search.outcomes = ret_outcomes;
	search.left = candidates_max;
	search.too_large = false;
	for (unsigned i = 0; i < SLOTS; i++) {
		c.source[i] = SOURCE_OPEN;
		c.write[i] = WRITE_PENDING;
	}
	for (unsigned l = 0; l < program->location_count; l++) {
		add_event(&c, (struct event) {
				      .kind = EVENT_WRITE, .initial = true, .location = l,
				      .thread = LITMUS_THREADS_MAX});
	}
	begin_thread(&c, 0);
	return try_sources(&search, c);
}
