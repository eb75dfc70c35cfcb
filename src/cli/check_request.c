/* SPDX-License-Identifier: MIT */
#include "cli/check_request.h"

#include "base/stop.h"

#include <stdio.h>
#include <string.h>

enum { MEBIBYTE = 1 << 20 };

bool check_request_stop(void *context)
{
	(void)context;
	return agx_stop_requested();
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
		unsigned number = 0;
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

static enum agx_status take_published_guard(const char *name, unsigned *ret_number,
					    struct agx_error *err)
{
	struct published published;
	enum agx_status status = published_fixed_init(&published, 1, 1, err);

	if (status != AGX_OK)
		return status;
	for (unsigned i = 0; i < published.model.guard_count; i++) {
		if (strcmp(name, published.model.guards[i]) == 0) {
			*ret_number = i;
			return AGX_OK;
		}
	}
	return agx_fail(err, AGX_USAGE, "the published models have no guard '%.64s'", name);
}

static enum agx_status read_question(struct check_request *request, struct agx_error *err)
{
	const struct check_options *o = &request->options;
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
		status = each_name(o->drop_guard,
				   kind == QUESTION_ENCODING ? encoding_guard_parse
							     : take_published_guard,
				   &request->limits.guards_dropped, err);
	c->guards_dropped = request->limits.guards_dropped;
	if (status == AGX_OK && kind != QUESTION_ENCODING &&
	    (o->policy != NULL || o->fix != NULL || o->fault != NULL || o->with != NULL ||
	     o->ignore != NULL))
		status = agx_fail(err, AGX_USAGE,
				  "--model %s has no policies, faults and fixes to choose from",
				  o->model);
	request->whole_row = o->fault == NULL && kind == QUESTION_ENCODING;
	request->whole_column = o->policy == NULL && o->fix == NULL && kind == QUESTION_ENCODING;
	return status;
}

static bool is_one_of(const char *text, const char *a, const char *b, const char *c)
{
	return strcmp(text, a) == 0 || strcmp(text, b) == 0 || strcmp(text, c) == 0;
}

/* Does any option choose a system? --threads and --slots have defaults that tell nothing. */
static bool chooses_system(const struct check_options *o)
{
	return o->policy != NULL || o->fault != NULL || o->fix != NULL || o->with != NULL ||
	       o->drop_guard != NULL || o->ignore != NULL || strcmp(o->model, "encoding") != 0;
}

static enum agx_status check_options(const struct check_request *request, struct agx_error *err)
{
	const struct check_options *o = &request->options;

	if ((o->verify != NULL) + (o->export != NULL) + o->claims + o->ablation > 1)
		return agx_fail(err, AGX_USAGE,
				"--claims, --ablation, --verify and --export exclude each other");
	if (o->verify != NULL && (chooses_system(o) || o->certificate != NULL || o->trace != NULL))
		return agx_fail(err, AGX_USAGE,
				"--verify takes its system from the certificate and writes no file");
	if ((o->claims || o->ablation) && chooses_system(o))
		return agx_fail(err, AGX_USAGE,
				"--%s chooses its systems by itself: only --threads, --slots and limits go with it",
				o->claims ? "claims" : "ablation");
	if ((o->claims || o->ablation || o->export != NULL) && o->starvation)
		return agx_fail(err, AGX_USAGE, "--starvation goes with the matrix or one system");
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
	if ((o->trace != NULL || o->certificate != NULL || o->export != NULL) &&
	    (request->whole_row || request->whole_column))
		return agx_fail(err, AGX_USAGE,
				"--%s needs one system: name --fault and --policy or --fix",
				o->trace != NULL ? "trace"
						 : o->certificate != NULL ? "certificate" : "export");
	if (o->certificate != NULL && o->symmetry)
		return agx_fail(err, AGX_USAGE,
				"--certificate holds every state: not with --symmetry");
	return AGX_OK;
}

/* Returns -1 to go on, or the exit code. */
int check_request_read(struct check_request *request)
{
	const struct check_options *o = &request->options;
	struct agx_error err = {""};
	struct question_model model;
	enum agx_status status = read_question(request, &err);

	request->limits.states_max = o->states_max;
	request->limits.bytes_max = o->memory_mib * MEBIBYTE;
	request->limits.timeout_ms = o->timeout_s * 1000;
	request->limits.workers = (unsigned)o->workers;
	request->limits.explore_all = o->explore_all;
	request->limits.starvation = o->starvation;
	request->limits.certificate = o->certificate;
	request->limits.stop = check_request_stop;
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
