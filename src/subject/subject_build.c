// SPDX-License-Identifier: MIT
#include "base/file.h"
#include "subject/subject_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct build {
	const struct subject_build_options *options;
	struct subject *subject;
	const char *compiler;
	char library[SUBJECT_PATH_BYTES];
	char list[SUBJECT_PATH_BYTES];
	struct words link;
	struct words folders; /* of -L */
	struct hidden hidden;
	struct agx_text log;
};

static bool is_for_linker(const char *flag)
{
	return strncmp(flag, "-l", 2) == 0 || strncmp(flag, "-L", 2) == 0 || strncmp(flag, "-Wl,", 4) == 0;
}

bool subject_takes(const char *path)
{
	return path_ends_in(path, ".c") || path_ends_in(path, ".o") || path_ends_in(path, ".a");
}

static enum agx_status check_sources(const struct subject_build_options *options, struct agx_error *err)
{
	for (size_t i = 0; i < options->source_count; i++) {
		const char *source = options->sources[i];

		if (!subject_takes(source))
			return agx_fail(err, AGX_BAD_INPUT, "%s is no .c, .o or .a file", source);
		if (access(source, R_OK) != 0)
			return agx_fail(err, AGX_BAD_INPUT, "cannot read %s: %s", source, strerror(errno));
	}
	return AGX_OK;
}

static enum agx_status run_compiler(struct build *build, const struct words *words, const char *failure,
				    struct agx_error *err)
{
	int exit_status = 0;
	enum agx_status status = process_run(words, &build->log, &exit_status, err);

	if (status == AGX_OK && exit_status != 0)
		return agx_fail(err, AGX_BAD_INPUT, "%s", failure);
	return status;
}

static enum agx_status compile(struct build *build, const char *source, const char *object, struct agx_error *err)
{
	const struct subject_build_options *o = build->options;
	struct words words = {0};
	struct agx_text failure = {0};
	enum agx_status status;

	words_add(&words, build->compiler);
	compiler_add_flags(&words, build->compiler, o->strict, o->volatile_accesses);
	for (size_t i = 0; i < o->flag_count; i++)
		if (!is_for_linker(o->flags[i]))
			words_add(&words, o->flags[i]);
	compiler_add_last_flags(&words);
	words_add(&words, "-c");
	words_add(&words, source);
	words_add(&words, "-o");
	words_add(&words, object);
	agx_text_printf(&failure, "%s does not compile", source);
	status = run_compiler(build, &words, agx_text_string(&failure), err);
	words_release(&words);
	agx_text_release(&failure);
	return status;
}

static enum agx_status note_hooks(struct build *build, const char *file, struct agx_error *err)
{
	struct object_facts facts = {false, false};
	enum agx_status status = object_look(file, &facts, err);

	if (status == AGX_OK && !facts.has_hooks)
		hidden_add(&build->hidden, file);
	return status;
}

/* SOURCE becomes a redirected object of the scratch folder, and a word of the link line. */
static enum agx_status add_file(struct build *build, size_t index, const char *source, struct agx_error *err)
{
	bool compiles = path_ends_in(source, ".c");
	char compiled[SUBJECT_PATH_BYTES + 32];
	char redirected[SUBJECT_PATH_BYTES + 32];
	enum agx_status status = AGX_OK;

	snprintf(compiled, sizeof compiled, "%s/%zu-compiled.o", build->subject->scratch, index);
	snprintf(redirected, sizeof redirected, "%s/%zu%s", build->subject->scratch, index,
		 path_ends_in(source, ".a") ? ".a" : ".o");
	if (compiles)
		status = compile(build, source, compiled, err);
	else
		status = note_hooks(build, source, err);
	if (status == AGX_OK)
		status = object_redirect(compiles ? compiled : source, redirected, build->list, err);
	words_add(&build->link, redirected);
	return status;
}

/* -lNAME: its archive is treated as an object is. */
static enum agx_status add_library(struct build *build, size_t index, const char *name, struct agx_error *err)
{
	char path[SUBJECT_PATH_BYTES];

	if (hidden_find_archive(name, &build->folders, path))
		return add_file(build, index, path, err);
	hidden_add_library(&build->hidden, name);
	words_addf(&build->link, "-l%s", name);
	return AGX_OK;
}

static enum agx_status add_linker_flags(struct build *build, struct agx_error *err)
{
	const struct subject_build_options *o = build->options;
	enum agx_status status = AGX_OK;

	for (size_t i = 0; i < o->flag_count; i++)
		if (strncmp(o->flags[i], "-L", 2) == 0)
			words_add(&build->folders, o->flags[i] + 2);
	for (size_t i = 0; i < o->flag_count && status == AGX_OK; i++) {
		if (strncmp(o->flags[i], "-l", 2) == 0 && o->flags[i][2])
			status = add_library(build, o->source_count + i, o->flags[i] + 2, err);
		else if (is_for_linker(o->flags[i]))
			words_add(&build->link, o->flags[i]);
	}
	return status;
}

