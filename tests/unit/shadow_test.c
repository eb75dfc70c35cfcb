/* SPDX-License-Identifier: MIT */
/* The race detector forgets what it may (explore/shadow.h). Held against one that forgets nothing: in each execution of
 * random programs the first access that races must be the same. */
#include "base/random.h"
#include "explore/explorer.h"
#include "explore/shadow_programs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct agx_random randomness;

static unsigned below(unsigned bound)
{
	return (unsigned)agx_random_below(&randomness, bound);
}

static unsigned atomics_in; /* one access in so many is atomic; 0: none */
static unsigned bytes_used; /* of this program: a granule, or two */

static struct shadow_step random_access(void)
{
	struct shadow_step step = {.kind = below(2) == 0 ? SHADOW_READ : SHADOW_WRITE, .second = below(4) != 0};

	if (atomics_in > 0 && below(atomics_in) == 0) {
		step.kind = below(2) == 0 ? SHADOW_ATOMIC_READ : SHADOW_ATOMIC_WRITE;
		step.bytes = 4;
		step.at = (uint8_t)(below(bytes_used / 4) * 4);
		return step;
	}
	step.copy = below(4) == 0;
	if (step.copy) {
		step.at = (uint8_t)below(bytes_used - 1);
		step.bytes = (uint8_t)(1 + below(bytes_used - step.at));
	} else {
		step.bytes = (uint8_t)(1u << below(4));
		step.at = (uint8_t)below(bytes_used - step.bytes + 1u);
		if (below(4) != 0)
			step.at = (uint8_t)(step.at / step.bytes * step.bytes);
	}
	return step;
}

/* Accesses, most of them under the mutex, or all would race. */
static void random_thread(struct shadow_thread *thread)
{
	unsigned accesses = 1 + below(4);
	bool locked = false;

	thread->count = 0;
	while (accesses-- > 0) {
		bool lock = below(8) != 0;

		if (locked != lock)
			thread->steps[thread->count++] =
				(struct shadow_step) {.kind = lock ? SHADOW_LOCK : SHADOW_UNLOCK};
		locked = lock;
		thread->steps[thread->count++] = random_access();
	}
	if (locked)
		thread->steps[thread->count++] = (struct shadow_step) {.kind = SHADOW_UNLOCK};
}

static void random_program(struct shadow_program *program)
{
	memset(program, 0, sizeof *program);
	program->thread_count = 3 + below(2);
	program->on_heap = below(2) == 0;
	bytes_used = below(3) == 0 ? SHADOW_BYTES : 8;
	for (unsigned t = 1; t < program->thread_count; t++)
		random_thread(&program->threads[t]);
	program->threads[0].count = 2;
	program->threads[0].steps[0] = random_access();
	program->threads[0].steps[1] = random_access();
	program->main_split = below(3);
}

struct clock {
	unsigned of[SHADOW_THREADS_MAX];
};

static void join(struct clock *to, const struct clock *from)
{
	for (unsigned t = 0; t < SHADOW_THREADS_MAX; t++)
		to->of[t] = to->of[t] > from->of[t] ? to->of[t] : from->of[t];
}

static bool writes(const struct shadow_step *step)
{
	return step->kind == SHADOW_WRITE || step->kind == SHADOW_ATOMIC_WRITE;
}

static bool conflict(const struct shadow_step *a, const struct shadow_step *b)
{
	if (a->kind > SHADOW_ATOMIC_WRITE || b->kind > SHADOW_ATOMIC_WRITE ||
	    (a->kind >= SHADOW_ATOMIC_READ && b->kind >= SHADOW_ATOMIC_READ))
		return false;
	return (writes(a) || writes(b)) && a->at < b->at + b->bytes &&
	       b->at < a->at + a->bytes;
}

/* The first access of the log that races with an earlier one; the log's length: none. */
static unsigned first_race(const struct shadow_program *program)
{
	struct clock now[SHADOW_THREADS_MAX] = {0};
	struct clock released = {0};
	unsigned epochs[SHADOW_LOG_MAX];

	for (unsigned t = 0; t < SHADOW_THREADS_MAX; t++)
		now[t].of[t] = 1;
	for (unsigned i = 0; i < program->log_count; i++) {
		const struct shadow_step *step = &program->log[i].step;
		unsigned thread = program->log[i].thread;
		struct clock *clock = &now[thread];

		epochs[i] = clock->of[thread];
		for (unsigned k = 0; k < i; k++)
			if (conflict(&program->log[k].step, step) &&
			    epochs[k] > clock->of[program->log[k].thread])
				return i;
		if (step->kind == SHADOW_LOCK)
			join(clock, &released);
		else if (step->kind == SHADOW_UNLOCK)
			released = *clock;
		else if (step->kind == SHADOW_CREATE)
			join(&now[step->at], clock);
		else if (step->kind == SHADOW_JOIN)
			join(clock, &now[step->at]);
		if (step->kind == SHADOW_UNLOCK || step->kind == SHADOW_CREATE)
			clock->of[thread]++;
	}
	return program->log_count;
}

struct tally {
	struct shadow_program *program;
	unsigned racy;
	unsigned clean;
	unsigned wrong;
};

