/* SPDX-License-Identifier: MIT */
#include "verdict/cell.h"

#include "base/clock.h"

#include <stdlib.h>

/* How far the search for a worse hazard than the first goes, and the one for each other kind. */
enum { WORSE_STATES_MAX = 20000, OTHER_STATES_MAX = 100000, OTHER_ORBITS_MAX = 5000 };

static const char *const outcome_names[] = {
#define OUTCOME_NAME(name, text) text,
	CELL_OUTCOME_MAP(OUTCOME_NAME)
#undef OUTCOME_NAME
};

static const char *const bound_texts[] = {
#define BOUND_TEXT(name, text) text,
	CELL_BOUND_MAP(BOUND_TEXT)
#undef BOUND_TEXT
};

/* Bits of the uniform model's errors. */
static const uint64_t lost = UINT64_C(1) << LOST_WORK;
static const uint64_t corruptions = UINT64_C(1) << USE_AFTER_FREE | UINT64_C(1) << WRONG_CONTEXT |
				    UINT64_C(1) << UNINITIALISED | UINT64_C(1) << DATA_RACE;

const char *cell_outcome_name(enum cell_outcome outcome)
{
	return outcome_names[outcome];
}

const char *cell_bound_text(enum cell_bound bound)
{
	return bound_texts[bound];
}

bool cell_is_crash(unsigned error)
{
	return error != 0 && ((lost | corruptions) >> error & 1) == 0;
}

/* One judgement under way. */
struct judgement {
	const struct cell_limits *limits;
	struct question_model model;
	struct cell *cell;
	uint64_t start_ns;
};

/* What is left of the time; 0: none was set. */
static uint64_t left_ms(const struct judgement *j)
{
	uint64_t gone_ms = (agx_clock_ns() - j->start_ns) / 1000000;

	if (j->limits->timeout_ms == 0)
		return 0;
	return gone_ms < j->limits->timeout_ms ? j->limits->timeout_ms - gone_ms : 1;
}

static struct agx_check_options search_options(const struct judgement *j)
{
	const struct cell_limits *limits = j->limits;

	return (struct agx_check_options) {
		.workers = limits->workers,
		.states_max = limits->states_max,
		.bytes_max = limits->bytes_max,
		.timeout_ms = left_ms(j),
		.go_on = limits->explore_all,
		.symmetry = j->cell->symmetry,
		.deadlock = j->model.check->at_rest != NULL,
		.progress = limits->starvation,
		.keep_states = limits->certificate != NULL && !j->cell->symmetry,
		.guards_dropped = limits->guards_dropped,
		.errors_ignored = limits->errors_ignored,
		.stop = limits->stop,
		.on_progress = limits->on_progress,
		.callback_context = limits->callback_context,
	};
}

static void note_hazard(struct cell *cell, unsigned error, size_t length)
{
	size_t i = cell->hazard_count;

	for (size_t k = 0; k < cell->hazard_count; k++) {
		if (cell->hazards[k].error == error)
			return;
	}
	for (; i > 0 && cell->hazards[i - 1].length > length; i--)
		cell->hazards[i] = cell->hazards[i - 1];
	cell->hazards[i] = (struct cell_hazard) {error, length};
	cell->hazard_count++;
}

/* Look for something worse than what the first search found, going on past what is not. */
static enum agx_status seek_worse(struct judgement *j, uint64_t ignored, struct agx_error *err)
{
	struct agx_check_options options = search_options(j);
	struct cell *cell = j->cell;
	struct agx_check_result worse;
	enum agx_status status;

	options.errors_ignored |= ignored;
	options.keep_states = false;
	options.deadlock = false;
	options.progress = false;
	if (options.states_max == 0 || options.states_max > WORSE_STATES_MAX)
		options.states_max = WORSE_STATES_MAX;
	status = agx_check_run(j->model.check, &options, &worse, err);
	if (status != AGX_OK)
		return status;
	cell->cpu_ns += worse.cpu_ns;
	if (worse.verdict == AGX_VIOLATED && worse.kind == AGX_CHECK_ERROR && worse.path.length > 0) {
		agx_check_result_release(&cell->result);
		cell->result = worse;
		cell->error = (unsigned)worse.what;
		note_hazard(cell, cell->error, worse.path.length);
	} else {
		agx_check_result_release(&worse);
	}
	return AGX_OK;
}

/* The uniform model with the steps of some errors left out: a process that has crashed does not go on. */
struct pruned {
	const struct agx_check_model *model;
	uint64_t errors;
};

static void pruned_initial(const void *context, struct agx_check_out *out)
{
	const struct pruned *pruned = context;

	pruned->model->initial(pruned->model->context, out);
}

