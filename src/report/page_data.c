/* SPDX-License-Identifier: MIT */
#include "report/page_data.h"

#include "report/driver_source.h"
#include "report/json_put.h"
#include "report/section_internal.h"

#include <stdlib.h>
#include <string.h>

/* Copy the members of FROM that KEYS (NULL at its end) name and that are there. */
static void copy(struct json_maker *make, json_t *to, const json_t *from, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		json_t *value = json_object_get(from, *keys);

		if (value != NULL)
			json_put(make, to, *keys, json_incref(value));
	}
}

static json_t *rates(struct json_maker *make, const json_t *campaign)
{
	static const char *const keys[] = {"threads", "runs", "crashes", "rate",
					   "low",     "high", "reported", NULL};
	const json_t *rows = evidence_array(campaign, "rows");
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		json_t *object;
		uint64_t runs;
		uint64_t killed = 0;

		(void)evidence_uint(row, "killed", &killed); /* 0 when not told */
		if (!evidence_uint(row, "runs", &runs) || runs <= killed)
			continue;
		object = json_object();
		copy(make, object, row, keys);
		json_add(make, list, object);
	}
	return list;
}

static json_t *costs(struct json_maker *make, const json_t *bench)
{
	static const char *const keys[] = {"threads", "configuration", NULL};
	static const char *const figures[] = {"median", "low", "high", "claim", NULL};
	const json_t *rows = evidence_array(bench, "rows");
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		const json_t *ratio =
			json_object_get(json_object_get(row, "ratio_to"), "policy none");
		json_t *object;

		if (!json_is_object(ratio) ||
		    strcmp(evidence_string(row, "configuration"), "policy none") == 0)
			continue;
		object = json_object();
		copy(make, object, row, keys);
		copy(make, object, ratio, figures);
		json_add(make, list, object);
	}
	return list;
}

/* Threads as the trace names them, or by the numbers and names that its steps have. */
static json_t *thread_names(struct json_maker *make, const json_t *cell, const json_t *steps)
{
	const json_t *named = evidence_array(cell, "columns");
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(named); i++)
		json_add(make, list, json_incref(json_array_get(named, i)));
	for (size_t i = 0; i < json_array_size(steps); i++) {
		const json_t *thread = json_object_get(json_array_get(steps, i), "thread");
		json_int_t number = json_integer_value(thread);

		while (json_is_integer(thread) && number >= (json_int_t)json_array_size(list) && number < 64)
			json_add(make, list, json_sprintf("thread %zu", json_array_size(list)));
	}
	return list;
}

/* The steps, each with the place of its function where it tells none. */
static json_t *steps_json(struct json_maker *make, const json_t *steps)
{
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(steps); i++) {
		json_t *step = json_copy(json_array_get(steps, i));
		const struct driver_source *source =
			driver_source_find(evidence_string(step, "operation"));

		if (source != NULL && evidence_string(step, "file")[0] == '\0') {
			json_put_text(make, step, "function", source->function);
			json_put_text(make, step, "file", source->file);
			json_put_uint(make, step, "line", source->line);
		}
		json_add(make, list, step);
	}
	return list;
}

static json_t *counterexample(struct json_maker *make, const json_t *cell)
{
	static const char *const keys[] = {"ending", "threads", NULL};
	const json_t *steps = evidence_array(cell, "counterexample");
	json_t *object;
	char text[SECTION_TEXT_BYTES];

	if (!section_cell_violated(cell) || steps == NULL)
		return json_null();
	object = json_object();
	json_put_text(make, object, "row", section_cell_row(cell, text));
	json_put_text(make, object, "faults", section_faults(json_object_get(cell, "faults"), text));
	json_put_text(make, object, "says", section_cell_says(cell, text));
	copy(make, object, cell, keys);
	json_put(make, object, "names", thread_names(make, cell, steps));
	json_put(make, object, "steps", steps_json(make, steps));
	return object;
}

json_t *page_data(const struct evidence *evidence)
{
	const json_t *cells = evidence_array(evidence->documents[EVIDENCE_CHECK], "cells");
	struct json_maker make = {0};
	json_t *root = json_object();
	json_t *list = json_array();

	for (size_t i = 0; i < json_array_size(cells); i++)
		json_add(&make, list, counterexample(&make, json_array_get(cells, i)));
	json_put_text(&make, root, "fault", section_fault(evidence));
	json_put(&make, root, "rates", rates(&make, evidence->documents[EVIDENCE_CAMPAIGN]));
	json_put(&make, root, "costs", costs(&make, evidence->documents[EVIDENCE_BENCH]));
	json_put(&make, root, "counterexamples", list);
	return json_made(&make, root);
}

void page_data_embed(const json_t *root, struct agx_text *out)
{
	char *text = json_dumps(root, JSON_COMPACT | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(15));

	if (text == NULL) {
		out->failed = true;
		return;
	}
	for (const char *at = text; *at != '\0'; at++) {
		if (strchr("<>&", *at) != NULL)
			agx_text_printf(out, "\\u%04x", (unsigned)*at);
		else
			agx_text_add(out, at, 1);
	}
	free(text);
}
