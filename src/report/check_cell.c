/* SPDX-License-Identifier: MIT */
#include "report/check_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	WIDTH_DEFAULT = 100,
	LABEL_COLUMNS = 11,
	NUMBER_COLUMNS = 5,
	STEP_COLUMNS_MIN = 22,
	STEP_COLUMNS_MAX = 56,
	STEP_TEXT_BYTES = 3 * AGX_CHECK_TEXT_BYTES,
};

struct page {
	struct check_style style;
	struct agx_text *out;
};

/* "label:    TEXT", wrapped. */
static void put_line(const struct page *page, const char *label, const char *text)
{
	char with_colon[32];

	(void)snprintf(with_colon, sizeof with_colon, "%s:", label);
	check_put_padded(page->out, page->style, CHECK_DIM, with_colon, LABEL_COLUMNS);
	check_put_wrapped(page->out, text, LABEL_COLUMNS, LABEL_COLUMNS, page->style.width);
}

static void put_question(const struct page *page, const struct question *question)
{
	const struct encoding_config *c = &question->encoding;
	struct agx_text text = {0};
	char name[160];

	agx_text_printf(&text, "%s, %u threads, %u context slots",
			question_kind_name(question->kind), c->threads, c->slots);
	put_line(page, "model", agx_text_string(&text));
	agx_text_release(&text);
	if (question->kind != QUESTION_ENCODING)
		return;
	agx_text_printf(&text, "%s: %s", policy_format(c->policy, name, sizeof name),
			policy_sentence(c->policy.kind));
	put_line(page, "policy", agx_text_string(&text));
	agx_text_release(&text);
	if (c->fix != SIM_FIX_NONE) {
		agx_text_printf(&text, "%s: %s", sim_fix_name(c->fix), sim_fix_sentence(c->fix));
		put_line(page, "fix", agx_text_string(&text));
		agx_text_release(&text);
	}
	for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
		enum sim_fault fault = (enum sim_fault)(1 << bit);

		if ((c->faults & (uint32_t)fault) == 0)
			continue;
		agx_text_printf(&text, "%s: %s", sim_fault_name(fault), sim_fault_sentence(fault));
		put_line(page, "fault", agx_text_string(&text));
		agx_text_release(&text);
	}
#define PUT(field, variant, sentence) \
	if (c->field) \
		put_line(page, "with", variant ": " sentence);
	QUESTION_VARIANT_MAP(PUT)
#undef PUT
}

static const char *limit_clause(enum agx_check_limit limit)
{
	switch (limit) {
	case AGX_CHECK_LIMIT_MEMORY:
		return "memory: the bound was reached";
	case AGX_CHECK_LIMIT_STATES:
		return "states: the bound was reached";
	case AGX_CHECK_LIMIT_TIME:
		return "time: it was up";
	case AGX_CHECK_LIMIT_INTERRUPTED:
		return "interrupted";
	case AGX_CHECK_NO_LIMIT:
		break;
	}
	return "ended";
}

static void put_verdict(const struct page *page, const struct cell *cell, const struct story *story)
{
	struct agx_text text = {0};
	unsigned threads = cell->question.encoding.threads;

	check_put_padded(page->out, page->style, CHECK_DIM, "verdict:", LABEL_COLUMNS);
	agx_text_puts(page->out, check_colour_code(page->style, check_outcome_colour(cell)));
	agx_text_puts(page->out, agx_verdict_text(cell->verdict));
	if (cell->outcome == CELL_EVERY_N)
		agx_text_puts(page->out, " for every number of threads");
	else if (cell->outcome == CELL_HOLDS)
		agx_text_printf(page->out, " for up to %u threads", threads);
	agx_text_printf(page->out, "%s\n", check_colour_code(page->style, CHECK_PLAIN));
	if (story != NULL)
		agx_text_puts(&text, story->trace.ending);
	else if (cell->verdict == AGX_VIOLATED)
		agx_text_printf(&text, "%s; there was no memory for its counterexample", cell_hazard_name(cell));
	else if (cell->verdict == AGX_INCONCLUSIVE)
		agx_text_printf(&text, "%s before every state was seen", limit_clause(cell->limit));
	else if (cell->outcome == CELL_EVERY_N)
		agx_text_printf(&text,
				"every state of 1 to %u threads was searched, and %zu views of %u threads are closed "
				"under every step that a system of more can make",
				threads, cell->views, cell->view_threads);
	else
		agx_text_printf(&text, "every state of 1 to %u threads was searched; not known for more: %s",
				threads, cell_bound_text(cell->bound));
	put_line(page, "because", agx_text_string(&text));
	agx_text_release(&text);
}

