// SPDX-License-Identifier: MIT
/* The search: who goes next, what an operation does, and where to go back to. See dpor_internal.h. */
#include "explore/dpor_internal.h"

#include "base/assert.h"

#include <stdlib.h>
#include <string.h>

struct dpor dpor;

static thread_set bit(unsigned thread)
{
	return UINT32_C(1) << thread;
}

static bool is_scheduled(const struct operation *op)
{
	return op->kind == OPERATION_READ || op->kind == OPERATION_WRITE || op->kind == OPERATION_UPDATE ||
	       op->kind == OPERATION_JOIN || op->kind == OPERATION_BLOCK;
}

/* A thread whose loop only repeats stays where it is, unless a recorded execution says that it goes on. */
static bool is_enabled(const struct operation *op)
{
	if (op->repeats)
		return false;
	switch ((enum operation_kind)op->kind) {
	case OPERATION_NONE:
	case OPERATION_BLOCK:
		return false;
	case OPERATION_JOIN:
		return threads[op->target].finished;
	case OPERATION_UPDATE:
		return !update_waits(op->update) || update_enabled(op, dpor_value(dpor_location(op), op->size));
	default:
		return true;
	}
}

static thread_set enabled_threads(void)
{
	thread_set set = 0;

	for (unsigned t = 0; t < thread_count; t++)
		if (threads[t].exists && !threads[t].finished && is_enabled(&dpor.pending[t]))
			set |= bit(t);
	return set;
}

/* Nobody can move. */
_Noreturn static void end_quiescent(void)
{
	bool alive = false;
	bool exited = false;

	for (unsigned t = 0; t < thread_count; t++) {
		if (!threads[t].exists)
			continue;
		if (runtime_has_exited(t)) {
			exited = true;
			continue;
		}
		if (threads[t].finished)
			continue;
		alive = true;
		if (dpor.pending[t].kind == OPERATION_BLOCK || dpor.pending[t].repeats)
			runtime_end(OUTCOME_BLOCKED);
	}
	runtime_end(alive && !exited ? OUTCOME_DEADLOCK : OUTCOME_COMPLETE);
}

/* The threads that slept at the last choice, or were tried there, sleep on as long as what happened does not depend
 * on what they are about to do. */
static thread_set sleeping(int depth)
{
	const struct dpor_node *last = &dpor.nodes[depth - 1];
	thread_set candidates = (last->sleep | last->done) & ~bit(last->thread);
	thread_set set = 0;

	for (; candidates; candidates &= candidates - 1) {
		unsigned t = (unsigned)__builtin_ctz(candidates);

		if (!dpor_depends_on(&dpor.pending[t], &dpor.events[depth - 1]))
			set |= bit(t);
	}
	return set;
}

static struct dpor_node *open_node(thread_set enabled)
{
	struct dpor_node *node = &dpor.nodes[dpor.depth];

	if ((unsigned)dpor.depth >= dpor.options.events_max)
		runtime_end(OUTCOME_BOUND);
	*node = (struct dpor_node){.enabled = enabled, .alternatives = 1};
	if (dpor.depth > 0) {
		node->sleep = sleeping(dpor.depth);
		node->preemptions = node[-1].preemptions;
	}
	return node;
}

static unsigned choose(unsigned last)
{
	thread_set enabled;
	thread_set awake;
	struct dpor_node *node;

	if (dpor.depth < dpor.replayed)
		return dpor.nodes[dpor.depth].thread;
	enabled = enabled_threads();
	if (!enabled)
		end_quiescent();
	node = open_node(enabled);
	if (dpor_scheduled()) {
		node->thread = (uint8_t)dpor_schedule_thread(enabled, last);
		return node->thread;
	}
	awake = enabled & ~node->sleep;
	if (!awake)
		runtime_end(OUTCOME_REDUNDANT);
	node->thread = (uint8_t)(awake & bit(last) ? last : (unsigned)__builtin_ctz(awake));
	node->backtrack = bit(node->thread);
	return node->thread;
}

/* Hand over to whoever is next; returns when that is the caller. */
static void schedule(unsigned self)
{
	unsigned next;

	if (dpor.starting[self]) {
		dpor.starting[self] = false;
		next = threads[self].parent;
	} else {
		next = choose(self);
	}
	if (next != self)
		runtime_switch(next);
}

static bool is_same(const struct operation *a, const struct operation *b)
{
	return a->kind == b->kind && a->update == b->update && a->order == b->order &&
	       a->failure_order == b->failure_order && a->size == b->size && a->virtual == b->virtual &&
	       a->plain == b->plain && a->target == b->target && a->address == b->address &&
	       value_equal(a->operand, b->operand) && value_equal(a->expected, b->expected);
}

