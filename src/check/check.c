/* SPDX-License-Identifier: MIT */
#include "agxrace/check.h"

#include "base/clock.h"
#include "check/search.h"

#include <stdlib.h>

static const char *const limit_texts[] = {
#define LIMIT_TEXT(name, text) [name] = text,
	AGX_CHECK_LIMIT_MAP(LIMIT_TEXT)
#undef LIMIT_TEXT
};

static const char *const kind_texts[] = {
#define KIND_TEXT(name, text) [name] = text,
	AGX_CHECK_KIND_MAP(KIND_TEXT)
#undef KIND_TEXT
};

const char *agx_check_limit_text(enum agx_check_limit limit)
{
	return limit_texts[limit];
}

const char *agx_check_kind_text(enum agx_check_kind kind)
{
	return kind_texts[kind];
}

static enum agx_status validate(const struct agx_check_model *model,
				const struct agx_check_options *options, struct agx_error *err)
{
	if (model->words == 0 || model->words > AGX_CHECK_WORDS_MAX)
		return agx_fail(err, AGX_USAGE, "model '%s': a state has 1 to %d words", model->name,
				AGX_CHECK_WORDS_MAX);
	if (model->state_bits != 0 && (model->words != 1 || model->state_bits > 64))
		return agx_fail(err, AGX_USAGE, "model '%s': state_bits is of states of one word, 64 at most",
				model->name);
	if (model->actor_count > AGX_CHECK_ACTORS_MAX || model->guard_count > AGX_CHECK_GUARDS_MAX)
		return agx_fail(err, AGX_USAGE, "model '%s' has too many actors or guards",
				model->name);
	if (options->workers > AGX_CHECK_WORKERS_MAX)
		return agx_fail(err, AGX_USAGE, "at most %d workers", AGX_CHECK_WORKERS_MAX);
	if (options->symmetry && options->keep_states)
		return agx_fail(err, AGX_USAGE,
				"a certificate has every state, which symmetry leaves out");
	if (options->symmetry && options->progress)
		return agx_fail(err, AGX_USAGE,
				"progress is judged per thread, which symmetry does not tell apart");
	return AGX_OK;
}

static void drop_states(struct agx_check_result *result)
{
	free(result->states);
	result->states = NULL;
}

/* What the search found, or what the graph of all states shows beyond it. */
static enum agx_status conclude(const struct agx_check_model *model,
				const struct agx_check_options *options,
				const struct symmetry *symmetry, struct finding *finding,
				struct agx_check_result *result, struct agx_error *err)
{
	bool graph = (options->deadlock && !options->symmetry && model->at_rest != NULL) ||
		     (options->progress && model->waits != NULL);

	if (finding->kind == AGX_CHECK_NONE && result->limit == AGX_CHECK_NO_LIMIT && graph)
		result->limit = graph_check(model, options, result->distinct, finding,
					    &result->path);
	if (finding->kind == AGX_CHECK_NONE) {
		result->verdict =
			result->limit == AGX_CHECK_NO_LIMIT ? AGX_HOLDS : AGX_INCONCLUSIVE;
		if (result->verdict != AGX_HOLDS)
			drop_states(result);
		return AGX_OK;
	}
	result->verdict = AGX_VIOLATED;
	drop_states(result);
	result->kind = finding->kind;
	result->what = finding->what;
	if (result->path.length > 0)
		return AGX_OK;
	return path_find(model, options, symmetry, finding, &result->path, &result->limit, err);
}

enum agx_status agx_check_run(const struct agx_check_model *model,
			      const struct agx_check_options *options,
			      struct agx_check_result *ret_result, struct agx_error *err)
{
	struct agx_check_result result = {.path = {.loop = SIZE_MAX}};
	struct symmetry symmetry = {0};
	struct finding finding;
	uint64_t wall_ns = agx_clock_ns();
	uint64_t cpu_ns = agx_cpu_ns();
	enum agx_status status = validate(model, options, err);

	if (status != AGX_OK)
		return status;
	if (options->symmetry) {
		status = symmetry_init(&symmetry, model, err);
		if (status != AGX_OK)
			return status;
	}
	status = search_run(model, options, options->symmetry ? &symmetry : NULL, &result, &finding,
			    err);
	if (status == AGX_OK)
		status = conclude(model, options, options->symmetry ? &symmetry : NULL, &finding,
				  &result, err);
	symmetry_release(&symmetry);
	if (status != AGX_OK) {
		agx_check_result_release(&result);
		return status;
	}
	result.cpu_ns = agx_cpu_ns() - cpu_ns;
	result.wall_ns = agx_clock_ns() - wall_ns;
	*ret_result = result;
	return AGX_OK;
}

void agx_check_result_release(struct agx_check_result *result)
{
	free(result->path.states);
	free(result->path.steps);
	drop_states(result);
	result->path = (struct agx_check_path) {.loop = SIZE_MAX};
}
