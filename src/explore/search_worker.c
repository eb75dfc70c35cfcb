/* SPDX-License-Identifier: MIT */
#include "explore/search_worker.h"

#include "base/clock.h"
#include "explore/crash.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const struct search_worker *me;
static const struct engine_items *items;
static struct search_state done;

static void tell(void)
{
	const struct work_told told = {.executions = explorer_executions(&done.result),
				       .pending = items->count(),
				       .left = items->left()};

	work_share_tell(me->share, me->self, &told);
}

static bool accept_item(const void *bytes, size_t count)
{
	return items->accept(bytes, count);
}

/* An item to go on with; false: the round is over. */
static bool have_item(void)
{
	const void *item;
	size_t size;
	bool accepted;

	if (items->count() > 0)
		return true;
	tell();
	item = work_share_wait(me->share, me->self, &size);
	if (item == NULL)
		return false;
	accepted = items->accept(item, size);
	work_share_emptied(me->share, me->self);
	/* It came from an engine like ours: if not, this process is lost, and says so by its end. */
	if (!accepted)
		abort();
	return true;
}

/* Another finding than those before. */
static void count_findings(size_t before)
{
	const struct explorer_result *result = &done.result;

	for (size_t i = before; i < result->finding_count; i++)
		if (!result->findings[i].promoted &&
		    work_share_found(me->share, findings_key(&result->findings[i])))
			work_share_end_round(me->share, OVER_FINDINGS);
}

static void explore(void)
{
	while (work_share_over(me->share) == OVER_NOT && have_item()) {
		size_t findings = done.result.finding_count;
		enum outcome outcome;

		/* The item may have come when the round was over: it is handed back then. */
		if (work_share_over(me->share) != OVER_NOT)
			break;
		if (!work_share_reserve_run(me->share)) {
			work_share_end_round(me->share, OVER_EXECUTIONS);
			break;
		}
		if (!items->take())
			abort();
		outcome = explorer_execute(me->call, &done.result);
		items->finish(outcome);
		if (explorer_promote_race(&done.result, outcome)) {
			work_share_end_round(me->share, OVER_PROMOTED);
			break;
		}
		count_findings(findings);
		work_share_feed(me->share, items);
		tell();
	}
}

static const char *begin(void)
{
	const char *problem = explorer_begin(me->options);

	if (problem == NULL)
		problem = engine->start(&explorer_options.search);
	if (problem != NULL)
		return problem;
	runtime_children_share(work_share_children(me->share));
	shadow_promote_none();
	for (unsigned i = 0; i < me->state->promoted_count; i++)
		(void)shadow_promote(me->state->promoted[i].address, (unsigned)me->state->promoted[i].size);
	items->forget();
	if (!item_stack_each(&me->state->stacks[me->self], accept_item))
		return "an item of the search is none of this program's";
	tell();
	return NULL;
}

static void keep_items(void)
{
	size_t bytes = items->bytes_max();
	unsigned char *item = malloc(bytes);
	size_t size;

	done.stack_count = 1;
	done.stacks[0].items.failed = item == NULL;
	while (item != NULL && (size = items->give(item, bytes)) > 0)
		item_stack_add(&done.stacks[0], item, size);
	free(item);
}

static void keep_promoted(void)
{
	uintptr_t address;
	unsigned size;

	for (unsigned i = 0; shadow_promoted(i, &address, &size); i++)
		search_state_promote(&done, address, size);
}

static bool hand_back(const char *problem)
{
	struct packer packer = {0};

	done.result.operations = runtime_operations;
	done.cpu_seconds = 1e-9 * (double)agx_cpu_ns();
	keep_items();
	keep_promoted();
	if (problem == NULL)
		findings_shorten(&done.result, me->call);
	crash_release();
	pack_number(&packer, WORKER_BEGIN);
	pack_text(&packer, problem);
	search_state_pack(&packer, &done);
	pack_number(&packer, WORKER_END);
	return packer_write(&packer, me->out);
}

_Noreturn void search_worker_run(const struct search_worker *worker, pid_t parent)
{
	const char *problem;
	bool handed;

	/* Ctrl-C goes to all; the parent alone decides, and without it there is nothing to work for. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	me = worker;
	items = worker->options->engine->items;
	problem = begin();
	if (problem == NULL)
		explore();
	else
		work_share_end_round(worker->share, OVER_PAUSE);
	handed = hand_back(problem);
	_exit(handed ? 0 : 1);
}
