/* SPDX-License-Identifier: MIT */
#include "base/file.h"
#include "base/stop.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "report/check_format.h"
#include "report/trace_format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEBIBYTE = 1 << 20, MEMORY_MIB_MAX = 1 << 20, SECONDS_MAX = 1000000 };

struct options {
	const char *model;
	const char *policy; /* NULL: all */
	const char *fault;  /* NULL: all */
	const char *fix;    /* NULL: all */
	const char *with;
	uint64_t threads;
	uint64_t slots;
	bool explore_all;
	bool starvation;
	const char *ignore;
	const char *drop_guard;
	uint64_t states_max;
	uint64_t memory_mib;
	uint64_t timeout_s;
	uint64_t workers;
	bool symmetry;
	bool no_symmetry;
	const char *trace;
	const char *trace_format;
	const char *colour;
	bool json;
};

static const struct cli_option options_table[] = {
	CLI_STRING("model", 'm', struct options, model, "NAME",
		   "encoding, published-race or published-fixed (encoding)"),
	CLI_STRING("policy", 'p', struct options, policy, "NAME", "one client policy (all)"),
	CLI_STRING("fault", 'f', struct options, fault, "A,B",
		   "these faults together, or none (each by itself)"),
	CLI_STRING("fix", 0, struct options, fix, "NAME", "what the driver does about it (all)"),
	CLI_STRING("with", 0, struct options, with, "A,B",
		   "hostile-sync, completion-follows, wait-inside, weak-memory, null-check, "
		   "atomic-retain (none)"),
	CLI_UINT("threads", 't', struct options, threads, "N", 1, PUBLISHED_THREADS_MAX,
		 "client threads (3)"),
	CLI_UINT("slots", 0, struct options, slots, "N", 1, PUBLISHED_SLOTS_MAX,
		 "context slots (2)"),
	CLI_FLAG("explore-all", 0, struct options, explore_all, "go on past violations"),
	CLI_FLAG("starvation", 0, struct options, starvation,
		 "look for a thread that waits for ever, under weak fairness"),
	CLI_STRING("ignore", 0, struct options, ignore, "A,B",
		   "hazards that are no violation: lost-work, data-race..."),
	CLI_STRING("drop-guard", 0, struct options, drop_guard, "A,B",
		   "leave these conditions out of the model: what are they good for?"),
	CLI_UINT("max-states", 0, struct options, states_max, "N", 1, INT64_MAX,
		 "give up beyond (no bound)"),
	CLI_UINT("max-memory", 0, struct options, memory_mib, "MIB", 1, MEMORY_MIB_MAX,
		 "give up beyond (three quarters of what is free)"),
	CLI_UINT("timeout", 0, struct options, timeout_s, "S", 1, SECONDS_MAX,
		 "give up after, for each cell (none)"),
	CLI_UINT("workers", 'j', struct options, workers, "N", 1, AGX_CHECK_WORKERS_MAX,
		 "threads that search (1)"),
	CLI_FLAG("symmetry", 0, struct options, symmetry,
		 "keep one state per orbit of threads and slots (above 3 threads)"),
	CLI_FLAG("no-symmetry", 0, struct options, no_symmetry, "keep every state"),
	CLI_STRING("trace", 0, struct options, trace, "FILE", "write the counterexample to FILE"),
	CLI_STRING("trace-format", 0, struct options, trace_format, "KIND",
		   "text, json or perfetto (json)"),
	CLI_STRING("color", 0, struct options, colour, "WHEN", "auto, always or never (auto)"),
	CLI_FLAG("json", 0, struct options, json, "print one JSON document"),
	CLI_END,
};

/* What was asked for, understood. */
struct request {
	const struct cli_command *command;
	struct options options;
	struct question question;
	struct cell_limits limits;
	bool whole_row;    /* no fault was named: all of them */
	bool whole_column; /* neither a policy nor a fix was named: all of them */
	struct cli_progress progress;
};

static bool stop(void *context)
{
	(void)context;
	return agx_stop_requested();
}

static void show_search(void *context, const struct agx_check_progress *done)
{
	struct request *request = context;
	char text[128];

	(void)snprintf(text, sizeof text,
		       "%" PRIu64 " states, %" PRIu64 " generated, depth %" PRIu64 ", %" PRIu64 " MiB",
		       done->distinct, done->generated, done->depth, done->bytes / MEBIBYTE);
	cli_progress_tell(&request->progress, text);
}

static void show_cells(void *context, size_t done, size_t total)
{
	struct request *request = context;

	cli_progress_show(&request->progress, done, total, "cells");
}