static void put_hazards(const struct page *page, const struct cell *cell)
{
	struct agx_text text = {0};
	unsigned count = 0;

	for (size_t i = 0; i < cell->hazard_count; i++) {
		if (cell->hazards[i].error != cell->error)
			agx_text_printf(&text, "%s%s in %zu states", count++ > 0 ? ", " : "",
					encoding_error_name(cell->hazards[i].error),
					cell->hazards[i].length);
	}
	if (count > 0 && !cell->hazards_whole)
		agx_text_puts(&text, "; others are not excluded");
	if (count > 0)
		put_line(page, "also", agx_text_string(&text));
	agx_text_release(&text);
}

static void put_search(const struct page *page, const struct cell *cell)
{
	const struct agx_check_result *r = &cell->result;
	struct agx_text text = {0};

	agx_text_printf(&text, "%" PRIu64 " distinct states, %" PRIu64 " generated, depth %" PRIu64,
			r->distinct, r->generated, r->depth);
	if (cell->symmetry)
		agx_text_printf(&text, "; one for each orbit of threads and slots, %" PRIu64 " in all",
				r->full);
	agx_text_printf(&text, "; %.2f s, %.1f MiB", (double)cell->cpu_ns / 1e9,
			(double)r->bytes_peak / (1 << 20));
	put_line(page, "searched", agx_text_string(&text));
	agx_text_release(&text);
}

static void put_not_covered(const struct page *page, const struct cell *cell)
{
	struct agx_text text = {0};

	if (cell->outcome == CELL_EVERY_N)
		agx_text_printf(&text, "deadlock of more than %u threads; ", cell->question.encoding.threads);
	if (cell->verdict == AGX_HOLDS && !cell->deadlock_judged)
		agx_text_puts(&text, "deadlock (in this model nobody has to move); ");
	else if (cell->verdict == AGX_HOLDS && !cell->partial_deadlock_judged)
		agx_text_puts(&text, "partial deadlock (--no-symmetry looks for it); ");
	agx_text_printf(&text, "other numbers of slots than %u; fairness%s; what the model leaves out "
			"(docs/model.md)",
			cell->question.encoding.slots,
			cell->outcome == CELL_STARVATION ? " other than weak" : "");
	put_line(page, "uncovered", agx_text_string(&text));
	agx_text_release(&text);
}

/* The threads that do something, as columns. */
struct columns {
	uint32_t threads[AGX_CHECK_ACTORS_MAX];
	unsigned count;
	unsigned width;
};

static struct columns lay_columns(const struct page *page, const struct trace *trace)
{
	struct columns columns = {.count = 0};
	unsigned room = page->style.width - NUMBER_COLUMNS;

	for (uint32_t t = 0; t < trace->thread_count; t++) {
		bool moves = false;

		for (size_t i = 1; i < trace->count; i++)
			moves |= trace->steps[i].thread == t;
		if (moves)
			columns.threads[columns.count++] = t;
	}
	columns.width = columns.count > 0 ? room / columns.count : room;
	if (columns.width < STEP_COLUMNS_MIN)
		columns.width = STEP_COLUMNS_MIN;
	if (columns.width > STEP_COLUMNS_MAX)
		columns.width = STEP_COLUMNS_MAX;
	return columns;
}

