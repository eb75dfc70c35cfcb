/* SPDX-License-Identifier: MIT */
#include "verdict/matrix.h"

#include "base/assert.h"
#include "base/clock.h"

#include <stdlib.h>

struct matrix_plan matrix_plan_init(const struct question *base)
{
	struct matrix_plan plan = {.base = *base};

	matrix_plan_add_column(&plan, SIM_FAULT_NONE);
	return plan;
}

void matrix_plan_add_row(struct matrix_plan *plan, struct policy_choice policy, enum sim_fix fix)
{
	AGX_ASSERT(plan->row_count < MATRIX_ROWS_MAX);
	plan->rows[plan->row_count++] = (struct matrix_row) {policy, fix};
}

void matrix_plan_add_column(struct matrix_plan *plan, uint32_t faults)
{
	AGX_ASSERT(plan->column_count < MATRIX_COLUMNS_MAX);
	plan->columns[plan->column_count++] = faults;
}

void matrix_plan_add_policies(struct matrix_plan *plan)
{
	for (int kind = 0; kind < POLICY_COUNT; kind++) {
		struct policy_choice choice = {(enum policy_kind)kind, kind == POLICY_THROTTLE};

		matrix_plan_add_row(plan, choice, SIM_FIX_NONE);
	}
	matrix_plan_add_row(plan, (struct policy_choice) {POLICY_THROTTLE, 2}, SIM_FIX_NONE);
}

void matrix_plan_add_fixes(struct matrix_plan *plan)
{
	for (int fix = SIM_FIX_NONE + 1; fix < SIM_FIX_COUNT; fix++)
		matrix_plan_add_row(plan, (struct policy_choice) {POLICY_NONE, 0},
				    (enum sim_fix)fix);
}

void matrix_plan_add_faults(struct matrix_plan *plan)
{
	for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++)
		matrix_plan_add_column(plan, UINT32_C(1) << bit);
}

/* A variant changes only what some faults do; elsewhere the model refuses it. Without a fault there are as many slots as
 * threads, as far as the model has them, so that nothing but the policy keeps threads out of calls. */
static struct question question_of(const struct matrix_plan *plan, size_t row, size_t column)
{
	struct question question = plan->base;
	struct encoding_config *c = &question.encoding;

	c->policy = plan->rows[row].policy;
	c->fix = plan->rows[row].fix;
	c->faults = plan->columns[column];
	c->hostile &= (c->faults & SIM_FAULT_SYNC_ENDS_ENCODER) != 0;
	c->follows &= (c->faults & SIM_FAULT_ASYNC_COMPLETION) != 0;
	c->waits_inside &= (c->faults & SIM_FAULT_ASYNC_COMPLETION) != 0;
	if (c->faults == SIM_FAULT_NONE && c->slots < c->threads)
		c->slots = c->threads < ENCODING_SLOTS_MAX ? c->threads : ENCODING_SLOTS_MAX;
	return question;
}

enum agx_status matrix_judge(const struct matrix_plan *plan, const struct cell_limits *limits,
			     void (*on_cell)(void *context, size_t done, size_t total),
			     struct matrix *ret_matrix, struct agx_error *err)
{
	size_t total = plan->row_count * plan->column_count;
	struct matrix matrix = {.plan = *plan, .cells = calloc(total, sizeof *matrix.cells)};
	uint64_t start_ns = agx_clock_ns();

	if (matrix.cells == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the matrix");
	for (size_t i = 0; i < total; i++) {
		struct question question =
			question_of(plan, i / plan->column_count, i % plan->column_count);
		enum agx_status status;

		if (limits->stop != NULL && limits->stop(limits->callback_context)) {
			matrix.cells[i] = (struct cell) {.question = question,
							 .verdict = AGX_INCONCLUSIVE,
							 .outcome = CELL_INCONCLUSIVE,
							 .limit = AGX_CHECK_LIMIT_INTERRUPTED};
			continue;
		}
		status = cell_judge(&question, limits, &matrix.cells[i], err);
		if (status != AGX_OK) {
			matrix_release(&matrix);
			return status;
		}
		matrix.judged = i + 1;
		matrix.cpu_ns += matrix.cells[i].cpu_ns;
		if (on_cell != NULL)
			on_cell(limits->callback_context, matrix.judged, total);
	}
	matrix.wall_ns = agx_clock_ns() - start_ns;
	*ret_matrix = matrix;
	return AGX_OK;
}

void matrix_release(struct matrix *matrix)
{
	for (size_t i = 0; i < matrix->judged; i++)
		cell_release(&matrix->cells[i]);
	free(matrix->cells);
	matrix->cells = NULL;
}

const struct cell *matrix_cell(const struct matrix *matrix, size_t row, size_t column)
{
	return &matrix->cells[row * matrix->plan.column_count + column];
}

size_t matrix_count(const struct matrix *matrix, enum agx_verdict verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < matrix->plan.row_count * matrix->plan.column_count; i++)
		count += matrix->cells[i].verdict == verdict;
	return count;
}
