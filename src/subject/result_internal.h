/* SPDX-License-Identifier: MIT */
/* From the lines of docs/formats/explore-result.md to a struct subject_result. */
#ifndef AGX_SUBJECT_RESULT_INTERNAL_H
#define AGX_SUBJECT_RESULT_INTERNAL_H

#include "subject/subject_internal.h"

#include <jansson.h>

struct result_reader {
	struct subject_result *result;
	const struct subject_run_options *options;
	uint64_t base; /* what addresses of code are above those in the file */
	bool ended;
	char *problem; /* of an "error" line; NULL */
	bool bad_input; /* the problem is with a file that was named */
};

struct subject_result *result_new(const struct subject_run_options *options);

/* Take over one line of LENGTH bytes. Returns AGX_OK, AGX_FAILED for what is none, AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status result_read_line(struct result_reader *reader, const char *line, size_t length,
					      struct agx_error *err);

/* Name functions, files, lines and variables in all of READER's result, from PROGRAM's debug information. What cannot be
 * named stays as it is. */
void result_symbolise(struct result_reader *reader, const char *program);

/* Append OPTIONS as words of the variable AGXRACE_EXPLORE, a blank before each. */
void run_options_write(const struct subject_run_options *options, struct agx_text *text);

#endif
