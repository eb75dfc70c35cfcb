/* SPDX-License-Identifier: MIT */
/* A finding's execution begins as the search met it: with steps that have nothing to do with it, in the order in which
 * the engine happened to make them. Here it is put in shorter forms (explore/step_order.h), the shortest first, and each is
 * *run*: the first in which the same is found, by the same threads at the same places, becomes the finding. So what is
 * told has happened step by step, and its replay string repeats it in that order. */
#include "explore/explorer_internal.h"
#include "explore/runtime_internal.h"
#include "explore/step_order.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { EXECUTIONS_FURTHER = 500, OPERATIONS_FURTHER = 100000 };

enum form {
	FORM_NEEDED,     /* what leads to the finding; of a deadlock besides the rest, behind it */
	FORM_OTHER_NEXT, /* and the other thread's next step: a thread begins when a step of its own is due */
	FORM_ALL,        /* everything, in another order */
	FORM_COUNT,
};

static bool same_place(const struct explorer_stack *a, const struct explorer_stack *b)
{
	return a->count == 0 || b->count == 0 ? a->count == b->count : a->pcs[0] == b->pcs[0];
}

static bool is_same(const struct explorer_finding *a, const struct explorer_finding *b)
{
	return strcmp(a->kind, b->kind) == 0 && a->thread == b->thread && a->other == b->other &&
	       same_place(&a->stack, &b->stack) && same_place(&a->other_stack, &b->other_stack);
}

static bool is_deadlock(const struct explorer_finding *finding)
{
	return finding->step_count > 0 && finding->steps[finding->step_count - 1].waiting;
}

/* How many steps of THREAD come before its access of EPOCH (0: not known, all). */
static unsigned steps_before(const struct explorer_finding *finding, int thread, uint32_t epoch)
{
	unsigned count = 0;

	for (size_t i = 0; i < finding->step_count; i++)
		count += (int)finding->steps[i].thread == thread && (epoch == 0 || finding->steps[i].epoch <= epoch);
	return count;
}

/* What was done to the object that WAITING waits for. */
static void need_object(const struct explorer_finding *finding, const struct engine_step *waiting,
			struct step_need *need)
{
	unsigned places[THREADS_MAX] = {0};

	for (size_t i = 0; i < finding->step_count; i++) {
		const struct engine_step *step = &finding->steps[i];
		unsigned place = ++places[step->thread];

		if (!step->waiting && step->op.virtual && step->op.address == waiting->op.address &&
		    need->of[step->thread] < place)
			need->of[step->thread] = place;
	}
}

/* The creation of the finding's threads, which may end before a step of their own. */
static void need_creation(const struct explorer_finding *finding, struct step_need *need)
{
	unsigned places[THREADS_MAX] = {0};

	for (size_t i = 0; i < finding->step_count; i++) {
		const struct engine_step *step = &finding->steps[i];
		unsigned place = ++places[step->thread];

		if (step->op.kind == OPERATION_CREATE && need->of[step->thread] < place &&
		    (step->op.target == finding->thread || (int)step->op.target == finding->other))
			need->of[step->thread] = place;
	}
}

static struct step_need needed(const struct explorer_finding *finding)
{
	struct step_need need = {{0}};

	if (!is_deadlock(finding)) {
		need.of[finding->thread] = UINT_MAX;
		if (finding->other >= 0)
			need.of[finding->other] =
				steps_before(finding, finding->other, finding->other_epoch);
		need_creation(finding, &need);
	}
	for (size_t i = 0; i < finding->step_count; i++) {
		const struct engine_step *step = &finding->steps[i];

		if (!step->waiting)
			continue;
		need.of[step->thread] = UINT_MAX;
		if (step->op.virtual)
			need_object(finding, step, &need);
	}
	return need;
}

/* Those of ALL that are not among the first KEPT of ORDER follow them; then those that wait. */
static size_t add_rest(const struct explorer_finding *finding, const unsigned *all, size_t count, unsigned *order,
		       size_t kept)
{
	size_t first = kept;

	for (size_t i = 0; i < count; i++) {
		bool there = false;

		for (size_t j = 0; j < first && !there; j++)
			there = order[j] == all[i];
		if (!there)
			order[kept++] = all[i];
	}
	for (size_t i = 0; i < finding->step_count; i++)
		if (finding->steps[i].waiting)
			order[kept++] = (unsigned)i;
	return kept;
}

/* ALL and ORDER have room for all steps. Returns how many are in ORDER; 0: none. */
static size_t make_order(const struct explorer_finding *finding, enum form form, unsigned *all, unsigned *order)
{
	struct step_need need = needed(finding);
	struct step_need everything;
	size_t count;
	size_t kept;

	memset(&everything, 0xff, sizeof everything);
	if (form == FORM_ALL)
		need = everything;
	else if (form == FORM_OTHER_NEXT && finding->other >= 0)
		need.of[finding->other]++;
	step_order_close(finding->steps, finding->step_count, &need);
	kept = step_order(finding->steps, finding->step_count, &need, order);
	if (kept == 0 || !is_deadlock(finding))
		return kept;
	step_order_close(finding->steps, finding->step_count, &everything);
	count = step_order(finding->steps, finding->step_count, &everything, all);
	return add_rest(finding, all, count, order, kept);
}

/* Run TEXT, the engine's part of a replay string; threads' numbers and promoted locations are those of the search. False: it
 * cannot be. */
static bool run(const struct explored_call *call, const char *text, struct explorer_finding *ret_again)
{
	struct engine_options again = explorer_options.search;

	again.replay = text;
	return engine->start(&again) == NULL && finding_of(explorer_repeat(call), ret_again);
}

