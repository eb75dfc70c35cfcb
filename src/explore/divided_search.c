/* SPDX-License-Identifier: MIT */
#include "explore/divided_search.h"

#include "explore/checkpoint.h"
#include "explore/runtime_internal.h"
#include "explore/search_round.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS = 100 };

/* The one search of this process. */
static struct {
	const struct explorer_options *options;
	const struct division *division;
	struct explored_call call;
	struct checkpoint_identity identity;
	struct search_state state;
	struct work_share *share;
	double began;
	double told;
	double saved; /* when the checkpoint was written, or is taken to be */
	char save_problem[1024]; /* the last one's; "" */
} search;

static const char not_divisible[] =
	"this engine cannot divide its search, nor keep it in a checkpoint: an execution adds to the choices of those "
	"before it (source sets), so no part of it is independent of the others; the engine graph can";

/* The whole search is one item, and nothing counts that was counted before; findings stay. */
static const char *begin_anew(void)
{
	const struct engine_items *items = search.options->engine->items;
	unsigned char root[64];
	size_t size = items->root(root, sizeof root);

	search_state_drop_items(&search.state);
	memset(search.state.result.outcomes, 0, sizeof search.state.result.outcomes);
	search.state.stack_count = 1;
	item_stack_add(&search.state.stacks[0], root, size);
	return search.state.stacks[0].items.failed ? "no memory" : NULL;
}

/* Numbers of threads and known findings: the processes share them in SHARE, the state keeps them. True: there are as many
 * findings as were wanted. */
static bool state_to_share(void)
{
	_Atomic uint16_t *children = work_share_children(search.share);
	bool enough = false;

	for (unsigned i = 0; i < THREADS_MAX; i++)
		atomic_store(&children[i], search.state.children[i]);
	for (size_t i = 0; i < search.state.result.finding_count; i++)
		if (!search.state.result.findings[i].promoted)
			enough = work_share_found(search.share, findings_key(&search.state.result.findings[i]));
	return enough;
}

static void children_to_state(void)
{
	_Atomic uint16_t *children = work_share_children(search.share);

	for (unsigned i = 0; i < THREADS_MAX; i++)
		search.state.children[i] = atomic_load(&children[i]);
}

/* NULL, or why not. */
static const char *save(void)
{
	const char *path = search.division->checkpoint;
	const char *problem = NULL;

	if (path != NULL)
		problem = checkpoint_write(path, &search.identity, &search.state);
	search.saved = explorer_seconds();
	return problem;
}

static void save_and_go_on(void)
{
	const char *problem = save();

	(void)snprintf(search.save_problem, sizeof search.save_problem, "%s", problem != NULL ? problem : "");
}

static bool is_save_due(double now)
{
	double every = search.division->checkpoint_seconds;

	return search.division->checkpoint != NULL && now - search.saved >= (every > 0 ? every : CHECKPOINT_SECONDS);
}

/* About once a second. */
static void tell_progress(double now)
{
	struct work_told told;
	struct explorer_progress progress;

	if (search.options->on_progress == NULL || now - search.told < 1)
		return;
	search.told = now;
	told = work_share_ask(search.share);
	progress = (struct explorer_progress) {
		.executions = explorer_executions(&search.state.result) + told.executions,
		.done = search_share_done(told.left),
		.seconds = now - search.began,
		.pending = told.pending,
	};
	search.options->on_progress(search.options->context, &progress);
}

/* STOP_NONE: go on. */
static enum explorer_stop wish_to_stop(double now)
{
	const struct explorer_options *options = search.options;

	if (options->stop != NULL && *options->stop != 0)
		return STOP_INTERRUPTED;
	if (options->seconds_max > 0 && now - search.began >= options->seconds_max)
		return STOP_TIME;
	return STOP_NONE;
}

/* What the end of a round means for the search. *RET_ENDED: it is over. */
static enum explorer_stop judge(const struct search_round *round, enum explorer_stop wish, bool *ret_ended)
{
	enum share_over over = work_share_over(search.share);

	*ret_ended = true;
	if (round->lost)
		return STOP_LOST;
	if (over == OVER_PROMOTED) {
		*ret_ended = wish != STOP_NONE;
		return wish;
	}
	if (over == OVER_FINDINGS)
		return STOP_FINDINGS;
	if (search_state_items(&search.state) == 0)
		return STOP_NONE;
	if (over == OVER_EXECUTIONS)
		return STOP_EXECUTIONS;
	*ret_ended = wish != STOP_NONE;
	return wish;
}

