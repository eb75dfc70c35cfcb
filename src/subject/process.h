/* SPDX-License-Identifier: MIT */
/* Running another program to its end with what it says kept.
 *
 * Thread safety: functions touch only their arguments; the child is waited for. */
#ifndef AGX_SUBJECT_PROCESS_H
#define AGX_SUBJECT_PROCESS_H

#include "agxrace/status.h"
#include "base/text.h"

#include <stdbool.h>

/* A growing list of words for execvp. On lack of memory it becomes and stays failed. */
struct words {
	char **items; /* NULL-terminated once anything was added */
	size_t count;
	size_t capacity;
	bool failed;
};

void words_add(struct words *words, const char *word);
void words_addf(struct words *words, const char *format, ...) AGX_PRINTF(2, 3);
void words_release(struct words *words);

/* Run WORDS with no standard input; its standard output and error are appended to OUTPUT (NULL: ours). *RET_EXIT is its
 * exit status, 128 + N for signal N. Returns AGX_OK, AGX_UNSUPPORTED when there is no such program, AGX_IO or
 * AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status process_run(const struct words *words, struct agx_text *output, int *ret_exit,
					 struct agx_error *err);

/* The same with OUTPUT only standard output; what goes to standard error is dropped. */
AGX_MUST_USE enum agx_status process_read(const struct words *words, struct agx_text *output, int *ret_exit,
					  struct agx_error *err);

#endif
