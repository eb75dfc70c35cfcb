/* SPDX-License-Identifier: MIT */
/* How a subject is put together; shared by subject_build() and subject_cc(). */
#ifndef AGX_SUBJECT_SUBJECT_INTERNAL_H
#define AGX_SUBJECT_SUBJECT_INTERNAL_H

#include "subject/process.h"
#include "subject/subject.h"

enum { SUBJECT_PATH_BYTES = 4096, SUBJECT_PROGRAM_BYTES_MAX = 1 << 30 };

struct subject {
	char program[SUBJECT_PATH_BYTES];
	char scratch[SUBJECT_PATH_BYTES]; /* "" when opened */
};

/* Find libagxrace_explore.a: WANTED, $AGXRACE_EXPLORE_LIBRARY, beside the running program, or where it is installed
 * relative to that. */
AGX_MUST_USE enum agx_status library_find(const char *wanted, char path[SUBJECT_PATH_BYTES], struct agx_error *err);

/* The compiler: WANTED, $AGXRACE_CC, or "cc". */
const char *compiler_name(const char *wanted);

/* Add the flags that put the hooks in. */
void compiler_add_flags(struct words *words, const char *compiler, bool strict, bool volatile_accesses);
/* Those that come after the user's own, which they overrule. */
void compiler_add_last_flags(struct words *words);

/* Write objcopy's list of names to redirect, which is that of explore/redefined.h. */
AGX_MUST_USE enum agx_status redirections_write(const char *path, struct agx_error *err);

/* Redirect the names in FROM (object or archive), with the list at LIST, and write TO. */
AGX_MUST_USE enum agx_status object_redirect(const char *from, const char *to, const char *list,
					     struct agx_error *err);

struct object_facts {
	bool has_hooks;  /* compiled with them; without any code counts as such */
	bool redirected; /* some name in it is */
};

/* Look at FILE, an object or archive. */
AGX_MUST_USE enum agx_status object_look(const char *file, struct object_facts *ret_facts, struct agx_error *err);

/* Names of what is linked in without hooks; hidden.c. */
struct hidden {
	struct words names;
};

void hidden_add(struct hidden *hidden, const char *name);
/* -lNAME, unless all that it does is known. */
void hidden_add_library(struct hidden *hidden, const char *name);
/* Is -lNAME, with the FOLDERS of -L, an archive there? */
bool hidden_find_archive(const char *name, const struct words *folders, char path[SUBJECT_PATH_BYTES]);
/* Make an object to link in, for the program to say the names. */
AGX_MUST_USE enum agx_status hidden_write(const struct hidden *hidden, const char *compiler, const char *scratch,
					  char object[SUBJECT_PATH_BYTES + 32], struct agx_error *err);

AGX_MUST_USE enum agx_status scratch_make(char path[SUBJECT_PATH_BYTES], struct agx_error *err);
void scratch_remove(const char *path);

bool path_ends_in(const char *path, const char *ending);

#endif
