/* SPDX-License-Identifier: MIT */
/* What the checker found, for people and for programs. docs/formats/check.md describes the document,
 * docs/check.md how to read the text. */
#ifndef AGX_REPORT_CHECK_FORMAT_H
#define AGX_REPORT_CHECK_FORMAT_H

#include "base/text.h"
#include "verdict/matrix.h"
#include "verdict/story.h"

#include <jansson.h>

/* How text is laid out. */
struct check_style {
	unsigned width; /* columns of the terminal; 0: 100 */
	bool colour;    /* ANSI colours, which never carry anything by themselves */
};

/* The matrix: a row per policy and per fix, then what each policy is. */
void check_format_matrix(const struct matrix *matrix, struct check_style style, struct agx_text *out);

/* One verdict; STORY is its counterexample, NULL if it has none. */
void check_format_cell(const struct cell *cell, const struct story *story, struct check_style style,
		       struct agx_text *out);

/* Whole documents, "agxrace/check/1". NULL on lack of memory. The caller owns them. */
json_t *check_format_matrix_json(const struct matrix *matrix);
json_t *check_format_cell_json(const struct cell *cell);

#endif
