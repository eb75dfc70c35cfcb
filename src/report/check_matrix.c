/* SPDX-License-Identifier: MIT */
#include "report/check_internal.h"

#include <stdio.h>
#include <string.h>

enum {
	WIDTH_DEFAULT = 100,
	HEAD_LINES = 3,
	NAME_COLUMNS = 15,    /* of a policy */
	AT_ONCE_COLUMNS = 4,
	FIX_COLUMNS = 23,     /* of the longest fix's name, where there is room */
	LOOSE = 88,           /* columns from which there is */
	ROOMY = 112,          /* columns from which faults have their whole names */
	WORD_BYTES = 32,
};

/* The first distinguishing word of a fault, for narrow terminals; the legend has the rest. */
static const char *const short_faults[SIM_FAULT_COUNT] = {"claim",  "foreign", "async", "late",
							  "shared", "sync",    "end",   "commit"};

struct table {
	const struct matrix *matrix;
	struct check_style style;
	struct agx_text *out;
	unsigned lead;                        /* columns in front of the cells */
	unsigned widths[MATRIX_COLUMNS_MAX];  /* gap included */
	bool whole_names;
};

static int only_fault(uint32_t faults)
{
	return faults != 0 && (faults & (faults - 1)) == 0 ? __builtin_ctz(faults) : -1;
}

/* Line LINE of column COLUMN's head. */
static const char *head(const struct table *table, size_t column, unsigned line, char *out, size_t size)
{
	uint32_t faults = table->matrix->plan.columns[column];
	int fault = only_fault(faults);
	char text[160];
	const char *word = text;

	(void)snprintf(text, sizeof text, "%s", fault >= 0 && !table->whole_names ? short_faults[fault] : "");
	if (fault < 0 || table->whole_names)
		sim_faults_format(faults, text, sizeof text);
	for (; line > 0 && *word != '\0'; line--)
		word += strcspn(word, "-") + (word[strcspn(word, "-")] == '-');
	(void)snprintf(out, size, "%.*s", (int)(strcspn(word, "-") + (word[strcspn(word, "-")] == '-')),
		       word);
	if (fault < 0) /* several: no shorter than their names */
		(void)snprintf(out, size, "%s", word == text ? text : "");
	return out;
}

static void measure(struct table *table)
{
	const struct matrix_plan *plan = &table->matrix->plan;
	unsigned gap = table->whole_names ? 2 : 1;

	for (size_t c = 1; c < plan->column_count; c++) {
		char text[160];
		size_t widest = 5;

		for (unsigned line = 0; line < HEAD_LINES; line++) {
			size_t length = strlen(head(table, c, line, text, sizeof text));

			widest = length > widest ? length : widest;
		}
		for (size_t r = 0; r < plan->row_count; r++) {
			size_t length = strlen(check_outcome_text(matrix_cell(table->matrix, r, c), text,
								  sizeof text));

			widest = length > widest ? length : widest;
		}
		table->widths[c] = (unsigned)widest + gap;
	}
}

static void put_head(struct table *table, const char *what, bool with_parallel)
{
	const struct matrix_plan *plan = &table->matrix->plan;

	for (unsigned line = 0; line < (table->whole_names ? HEAD_LINES : 1); line++) {
		char text[160];

		check_put_padded(table->out, table->style, CHECK_STRONG, line == 0 ? what : "",
				 table->lead - AT_ONCE_COLUMNS);
		check_put_padded(table->out, table->style, CHECK_DIM,
				 with_parallel && line == 0 ? "par" : "", AT_ONCE_COLUMNS);
		for (size_t c = 1; c < plan->column_count; c++)
			check_put_padded(table->out, table->style, CHECK_STRONG,
					 head(table, c, line, text, sizeof text),
					 c + 1 < plan->column_count ? table->widths[c] : 0);
		agx_text_puts(table->out, "\n");
	}
}

