/* SPDX-License-Identifier: MIT */
#include "verdict/story.h"

#include <stdio.h>
#include <stdlib.h>

static const char *text_or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

/* Client threads have a column each; another actor only if it moves. */
static void lay_columns(struct story *story, const struct agx_check_model *model,
			const struct agx_check_path *path, uint32_t *column_of)
{
	uint64_t moves = (UINT64_C(1) << model->threads) - 1;
	size_t count = 0;

	for (size_t i = 0; i + 1 < path->length; i++)
		moves |= UINT64_C(1) << agx_check_step_actor(path->steps[i]);
	for (unsigned a = 0; a < model->actor_count; a++) {
		if ((moves >> a & 1) == 0)
			continue;
		story->columns[count] = model->actors[a];
		column_of[a] = (uint32_t)count++;
	}
	story->trace.threads = story->columns;
	story->trace.thread_count = count;
}

static void tell_ending(struct story *story, const struct cell *cell, const struct question_model *model)
{
	const struct agx_check_path *path = &cell->result.path;
	uint32_t step = path->length > 1 ? path->steps[path->length - 2] : 0;
	const uint64_t *before = path->states + (path->length < 2 ? 0 : path->length - 2) * model->check->words;
	const char *who = model->check->actors[agx_check_step_actor(step)];
	char site[192] = "reads NULL+0x5c8 in setComputePipelineState:";

	switch (cell->result.kind) {
	case AGX_CHECK_ERROR:
		if (model->encoding != NULL)
			encoding_site(model->encoding, step, before, site, sizeof site);
		(void)snprintf(story->ending, sizeof story->ending, "%s: %s %s", cell_hazard_name(cell),
			       who, site);
		break;
	case AGX_CHECK_DEADLOCK:
		if (model->encoding != NULL)
			(void)snprintf(story->ending, sizeof story->ending, "deadlock: %s",
				       encoding_blocked(model->encoding,
							path->states + (path->length - 1) *
									       model->check->words,
							site, sizeof site));
		else
			(void)snprintf(story->ending, sizeof story->ending,
				       "deadlock: nobody can move, and not everybody is done");
		break;
	case AGX_CHECK_PARTIAL_DEADLOCK:
		(void)snprintf(story->ending, sizeof story->ending,
			       "partial-deadlock: %s can never move again, whatever the others do",
			       model->check->actors[cell->result.what]);
		break;
	case AGX_CHECK_STARVATION:
		(void)snprintf(story->ending, sizeof story->ending,
			       "starvation: the states from %zu on repeat, and %s waits for ever",
			       path->loop == SIZE_MAX ? path->length : path->loop + 1,
			       model->check->actors[cell->result.what]);
		break;
	default:
		break;
	}
	story->trace.ending = story->ending;
}

static void tell_steps(struct story *story, const struct agx_check_model *model,
		       const struct agx_check_path *path, const uint32_t *column_of)
{
	story->steps[0] = (struct trace_step) {.operation = "start", .note = "every thread is idle"};
	for (size_t i = 0; i + 1 < path->length; i++) {
		struct agx_check_label *label = &story->labels[i];
		const uint64_t *before = path->states + i * model->words;

		model->describe(model->context, path->steps[i], before, before + model->words, label);
		story->steps[i + 1] = (struct trace_step) {
			.thread = column_of[label->column],
			.operation = label->operation,
			.object = text_or_null(label->object),
			.state = text_or_null(label->state),
			.note = text_or_null(label->note),
		};
	}
}

enum agx_status story_make(const struct cell *cell, struct story *ret_story, struct agx_error *err)
{
	const struct agx_check_path *path = &cell->result.path;
	uint32_t column_of[AGX_CHECK_ACTORS_MAX] = {0};
	struct question_model model;
	enum agx_status status = question_open(&cell->question, &model, err);

	if (status != AGX_OK)
		return status;
	*ret_story = (struct story) {.labels = calloc(path->length + 1, sizeof *ret_story->labels),
				     .steps = calloc(path->length + 1, sizeof *ret_story->steps)};
	if (ret_story->labels == NULL || ret_story->steps == NULL) {
		story_release(ret_story);
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the counterexample");
		goto out;
	}
	ret_story->trace.steps = ret_story->steps;
	ret_story->trace.count = path->length;
	lay_columns(ret_story, model.check, path, column_of);
	tell_steps(ret_story, model.check, path, column_of);
	tell_ending(ret_story, cell, &model);

out:
	question_close(&model);
	return status;
}

void story_release(struct story *story)
{
	free(story->labels);
	free(story->steps);
	*story = (struct story) {0};
}