/* Call TAKE for each name of LIST, which commas separate. */
static enum agx_status each_name(const char *list,
				 enum agx_status (*take)(const char *name, unsigned *ret_number,
							 struct agx_error *err),
				 uint64_t *bits, struct agx_error *err)
{
	for (;;) {
		size_t length = strcspn(list, ",");
		char name[64];
		unsigned number;
		enum agx_status status;

		(void)snprintf(name, sizeof name, "%.*s", length < 1000 ? (int)length : 1000, list);
		status = take(name, &number, err);
		if (status != AGX_OK)
			return status;
		*bits |= UINT64_C(1) << number;
		if (list[length] == '\0')
			return AGX_OK;
		list += length + 1;
	}
}

static enum agx_status take_hazard(const char *name, unsigned *ret_number, struct agx_error *err)
{
	struct agx_text known = {0};
	enum agx_status status;

	for (unsigned i = 1; i < ENCODING_ERROR_COUNT; i++) {
		if (strcmp(name, encoding_error_name(i)) == 0) {
			*ret_number = i;
			return AGX_OK;
		}
		agx_text_printf(&known, "%s%s", i == 1 ? "" : ", ", encoding_error_name(i));
	}
	status = agx_fail(err, AGX_USAGE, "unknown hazard '%.64s'; known: %s", name,
			  agx_text_string(&known));
	agx_text_release(&known);
	return status;
}

static enum agx_status read_question(struct request *request, struct agx_error *err)
{
	const struct options *o = &request->options;
	struct encoding_config *c = &request->question.encoding;
	enum question_kind kind = QUESTION_ENCODING;
	enum agx_status status = question_kind_parse(o->model, &kind, err);

	request->question = question_default(kind);
	c->threads = (unsigned)o->threads;
	c->slots = (unsigned)o->slots;
	if (status == AGX_OK && o->policy != NULL)
		status = policy_parse(o->policy, &c->policy, err);
	if (status == AGX_OK && o->fix != NULL)
		status = sim_fix_parse(o->fix, &c->fix, err);
	if (status == AGX_OK && o->fault != NULL)
		status = sim_faults_parse(o->fault, &c->faults, err);
	if (status == AGX_OK && o->with != NULL)
		status = question_variants_parse(o->with, c, err);
	if (status == AGX_OK && o->ignore != NULL)
		status = each_name(o->ignore, take_hazard, &request->limits.errors_ignored, err);
	if (status == AGX_OK && o->drop_guard != NULL)
		status = each_name(o->drop_guard, encoding_guard_parse,
				   &request->limits.guards_dropped, err);
	if (status == AGX_OK && kind != QUESTION_ENCODING &&
	    (o->policy != NULL || o->fix != NULL || o->fault != NULL || o->with != NULL ||
	     o->ignore != NULL || o->drop_guard != NULL))
		status = agx_fail(err, AGX_USAGE,
				  "--model %s has no policies, faults, fixes and guards to choose from",
				  o->model);
	request->whole_row = o->fault == NULL && kind == QUESTION_ENCODING;
	request->whole_column = o->policy == NULL && o->fix == NULL && kind == QUESTION_ENCODING;
	return status;
}

static bool is_one_of(const char *text, const char *a, const char *b, const char *c)
{
	return strcmp(text, a) == 0 || strcmp(text, b) == 0 || strcmp(text, c) == 0;
}

static enum agx_status check_options(const struct request *request, struct agx_error *err)
{
	const struct options *o = &request->options;

	if (o->symmetry && o->no_symmetry)
		return agx_fail(err, AGX_USAGE, "--symmetry and --no-symmetry exclude each other");
	if (o->symmetry && o->starvation)
		return agx_fail(err, AGX_USAGE,
				"--starvation judges each thread, which --symmetry does not tell apart");
	if (!is_one_of(o->colour, "auto", "always", "never"))
		return agx_fail(err, AGX_USAGE, "--color %s: expected auto, always or never",
				o->colour);
	if (!is_one_of(o->trace_format, "text", "json", "perfetto"))
		return agx_fail(err, AGX_USAGE, "--trace-format %s: expected text, json or perfetto",
				o->trace_format);
	if (o->trace != NULL && (request->whole_row || request->whole_column))
		return agx_fail(err, AGX_USAGE,
				"--trace needs one cell: name --fault and --policy or --fix");
	return AGX_OK;
}

