// SPDX-License-Identifier: MIT
#include "explore/step_order.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* How many steps of each thread. */
struct counts {
	uint16_t of[THREADS_MAX];
};

struct problem {
	const struct engine_step *steps;
	size_t count;
	unsigned *place;         /* of each step among those of its thread */
	struct counts *before;   /* of each step: what comes before it */
	unsigned *of[THREADS_MAX]; /* numbers of each thread's steps */
	struct counts limit;
	unsigned total;
};

static void release(struct problem *p)
{
	free(p->place);
	free(p->before);
	free(p->of[0]);
}

static void need(struct problem *p, unsigned step, unsigned before)
{
	uint16_t *count = &p->before[step].of[p->steps[before].thread];

	if (*count < p->place[before] + 1)
		*count = (uint16_t)(p->place[before] + 1);
}

static const unsigned *last_of(const struct problem *p, unsigned thread)
{
	unsigned count = p->limit.of[thread];

	return count > 0 ? &p->of[thread][count - 1] : NULL;
}

/* Reads-from, creation, joining. */
static void add_hard(struct problem *p)
{
	for (size_t i = 0; i < p->count; i++) {
		const struct engine_step *step = &p->steps[i];
		const unsigned *end = step->op.kind == OPERATION_JOIN ? last_of(p, step->op.target) : NULL;

		if (step->waiting)
			continue;
		if (step->reads_from >= 0)
			need(p, (unsigned)i, (unsigned)step->reads_from);
		if (end != NULL)
			need(p, (unsigned)i, *end);
		if (step->op.kind == OPERATION_CREATE && p->limit.of[step->op.target] > 0)
			need(p, p->of[step->op.target][0], (unsigned)i);
	}
}

/* All steps but the waiting ones, within no limit. Returns false on lack of memory. */
static bool set_up(struct problem *p, const struct engine_step *steps, size_t count)
{
	unsigned lengths[THREADS_MAX] = {0};
	unsigned *numbers = calloc(count + 1, sizeof *numbers);

	*p = (struct problem) {.steps = steps, .count = count};
	p->of[0] = numbers;
	p->place = calloc(count + 1, sizeof *p->place);
	p->before = calloc(count + 1, sizeof *p->before);
	if (numbers == NULL || p->place == NULL || p->before == NULL) {
		release(p);
		return false;
	}
	for (size_t i = 0; i < count; i++)
		if (!steps[i].waiting)
			p->place[i] = lengths[steps[i].thread]++;
	for (unsigned t = 0; t < THREADS_MAX; t++) {
		p->of[t] = numbers;
		numbers += lengths[t];
		p->limit.of[t] = (uint16_t)lengths[t];
	}
	for (size_t i = 0; i < count; i++)
		if (!steps[i].waiting)
			p->of[steps[i].thread][p->place[i]] = (unsigned)i;
	add_hard(p);
	return true;
}

static void set_limit(struct problem *p, const struct step_need *wanted)
{
	p->total = 0;
	for (unsigned t = 0; t < THREADS_MAX; t++) {
		if (p->limit.of[t] > wanted->of[t])
			p->limit.of[t] = (uint16_t)wanted->of[t];
		p->total += p->limit.of[t];
	}
}

void step_order_close(const struct engine_step *steps, size_t count, struct step_need *wanted)
{
	struct problem p;
	bool more = true;

	if (!set_up(&p, steps, count))
		return;
	for (unsigned t = 0; t < THREADS_MAX; t++)
		if (wanted->of[t] > p.limit.of[t])
			wanted->of[t] = p.limit.of[t];
	while (more) {
		more = false;
		for (size_t i = 0; i < count; i++) {
			if (steps[i].waiting || p.place[i] >= wanted->of[steps[i].thread])
				continue;
			for (unsigned t = 0; t < THREADS_MAX; t++) {
				if (p.before[i].of[t] <= wanted->of[t])
					continue;
				wanted->of[t] = p.before[i].of[t];
				more = true;
			}
		}
	}
	release(&p);
}

/* Let THREAD go on as far as it can: how many steps that is. */
static unsigned run(const struct problem *p, const struct counts *done, unsigned thread)
{
	unsigned at = done->of[thread];

	for (; at < p->limit.of[thread]; at++) {
		const struct counts *before = &p->before[p->of[thread][at]];

		for (unsigned t = 0; t < THREADS_MAX; t++)
			if (t != thread && before->of[t] > done->of[t])
				return at - done->of[thread];
	}
	return at - done->of[thread];
}

static bool has_order(const struct problem *p)
{
	struct counts done = {{0}};
	unsigned total = 0;
	bool more = true;

	while (more) {
		more = false;
		for (unsigned t = 0; t < THREADS_MAX; t++) {
			unsigned steps = run(p, &done, t);

			done.of[t] = (uint16_t)(done.of[t] + steps);
			total += steps;
			more = more || steps > 0;
		}
	}
	return total == p->total;
}

struct edge {
	unsigned from;
	unsigned to;
};

static bool is_kept(const struct problem *p, size_t i)
{
	return !p->steps[i].waiting && p->place[i] < p->limit.of[p->steps[i].thread];
}

static bool is_access(const struct engine_step *step)
{
	return step->op.kind == OPERATION_READ || step->op.kind == OPERATION_WRITE ||
	       step->op.kind == OPERATION_UPDATE;
}