/* Event NUMBER is made by SELF. Those before the last of the replayed ones are as they were; the last is new, but what led to it is not,
 * so the thread does what it was about to do. */
static void check_replay(int number, unsigned self, const struct operation *op)
{
	const struct dpor_event *event = &dpor.events[number];

	if (number < dpor.replayed - 1 && (event->thread != self || !is_same(&event->op, op)))
		runtime_differs(op->pc);
	if (number == dpor.replayed - 1 && dpor.expected.kind != OPERATION_NONE && !is_same(&dpor.expected, op))
		runtime_differs(op->pc);
}

/* The event of *OP is number DEPTH. Its clock and races are computed once, when it is new. */
static void record(unsigned self, struct operation *op, const struct dpor_location *location, struct value old,
		   bool writes)
{
	int number = dpor.depth++;
	struct dpor_event *event = &dpor.events[number];
	bool repeated = number < dpor.replayed - 1;

	check_replay(number, self, op);
	event->op = *op;
	event->old = old;
	event->thread = (uint8_t)self;
	event->writes = writes;
	event->location = location ? location->number : -1;
	event->previous = location ? location->last : -1;
	if (!repeated) {
		event->index = dpor.clock[self][self] + 1;
		memcpy(event->clock, dpor.clock[self], sizeof event->clock);
		event->clock[self] = event->index;
		dpor_order(event);
		if (op->kind == OPERATION_JOIN)
			clock_join(event->clock, dpor.clock[op->target]);
		if (!dpor_scheduled())
			dpor_reverse_races(self, op, dpor.clock[self], number);
	}
	memcpy(dpor.clock[self], event->clock, sizeof event->clock);
}

/* Which of the alternatives of the event to come. */
static unsigned take_alternative(unsigned alternatives)
{
	struct dpor_node *node = &dpor.nodes[dpor.depth];

	AGX_ASSERT(alternatives >= 1 && alternatives <= UINT8_MAX);
	node->alternatives = (uint8_t)alternatives;
	if (dpor_scheduled())
		node->alternative = (uint8_t)dpor_schedule_alternative(alternatives);
	AGX_ASSERT(node->alternative < alternatives);
	return node->alternative;
}

static void access_location(unsigned self, struct operation *op)
{
	struct dpor_location *location = dpor_location(op);
	struct value old = dpor_value(location, op->size);
	bool writes = op->kind == OPERATION_WRITE || (op->kind == OPERATION_UPDATE && update_writes(op, old));
	struct value now = op->operand;

	op->result = old;
	op->alternative = 0;
	if (op->kind == OPERATION_UPDATE && writes) {
		op->alternative = (uint8_t)take_alternative(update_alternatives(op, old));
		now = update_apply(op, old, op->alternative);
	}
	record(self, op, location, old, writes);
	location->last = dpor.depth - 1;
	if (writes && location->virtual)
		location->value = now;
	else if (writes && !op->plain)
		memory_write(location->address, op->size, now);
	dpor_synchronise(op, location, writes);
	location->last_write = dpor_log(self, op, location);
}

static void make(unsigned self, struct operation *op)
{
	dpor.pending[self].kind = OPERATION_NONE;
	if (op->kind == OPERATION_JOIN) {
		record(self, op, NULL, (struct value){0}, false);
		dpor_synchronise(op, NULL, false);
		dpor_log(self, op, NULL);
	} else {
		access_location(self, op);
	}
}

/* A choice is made where it is met: a node in which one thread can go, with several alternatives. */
static void choice(unsigned self, struct operation *op)
{
	struct dpor_node *node;

	if (dpor.depth >= dpor.replayed) {
		node = open_node(bit(self));
		node->backtrack = bit(self);
		node->thread = (uint8_t)(dpor_scheduled() ? dpor_schedule_thread(bit(self), self) : self);
	}
	op->alternative = (uint8_t)take_alternative((unsigned)op->operand.low);
	op->result = (struct value){op->alternative, 0};
	record(self, op, NULL, (struct value){0}, false);
	dpor_log(self, op, NULL);
}

static void create(unsigned self, struct operation *op)
{
	unsigned child = op->target;

	memcpy(dpor.clock[child], dpor.clock[self], sizeof dpor.clock[child]);
	dpor_synchronise(op, NULL, false);
	dpor_log(self, op, NULL);
	dpor.pending[child].kind = OPERATION_NONE;
	dpor.starting[child] = true;
	runtime_switch(child); /* up to its first operation */
}

_Noreturn static void leave(unsigned self, struct operation *op)
{
	dpor_log(self, op, NULL);
	threads[self].finished = true;
	dpor.pending[self].kind = OPERATION_NONE;
	schedule(self);
	AGX_ASSERT(!"a finished thread went on");
	abort();
}