/* How many threads are inside a call at once where nothing is wrong. */
static const char *parallel(const struct matrix *matrix, size_t row, char *out, size_t size)
{
	const struct cell *cell = matrix_cell(matrix, row, 0);

	if (cell->verdict != AGX_HOLDS)
		(void)snprintf(out, size, "?");
	else if (cell->result.gauge_max >= cell->question.encoding.threads)
		(void)snprintf(out, size, "all");
	else
		(void)snprintf(out, size, "%u", cell->result.gauge_max);
	return out;
}

static void put_cells(struct table *table, size_t row)
{
	const struct matrix_plan *plan = &table->matrix->plan;

	for (size_t c = 1; c < plan->column_count; c++) {
		const struct cell *cell = matrix_cell(table->matrix, row, c);
		char text[WORD_BYTES];

		check_put_padded(table->out, table->style, check_outcome_colour(cell),
				 check_outcome_text(cell, text, sizeof text),
				 c + 1 < plan->column_count ? table->widths[c] : 0);
	}
	agx_text_puts(table->out, "\n");
}

static void put_policy_row(struct table *table, size_t row)
{
	char text[WORD_BYTES];

	check_put_padded(table->out, table->style, CHECK_PLAIN,
			 policy_format(table->matrix->plan.rows[row].policy, text, sizeof text),
			 table->lead - AT_ONCE_COLUMNS);
	check_put_padded(table->out, table->style, CHECK_PLAIN,
			 parallel(table->matrix, row, text, sizeof text), AT_ONCE_COLUMNS);
	put_cells(table, row);
}

/* "refcount", or "per-stream,refcount" where there is a policy too. Returns the length. */
static size_t fix_row_name(const struct matrix_row *row, char *out, size_t size)
{
	char policy[WORD_BYTES];
	bool both = row->policy.kind != POLICY_NONE;

	(void)snprintf(out, size, "%s%s%s",
		       both ? policy_format(row->policy, policy, sizeof policy) : "", both ? "," : "",
		       sim_fix_name(row->fix));
	return strlen(out);
}

/* A fix's name that does not fit goes on below. */
static void put_fix_row(struct table *table, size_t row)
{
	const struct matrix_row *fixed = &table->matrix->plan.rows[row];
	char name[3 * WORD_BYTES];
	size_t length = fix_row_name(fixed, name, sizeof name);
	const char *rest = NULL;
	char text[3 * WORD_BYTES];

	if (length >= table->lead && strpbrk(name, "+,") != NULL) {
		rest = strpbrk(name, "+,");
		length = (size_t)(rest - name);
	}
	(void)snprintf(text, sizeof text, "%.*s", (int)length, name);
	check_put_padded(table->out, table->style, CHECK_PLAIN, text, table->lead);
	put_cells(table, row);
	if (rest != NULL)
		agx_text_printf(table->out, "  %s\n", rest);
}

static bool is_policy_row(const struct matrix_row *row)
{
	return row->fix == SIM_FIX_NONE;
}

static void put_table(struct table *table)
{
	const struct matrix_plan *plan = &table->matrix->plan;
	bool fixes = false;
	bool policies = false;

	for (size_t r = 0; r < plan->row_count; r++)
		policies |= is_policy_row(&plan->rows[r]);
	if (policies)
		put_head(table, "policy", true);
	for (size_t r = 0; r < plan->row_count; r++) {
		if (is_policy_row(&plan->rows[r]))
			put_policy_row(table, r);
	}
	for (size_t r = 0; r < plan->row_count; r++) {
		if (is_policy_row(&plan->rows[r]))
			continue;
		if (!fixes) {
			if (policies)
				agx_text_puts(table->out, "\n");
			put_head(table, "driver fix", false);
		}
		fixes = true;
		put_fix_row(table, r);
	}
	agx_text_puts(table->out, "\n");
}

/* TEXT behind a NAME in a column of its own. */
static void put_entry(const struct table *table, enum check_colour colour, const char *name,
		      unsigned name_columns, const char *text)
{
	agx_text_puts(table->out, "  ");
	check_put_padded(table->out, table->style, colour, name, name_columns);
	check_put_wrapped(table->out, text, name_columns + 2, name_columns + 2, table->style.width);
}

