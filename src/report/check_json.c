/* SPDX-License-Identifier: MIT */
#include "report/check_internal.h"

static json_t *fault_names(struct json_maker *make, uint32_t faults)
{
	json_t *names = json_array();

	for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
		if ((faults >> bit & 1) != 0)
			json_add(make, names, json_string(sim_fault_name((enum sim_fault)(1 << bit))));
	}
	return names;
}

static json_t *variant_names(struct json_maker *make, const struct encoding_config *config)
{
	json_t *names = json_array();

#define ADD(field, name, sentence) \
	if (config->field) \
		json_add(make, names, json_string(name));
	QUESTION_VARIANT_MAP(ADD)
#undef ADD
	return names;
}

static void put_question(struct json_maker *make, json_t *object, const struct question *question)
{
	const struct encoding_config *c = &question->encoding;
	bool uniform = question->kind == QUESTION_ENCODING;
	char policy[32];

	json_put_text(make, object, "model", question_kind_name(question->kind));
	json_put_text(make, object, "policy",
		      uniform ? policy_format(c->policy, policy, sizeof policy) : NULL);
	json_put_text(make, object, "fix", uniform ? sim_fix_name(c->fix) : NULL);
	json_put(make, object, "faults", fault_names(make, uniform ? c->faults : 0));
	json_put(make, object, "with", variant_names(make, c));
	json_put_uint(make, object, "threads", c->threads);
	json_put_uint(make, object, "slots", c->slots);
}

static json_t *hazards(struct json_maker *make, const struct cell *cell)
{
	json_t *array = json_array();

	for (size_t i = 0; i < cell->hazard_count; i++) {
		json_t *hazard = json_object();

		json_put_text(make, hazard, "hazard", encoding_error_name(cell->hazards[i].error));
		json_put_uint(make, hazard, "length", cell->hazards[i].length);
		json_add(make, array, hazard);
	}
	return array;
}

static json_t *step_object(struct json_maker *make, const struct trace *trace, size_t i)
{
	const struct trace_step *step = &trace->steps[i];
	json_t *object = json_object();

	json_put_uint(make, object, "step", i + 1);
	if (i == 0) { /* the initial state is nobody's */
		json_put(make, object, "thread", json_null());
		json_put(make, object, "thread_name", json_null());
	} else {
		json_put_uint(make, object, "thread", step->thread);
		json_put_text(make, object, "thread_name", trace->threads[step->thread]);
	}
	json_put_text(make, object, "operation", step->operation);
	json_put_text(make, object, "object", step->object);
	json_put_text(make, object, "state", step->state);
	json_put_text(make, object, "note", step->note);
	return object;
}

/* The counterexample of CELL, if it has one: its steps, the names of their columns, what it ends in. */
static void put_story(struct json_maker *make, json_t *object, const struct cell *cell)
{
	json_t *columns = json_array();
	json_t *steps = json_array();
	struct story story;

	json_put(make, object, "columns", columns);
	json_put(make, object, "counterexample", steps);
	if (cell->result.path.length == 0) {
		json_put_uint(make, object, "length", 0);
		json_put_text(make, object, "ending", NULL);
		return;
	}
	if (story_make(cell, &story, NULL) != AGX_OK) {
		make->failed = true;
		return;
	}
	for (size_t i = 0; i < story.trace.thread_count; i++)
		json_add(make, columns, json_string(story.trace.threads[i]));
	for (size_t i = 0; i < story.trace.count; i++)
		json_add(make, steps, step_object(make, &story.trace, i));
	json_put_uint(make, object, "length", story.trace.count);
	json_put_text(make, object, "ending", story.trace.ending);
	story_release(&story);
}

static void put_search(struct json_maker *make, json_t *object, const struct cell *cell)
{
	const struct agx_check_result *r = &cell->result;
	double per_state = r->distinct > 0 ? (double)r->bytes_peak / (double)r->distinct : 0;

	json_put_uint(make, object, "generated", r->generated);
	json_put_uint(make, object, "distinct", r->distinct);
	json_put_uint(make, object, "full", r->full);
	json_put_uint(make, object, "depth", r->depth);
	json_put_real(make, object, "bytes_per_state", per_state);
	json_put_uint(make, object, "bytes_peak", r->bytes_peak);
	json_put_real(make, object, "cpu_seconds", (double)cell->cpu_ns / 1e9);
	json_put_bool(make, object, "symmetry", cell->symmetry);
	json_put_bool(make, object, "deadlock_judged", cell->deadlock_judged);
	json_put_bool(make, object, "partial_deadlock_judged", cell->partial_deadlock_judged);
}

json_t *check_cell_object(struct json_maker *make, const struct cell *cell)
{
	json_t *object = json_object();
	bool holds = cell->verdict == AGX_HOLDS;
	bool undecided = cell->verdict == AGX_INCONCLUSIVE;

	put_question(make, object, &cell->question);
	json_put_text(make, object, "verdict", agx_verdict_text(cell->verdict));
	json_put_text(make, object, "outcome", cell_outcome_name(cell->outcome));
	json_put_text(make, object, "hazard",
		      cell->verdict == AGX_VIOLATED ? cell_hazard_name(cell) : NULL);
	json_put_bool(make, object, "every_n", cell->outcome == CELL_EVERY_N);
	json_put_text(make, object, "bound", holds ? cell_bound_text(cell->bound) : NULL);
	json_put_text(make, object, "limit", undecided ? agx_check_limit_text(cell->limit) : NULL);
	json_put(make, object, "hazards", hazards(make, cell));
	json_put_bool(make, object, "hazards_whole", cell->hazards_whole);
	json_put_uint(make, object, "parallel", cell->result.gauge_max);
	json_put_uint(make, object, "views", cell->views);
	json_put_bool(make, object, "certified", cell->certified);
	put_search(make, object, cell);
	put_story(make, object, cell);
	return object;
}