static void on_execution(void *context, enum outcome outcome)
{
	struct tally *tally = context;
	unsigned race = first_race(tally->program);
	bool found = outcome == OUTCOME_FINDING;

	if (outcome != OUTCOME_COMPLETE && outcome != OUTCOME_FINDING)
		return;
	tally->racy += found;
	tally->clean += !found;
	/* Others may go on between what is logged of an atomic access and the access: then a race is found later. */
	if (atomics_in > 0)
		tally->wrong += found != (race < tally->program->log_count);
	else if (race != (found ? tally->program->log_count - 1 : tally->program->log_count))
		tally->wrong++;
}

static void explore(struct tally *tally)
{
	struct explorer_options options = {.engine = &engine_dpor,
					   .search = {.model = MEMORY_SC, .preemptions_max = UINT32_MAX},
					   .on_execution = on_execution,
					   .context = tally};
	struct explorer_result result;

	cr_assert_null(explorer_run(&options, shadow_run, tally->program, &result));
	for (size_t f = 0; f < result.finding_count; f++)
		cr_assert_str_eq(result.findings[f].kind, "data-race", "%s: %s", result.findings[f].kind,
				 result.findings[f].message);
	explorer_result_release(&result);
}

static void expect_right(unsigned programs)
{
	static struct shadow_program program;
	struct tally tally = {.program = &program};

	randomness = agx_random_init(1);
	for (unsigned i = 0; i < programs && tally.wrong == 0; i++) {
		random_program(&program);
		explore(&tally);
		cr_expect_eq(tally.wrong, 0, "program %u", i);
	}
	fprintf(stderr, "%u executions race, %u do not\n", tally.racy, tally.clean);
	cr_expect_gt(tally.racy, 1000);
	cr_expect_gt(tally.clean, 1000);
}

Test(shadow, finds_the_first_race_of_each_execution_and_no_other)
{
	expect_right(30000);
}

Test(shadow, finds_races_beside_atomic_accesses)
{
	atomics_in = 2;
	expect_right(30000);
}

/* Two threads read, by turns, one of them the second time a byte more; then somebody writes that. What is not for the order is at 8. */
Test(shadow, keeps_of_several_reads_the_widest)
{
	static struct shadow_program program = {
		.thread_count = 4,
		.threads[1] = {.count = 4,
			       .steps = {{.kind = SHADOW_READ, .at = 0, .bytes = 1, .second = true},
					 {.kind = SHADOW_ATOMIC_WRITE, .at = 8, .bytes = 4},
					 {.kind = SHADOW_READ, .at = 0, .bytes = 2, .second = true},
					 {.kind = SHADOW_ATOMIC_WRITE, .at = 8, .bytes = 4}}},
		.threads[2] = {.count = 4,
			       .steps = {{.kind = SHADOW_ATOMIC_WRITE, .at = 8, .bytes = 4},
					 {.kind = SHADOW_READ, .at = 7, .bytes = 1, .second = true},
					 {.kind = SHADOW_ATOMIC_WRITE, .at = 8, .bytes = 4},
					 {.kind = SHADOW_READ, .at = 7, .bytes = 1, .second = true}}},
		.threads[3] = {.count = 2,
			       .steps = {{.kind = SHADOW_ATOMIC_WRITE, .at = 8, .bytes = 4},
					 {.kind = SHADOW_WRITE, .at = 1, .bytes = 1, .second = true}}},
	};
	struct tally tally = {.program = &program};

	atomics_in = 1;
	for (unsigned i = 0; i < 4; i++) /* call stacks are known after the first time */
		explore(&tally);
	cr_expect_eq(tally.wrong, 0);
	cr_expect_gt(tally.racy, 0);
}

/* Eight bytes are written, in a later epoch half of them again, then one of the others: the rest are still of the first. */
Test(shadow, keeps_of_an_older_access_the_bytes_that_are_not_accessed_again)
{
	static struct shadow_program program = {
		.thread_count = 3,
		.threads[1] = {.count = 9,
			       .steps = {{.kind = SHADOW_LOCK},
					 {.kind = SHADOW_WRITE, .at = 0, .bytes = 8, .second = true},
					 {.kind = SHADOW_UNLOCK},
					 {.kind = SHADOW_LOCK},
					 {.kind = SHADOW_WRITE, .at = 0, .bytes = 4, .second = true},
					 {.kind = SHADOW_UNLOCK},
					 {.kind = SHADOW_LOCK},
					 {.kind = SHADOW_WRITE, .at = 5, .bytes = 1, .second = true},
					 {.kind = SHADOW_UNLOCK}}},
		/* What comes before a thread's first operation is done at once. */
		.threads[2] = {.count = 2,
			       .steps = {{.kind = SHADOW_ATOMIC_READ, .at = 8, .bytes = 4},
					 {.kind = SHADOW_READ, .at = 6, .bytes = 1, .second = true}}},
	};
	struct tally tally = {.program = &program};

	atomics_in = 1;
	for (unsigned i = 0; i < 8; i++) { /* call stacks are known after the first time; whoever goes first */
		struct shadow_thread thread = program.threads[1];

		explore(&tally);
		program.threads[1] = program.threads[2];
		program.threads[2] = thread;
	}
	cr_expect_eq(tally.wrong, 0);
	cr_expect_gt(tally.racy, 0);
}