/* Returns -1 to go on, or the exit code. */
static int read_request(struct request *request)
{
	const struct options *o = &request->options;
	struct agx_error err = {""};
	struct question_model model;
	enum agx_status status = read_question(request, &err);

	request->limits.states_max = o->states_max;
	request->limits.bytes_max = o->memory_mib * MEBIBYTE;
	request->limits.timeout_ms = o->timeout_s * 1000;
	request->limits.workers = (unsigned)o->workers;
	request->limits.explore_all = o->explore_all;
	request->limits.starvation = o->starvation;
	request->limits.stop = stop;
	request->limits.callback_context = request;
	if (o->symmetry)
		request->limits.symmetry = CELL_SYMMETRY_ON;
	else if (o->no_symmetry)
		request->limits.symmetry = CELL_SYMMETRY_OFF;
	if (status == AGX_OK)
		status = check_options(request, &err);
	if (status == AGX_OK && !request->whole_row) { /* sizes and choices that the model does not have */
		status = question_open(&request->question, &model, &err);
		if (status == AGX_OK)
			question_close(&model);
	}
	if (status == AGX_OK)
		return -1;
	return status == AGX_USAGE ? cli_usage(request->command, "%s", err.text)
				   : cli_fail(request->command, status, &err);
}

static struct check_style style_of(const struct options *options)
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

static enum agx_status write_trace(const struct options *options, const struct trace *trace,
				   struct agx_error *err)
{
	struct agx_text text = {0};
	json_t *document = NULL;
	char *bytes = NULL;
	enum agx_status status = AGX_OK;

	if (strcmp(options->trace_format, "text") == 0) {
		trace_format_text(trace, 0, &text);
		if (agx_text_failed(&text))
			status = AGX_NO_MEMORY;
	} else {
		document = strcmp(options->trace_format, "json") == 0 ? trace_format_json(trace)
								      : trace_format_perfetto(trace);
		bytes = document != NULL ? json_dumps(document, JSON_INDENT(1)) : NULL;
		if (bytes == NULL)
			status = AGX_NO_MEMORY;
		else
			agx_text_puts(&text, bytes);
	}
	if (status == AGX_OK)
		status = agx_file_write(options->trace, agx_text_string(&text), text.length, err);
	free(bytes);
	json_decref(document);
	agx_text_release(&text);
	return status;
}

static enum agx_status tell_cell(const struct request *request, const struct cell *cell,
				 const struct story *story, struct agx_error *err)
{
	struct agx_text text = {0};

	if (request->options.json)
		return print_json(check_format_cell_json(cell), err);
	check_format_cell(cell, story, style_of(&request->options), &text);
	return print_text(&text, err);
}

static int run_cell(struct request *request)
{
	struct agx_error err = {""};
	struct story story;
	struct cell cell;
	bool has_story = false;
	int code;
	enum agx_status status;

	request->limits.hazards = true;
	request->limits.on_progress = show_search;
	status = cell_judge(&request->question, &request->limits, &cell, &err);
	cli_progress_end(&request->progress);
	if (status != AGX_OK)
		return cli_fail(request->command, status, &err);
	if (cell.result.path.length > 0) {
		status = story_make(&cell, &story, &err);
		has_story = status == AGX_OK;
	}
	if (status == AGX_OK)
		status = tell_cell(request, &cell, has_story ? &story : NULL, &err);
	if (status == AGX_OK && request->options.trace != NULL && has_story)
		status = write_trace(&request->options, &story.trace, &err);
	code = status == AGX_OK ? cli_finish(request->command, agx_verdict_exit_code(cell.verdict))
				: cli_fail(request->command, status, &err);
	if (has_story)
		story_release(&story);
	cell_release(&cell);
	return code;
}

static struct matrix_plan plan_of(const struct request *request)
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

static int run_matrix(struct request *request)
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

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct request request = {
		.command = command,
		.options = {.model = "encoding",
			    .threads = 3,
			    .slots = 2,
			    .workers = 1,
			    .trace_format = "json",
			    .colour = "auto"},
	};
	int operands;
	int code = cli_parse(command, argc, argv, &request.options, &operands);

	if (code < 0)
		code = read_request(&request);
	if (code >= 0)
		return code;
	request.progress = cli_progress_begin(0);
	return request.whole_row || request.whole_column ? run_matrix(&request) : run_cell(&request);
}

const struct cli_command cmd_check = {
	.name = "check",
	.summary = "prove or refute each lock policy against each fault, for any number of threads",
	.operands = NULL,
	.text = "Searches a model of the driver's encoding stack in which nothing but policy, fix and fault "
		"differs, and prints the matrix: what holds for every number of threads, what holds for "
		"those that were searched, and the shortest counterexample where something breaks. With "
		"--fault and --policy or --fix it judges that one system and prints the counterexample "
		"with a column for each thread; with one of them, that row or column of the matrix.\n\n"
		"A verdict holds for every number of threads when the views of two threads are closed "
		"under every step (Abdulla, Haziza and Holik, VMCAI 2013). Deadlock is looked for in the "
		"systems that are searched whole.\n\n"
		"One system exits with its verdict's code. The matrix exits with 0, or with 20 when a cell "
		"is not decided.",
	.options = options_table,
	.run = run,
};