static void dpor_perform(struct operation *op)
{
	unsigned self = runtime_self();

	if (is_scheduled(op)) {
		dpor.pending[self] = *op;
		schedule(self);
		make(self, op);
		return;
	}
	switch ((enum operation_kind)op->kind) {
	case OPERATION_CHOICE:
		choice(self, op);
		break;
	case OPERATION_CREATE:
		create(self, op);
		break;
	case OPERATION_EXIT:
		leave(self, op);
	default:
		dpor_synchronise(op, NULL, false);
		dpor_log(self, op, NULL);
	}
}

static const char *dpor_start(const struct engine_options *options)
{
	if (options->model != MEMORY_SC)
		return "the engine 'dpor' knows sequential consistency only";
	if (!dpor.events) {
		dpor.events = calloc(DPOR_EVENTS_MAX, sizeof *dpor.events);
		dpor.nodes = calloc(DPOR_EVENTS_MAX, sizeof *dpor.nodes);
	}
	if (!dpor.events || !dpor.nodes || !dpor_locations_begin())
		return "no memory";
	dpor.options = *options;
	if (!dpor.options.events_max || dpor.options.events_max > DPOR_EVENTS_MAX)
		dpor.options.events_max = DPOR_EVENTS_MAX;
	dpor.replayed = 0;
	dpor.expected.kind = OPERATION_NONE;
	dpor.depth = 0;
	return dpor_schedule_start();
}

static void dpor_begin(void)
{
	dpor.depth = 0;
	memset(dpor.clock, 0, sizeof dpor.clock);
	memset(dpor.starting, 0, sizeof dpor.starting);
	for (unsigned t = 0; t < THREADS_MAX; t++)
		dpor.pending[t].kind = OPERATION_NONE;
	dpor_locations_begin();
	dpor_synchronise_begin();
	dpor_log_begin();
	dpor_schedule_begin();
}

/* What threads were about to do when the execution ended could have come earlier too. A thread that sleeps is the
 * exception: what it is about to do was explored. */
static void reverse_pending(enum outcome outcome)
{
	for (unsigned t = 0; t < thread_count; t++) {
		const struct operation *op = &dpor.pending[t];

		if (!threads[t].exists || threads[t].finished || op->kind == OPERATION_NONE || op->repeats)
			continue;
		if (outcome == OUTCOME_REDUNDANT && is_enabled(op))
			continue;
		dpor_reverse_races(t, op, dpor.clock[t], dpor.depth);
	}
}

/* What the thread of node NUMBER does there: its first operation from there on in the execution that has ended. */
static const struct operation *operation_from(int number)
{
	unsigned thread = dpor.nodes[number].thread;

	for (int i = number; i < dpor.depth; i++)
		if (dpor.events[i].thread == thread)
			return &dpor.events[i].op;
	return &dpor.pending[thread];
}

static bool dpor_next(enum outcome outcome)
{
	if (dpor_scheduled())
		return dpor_schedule_next();
	reverse_pending(outcome);
	for (int i = (dpor.depth > dpor.replayed ? dpor.depth : dpor.replayed) - 1; i >= 0; i--) {
		struct dpor_node *node = &dpor.nodes[i];
		thread_set left;

		dpor.replayed = i + 1;
		if (node->alternative + 1 < node->alternatives) {
			node->alternative++;
			dpor.expected = *operation_from(i);
			return true;
		}
		node->done |= bit(node->thread);
		left = node->backtrack & node->enabled & ~(node->done | node->sleep);
		if (left) {
			node->thread = (uint8_t)__builtin_ctz(left);
			node->alternative = 0;
			node->alternatives = 1;
			dpor.expected = *operation_from(i);
			return true;
		}
	}
	return false;
}

/* Of the choices on the path, the share that is behind us: each node splits what is below it evenly. */
static double dpor_progress(void)
{
	double done = 0;
	double share = 1;

	if (dpor_scheduled())
		return -1;
	for (int i = 0; i < dpor.depth; i++) {
		const struct dpor_node *node = &dpor.nodes[i];
		int tried = __builtin_popcount(node->done);
		int all = __builtin_popcount(node->backtrack | node->done);

		share /= all > 0 ? all : 1;
		done += share * tried;
	}
	return done;
}

const struct engine engine_dpor = {
	.name = "dpor",
	.start = dpor_start,
	.begin = dpor_begin,
	.perform = dpor_perform,
	.next = dpor_next,
	.steps = dpor_steps,
	.replay = dpor_replay,
	.replay_steps = dpor_replay_steps,
	.progress = dpor_progress,
};