static bool has_outcome(const struct matrix *matrix, enum cell_outcome outcome, unsigned error)
{
	for (size_t i = 0; i < matrix->plan.row_count * matrix->plan.column_count; i++) {
		const struct cell *cell = &matrix->cells[i];

		if (cell->outcome == outcome && (error == 0 || cell->error == error))
			return true;
	}
	return false;
}

static void put_error_key(const struct table *table, unsigned error, const char *name,
			  enum check_colour colour)
{
	enum cell_outcome outcome = error == LOST_WORK ? CELL_LOST_WORK : CELL_VIOLATED;

	if (has_outcome(table->matrix, outcome, error))
		put_entry(table, colour, name, 10, encoding_error_sentence(error));
}

static void put_key(const struct table *table)
{
	char bounded[WORD_BYTES];
	unsigned threads = table->matrix->plan.base.encoding.threads;

	(void)snprintf(bounded, sizeof bounded, "to %u", threads);
	agx_text_printf(table->out, "%show to read a cell%s\n",
			check_colour_code(table->style, CHECK_STRONG),
			check_colour_code(table->style, CHECK_PLAIN));
	if (has_outcome(table->matrix, CELL_EVERY_N, 0))
		put_entry(table, CHECK_GOOD, "any N", 10, "holds, shown for every number of threads");
	if (has_outcome(table->matrix, CELL_HOLDS, 0))
		put_entry(table, CHECK_GOOD, bounded, 10,
			  "holds for up to that many threads; more are not known to be safe");
	put_error_key(table, NULL_DEREF, "null 9", CHECK_BAD);
	if (has_outcome(table->matrix, CELL_VIOLATED, DOUBLE_OPEN) ||
	    has_outcome(table->matrix, CELL_VIOLATED, COMMIT_OPEN) ||
	    has_outcome(table->matrix, CELL_VIOLATED, AFTER_COMMIT_OPEN) ||
	    has_outcome(table->matrix, CELL_VIOLATED, OVER_RELEASE))
		put_entry(table, CHECK_BAD, "abort 5", 10,
			  "an assertion fails: an encoder is open already, is still open at commit, is opened "
			  "after it, or a context is released too often");
	put_error_key(table, USE_AFTER_FREE, "freed 8", CHECK_BAD);
	put_error_key(table, WRONG_CONTEXT, "wrong 8", CHECK_BAD);
	put_error_key(table, UNINITIALISED, "uninit 5", CHECK_BAD);
	put_error_key(table, DATA_RACE, "race 8", CHECK_BAD);
	put_error_key(table, LOST_WORK, "lost 6", CHECK_WARN);
	if (has_outcome(table->matrix, CELL_DEADLOCK, 0))
		put_entry(table, CHECK_BAD, "dead 5", 10, "nobody can move any more");
	if (has_outcome(table->matrix, CELL_PARTIAL_DEADLOCK, 0))
		put_entry(table, CHECK_BAD, "stuck 5", 10, "one thread can never move again");
	if (has_outcome(table->matrix, CELL_STARVATION, 0))
		put_entry(table, CHECK_BAD, "starve 5", 10, "a thread waits for ever");
	if (has_outcome(table->matrix, CELL_INCONCLUSIVE, 0))
		put_entry(table, CHECK_WARN, "?", 10, "not decided: a limit was reached, or it was interrupted");
	put_entry(table, CHECK_PLAIN, "a number", 10,
		  "states of the shortest counterexample, the first one included");
	put_entry(table, CHECK_PLAIN, "par", 10,
		  "most threads that are inside an encoder call at once; all: as many as there are");
	agx_text_puts(table->out, "\n");
}

static void put_faults(const struct table *table)
{
	const struct matrix_plan *plan = &table->matrix->plan;

	agx_text_printf(table->out, "%sfaults%s\n", check_colour_code(table->style, CHECK_STRONG),
			check_colour_code(table->style, CHECK_PLAIN));
	for (size_t c = 1; c < plan->column_count; c++) {
		int fault = only_fault(plan->columns[c]);

		if (fault >= 0)
			put_entry(table, CHECK_PLAIN, sim_fault_name((enum sim_fault)(1 << fault)), 19,
				  sim_fault_sentence((enum sim_fault)(1 << fault)));
	}
	agx_text_puts(table->out, "\n");
}

