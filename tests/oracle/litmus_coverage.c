// SPDX-License-Identifier: MIT
#include "oracle/litmus_coverage.h"

#include "base/assert.h"

/* Whose programs have a feature. */
enum group {
	ATOMICS,
	PRIMITIVES,
	BOTH
};

struct feature {
	const char *name;
	bool (*is)(const struct feature *feature, const struct litmus *program,
		   const struct litmus_ends *ends);
	enum group group;
	unsigned a; /* kind of an instruction, or a number */
	unsigned b; /* order */
	unsigned c; /* failure order */
};

static bool any(const struct litmus *program,
		bool (*is)(const struct feature *, const struct instruction *),
		const struct feature *feature)
{
	for (unsigned t = 0; t < program->thread_count; t++) {
		for (unsigned i = 0; i < program->thread[t].count; i++) {
			if (is(feature, &program->thread[t].list[i]))
				return true;
		}
	}
	return false;
}

static bool is_access(const struct instruction *i)
{
	return instruction_reads(i) || instruction_may_write(i);
}

static unsigned accesses(const struct litmus *program, unsigned thread)
{
	unsigned count = 0;

	for (unsigned i = 0; i < program->thread[thread].count; i++)
		count += is_access(&program->thread[thread].list[i]);
	return count;
}

static bool of_kind(const struct feature *f, const struct instruction *i)
{
	return i->kind == f->a;
}

static bool of_order(const struct feature *f, const struct instruction *i)
{
	return i->kind == f->a && i->order == f->b;
}

static bool of_update_order(const struct feature *f, const struct instruction *i)
{
	return instruction_reads(i) && instruction_may_write(i) && i->order == f->b;
}

static bool of_both_orders(const struct feature *f, const struct instruction *i)
{
	return i->kind == DO_COMPARE && i->order == f->b && i->failure_order == f->c;
}

static bool of_register(const struct feature *f, const struct instruction *i)
{
	(void)f;
	return i->source != NO_REGISTER;
}

static bool of_seq_cst(const struct feature *f, const struct instruction *i)
{
	(void)f;
	return is_access(i) && i->order == ORDER_SEQ_CST;
}

static bool of_weaker(const struct feature *f, const struct instruction *i)
{
	(void)f;
	return is_access(i) && i->order != ORDER_SEQ_CST;
}

static bool of_seq_cst_fence(const struct feature *f, const struct instruction *i)
{
	(void)f;
	return i->kind == DO_FENCE && i->order == ORDER_SEQ_CST;
}

static bool of_barrier(const struct feature *f, const struct instruction *i)
{
	(void)f;
	return i->kind == DO_BARRIER;
}

