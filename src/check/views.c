/* SPDX-License-Identifier: MIT */
/* Views are kept as K + 1 numbers: what is global or a slot's, then the K threads' records in ascending order. They are
 * numbered as they are found and worked off in that order; view I together with one more thread is a configuration if
 * all its views have numbers up to I, so each configuration is looked at once, when the last of its views is. */
#include "agxrace/check.h"

#include "check/layout.h"
#include "check/search.h"
#include "check/state_sort.h"
#include "check/view_set.h"
#include "check/watch.h"

#include <stdlib.h>

enum {
	VIEWS_DEFAULT = 2,
	POLL_VIEWS = 256,
	RECORDS_MAX = AGX_CHECK_VIEW_THREADS_MAX + 1,
};

struct abstraction {
	const struct agx_check_model *model; /* of k + 1 threads */
	const struct agx_check_views_options *options;
	unsigned k;
	struct view_set set;
	struct agx_check_out out;
	uint64_t configurations;
	struct watch watch;
	uint64_t mask[AGX_CHECK_WORDS_MAX]; /* bits that the fields tell of */
	bool beyond;                        /* a state has others */
	bool no_memory;
	bool violated;
	size_t error;
};

/* A state taken apart. */
struct parts {
	uint64_t global;
	uint64_t records[RECORDS_MAX];
};

static bool is_in_record(const struct agx_check_field *f)
{
	return f->domain == AGX_CHECK_PER_THREAD;
}

static enum agx_status check_widths(const struct agx_check_model *model, struct agx_error *err)
{
	unsigned record = 0;
	unsigned global = 0;
	enum agx_status status = layout_validate(model, err);

	if (status != AGX_OK)
		return status;
	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];

		if (f->range == AGX_CHECK_THREAD_REF)
			return agx_fail(err, AGX_USAGE,
					"model '%s': field '%s' names a thread, which a view may not show",
					model->name, f->name);
		if (is_in_record(f))
			record += f->bits;
		else
			global += f->bits * layout_elements(model, f);
	}
	if (record > 64 || global > 64)
		return agx_fail(err, AGX_USAGE, "model '%s' is too wide for view abstraction",
				model->name);
	return AGX_OK;
}

static struct parts take_apart(const struct agx_check_model *model, const uint64_t *state)
{
	struct parts parts = {0};

	for (size_t i = 0; i < model->field_count; i++) {
		const struct agx_check_field *f = &model->fields[i];
		unsigned elements = layout_elements(model, f);

		for (unsigned e = 0; e < elements; e++) {
			uint64_t *part = is_in_record(f) ? &parts.records[e] : &parts.global;

			*part = *part << f->bits | layout_get(f, e, state);
		}
	}
	return parts;
}

static void put_together(const struct agx_check_model *model, struct parts parts, uint64_t *state)
{
	memset(state, 0, model->words * sizeof *state);
	for (size_t i = model->field_count; i-- > 0;) {
		const struct agx_check_field *f = &model->fields[i];
		uint64_t mask = UINT64_MAX >> (64 - f->bits);

		for (unsigned e = layout_elements(model, f); e-- > 0;) {
			uint64_t *part = is_in_record(f) ? &parts.records[e] : &parts.global;

			layout_set(f, e, state, (uint32_t)(*part & mask));
			*part >>= f->bits;
		}
	}
}

/* The view of all but thread SKIPPED. */
static void make_view(const struct parts *parts, unsigned k, unsigned skipped, uint64_t *view)
{
	unsigned count = 0;

	view[0] = parts->global;
	for (unsigned t = 0; t <= k; t++) {
		unsigned j;

		if (t == skipped)
			continue;
		for (j = count++; j > 0 && view[j] > parts->records[t]; j--)
			view[j + 1] = view[j];
		view[j + 1] = parts->records[t];
	}
}

/* All views of what the buffer holds; errors among them are noted. */
static void add_out(struct abstraction *a)
{
	const struct agx_check_model *model = a->model;

	for (size_t i = 0; i < a->out.count; i++) {
		const uint64_t *state = a->out.states + i * model->words;
		unsigned error = agx_check_step_error(a->out.steps[i]);
		struct parts parts = take_apart(model, state);
		uint64_t view[RECORDS_MAX];

		if (!layout_tells(a->mask, state, model->words)) {
			a->beyond = true;
			return;
		}
		if (error_counts(a->options->errors_ignored, error)) {
			a->violated = true;
			a->error = error;
			return;
		}
		for (unsigned t = 0; t <= a->k; t++) {
			make_view(&parts, a->k, t, view);
			if (!view_set_add(&a->set, view)) {
				a->no_memory = true;
				return;
			}
		}
	}
}

/* View number I and RECORD: is that a configuration all of whose views have numbers up to I? If so, look at it. */
static void extend(struct abstraction *a, size_t i, uint64_t record)
{
	const uint64_t *seen = a->set.views + i * a->set.words;
	struct parts parts = {.global = seen[0]};
	uint64_t state[AGX_CHECK_WORDS_MAX];
	uint64_t view[RECORDS_MAX];

	for (unsigned t = 0; t < a->k; t++)
		parts.records[t] = seen[t + 1];
	parts.records[a->k] = record;
	for (unsigned t = 0; t < a->k; t++) {
		uint32_t number;

		make_view(&parts, a->k, t, view);
		number = view_set_find(&a->set, view);
		if (number == 0 || number - 1 > i)
			return;
	}
	put_together(a->model, parts, state);
	/* Here and not on successors: the others' step may have led to this configuration, and every successor's
	 * parts come by. */
	for (size_t v = 0; v < a->model->invariant_count; v++) {
		if (!a->model->invariants[v].holds(a->model->context, state)) {
			a->violated = true;
			return;
		}
	}
	a->out.count = 0;
	a->model->successors(a->model->context, state, &a->out);
	a->configurations++;
	if (!a->out.overflow)
		add_out(a);
}