static void adopt(struct explorer_finding *finding, const struct explorer_finding *again)
{
	uint64_t times = finding->times;

	free(finding->steps);
	free(finding->replay);
	*finding = *again;
	finding->times = times;
}

static bool try_form(struct explorer_finding *finding, enum form form, const struct explored_call *call,
		     unsigned *order, char *text)
{
	struct explorer_finding again = {0};
	size_t count = make_order(finding, form, order + finding->step_count, order);
	size_t length = count > 0 ? engine->replay_steps(finding->steps, order, count, finding->thread, text,
							   EXPLORER_REPLAY_BYTES) : 0;

	if (length == 0 || length >= EXPLORER_REPLAY_BYTES)
		return false;
	if (!run(call, text, &again))
		return false;
	if (!is_same(finding, &again) || again.replay == NULL || again.replay[0] == '\0') {
		free(again.steps);
		free(again.replay);
		return false;
	}
	adopt(finding, &again);
	return true;
}

static void shorten(struct explorer_finding *finding, const struct explored_call *call)
{
	unsigned *order = calloc(finding->step_count * 2 + 1, sizeof *order);
	char *text = malloc(EXPLORER_REPLAY_BYTES);

	for (int form = 0; order != NULL && text != NULL && form < FORM_COUNT; form++)
		if (try_form(finding, (enum form)form, call, order, text))
			break;
	free(order);
	free(text);
}

/* Changes of thread first, then steps; the more the longer. */
static uint64_t length_of(const struct explorer_finding *finding)
{
	unsigned *order = calloc(finding->step_count + 1, sizeof *order);
	struct step_need need = needed(finding);
	uint64_t changes = 0;
	size_t count;

	if (order == NULL || finding->steps_clipped)
		count = SIZE_MAX;
	else {
		step_order_close(finding->steps, finding->step_count, &need);
		count = step_order(finding->steps, finding->step_count, &need, order);
		for (size_t i = 1; i < count; i++)
			changes += finding->steps[order[i]].thread != finding->steps[order[i - 1]].thread;
	}
	free(order);
	return count == SIZE_MAX ? UINT64_MAX : changes << 32 | count;
}

/* What was found first, of those that something shorter was put in place of: whether it really can be shortened to less is
 * not known before. No steps: none. */
static struct explorer_finding first_ones[EXPLORER_FINDINGS_MAX];

static void drop(struct explorer_finding *finding)
{
	free(finding->steps);
	free(finding->replay);
	finding->steps = NULL;
	finding->replay = NULL;
}

static void keep_first(struct explorer_finding *finding, struct explorer_finding *first)
{
	if (first->steps != NULL)
		return;
	*first = *finding;
	finding->steps = NULL;
	finding->replay = NULL;
}

/* As it was run. */
static uint64_t told_length(const struct explorer_finding *finding)
{
	uint64_t changes = 0;

	for (size_t i = 1; i < finding->step_count; i++)
		changes += finding->steps[i].thread != finding->steps[i - 1].thread;
	return changes << 32 | finding->step_count;
}

static void choose_shorter(struct explorer_finding *finding, struct explorer_finding *first,
			   const struct explored_call *call)
{
	if (first->steps == NULL)
		return;
	shorten(first, call);
	if (told_length(first) <= told_length(finding)) {
		adopt(finding, first);
		first->steps = NULL;
		first->replay = NULL;
	}
	drop(first);
}

/* Put ONE, of another execution, in place of what RESULT has of the same, if it is shorter. */
static void take_if_shorter(struct explorer_result *result, struct explorer_finding *one)
{
	struct explorer_finding *same = findings_find(result, one);

	if (same != NULL && !same->promoted && one->replay != NULL && one->replay[0] != '\0' &&
	    length_of(one) < length_of(same)) {
		keep_first(same, &first_ones[same - result->findings]);
		adopt(same, one);
		return;
	}
	drop(one);
}

void findings_look_further(struct explorer_result *result, const struct explored_call *call, enum outcome outcome)
{
	const uint64_t operations = runtime_operations;

	if (explorer_options.explore_races || explorer_options.search.replay != NULL)
		return;
	for (int i = 0; i < EXECUTIONS_FURTHER && runtime_operations - operations < OPERATIONS_FURTHER &&
			outcome != OUTCOME_UNSUPPORTED && outcome != OUTCOME_NONDETERMINISM && engine->next(outcome);
	     i++) {
		struct explorer_finding one;

		outcome = explorer_repeat(call);
		if (finding_of(outcome, &one))
			take_if_shorter(result, &one);
	}
	runtime_operations = operations;
}

/* Tell the steps that do not lead to the finding. */
static void mark_aside(struct explorer_finding *finding)
{
	struct step_need need = needed(finding);
	unsigned places[THREADS_MAX] = {0};

	step_order_close(finding->steps, finding->step_count, &need);
	for (size_t i = 0; i < finding->step_count; i++) {
		struct engine_step *step = &finding->steps[i];

		if (!step->waiting)
			step->aside = places[step->thread]++ >= need.of[step->thread];
	}
}

void findings_shorten(struct explorer_result *result, const struct explored_call *call)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		struct explorer_finding *finding = &result->findings[i];
		bool repeats = explorer_options.search.replay != NULL;

		if (finding->step_count == 0 || finding->steps_clipped)
			continue;
		/* A race found before its location was promoted is none now. */
		if (!repeats && !finding->promoted && finding->replay != NULL && finding->replay[0] != '\0' && engine->replay_steps != NULL &&
		    strcmp(finding->kind, finding_word(FINDING_NONDETERMINISM)) != 0)
			shorten(finding, call);
		choose_shorter(finding, &first_ones[i], call);
		mark_aside(finding);
	}
}
