/* SPDX-License-Identifier: MIT */
/* The matrix: every policy, and every fix, against every fault, one cell each. Column 0 has no fault, and a slot for each
 * thread: there everything must hold, and the most threads inside a call at once is what the policy allows.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_VERDICT_MATRIX_H
#define AGX_VERDICT_MATRIX_H

#include "verdict/cell.h"

enum {
	MATRIX_ROWS_MAX = POLICY_COUNT + 1 + SIM_FIX_COUNT,
	MATRIX_COLUMNS_MAX = SIM_FAULT_COUNT + 1,
};

struct matrix_row {
	struct policy_choice policy;
	enum sim_fix fix;
};

/* What to judge. */
struct matrix_plan {
	struct question base; /* sizes and variants of every cell */
	struct matrix_row rows[MATRIX_ROWS_MAX];
	size_t row_count;
	uint32_t columns[MATRIX_COLUMNS_MAX]; /* faults */
	size_t column_count;
};

struct matrix {
	struct matrix_plan plan;
	struct cell *cells; /* row by row */
	size_t judged;      /* cells before the wish to stop; the others are zero and inconclusive */
	uint64_t cpu_ns;
	uint64_t wall_ns;
};

/* Sizes and variants of BASE; no row, and the column without a fault. */
struct matrix_plan matrix_plan_init(const struct question *base);
void matrix_plan_add_row(struct matrix_plan *plan, struct policy_choice policy, enum sim_fix fix);
void matrix_plan_add_column(struct matrix_plan *plan, uint32_t faults);
/* Each policy without a fix, throttle-N as throttle-1 and throttle-2. */
void matrix_plan_add_policies(struct matrix_plan *plan);
/* Each fix without a policy. */
void matrix_plan_add_fixes(struct matrix_plan *plan);
/* Each fault by itself. */
void matrix_plan_add_faults(struct matrix_plan *plan);

/* Judge every cell of PLAN; ON_CELL may be NULL. Returns AGX_OK, or the status of a cell that could not be judged.
 * Release *RET_MATRIX. */
AGX_MUST_USE enum agx_status matrix_judge(const struct matrix_plan *plan,
					  const struct cell_limits *limits,
					  void (*on_cell)(void *context, size_t done, size_t total),
					  struct matrix *ret_matrix, struct agx_error *err);
void matrix_release(struct matrix *matrix);

const struct cell *matrix_cell(const struct matrix *matrix, size_t row, size_t column);
size_t matrix_count(const struct matrix *matrix, enum agx_verdict verdict);

#endif