static void pruned_successors(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	const struct pruned *pruned = context;
	size_t first = out->count;
	size_t kept = first;

	pruned->model->successors(pruned->model->context, state, out);
	for (size_t i = first; i < out->count; i++) {
		if ((pruned->errors >> agx_check_step_error(out->steps[i]) & 1) != 0)
			continue;
		memmove(out->states + kept * out->words, out->states + i * out->words,
			out->words * sizeof *out->states);
		out->steps[kept++] = out->steps[i];
	}
	out->count = kept;
}

/* The shortest way to ERROR, if there is one. Clears hazards_whole when a limit kept it from being known. */
static enum agx_status seek_hazard(struct judgement *j, unsigned error, struct agx_error *err)
{
	uint64_t all = (UINT64_C(1) << j->model.check->error_count) - 1;
	struct pruned pruned = {j->model.check,
				all & ~(lost | corruptions | UINT64_C(1) << error | 1)};
	struct agx_check_model model = *j->model.check;
	struct agx_check_options options = search_options(j);
	struct agx_check_result result;
	enum agx_status status;

	model.context = &pruned;
	model.initial = pruned_initial;
	model.successors = pruned_successors;
	model.at_rest = NULL;
	model.waits = NULL;
	model.describe = NULL;
	model.gauge = NULL;
	options.deadlock = false;
	options.progress = false;
	options.go_on = false;
	options.keep_states = false;
	options.errors_ignored = all & ~(UINT64_C(1) << error | 1);
	options.states_max = j->cell->symmetry ? OTHER_ORBITS_MAX : OTHER_STATES_MAX;
	status = agx_check_run(&model, &options, &result, err);
	if (status != AGX_OK)
		return status;
	j->cell->cpu_ns += result.cpu_ns;
	if (result.verdict == AGX_VIOLATED)
		note_hazard(j->cell, error, result.path.length);
	else if (result.verdict == AGX_INCONCLUSIVE)
		j->cell->hazards_whole = false;
	agx_check_result_release(&result);
	return AGX_OK;
}

static enum agx_status seek_hazards(struct judgement *j, struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	j->cell->hazards_whole = true;
	for (unsigned error = 1; error < ENCODING_ERROR_COUNT && status == AGX_OK; error++) {
		bool known = (j->limits->errors_ignored >> error & 1) != 0;

		for (size_t i = 0; i < j->cell->hazard_count; i++)
			known |= j->cell->hazards[i].error == error;
		if (!known)
			status = seek_hazard(j, error, err);
	}
	return status;
}

/* An error was found: is there a worse one, and which other kinds are there? */
static enum agx_status violated(struct judgement *j, struct agx_error *err)
{
	struct cell *cell = j->cell;
	enum agx_status status = AGX_OK;

	cell->error = (unsigned)cell->result.what;
	if (j->model.encoding == NULL) {
		cell->outcome = CELL_VIOLATED;
		return AGX_OK;
	}
	if (cell->result.path.length > 0)
		note_hazard(cell, cell->error, cell->result.path.length);
	if (!j->limits->explore_all) {
		if (!cell_is_crash(cell->error))
			status = seek_worse(j, lost | corruptions, err);
		if (status == AGX_OK && cell->error == LOST_WORK)
			status = seek_worse(j, lost, err);
	}
	cell->outcome = cell->error == LOST_WORK ? CELL_LOST_WORK : CELL_VIOLATED;
	if (status == AGX_OK && j->limits->hazards)
		status = seek_hazards(j, err);
	return status;
}

static enum agx_status certify_views(struct judgement *j, const struct agx_check_family *family,
				     const struct agx_check_views_options *options,
				     const struct agx_check_views_result *views,
				     struct agx_error *err)
{
	char text[QUESTION_TEXT_BYTES];
	enum agx_status status;

	if (j->limits->certificate == NULL)
		return AGX_OK;
	question_format(&j->cell->question, text, sizeof text);
	status = agx_check_certificate_write_views(family, options, views, text,
						   j->limits->certificate, err);
	j->cell->certified = status == AGX_OK;
	return status;
}

/* The states themselves, of a verdict for the threads there are. */
static enum agx_status certify_states(struct judgement *j, const struct agx_check_options *options,
				      struct agx_error *err)
{
	char text[QUESTION_TEXT_BYTES];
	enum agx_status status;

	if (j->limits->certificate == NULL || j->cell->outcome != CELL_HOLDS)
		return AGX_OK;
	if (j->cell->symmetry)
		return agx_fail(err, AGX_USAGE,
				"a certificate for some threads only needs every state: no symmetry");
	question_format(&j->cell->question, text, sizeof text);
	status = agx_check_certificate_write(j->model.check, options, &j->cell->result, text,
					     j->limits->certificate, err);
	j->cell->certified = status == AGX_OK;
	return status;
}