/* The kept write that follows on STEP, or on what it read, in modification order; -1. */
static int next_write(const struct problem *p, const struct engine_step *step)
{
	int next = -1;

	for (size_t i = 0; i < p->count; i++) {
		const struct engine_step *other = &p->steps[i];

		if (!other->writes || !is_kept(p, i) || other->op.address != step->op.address ||
		    other->op.virtual != step->op.virtual || other->position <= step->position)
			continue;
		if (next < 0 || other->position < p->steps[next].position)
			next = (int)i;
	}
	return next;
}

/* Modification order first, then from reads to the next write: one for each step at most. */
static size_t soft_edges(const struct problem *p, struct edge *edges)
{
	size_t count = 0;

	for (int writes = 1; writes >= 0; writes--) {
		for (size_t i = 0; i < p->count; i++) {
			int next;

			if (!is_kept(p, i) || !is_access(&p->steps[i]) || p->steps[i].writes != writes)
				continue;
			next = next_write(p, &p->steps[i]);
			if (next >= 0)
				edges[count++] = (struct edge) {(unsigned)i, (unsigned)next};
		}
	}
	return count;
}

/* Those that leave an order: all of them if that is possible, else one after the other. */
static void add_soft(struct problem *p, const struct edge *edges, size_t count, struct counts *saved)
{
	memcpy(saved, p->before, p->count * sizeof *saved);
	for (size_t i = 0; i < count; i++)
		need(p, edges[i].to, edges[i].from);
	if (has_order(p))
		return;
	memcpy(p->before, saved, p->count * sizeof *saved);
	for (size_t i = 0; i < count; i++) {
		const struct counts before = p->before[edges[i].to];

		need(p, edges[i].to, edges[i].from);
		if (!has_order(p))
			p->before[edges[i].to] = before;
	}
}

/* After some runs of threads, each as long as possible: to stop a thread earlier never saves a change, since what it could
 * have done at once can be moved there from its next run. */
struct state {
	struct counts done;
	unsigned total;
	int parent; /* -1: the first */
	uint8_t thread; /* that ran last */
};

struct search {
	struct state *states; /* by number of changes */
	size_t count;
	size_t capacity;
};

static bool add_state(struct search *s, size_t level, const struct state *state)
{
	for (size_t i = level; i < s->count; i++)
		if (memcmp(&s->states[i].done, &state->done, sizeof state->done) == 0)
			return true;
	if (s->count == s->capacity) {
		size_t capacity = s->capacity ? s->capacity * 2 : 256;
		struct state *grown = realloc(s->states, capacity * sizeof *grown);

		if (grown == NULL)
			return false;
		s->states = grown;
		s->capacity = capacity;
	}
	s->states[s->count++] = *state;
	return true;
}

static bool expand(struct search *s, const struct problem *p, size_t from, size_t level)
{
	for (unsigned t = 0; t < THREADS_MAX; t++) {
		struct state next = s->states[from];
		unsigned steps = run(p, &next.done, t);

		if (steps == 0)
			continue;
		next.done.of[t] = (uint16_t)(next.done.of[t] + steps);
		next.total += steps;
		next.parent = (int)from;
		next.thread = (uint8_t)t;
		if (!add_state(s, level, &next))
			return false;
	}
	return true;
}

/* The furthest first. They have no children yet, so they may change places. */
static int by_total(const void *a, const void *b)
{
	const struct state *x = a;
	const struct state *y = b;

	return (x->total < y->total) - (x->total > y->total);
}

/* Returns the number of the state in which all is done; -1: no memory. */
static int find(struct search *s, const struct problem *p)
{
	const struct state first = {.parent = -1};
	size_t from = 0;

	if (!add_state(s, 0, &first))
		return -1;
	for (;;) {
		size_t level = s->count;
		size_t width = level < STEP_ORDER_STATES ? STEP_ORDER_WIDTH : 1;

		for (size_t i = from; i < level && i < from + width; i++)
			if (!expand(s, p, i, level))
				return -1;
		qsort(&s->states[level], s->count - level, sizeof *s->states, by_total);
		if (s->count == level)
			return -1;
		if (s->states[level].total == p->total)
			return (int)level;
		from = level;
	}
}

static size_t write_order(const struct problem *p, const struct search *s, int state, unsigned *order)
{
	size_t at = p->total;

	for (; s->states[state].parent >= 0; state = s->states[state].parent) {
		unsigned t = s->states[state].thread;
		unsigned end = s->states[state].done.of[t];
		unsigned begin = s->states[s->states[state].parent].done.of[t];

		while (end > begin)
			order[--at] = p->of[t][--end];
	}
	return p->total;
}

size_t step_order(const struct engine_step *steps, size_t count, const struct step_need *wanted, unsigned *order)
{
	struct problem p;
	struct search s = {0};
	struct edge *edges = calloc(count + 1, sizeof *edges);
	struct counts *saved = calloc(count + 1, sizeof *saved);
	size_t kept = 0;

	if (edges != NULL && saved != NULL && set_up(&p, steps, count)) {
		int end;

		set_limit(&p, wanted);
		if (p.total > 0) {
			add_soft(&p, edges, soft_edges(&p, edges), saved);
			end = find(&s, &p);
			if (end >= 0)
				kept = write_order(&p, &s, end, order);
		}
		release(&p);
	}
	free(s.states);
	free(saved);
	free(edges);
	return kept;
}
