/* SPDX-License-Identifier: MIT */
/* What the checker found, for people and for programs. docs/formats/check.md describes the document,
 * docs/check.md how to read the text. */
#ifndef AGX_REPORT_CHECK_FORMAT_H
#define AGX_REPORT_CHECK_FORMAT_H

#include "base/text.h"
#include "verdict/matrix.h"
#include "verdict/proof.h"
#include "verdict/story.h"
#include "verdict/vacuity.h"

#include <jansson.h>

/* How text is laid out. */
struct check_style {
	unsigned width; /* columns of the terminal; 0: 100 */
	bool colour;    /* ANSI colours, which never carry anything by themselves */
};

/* The matrix: a row per policy and per fix, then what each policy is. */
void check_format_matrix(const struct matrix *matrix, struct check_style style, struct agx_text *out);

/* What is told of one verdict. */
struct check_finding {
	const struct cell *cell;
	const struct story *story;     /* its counterexample; NULL: it has none */
	const struct vacuity *vacuity; /* what it rests on; NULL: not judged */
};

void check_format_cell(const struct check_finding *finding, struct check_style style,
		       struct agx_text *out);

/* A certificate that was verified. */
void check_format_proof(const struct proof *proof, struct check_style style, struct agx_text *out);

/* Whole documents, "agxrace/check/1". NULL on lack of memory. The caller owns them. */
json_t *check_format_matrix_json(const struct matrix *matrix);
json_t *check_format_cell_json(const struct check_finding *finding);
json_t *check_format_proof_json(const struct proof *proof);

#endif