/* It holds for the threads there are: for every number of them? */
static enum agx_status seek_every_n(struct judgement *j, struct agx_error *err)
{
	struct cell *cell = j->cell;
	const struct agx_check_family family = encoding_family(&cell->question.encoding);
	const uint64_t views_max = j->limits->views_max != 0 ? j->limits->views_max : CELL_VIEWS_MAX;
	const struct agx_check_views_options options = {
		.views_max = views_max,
		.timeout_ms = left_ms(j),
		.guards_dropped = j->limits->guards_dropped,
		.errors_ignored = j->limits->errors_ignored,
		.stop = j->limits->stop,
		.callback_context = j->limits->callback_context,
	};
	struct agx_check_views_result views;
	enum agx_status status;

	if (j->limits->bounded) {
		cell->bound = CELL_BOUND_NOT_SOUGHT;
		return AGX_OK;
	}
	if (j->model.encoding == NULL) {
		cell->bound = CELL_BOUND_MODEL;
		return AGX_OK;
	}
	status = agx_check_views(&family, &options, &views, err);
	if (status != AGX_OK)
		return status;
	cell->cpu_ns += views.cpu_ns;
	cell->view_threads = views.threads;
	cell->views = views.count;
	if (views.verdict == AGX_HOLDS) {
		cell->bound = CELL_UNBOUNDED;
		cell->outcome = CELL_EVERY_N;
		status = certify_views(j, &family, &options, &views, err);
	} else if (views.out_of_bounds) {
		cell->bound = CELL_BOUND_GROWS;
	} else {
		cell->bound = views.limit != AGX_CHECK_NO_LIMIT ? CELL_BOUND_LIMIT
								: CELL_BOUND_ABSTRACTION;
	}
	agx_check_views_release(&views);
	return status;
}

static enum agx_status conclude(struct judgement *j, struct agx_error *err)
{
	struct cell *cell = j->cell;

	cell->verdict = cell->result.verdict;
	cell->limit = cell->result.limit;
	if (cell->verdict == AGX_HOLDS) {
		cell->outcome = CELL_HOLDS;
		return seek_every_n(j, err);
	}
	if (cell->verdict == AGX_INCONCLUSIVE) {
		cell->outcome = CELL_INCONCLUSIVE;
		return AGX_OK;
	}
	switch (cell->result.kind) {
	case AGX_CHECK_DEADLOCK:
		cell->outcome = CELL_DEADLOCK;
		return AGX_OK;
	case AGX_CHECK_PARTIAL_DEADLOCK:
		cell->outcome = CELL_PARTIAL_DEADLOCK;
		return AGX_OK;
	case AGX_CHECK_STARVATION:
		cell->outcome = CELL_STARVATION;
		return AGX_OK;
	default:
		return violated(j, err);
	}
}

static bool wants_symmetry(const struct cell_limits *limits, const struct question *question)
{
	if (limits->symmetry != CELL_SYMMETRY_AUTO)
		return limits->symmetry == CELL_SYMMETRY_ON;
	return question->kind == QUESTION_ENCODING && !limits->starvation && limits->certificate == NULL &&
	       question->encoding.threads > CELL_PLAIN_THREADS_MAX;
}

enum agx_status cell_judge(const struct question *question, const struct cell_limits *limits,
			   struct cell *ret_cell, struct agx_error *err)
{
	struct cell cell = {.question = *question, .symmetry = wants_symmetry(limits, question)};
	struct judgement j = {.limits = limits, .cell = &cell, .start_ns = agx_clock_ns()};
	struct agx_check_options options;
	enum agx_status status = question_open(question, &j.model, err);

	if (status != AGX_OK)
		return status;
	cell.words = j.model.check->words;
	options = search_options(&j);
	cell.deadlock_judged = options.deadlock;
	cell.partial_deadlock_judged = options.deadlock && !options.symmetry;
	status = agx_check_run(j.model.check, &options, &cell.result, err);
	if (status != AGX_OK)
		goto out;
	cell.cpu_ns = cell.result.cpu_ns;
	status = conclude(&j, err);
	if (status == AGX_OK)
		status = certify_states(&j, &options, err);
	if (status != AGX_OK)
		cell_release(&cell);
	else
		*ret_cell = cell;

out:
	question_close(&j.model);
	return status;
}

void cell_release(struct cell *cell)
{
	agx_check_result_release(&cell->result);
}

const char *cell_hazard_name(const struct cell *cell)
{
	switch (cell->outcome) {
	case CELL_VIOLATED:
	case CELL_LOST_WORK:
		return encoding_error_name(cell->error); /* published-race counts one kind, the model's first */
	case CELL_DEADLOCK:
	case CELL_PARTIAL_DEADLOCK:
	case CELL_STARVATION:
		return cell_outcome_name(cell->outcome);
	default:
		return "none";
	}
}