static enum agx_status link_program(struct build *build, struct agx_error *err)
{
	char names[SUBJECT_PATH_BYTES + 32];
	enum agx_status status = add_linker_flags(build, err);

	if (status == AGX_OK && build->hidden.names.count > 0) {
		status = hidden_write(&build->hidden, build->compiler, build->subject->scratch, names, err);
		words_add(&build->link, names);
	}
	if (status != AGX_OK)
		return status;
	words_add(&build->link, build->library);
	words_add(&build->link, "-lpthread");
	status = run_compiler(build, &build->link, "the program does not link", err);
	if (status == AGX_BAD_INPUT && strstr(agx_text_string(&build->log), "`explored_main'"))
		return agx_fail(err, AGX_BAD_INPUT, "the program does not link: none of its files has a main");
	return status;
}

static enum agx_status build_all(struct build *build, struct agx_error *err)
{
	struct subject *subject = build->subject;
	enum agx_status status = library_find(build->options->library, build->library, err);

	if (status == AGX_OK)
		status = scratch_make(subject->scratch, err);
	if (status != AGX_OK)
		return status;
	if (build->options->output)
		snprintf(subject->program, sizeof subject->program, "%s", build->options->output);
	else if (snprintf(subject->program, sizeof subject->program, "%.*s/program", SUBJECT_PATH_BYTES - 16,
			  subject->scratch) < 0)
		return agx_fail(err, AGX_IO, "the scratch folder's name is too long");
	snprintf(build->list, sizeof build->list, "%.*s/names", SUBJECT_PATH_BYTES - 16, subject->scratch);
	status = redirections_write(build->list, err);
	/* Not position-independent: an address in the program is the same in each run of it. */
	words_add(&build->link, build->compiler);
	words_add(&build->link, "-no-pie");
	words_add(&build->link, "-o");
	words_add(&build->link, subject->program);
	for (size_t i = 0; i < build->options->source_count && status == AGX_OK; i++)
		status = add_file(build, i, build->options->sources[i], err);
	return status == AGX_OK ? link_program(build, err) : status;
}

enum agx_status subject_build(const struct subject_build_options *options, struct subject **ret_subject, char **ret_log,
			      struct agx_error *err)
{
	struct build build = {.options = options, .compiler = compiler_name(options->compiler)};
	enum agx_status status = check_sources(options, err);

	if (status != AGX_OK)
		return status;
	build.subject = calloc(1, sizeof *build.subject);
	if (!build.subject)
		return agx_fail(err, AGX_NO_MEMORY, "no memory");
	status = build_all(&build, err);
	words_release(&build.link);
	words_release(&build.folders);
	words_release(&build.hidden.names);
	if (ret_log)
		*ret_log = build.log.length ? strdup(agx_text_string(&build.log)) : NULL;
	agx_text_release(&build.log);
	if (status == AGX_OK)
		*ret_subject = build.subject;
	else
		subject_free(build.subject);
	return status;
}

/* Does PROGRAM have the name that main is given? It stands between two zeros in its table of strings, and is put together
 * here so as not to stand in this program. nm would take longer than all else before the first execution. */
static bool has_runtime(const char *bytes, size_t length)
{
	char name[32];
	int name_bytes = snprintf(name, sizeof name, "%cexplored_%s", '\0', "main") + 1;

	return memmem(bytes, length, name, (size_t)name_bytes) != NULL;
}

static enum agx_status check_runtime(const char *program, struct agx_error *err)
{
	char *bytes = NULL;
	size_t length = 0;
	enum agx_status status = agx_file_read(program, SUBJECT_PROGRAM_BYTES_MAX, &bytes, &length, err);

	if (status == AGX_NO_MEMORY)
		return status;
	if (status != AGX_OK || !has_runtime(bytes, length))
		status = agx_fail(err, AGX_BAD_INPUT,
				  "%s was not built for exploration: 'agxrace explore --cc' is the compiler for that",
				  program);
	free(bytes);
	return status;
}

enum agx_status subject_open(const char *program, struct subject **ret_subject, struct agx_error *err)
{
	struct subject *subject;
	enum agx_status status;

	if (access(program, R_OK) != 0)
		return agx_fail(err, AGX_BAD_INPUT, "cannot read %s: %s", program, strerror(errno));
	if (access(program, X_OK) != 0 || strlen(program) >= SUBJECT_PATH_BYTES)
		return agx_fail(err, AGX_BAD_INPUT, "%s is neither a .c file nor a program", program);
	status = check_runtime(program, err);
	if (status != AGX_OK)
		return status;
	subject = calloc(1, sizeof *subject);
	if (!subject)
		return agx_fail(err, AGX_NO_MEMORY, "no memory");
	snprintf(subject->program, sizeof subject->program, "%s", program);
	*ret_subject = subject;
	return AGX_OK;
}

const char *subject_program(const struct subject *subject)
{
	return subject->program;
}

void subject_free(struct subject *subject)
{
	if (!subject)
		return;
	if (subject->scratch[0])
		scratch_remove(subject->scratch);
	free(subject);
}