static void put_step(const struct page *page, const struct trace *trace, size_t i,
		     const struct columns *columns)
{
	const struct trace_step *step = &trace->steps[i];
	char text[STEP_TEXT_BYTES];
	unsigned column = 0;
	unsigned indent;

	while (columns->threads[column] != step->thread)
		column++;
	indent = NUMBER_COLUMNS + column * columns->width;
	agx_text_printf(page->out, "%3zu  %*s", i + 1, (int)(column * columns->width), "");
	check_put_padded(page->out, page->style, CHECK_STRONG, step->operation, 0);
	(void)snprintf(text, sizeof text, "%s%s%s", step->object != NULL ? step->object : "",
		       step->object != NULL && step->note != NULL ? ": " : "",
		       step->note != NULL ? step->note : "");
	agx_text_printf(page->out, "\n%*s", (int)(indent + 2), "");
	check_put_wrapped(page->out, text, indent + 2, indent + 2, indent + columns->width - 1);
}

static void put_story(const struct page *page, const struct cell *cell, const struct trace *trace)
{
	struct columns columns = lay_columns(page, trace);

	agx_text_printf(page->out, "\n%scounterexample, %zu states%s\n\n%*s",
			check_colour_code(page->style, CHECK_STRONG), trace->count,
			check_colour_code(page->style, CHECK_PLAIN), NUMBER_COLUMNS, "");
	for (unsigned c = 0; c < columns.count; c++)
		check_put_padded(page->out, page->style, CHECK_DIM, trace->threads[columns.threads[c]],
				 c + 1 < columns.count ? columns.width : 0);
	agx_text_printf(page->out, "\n%3d  every thread is idle\n", 1);
	for (size_t i = 1; i < trace->count; i++)
		put_step(page, trace, i, &columns);
	agx_text_printf(page->out, "%*s%s=> ", NUMBER_COLUMNS, "",
			check_colour_code(page->style, check_outcome_colour(cell)));
	check_put_wrapped(page->out, trace->ending, NUMBER_COLUMNS + 3, NUMBER_COLUMNS + 3,
			  page->style.width);
	agx_text_puts(page->out, check_colour_code(page->style, CHECK_PLAIN));
}

/* Guards of one role: "claim-free, life-global (null-deref in 9 states)". */
static void list_guards(struct agx_text *text, const struct vacuity *vacuity, enum vacuity_role role,
			const char *intro)
{
	unsigned count = 0;

	for (size_t i = 0; i < vacuity->count; i++) {
		const struct vacuity_guard *guard = &vacuity->guards[i];

		if (guard->role != role)
			continue;
		if (count++ == 0)
			agx_text_printf(text, "%s%s ", text->length > 0 ? "; " : "", intro);
		else
			agx_text_puts(text, ", ");
		agx_text_puts(text, guard->name);
		if (guard->without[0] != '\0')
			agx_text_printf(text, " (else %s)", guard->without);
	}
}

/* Sampling cannot prove that an invariant never fails: the sentence says what was tried. */
static void put_unbroken(const struct page *page, const struct vacuity *vacuity)
{
	struct agx_text text = {0};

	for (size_t i = 0; i < vacuity->unbroken_count; i++)
		agx_text_printf(&text, "%s%s", i > 0 ? ", " : "", vacuity->unbroken[i]);
	if (vacuity->unbroken_count > 0) {
		agx_text_puts(&text, ": none of 20,000 states drawn at random, reachable or not, breaks it: an "
				     "invariant that cannot fail says nothing");
		put_line(page, "warning", agx_text_string(&text));
	}
	agx_text_release(&text);
}