static enum agx_check_limit close_set(struct abstraction *a)
{
	const struct agx_check_views_options *options = a->options;

	for (size_t i = 0; i < a->set.count; i++) {
		const uint64_t global = a->set.views[i * a->set.words];
		enum agx_check_limit outside;

		/* Looked up each time: what is added may be added there. */
		for (size_t r = 0; r < view_set_surroundings(&a->set, global)->count; r++) {
			extend(a, i, view_set_surroundings(&a->set, global)->records[r]);
			if (a->violated || a->beyond || a->out.overflow)
				return AGX_CHECK_NO_LIMIT;
			if (a->no_memory)
				return AGX_CHECK_LIMIT_MEMORY;
		}
		if (options->views_max != 0 && a->set.count > options->views_max)
			return AGX_CHECK_LIMIT_STATES;
		outside = watch_look_now_and_then(&a->watch, POLL_VIEWS);
		if (outside != AGX_CHECK_NO_LIMIT)
			return outside;
	}
	return AGX_CHECK_NO_LIMIT;
}

/* Systems of 1 to K threads, which have no configuration of K + 1. */
static enum agx_status search_few(const struct agx_check_family *family, struct abstraction *a,
				  struct agx_check_views_result *result, struct agx_error *err)
{
	struct agx_check_options options = {.guards_dropped = a->options->guards_dropped,
					    .errors_ignored = a->options->errors_ignored,
					    .states_max = a->options->views_max,
					    .timeout_ms = a->options->timeout_ms,
					    .stop = a->options->stop,
					    .callback_context = a->options->callback_context};

	for (unsigned n = 1; n <= a->k && !a->violated && result->limit == AGX_CHECK_NO_LIMIT; n++) {
		const struct agx_check_model *model;
		struct agx_check_result few;
		enum agx_status status = family->make(family->context, n, &model, err);

		if (status != AGX_OK)
			return status;
		status = agx_check_run(model, &options, &few, err);
		family->free(model);
		if (status != AGX_OK)
			return status;
		a->violated = few.verdict == AGX_VIOLATED;
		a->error = few.kind == AGX_CHECK_ERROR ? few.what : 0;
		result->limit = few.limit;
		agx_check_result_release(&few);
	}
	return AGX_OK;
}

static enum agx_status run(struct abstraction *a, const struct agx_check_family *family,
			   struct agx_check_views_result *result, struct agx_error *err)
{
	const struct agx_check_options buffer = {.guards_dropped = a->options->guards_dropped};
	enum agx_status status = check_widths(a->model, err);

	if (status != AGX_OK)
		return status;
	if (!out_init(&a->out, a->model, &buffer, 1))
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the views");
	layout_mask(a->model, a->mask);
	status = search_few(family, a, result, err);
	if (status != AGX_OK)
		return status;
	if (!a->violated && result->limit == AGX_CHECK_NO_LIMIT) {
		a->model->initial(a->model->context, &a->out);
		add_out(a);
		result->limit = a->no_memory ? AGX_CHECK_LIMIT_MEMORY : close_set(a);
	}
	if (a->beyond)
		return agx_fail(err, AGX_FAILED, "model '%s' has states that its fields do not tell",
				a->model->name);
	result->out_of_bounds = a->out.overflow;
	result->error = a->error;
	result->configurations = a->configurations;
	result->threads = a->k;
	result->words = a->set.words;
	if (!a->violated && !a->out.overflow && result->limit == AGX_CHECK_NO_LIMIT) {
		result->verdict = AGX_HOLDS;
		state_sort(a->set.views, a->set.count, a->set.words);
		result->views = a->set.views;
		result->count = a->set.count;
		a->set.views = NULL;
	}
	return AGX_OK;
}

static void release(struct abstraction *a)
{
	view_set_release(&a->set);
	out_release(&a->out);
}

enum agx_status agx_check_views(const struct agx_check_family *family,
				const struct agx_check_views_options *options,
				struct agx_check_views_result *ret_result, struct agx_error *err)
{
	struct abstraction a = {.options = options,
				.k = options->threads == 0 ? VIEWS_DEFAULT : options->threads,
				.watch = watch_start(options->stop, options->callback_context,
						     options->timeout_ms)};
	struct agx_check_views_result result = {.verdict = AGX_INCONCLUSIVE};
	uint64_t cpu_ns = agx_cpu_ns();
	enum agx_status status;

	if (a.k > AGX_CHECK_VIEW_THREADS_MAX)
		return agx_fail(err, AGX_USAGE, "a view has at most %d threads",
				AGX_CHECK_VIEW_THREADS_MAX);
	a.set.words = a.k + 1;
	status = family->make(family->context, a.k + 1, &a.model, err);
	if (status != AGX_OK)
		return status;
	status = run(&a, family, &result, err);
	family->free(a.model);
	release(&a);
	if (status != AGX_OK)
		return status;
	result.cpu_ns = agx_cpu_ns() - cpu_ns;
	*ret_result = result;
	return AGX_OK;
}

void agx_check_views_release(struct agx_check_views_result *result)
{
	free(result->views);
	result->views = NULL;
}