json_t *check_document(struct json_maker *make, json_t *object)
{
	json_t *root = json_object();

	json_put_text(make, root, "schema", "agxrace/check/1");
	json_put_text(make, root, "command", "check");
	json_put(make, root, "seed", json_null()); /* nothing here is random */
	if (json_object_update(root, object) != 0)
		make->failed = true;
	json_decref(object);
	return root;
}

/* The names of the bits of ERRORS. */
static json_t *error_names(struct json_maker *make, uint64_t errors)
{
	json_t *names = json_array();

	for (unsigned error = 1; error < ENCODING_ERROR_COUNT; error++) {
		if ((errors >> error & 1) != 0)
			json_add(make, names, json_string(encoding_error_name(error)));
	}
	return names;
}

static json_t *guard_names(struct json_maker *make, const struct question *question, uint64_t guards)
{
	json_t *names = json_array();
	struct question_model model;

	if (question_open(question, &model, NULL) != AGX_OK) {
		make->failed = true;
		return names;
	}
	for (size_t g = 0; g < model.check->guard_count; g++) {
		if ((guards >> g & 1) != 0)
			json_add(make, names, json_string(model.check->guards[g]));
	}
	question_close(&model);
	return names;
}

json_t *check_format_proof_json(const struct proof *proof)
{
	const struct agx_check_certificate *claim = &proof->verification.claim;
	struct json_maker make = {0};
	json_t *object = json_object();

	json_put_bool(&make, object, "verified", true);
	json_put_text(&make, object, "verdict", agx_verdict_text(AGX_HOLDS));
	put_question(&make, object, &proof->question);
	json_put_bool(&make, object, "every_n", claim->every_n);
	json_put_bool(&make, object, "deadlock_judged", claim->deadlock);
	json_put(&make, object, "guards_dropped",
		 guard_names(&make, &proof->question, claim->guards_dropped));
	json_put(&make, object, "hazards_ignored", error_names(&make, claim->errors_ignored));
	json_put_uint(&make, object, "states", claim->states);
	json_put_uint(&make, object, "steps", proof->verification.steps);
	json_put_uint(&make, object, "bytes", claim->bytes);
	json_put_real(&make, object, "cpu_seconds", (double)proof->verification.cpu_ns / 1e9);
	return json_made(&make, check_document(&make, object));
}

static void put_vacuity(struct json_maker *make, json_t *object, const struct vacuity *vacuity)
{
	json_t *guards = json_array();
	json_t *unbroken = json_array();

	for (size_t i = 0; i < vacuity->unbroken_count; i++)
		json_add(make, unbroken, json_string(vacuity->unbroken[i]));
	json_put(make, object, "invariants_unbroken", unbroken);
	if (!vacuity->judged) {
		json_decref(guards);
		return;
	}

	for (size_t i = 0; i < vacuity->count; i++) {
		const struct vacuity_guard *guard = &vacuity->guards[i];
		json_t *entry = json_object();

		json_put_text(make, entry, "guard", guard->name);
		json_put_text(make, entry, "role", vacuity_role_name(guard->role));
		json_put_text(make, entry, "without", guard->without[0] != '\0' ? guard->without : NULL);
		json_add(make, guards, entry);
	}
	json_put(make, object, "guards", guards);
	if (vacuity->locks > 0)
		json_put_bool(make, object, "holds_without_locks", vacuity->holds_without_locks);
	else
		json_put(make, object, "holds_without_locks", json_null());
}

json_t *check_format_cell_json(const struct check_finding *finding)
{
	struct json_maker make = {0};
	json_t *object = check_cell_object(&make, finding->cell);

	if (finding->vacuity != NULL)
		put_vacuity(&make, object, finding->vacuity);
	return json_made(&make, check_document(&make, object));
}

json_t *check_format_matrix_json(const struct matrix *matrix)
{
	struct json_maker make = {0};
	json_t *object = json_object();
	json_t *cells = json_array();
	size_t count = matrix->plan.row_count * matrix->plan.column_count;

	json_put_text(&make, object, "model", question_kind_name(matrix->plan.base.kind));
	json_put_uint(&make, object, "threads", matrix->plan.base.encoding.threads);
	json_put_uint(&make, object, "slots", matrix->plan.base.encoding.slots);
	json_put_real(&make, object, "cpu_seconds", (double)matrix->cpu_ns / 1e9);
	json_put_uint(&make, object, "inconclusive", matrix_count(matrix, AGX_INCONCLUSIVE));
	for (size_t i = 0; i < count; i++)
		json_add(&make, cells, check_cell_object(&make, &matrix->cells[i]));
	json_put(&make, object, "cells", cells);
	return json_made(&make, check_document(&make, object));
}