static void put_vacuity(const struct page *page, const struct vacuity *vacuity)
{
	struct agx_text text = {0};

	if (!vacuity->judged)
		agx_text_puts(&text, "not judged, the system is large: --drop-guard leaves one out");
	list_guards(&text, vacuity, VACUITY_NEEDED, "needed:");
	list_guards(&text, vacuity, VACUITY_REDUNDANT, "redundant here:");
	list_guards(&text, vacuity, VACUITY_IDLE, "never kept a step back:");
	list_guards(&text, vacuity, VACUITY_OPEN, "not decided:");
	if (text.length > 0)
		put_line(page, "guards", agx_text_string(&text));
	agx_text_release(&text);
	if (vacuity->judged && vacuity->holds_without_locks)
		put_line(page, "warning",
			 "it holds without any of these locks too: it says nothing about them");
	put_unbroken(page, vacuity);
}

void check_format_cell(const struct check_finding *finding, struct check_style style,
		       struct agx_text *out)
{
	const struct cell *cell = finding->cell;
	struct page page = {.style = style, .out = out};
	char parallel[96];

	if (page.style.width == 0)
		page.style.width = WIDTH_DEFAULT;
	put_question(&page, &cell->question);
	put_verdict(&page, cell, finding->story);
	put_hazards(&page, cell);
	if (cell->verdict == AGX_HOLDS) {
		(void)snprintf(parallel, sizeof parallel, "at most %u of %u threads are in a call at once%s",
			       cell->result.gauge_max, cell->question.encoding.threads,
			       cell->result.gauge_max == cell->question.encoding.slots &&
					       cell->question.encoding.slots <
						       cell->question.encoding.threads
				       ? ", as many as there are slots"
				       : "");
		put_line(&page, "parallel", parallel);
	}
	if (finding->vacuity != NULL)
		put_vacuity(&page, finding->vacuity);
	put_search(&page, cell);
	put_not_covered(&page, cell);
	if (finding->story != NULL)
		put_story(&page, cell, &finding->story->trace);
}

/* "left out: A, B" of what a certificate does not claim, if that is anything. */
static void put_left_out(const struct page *page, const struct proof *proof)
{
	const struct agx_check_certificate *claim = &proof->verification.claim;
	struct agx_text text = {0};
	struct question_model model;

	for (unsigned error = 1; error < ENCODING_ERROR_COUNT; error++) {
		if ((claim->errors_ignored >> error & 1) != 0)
			agx_text_printf(&text, "%shazard %s", text.length > 0 ? ", " : "",
					encoding_error_name(error));
	}
	if (claim->guards_dropped != 0 && question_open(&proof->question, &model, NULL) == AGX_OK) {
		for (size_t g = 0; g < model.check->guard_count; g++) {
			if ((claim->guards_dropped >> g & 1) != 0)
				agx_text_printf(&text, "%sguard %s", text.length > 0 ? ", " : "",
						model.check->guards[g]);
		}
		question_close(&model);
	}
	if (!claim->deadlock)
		agx_text_printf(&text, "%sdeadlock", text.length > 0 ? ", " : "");
	if (text.length > 0)
		put_line(page, "left out", agx_text_string(&text));
	agx_text_release(&text);
}

void check_format_proof(const struct proof *proof, struct check_style style, struct agx_text *out)
{
	const struct agx_check_certificate *claim = &proof->verification.claim;
	struct page page = {.style = style, .out = out};
	struct agx_text text = {0};

	if (page.style.width == 0)
		page.style.width = WIDTH_DEFAULT;
	put_question(&page, &proof->question);
	check_put_padded(out, page.style, CHECK_DIM, "verdict:", LABEL_COLUMNS);
	agx_text_printf(out, "%sholds%s for %s\n", check_colour_code(page.style, CHECK_GOOD),
			check_colour_code(page.style, CHECK_PLAIN),
			claim->every_n ? "every number of threads" : "these threads");
	agx_text_printf(&text,
			"the certificate's %" PRIu64 " %s are closed under the model's %" PRIu64
			" steps and none is bad; shown in %.2f s without the search",
			claim->states, claim->every_n ? "views and states" : "states",
			proof->verification.steps, (double)proof->verification.cpu_ns / 1e9);
	put_line(&page, "because", agx_text_string(&text));
	agx_text_release(&text);
	put_left_out(&page, proof);
}
