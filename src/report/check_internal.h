/* SPDX-License-Identifier: MIT */
/* What the formatters of the checker's findings share. */
#ifndef AGX_REPORT_CHECK_INTERNAL_H
#define AGX_REPORT_CHECK_INTERNAL_H

#include "report/check_format.h"
#include "report/json_put.h"

/* The keys of one cell. */
json_t *check_cell_object(struct json_maker *make, const struct cell *cell);

/* A document: schema and the like, then what OBJECT, which is taken, holds. */
json_t *check_document(struct json_maker *make, json_t *object);

/* Codes of a terminal; "" without colour. */
enum check_colour { CHECK_PLAIN, CHECK_GOOD, CHECK_BAD, CHECK_WARN, CHECK_DIM, CHECK_STRONG };
const char *check_colour_code(struct check_style style, enum check_colour colour);

/* TEXT padded with blanks to WIDTH columns; colours take none. UTF-8 is counted by character. */
void check_put_padded(struct agx_text *out, struct check_style style, enum check_colour colour,
		      const char *text, unsigned width);

/* TEXT in lines of at most WIDTH columns, the later ones indented by INDENT. The first begins at column AT. */
void check_put_wrapped(struct agx_text *out, const char *text, unsigned at, unsigned indent,
		       unsigned width);

/* The colour of an outcome, and in a word or two what it is: "every N", "null-deref 9". */
enum check_colour check_outcome_colour(const struct cell *cell);
const char *check_outcome_text(const struct cell *cell, char *out, size_t size);

#endif