#define INSTRUCTION_FEATURE(name) \
	static bool has_##name(const struct feature *f, const struct litmus *program, \
			       const struct litmus_ends *ends) \
	{ \
		(void)ends; \
		return any(program, of_##name, f); \
	}
INSTRUCTION_FEATURE(kind)
INSTRUCTION_FEATURE(order)
INSTRUCTION_FEATURE(update_order)
INSTRUCTION_FEATURE(both_orders)
INSTRUCTION_FEATURE(register)

static bool has_threads(const struct feature *f, const struct litmus *program,
			const struct litmus_ends *ends)
{
	(void)ends;
	return program->thread_count == f->a + 1; /* with main */
}

static bool has_locations(const struct feature *f, const struct litmus *program,
			  const struct litmus_ends *ends)
{
	(void)ends;
	return program->location_count == f->a;
}

/* A: accesses of the longest thread, B: threads. */
static bool has_longest(const struct feature *f, const struct litmus *program,
			const struct litmus_ends *ends)
{
	unsigned longest = 0;

	(void)ends;
	for (unsigned t = 1; t < program->thread_count; t++)
		longest = accesses(program, t) > longest ? accesses(program, t) : longest;
	return program->thread_count == f->b + 1 && longest == f->a;
}

static bool has_main(const struct feature *f, const struct litmus *program,
		     const struct litmus_ends *ends)
{
	(void)f;
	(void)ends;
	return accesses(program, 0) > 0;
}

static bool has_mixture(const struct feature *f, const struct litmus *program,
			const struct litmus_ends *ends)
{
	(void)ends;
	return any(program, of_seq_cst, f) && any(program, of_weaker, f);
}

/* Where psc orders fences with accesses. */
static bool has_fence_and_seq_cst(const struct feature *f, const struct litmus *program,
				  const struct litmus_ends *ends)
{
	(void)ends;
	return any(program, of_seq_cst_fence, f) && any(program, of_seq_cst, f);
}

static bool has_large_barrier(const struct feature *f, const struct litmus *program,
			      const struct litmus_ends *ends)
{
	(void)ends;
	return any(program, of_barrier, f) && program->barrier_threads[0] == f->a;
}

static bool has_one_execution(const struct feature *f, const struct litmus *program,
			      const struct litmus_ends *ends)
{
	(void)f;
	(void)program;
	return ends->complete + ends->deadlocked == 1;
}

static bool has_weakness(const struct feature *f, const struct litmus *program,
			 const struct litmus_ends *ends)
{
	(void)f;
	(void)program;
	return ends->models_differ;
}

/* A: of complete, B: of deadlocked executions there are some. */
static bool has_ends(const struct feature *f, const struct litmus *program,
		     const struct litmus_ends *ends)
{
	(void)program;
	return (ends->complete > 0) == (f->a != 0) &&
	       (ends->deadlocked > 0) == (f->b != 0);
}

#define KIND(text, kind) {text, has_kind, PRIMITIVES, kind, 0, 0}
#define ORDER(text, kind, order) {text, has_order, ATOMICS, kind, order, 0}
#define UPDATE(text, order) {text, has_update_order, ATOMICS, 0, order, 0}
#define COMPARE(text, order, otherwise) {text, has_both_orders, ATOMICS, 0, order, otherwise}

static const struct feature features[] = {
	{"2 threads", has_threads, BOTH, 2, 0, 0},
	{"3 threads", has_threads, BOTH, 3, 0, 0},
	{"4 threads", has_threads, BOTH, 4, 0, 0},
	{"accesses in main", has_main, BOTH, 0, 0, 0},
	{"1 location", has_locations, ATOMICS, 1, 0, 0},
	{"2 locations", has_locations, ATOMICS, 2, 0, 0},
	{"3 locations", has_locations, ATOMICS, 3, 0, 0},
	{"2 threads, at most 2 accesses in each", has_longest, ATOMICS, 2, 2, 0},
	{"2 threads, at most 3", has_longest, ATOMICS, 3, 2, 0},
	{"2 threads, at most 4", has_longest, ATOMICS, 4, 2, 0},
	{"2 threads, at most 5", has_longest, ATOMICS, 5, 2, 0},
	{"3 threads, at most 2", has_longest, ATOMICS, 2, 3, 0},
	{"3 threads, at most 3", has_longest, ATOMICS, 3, 3, 0},
	{"3 threads, at most 4", has_longest, ATOMICS, 4, 3, 0},
	{"3 threads, at most 5", has_longest, ATOMICS, 5, 3, 0},
	{"4 threads, at most 2", has_longest, ATOMICS, 2, 4, 0},
	{"4 threads, at most 3", has_longest, ATOMICS, 3, 4, 0},
	{"4 threads, at most 4", has_longest, ATOMICS, 4, 4, 0},
	{"4 threads, at most 5", has_longest, ATOMICS, 5, 4, 0},
	ORDER("load relaxed", DO_LOAD, ORDER_RELAXED),
	ORDER("load acquire", DO_LOAD, ORDER_ACQUIRE),
	ORDER("load seq_cst", DO_LOAD, ORDER_SEQ_CST),
	ORDER("store relaxed", DO_STORE, ORDER_RELAXED),
	ORDER("store release", DO_STORE, ORDER_RELEASE),
	ORDER("store seq_cst", DO_STORE, ORDER_SEQ_CST),
	UPDATE("update relaxed", ORDER_RELAXED),
	UPDATE("update acquire", ORDER_ACQUIRE),
	UPDATE("update release", ORDER_RELEASE),
	UPDATE("update acq_rel", ORDER_ACQ_REL),
	UPDATE("update seq_cst", ORDER_SEQ_CST),
	{"exchange", has_kind, ATOMICS, DO_EXCHANGE, 0, 0},
	{"addition", has_kind, ATOMICS, DO_ADD, 0, 0},
	COMPARE("compare relaxed, else relaxed", ORDER_RELAXED, ORDER_RELAXED),
	COMPARE("compare acquire, else relaxed", ORDER_ACQUIRE, ORDER_RELAXED),
	COMPARE("compare acquire, else acquire", ORDER_ACQUIRE, ORDER_ACQUIRE),
	COMPARE("compare release, else relaxed", ORDER_RELEASE, ORDER_RELAXED),
	COMPARE("compare acq_rel, else relaxed", ORDER_ACQ_REL, ORDER_RELAXED),
	COMPARE("compare acq_rel, else acquire", ORDER_ACQ_REL, ORDER_ACQUIRE),
	COMPARE("compare seq_cst, else relaxed", ORDER_SEQ_CST, ORDER_RELAXED),
	COMPARE("compare seq_cst, else acquire", ORDER_SEQ_CST, ORDER_ACQUIRE),
	COMPARE("compare seq_cst, else seq_cst", ORDER_SEQ_CST, ORDER_SEQ_CST),
	ORDER("fence acquire", DO_FENCE, ORDER_ACQUIRE),
	ORDER("fence release", DO_FENCE, ORDER_RELEASE),
	ORDER("fence acq_rel", DO_FENCE, ORDER_ACQ_REL),
	ORDER("fence seq_cst", DO_FENCE, ORDER_SEQ_CST),
	{"seq_cst accesses and weaker ones", has_mixture, ATOMICS, 0, 0, 0},
	{"seq_cst accesses and seq_cst fences", has_fence_and_seq_cst, ATOMICS, 0, 0, 0},
	{"written value depends on a read one", has_register, ATOMICS, 0, 0, 0},
	{"access depends on a read value", has_kind, ATOMICS, DO_UNLESS_SKIP, 0, 0},
	{"more executions under rc11 than under sc", has_weakness, ATOMICS, 0, 0, 0},
	KIND("mutex lock", DO_LOCK),
	KIND("mutex trylock", DO_TRY_LOCK),
	KIND("mutex timedlock", DO_TIMED_LOCK),
	KIND("spinlock lock", DO_SPIN_LOCK),
	KIND("spinlock trylock", DO_SPIN_TRY_LOCK),
	KIND("rwlock rdlock", DO_READ_LOCK),
	KIND("rwlock wrlock", DO_WRITE_LOCK),
	KIND("rwlock tryrdlock", DO_TRY_READ_LOCK),
	KIND("rwlock trywrlock", DO_TRY_WRITE_LOCK),
	KIND("rwlock timedrdlock", DO_TIMED_READ_LOCK),
	KIND("rwlock timedwrlock", DO_TIMED_WRITE_LOCK),
	KIND("condition wait", DO_COND_WAIT),
	KIND("condition wait in a loop", DO_COND_WAIT_UNTIL),
	KIND("condition timedwait", DO_COND_TIMED_WAIT),
	KIND("condition signal", DO_SIGNAL),
	KIND("condition broadcast", DO_BROADCAST),
	KIND("semaphore wait", DO_SEM_WAIT),
	KIND("semaphore trywait", DO_SEM_TRY_WAIT),
	KIND("semaphore timedwait", DO_SEM_TIMED_WAIT),
	KIND("semaphore post", DO_SEM_POST),
	KIND("once", DO_ONCE),
	{"barrier of 2", has_large_barrier, PRIMITIVES, 2, 0, 0},
	{"barrier of 3", has_large_barrier, PRIMITIVES, 3, 0, 0},
	{"complete executions only", has_ends, PRIMITIVES, 1, 0, 0},
	{"deadlocked executions only", has_ends, PRIMITIVES, 0, 1, 0},
	{"both", has_ends, PRIMITIVES, 1, 1, 0},
	{"one execution only", has_one_execution, BOTH, 0, 0, 0},
};

enum {
	FEATURES = sizeof features / sizeof features[0]
};
_Static_assert((int)FEATURES <= (int)COVERAGE_FEATURES_MAX, "a counter for each");

static bool belongs(const struct feature *feature, bool primitives)
{
	return feature->group == BOTH || (feature->group == PRIMITIVES) == primitives;
}

void litmus_coverage_add(struct litmus_coverage *coverage, const struct litmus *program,
			 const struct litmus_ends *ends)
{
	uint64_t executions = ends->complete + ends->deadlocked;

	coverage->programs++;
	coverage->executions += executions;
	if (executions > coverage->executions_most)
		coverage->executions_most = executions;
	for (unsigned i = 0; i < FEATURES; i++)
		coverage->with[i] += features[i].is(&features[i], program, ends);
}

void litmus_coverage_print(const struct litmus_coverage *coverage, bool primitives,
			   FILE *out)
{
	fprintf(out,
		"%lu programs with %llu executions, the largest with %llu; how many "
		"have\n",
		coverage->programs, (unsigned long long)coverage->executions,
		(unsigned long long)coverage->executions_most);
	for (unsigned i = 0; i < FEATURES; i++) {
		if (belongs(&features[i], primitives))
			fprintf(out, "%8lu  %s\n", coverage->with[i], features[i].name);
	}
}

unsigned litmus_coverage_gaps(const struct litmus_coverage *coverage, bool primitives,
			      unsigned per)
{
	unsigned gaps = 0;

	for (unsigned i = 0; i < FEATURES; i++)
		gaps += belongs(&features[i], primitives) &&
			coverage->with[i] * per < coverage->programs;
	return gaps;
}