/* *RET_ENDED: the search is over. Returns NULL, or what was wrong. */
static const char *run_round(bool *ret_ended)
{
	static struct search_round round;
	const struct search_worker template = {.options = search.options, .call = &search.call,
					       .state = &search.state, .share = search.share};
	enum explorer_stop wish = STOP_NONE;
	const char *problem = NULL;

	if (!search_state_deal(&search.state, search.division->jobs))
		return "no memory";
	if (!search_round_begin(&round, search.division->jobs, &template))
		return "cannot start the processes of the search";
	while (!search_round_wait(&round, search.share, WAIT_MS)) {
		double now = explorer_seconds();

		if (wish == STOP_NONE)
			wish = wish_to_stop(now);
		if (wish != STOP_NONE || is_save_due(now))
			work_share_end_round(search.share, OVER_PAUSE);
		tell_progress(now);
	}
	search_round_merge(&round, &search.state);
	children_to_state();
	if (round.problem[0] != '\0') {
		static char text[sizeof round.problem];

		memcpy(text, round.problem, sizeof text);
		return text;
	}
	search.state.result.stop = judge(&round, wish, ret_ended);
	if (round.lost)
		notes_add(&search.state.result, "lost", NULL, round.lost_text);
	else if (work_share_over(search.share) == OVER_PROMOTED)
		problem = begin_anew();
	return problem;
}

/* The search is over: what becomes of the file. What was lost can be gone on with from where it was saved last. */
static void settle_checkpoint(void)
{
	enum explorer_stop stop = search.state.result.stop;

	if (search.division->checkpoint == NULL || stop == STOP_LOST)
		return;
	if (stop == STOP_NONE || stop == STOP_FINDINGS)
		checkpoint_remove(search.division->checkpoint);
	else
		save_and_go_on();
}

static const char *run_rounds(void)
{
	const char *problem = NULL;
	bool ended = state_to_share();

	if (ended)
		search.state.result.stop = STOP_FINDINGS;
	while (problem == NULL && !ended) {
		problem = run_round(&ended);
		if (problem == NULL && !ended && is_save_due(explorer_seconds()))
			save_and_go_on();
	}
	if (problem == NULL)
		settle_checkpoint();
	return problem;
}

/* From the file, if there is one; else a new search, and the file, so that it is known early whether it can be written. */
static enum division_problem restore(const char **ret_problem)
{
	const struct division *division = search.division;

	if (division->checkpoint != NULL) {
		if (!checkpoint_identify(division->identity, &search.identity)) {
			*ret_problem = "cannot read the program, to know it again";
			return DIVISION_REFUSED;
		}
		switch (checkpoint_read(division->checkpoint, &search.identity, &search.state, ret_problem)) {
		case CHECKPOINT_READ:
			search.saved = explorer_seconds();
			return DIVISION_DONE;
		case CHECKPOINT_REFUSED:
			return DIVISION_BAD_CHECKPOINT;
		case CHECKPOINT_NONE:
			break;
		}
	}
	*ret_problem = begin_anew();
	if (*ret_problem == NULL)
		*ret_problem = save();
	return *ret_problem == NULL ? DIVISION_DONE : DIVISION_REFUSED;
}

static const char *prepare(void)
{
	const struct explorer_options *options = search.options;
	const char *problem = options->engine->start(&options->search);

	if (problem != NULL)
		return problem;
	search.share = work_share_new(search.division->jobs, options->engine->items->bytes_max());
	if (search.share == NULL)
		return "no memory to share among processes";
	work_share_bound(search.share, options->executions_max, options->findings_max);
	return NULL;
}

enum division_problem divided_search_run(const struct explorer_options *options, const struct division *division,
					 int (*program)(void *), void *argument, struct explorer_result *ret_result,
					 double *ret_cpu_seconds, const char **ret_problem)
{
	enum division_problem problem;

	if (options->engine->items == NULL) {
		*ret_problem = not_divisible;
		return DIVISION_REFUSED;
	}
	explorer_take_options(options);
	memset(&search, 0, sizeof search);
	search.options = &explorer_options;
	search.division = division;
	search.call = (struct explored_call) {program, argument};
	search.began = explorer_seconds();
	search.told = search.began;
	*ret_problem = prepare();
	problem = *ret_problem == NULL ? restore(ret_problem) : DIVISION_REFUSED;
	if (problem == DIVISION_DONE) {
		*ret_problem = run_rounds();
		problem = *ret_problem == NULL ? DIVISION_DONE : DIVISION_REFUSED;
	}
	if (problem == DIVISION_DONE) {
		if (search.save_problem[0] != '\0')
			notes_add(&search.state.result, "checkpoint", NULL, search.save_problem);
		notes_finish(&search.state.result);
		search.state.result.handed_over = work_share_handed_over(search.share);
		*ret_result = search.state.result;
		*ret_cpu_seconds = search.state.cpu_seconds;
		memset(&search.state.result, 0, sizeof search.state.result);
	}
	search_state_release(&search.state);
	return problem;
}
