/* SPDX-License-Identifier: MIT */
#include "cli/check_answers.h"

#include "base/file.h"
#include "cli/terminal.h"
#include "cli/trace_file.h"
#include "model/model_export.h"
#include "report/check_claims.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEBIBYTE = 1 << 20 };

static void show_search(void *context, const struct agx_check_progress *done)
{
	struct check_request *request = context;
	char text[128];

	(void)snprintf(text, sizeof text,
		       "%" PRIu64 " states, %" PRIu64 " generated, depth %" PRIu64 ", %" PRIu64 " MiB",
		       done->distinct, done->generated, done->depth, done->bytes / MEBIBYTE);
	cli_progress_tell(&request->progress, text);
}

static void show_cells(void *context, size_t done, size_t total)
{
	struct check_request *request = context;

	cli_progress_show(&request->progress, done, total, "cells");
}

static struct check_style style_of(const struct check_options *options)
{
	enum { NARROWEST = 60, WIDEST = 160 };
	struct check_style style = {.width = cli_terminal_width(),
				    .colour = cli_terminal_has_colour(options->colour)};

	if (style.width != 0 && style.width < NARROWEST)
		style.width = NARROWEST;
	if (style.width > WIDEST)
		style.width = WIDEST;
	return style;
}

static enum agx_status print_json(json_t *document, struct agx_error *err)
{
	int failed = document == NULL ||
		     json_dumpf(document, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) != 0;

	json_decref(document);
	if (failed)
		return agx_fail(err, AGX_NO_MEMORY, "cannot make the JSON document");
	putchar('\n');
	return AGX_OK;
}

static enum agx_status print_text(struct agx_text *text, struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	if (agx_text_failed(text))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the answer");
	else
		fputs(agx_text_string(text), stdout);
	agx_text_release(text);
	return status;
}

static enum agx_status tell_finding(const struct check_request *request,
				    const struct check_finding *finding, struct agx_error *err)
{
	struct agx_text text = {0};

	if (request->options.json)
		return print_json(check_format_cell_json(finding), err);
	check_format_cell(finding, style_of(&request->options), &text);
	return print_text(&text, err);
}

/* Files that were asked for beside the answer. */
static enum agx_status leave_files(const struct check_request *request,
				   const struct check_finding *finding, struct agx_error *err)
{
	const struct check_options *options = &request->options;

	if (options->certificate != NULL && !finding->cell->certified)
		fprintf(stderr, "agxrace check: no certificate: the verdict is %s\n",
			agx_verdict_text(finding->cell->verdict));
	if (options->trace != NULL && finding->story == NULL)
		fputs("agxrace check: no trace: there is no counterexample\n", stderr);
	if (options->trace == NULL || finding->story == NULL)
		return AGX_OK;
	return cli_trace_write(options->trace, options->trace_format, &finding->story->trace, err);
}

int check_answer_cell(struct check_request *request)
{
	struct agx_error err = {""};
	struct check_finding finding = {0};
	struct vacuity vacuity;
	struct story story;
	struct cell cell;
	int code;
	enum agx_status status;

	request->limits.hazards = true;
	request->limits.on_progress = show_search;
	status = cell_judge(&request->question, &request->limits, &cell, &err);
	if (status != AGX_OK)
		goto out;
	finding.cell = &cell;
	if (cell.result.path.length > 0) {
		status = story_make(&cell, &story, &err);
		finding.story = status == AGX_OK ? &story : NULL;
	} else if (cell.verdict == AGX_HOLDS) {
		status = vacuity_judge(&cell, &request->limits, &vacuity, &err);
		finding.vacuity = status == AGX_OK ? &vacuity : NULL;
	}
	cli_progress_end(&request->progress);
	if (status == AGX_OK)
		status = tell_finding(request, &finding, &err);
	if (status == AGX_OK)
		status = leave_files(request, &finding, &err);

out:
	cli_progress_end(&request->progress);
	code = status == AGX_OK ? cli_finish(request->command, agx_verdict_exit_code(cell.verdict))
				: cli_fail(request->command, status, &err);
	if (finding.story != NULL)
		story_release(&story);
	if (finding.cell != NULL)
		cell_release(&cell);
	return code;
}

static struct matrix_plan plan_of(const struct check_request *request)
{
	const struct encoding_config *c = &request->question.encoding;
	struct matrix_plan plan = matrix_plan_init(&request->question);

	if (request->whole_column) {
		matrix_plan_add_policies(&plan);
		matrix_plan_add_fixes(&plan);
	} else {
		matrix_plan_add_row(&plan, c->policy, c->fix);
	}
	if (request->whole_row)
		matrix_plan_add_faults(&plan);
	else if (c->faults != SIM_FAULT_NONE)
		matrix_plan_add_column(&plan, c->faults);
	return plan;
}