/* What a row withstands, in a sentence. */
static void put_row_sentence(const struct table *table, size_t row)
{
	const struct matrix_plan *plan = &table->matrix->plan;
	const struct matrix_row *r = &plan->rows[row];
	struct agx_text text = {0};
	size_t withstood = 0;
	char name[WORD_BYTES];

	agx_text_printf(&text, "%s; withstands ",
			is_policy_row(r) ? policy_sentence(r->policy.kind) : sim_fix_sentence(r->fix));
	for (size_t c = 1; c < plan->column_count; c++) {
		char faults[160];

		if (matrix_cell(table->matrix, row, c)->verdict != AGX_HOLDS)
			continue;
		agx_text_printf(&text, "%s%s", withstood++ > 0 ? ", " : "",
				sim_faults_format(plan->columns[c], faults, sizeof faults));
	}
	if (withstood == 0)
		agx_text_puts(&text, plan->column_count > 2 ? "none of these faults" : "nothing of this");
	put_entry(table, CHECK_PLAIN,
		  is_policy_row(r) ? policy_format(r->policy, name, sizeof name) : sim_fix_name(r->fix),
		  is_policy_row(r) ? 16 : FIX_COLUMNS + 1, agx_text_string(&text));
	agx_text_release(&text);
}

static void put_sentences(const struct table *table, bool policies)
{
	const struct matrix_plan *plan = &table->matrix->plan;
	bool begun = false;

	for (size_t r = 0; r < plan->row_count; r++) {
		if (is_policy_row(&plan->rows[r]) != policies)
			continue;
		if (!begun)
			agx_text_printf(table->out, "%s%s%s\n", check_colour_code(table->style, CHECK_STRONG),
					policies ? "policies" : "driver fixes",
					check_colour_code(table->style, CHECK_PLAIN));
		begun = true;
		put_row_sentence(table, r);
	}
	if (begun)
		agx_text_puts(table->out, "\n");
}

static void put_summary(const struct table *table)
{
	const struct matrix *m = table->matrix;
	size_t total = m->plan.row_count * m->plan.column_count;
	size_t undecided = matrix_count(m, AGX_INCONCLUSIVE);
	struct agx_text text = {0};
	size_t held = 0;

	for (size_t r = 0; r < m->plan.row_count; r++)
		held += matrix_cell(m, r, 0)->verdict == AGX_HOLDS;
	agx_text_printf(&text,
			"%zu systems of %u threads and %u context slots, judged in %.2f s; without any fault %zu "
			"of %zu hold. ",
			total - undecided, m->plan.base.encoding.threads, m->plan.base.encoding.slots,
			(double)m->wall_ns / 1e9, held, m->plan.row_count);
	if (undecided > 0)
		agx_text_printf(&text, "%zu are not decided. ", undecided);
	agx_text_printf(&text,
			"Not covered: other numbers of slots, fairness, and what the model leaves out "
			"(docs/model.md).");
	check_put_wrapped(table->out, agx_text_string(&text), 0, 0, table->style.width);
	agx_text_release(&text);
}

void check_format_matrix(const struct matrix *matrix, struct check_style style, struct agx_text *out)
{
	struct table table = {.matrix = matrix, .style = style, .out = out};

	if (table.style.width == 0)
		table.style.width = WIDTH_DEFAULT;
	table.whole_names = table.style.width >= ROOMY;
	table.lead = table.style.width >= LOOSE ? FIX_COLUMNS + 1 : NAME_COLUMNS + AT_ONCE_COLUMNS;
	measure(&table);
	put_table(&table);
	put_key(&table);
	put_faults(&table);
	put_sentences(&table, true);
	put_sentences(&table, false);
	put_summary(&table);
}
