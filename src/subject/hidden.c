// SPDX-License-Identifier: MIT
/* What is linked in without hooks. Its names go into the program, as the string explored_not_covered (explore/
 * explorer_findings.c), so that whoever explores it can say what was not seen. */
#include "base/file.h"
#include "subject/subject_internal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void hidden_add(struct hidden *hidden, const char *name)
{
	for (size_t i = 0; i < hidden->names.count; i++)
		if (strcmp(hidden->names.items[i], name) == 0)
			return;
	words_add(&hidden->names, name);
}

/* libc, what it consists of, and what only computes. */
static bool is_plain_library(const char *name)
{
	static const char *const plain[] = {"c", "m", "pthread", "rt", "dl", "util", "atomic", "gcc", "gcc_s"};

	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (strcmp(plain[i], name) == 0)
			return true;
	return false;
}

bool hidden_find_archive(const char *name, const struct words *folders, char path[SUBJECT_PATH_BYTES])
{
	for (size_t i = 0; i < folders->count; i++) {
		snprintf(path, SUBJECT_PATH_BYTES, "%s/lib%s.so", folders->items[i], name);
		if (access(path, R_OK) == 0)
			return false; /* the linker takes it before the archive */
		snprintf(path, SUBJECT_PATH_BYTES, "%s/lib%s.a", folders->items[i], name);
		if (access(path, R_OK) == 0)
			return true;
	}
	return false;
}

void hidden_add_library(struct hidden *hidden, const char *name)
{
	char word[SUBJECT_PATH_BYTES];

	if (is_plain_library(name))
		return;
	snprintf(word, sizeof word, "-l%s", name);
	hidden_add(hidden, word);
}

static void put_literal(struct agx_text *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '"' || *name == '\\' || *name == '?')
			agx_text_puts(out, "\\");
		agx_text_add(out, name, 1);
	}
	agx_text_puts(out, "\\n");
}

enum agx_status hidden_write(const struct hidden *hidden, const char *compiler, const char *scratch,
			     char object[SUBJECT_PATH_BYTES + 32], struct agx_error *err)
{
	struct agx_text source = {0};
	struct words words = {0};
	char path[SUBJECT_PATH_BYTES + 32];
	int exit_status = 0;
	enum agx_status status;

	agx_text_puts(&source, "extern const char explored_not_covered[];\nconst char explored_not_covered[] = \"");
	for (size_t i = 0; i < hidden->names.count; i++)
		put_literal(&source, hidden->names.items[i]);
	agx_text_puts(&source, "\";\n");
	snprintf(path, sizeof path, "%s/not-covered.c", scratch);
	snprintf(object, SUBJECT_PATH_BYTES + 32, "%s/not-covered.o", scratch);
	if (agx_text_failed(&source) || hidden->names.failed)
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the names of what is linked in");
	else
		status = agx_file_write(path, source.bytes, source.length, err);
	words_add(&words, compiler);
	words_add(&words, "-c");
	words_add(&words, path);
	words_add(&words, "-o");
	words_add(&words, object);
	if (status == AGX_OK)
		status = process_run(&words, NULL, &exit_status, err);
	if (status == AGX_OK && exit_status != 0)
		status = agx_fail(err, AGX_FAILED, "cannot compile the list of what is linked in");
	words_release(&words);
	agx_text_release(&source);
	return status;
}