int check_answer_matrix(struct check_request *request)
{
	struct matrix_plan plan = plan_of(request);
	struct agx_error err = {""};
	struct agx_text text = {0};
	struct matrix matrix;
	int code = 0;
	enum agx_status status =
		matrix_judge(&plan, &request->limits, show_cells, &matrix, &err);

	cli_progress_end(&request->progress);
	if (status == AGX_USAGE)
		return cli_usage(request->command, "%s", err.text);
	if (status != AGX_OK)
		return cli_fail(request->command, status, &err);
	if (request->options.json) {
		status = print_json(check_format_matrix_json(&matrix), &err);
	} else {
		check_format_matrix(&matrix, style_of(&request->options), &text);
		status = print_text(&text, &err);
	}
	if (matrix_count(&matrix, AGX_INCONCLUSIVE) > 0)
		code = agx_verdict_exit_code(AGX_INCONCLUSIVE);
	code = status == AGX_OK ? cli_finish(request->command, code)
				: cli_fail(request->command, status, &err);
	matrix_release(&matrix);
	return code;
}

/* Print what there is, the JSON taken if it is wanted; returns the exit code. */
static int tell(struct check_request *request, json_t *document, struct agx_text *text, bool decided)
{
	struct agx_error err = {""};
	enum agx_status status = request->options.json ? print_json(document, &err)
						       : print_text(text, &err);

	if (status != AGX_OK)
		return cli_fail(request->command, status, &err);
	return cli_finish(request->command, decided ? 0 : agx_verdict_exit_code(AGX_INCONCLUSIVE));
}

int check_answer_claims(struct check_request *request)
{
	const struct encoding_config *c = &request->question.encoding;
	struct agx_error err = {""};
	struct agx_text text = {0};
	struct claims *claims;
	bool decided = true;
	int code;
	enum agx_status status =
		claims_judge(c->threads, c->slots, &request->limits, &claims, &err);

	if (status != AGX_OK)
		return cli_fail(request->command, status, &err);
	for (int i = 0; i < CLAIMS; i++)
		decided &= claims->claims[i].result != CLAIM_UNDECIDED;
	if (!request->options.json)
		check_format_claims(claims, style_of(&request->options), &text);
	code = tell(request, request->options.json ? check_format_claims_json(claims) : NULL, &text,
		    decided);
	claims_free(claims);
	return code;
}

int check_answer_ablation(struct check_request *request)
{
	const struct encoding_config *c = &request->question.encoding;
	struct agx_error err = {""};
	struct agx_text text = {0};
	struct ablation *ablation;
	bool decided = true;
	int code;
	enum agx_status status =
		ablation_judge(c->threads, c->slots, &request->limits, &ablation, &err);

	if (status != AGX_OK)
		return cli_fail(request->command, status, &err);
	for (size_t i = 0; i < ABLATION_ROWS * ABLATION_COLUMNS; i++)
		decided &= ablation->cells[i / ABLATION_COLUMNS][i % ABLATION_COLUMNS].verdict !=
			   AGX_INCONCLUSIVE;
	if (!request->options.json)
		check_format_ablation(ablation, style_of(&request->options), &text);
	code = tell(request, request->options.json ? check_format_ablation_json(ablation) : NULL, &text,
		    decided);
	ablation_free(ablation);
	return code;
}

int check_answer_proof(struct check_request *request)
{
	struct agx_error err = {""};
	struct agx_text text = {0};
	struct proof proof;
	enum agx_status status = proof_verify(request->options.verify, check_request_stop, NULL, &proof,
					      &err);

	if (status == AGX_INTERRUPTED) {
		fputs("agxrace check: interrupted: nothing is verified\n", stderr);
		return agx_verdict_exit_code(AGX_INCONCLUSIVE);
	}
	if (status != AGX_OK)
		return cli_fail(request->command, status, &err);
	if (request->options.json) {
		status = print_json(check_format_proof_json(&proof), &err);
	} else {
		check_format_proof(&proof, style_of(&request->options), &text);
		status = print_text(&text, &err);
	}
	return status == AGX_OK ? cli_finish(request->command, 0)
				: cli_fail(request->command, status, &err);
}

static enum agx_status export_question(const struct question *question, uint64_t guards_dropped,
				       enum model_language language, struct agx_text *text,
				       struct agx_error *err)
{
	const struct encoding_config *c = &question->encoding;
	struct question_model model;
	enum agx_status status;

	if (question->kind != QUESTION_ENCODING)
		return published_export(question->kind == QUESTION_PUBLISHED_RACE ? PUBLISHED_RACE
										   : PUBLISHED_FIXED,
					c->threads, c->slots, guards_dropped, language, text, err);
	status = question_open(question, &model, err);
	if (status != AGX_OK)
		return status;
	status = encoding_export(model.encoding, language, text, err);
	question_close(&model);
	return status;
}

int check_answer_export(struct check_request *request)
{
	enum model_language language;
	struct agx_error err = {""};
	struct agx_text text = {0};
	enum agx_status status = model_language_parse(request->options.export, &language, &err);

	if (status != AGX_OK)
		return cli_usage(request->command, "%s", err.text);
	status = export_question(&request->question, request->limits.guards_dropped, language, &text,
				 &err);
	if (status == AGX_OK)
		status = print_text(&text, &err);
	else
		agx_text_release(&text);
	return status == AGX_OK ? cli_finish(request->command, 0)
				: cli_fail(request->command, status, &err);
}
