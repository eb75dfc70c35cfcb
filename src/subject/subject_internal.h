/* SPDX-License-Identifier: MIT */
/* How a subject is put together; shared by subject_build() and subject_cc(). */
#ifndef AGX_SUBJECT_SUBJECT_INTERNAL_H
#define AGX_SUBJECT_SUBJECT_INTERNAL_H

#include "subject/process.h"
#include "subject/subject.h"

enum { SUBJECT_PATH_BYTES = 4096, SUBJECT_NOT_COVERED_MAX = 64 };

struct subject {
	char program[SUBJECT_PATH_BYTES];
	char scratch[SUBJECT_PATH_BYTES]; /* "" when opened */
	char *not_covered[SUBJECT_NOT_COVERED_MAX];
	size_t not_covered_count;
};

/* Find libagxrace_explore.a: WANTED, $AGXRACE_EXPLORE_LIBRARY, beside the running program, or where it is installed
 * relative to that. */
AGX_MUST_USE enum agx_status library_find(const char *wanted, char path[SUBJECT_PATH_BYTES], struct agx_error *err);

/* The compiler: WANTED, $AGXRACE_CC, or "cc". */
const char *compiler_name(const char *wanted);

/* Add the flags that put the hooks in. */
void compiler_add_flags(struct words *words, const char *compiler, bool strict, bool volatile_accesses);

/* Write objcopy's list of names to redirect, which is that of explore/redefined.h. */
AGX_MUST_USE enum agx_status redirections_write(const char *path, struct agx_error *err);

/* Redirect the names in FROM (object or archive), with the list at LIST, and write TO. */
AGX_MUST_USE enum agx_status object_redirect(const char *from, const char *to, const char *list,
					     struct agx_error *err);

/* Was FILE (object, archive) compiled with hooks? One without any code counts as such. */
AGX_MUST_USE enum agx_status object_has_hooks(const char *file, bool *ret_has, struct agx_error *err);

AGX_MUST_USE enum agx_status scratch_make(char path[SUBJECT_PATH_BYTES], struct agx_error *err);
void scratch_remove(const char *path);

bool path_ends_in(const char *path, const char *ending);

#endif
