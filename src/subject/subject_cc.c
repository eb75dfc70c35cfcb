// SPDX-License-Identifier: MIT
/* A compiler driver for build systems. Compiling (-c): the compiler's own work with the hooks put in, then the names in
 * the object redirected. Linking: the compiler links what it is given with the runtime. Both at once: first each source
 * to an object, then the link. Preprocessing and questions (-E, -M, --version...) are handed through. */
#include "subject/subject_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct driver {
	const char *compiler;
	char library[SUBJECT_PATH_BYTES];
	char scratch[SUBJECT_PATH_BYTES];
	char list[SUBJECT_PATH_BYTES + 16];
	const char *output; /* of -o; NULL */
	bool compiles_only;
	bool asks; /* neither compiles nor links */
	size_t sources;
	struct words folders; /* of -L */
	struct hidden hidden;
	int exit_status;
};

static bool takes_word(const char *argument)
{
	static const char *const with[] = {"-o", "-I", "-D", "-U", "-include", "-isystem", "-L", "-l", "-x", "-MF",
					   "-MT", "-MQ", "-Xlinker", "-u", "-T", "-iquote", "--param", "-mllvm"};

	for (size_t i = 0; i < sizeof with / sizeof *with; i++)
		if (strcmp(argument, with[i]) == 0)
			return true;
	return false;
}

static bool is_question(const char *argument)
{
	return strcmp(argument, "-E") == 0 || strcmp(argument, "-S") == 0 || strcmp(argument, "-M") == 0 ||
	       strcmp(argument, "-MM") == 0 || strncmp(argument, "--version", 9) == 0 || strcmp(argument, "-v") == 0 ||
	       strncmp(argument, "-dump", 5) == 0 || strncmp(argument, "-print", 6) == 0 ||
	       strcmp(argument, "-###") == 0;
}

static void look(struct driver *driver, const char *const *arguments, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(arguments[i], "-L") == 0 && i + 1 < count)
			words_add(&driver->folders, arguments[i + 1]);
		else if (strncmp(arguments[i], "-L", 2) == 0)
			words_add(&driver->folders, arguments[i] + 2);
		if (strcmp(arguments[i], "-o") == 0 && i + 1 < count)
			driver->output = arguments[i + 1];
		else if (strcmp(arguments[i], "-c") == 0)
			driver->compiles_only = true;
		else if (is_question(arguments[i]))
			driver->asks = true;
		else if (arguments[i][0] != '-' && path_ends_in(arguments[i], ".c"))
			driver->sources++;
		if (takes_word(arguments[i]))
			i++;
	}
}

static enum agx_status run(struct driver *driver, struct words *words, struct agx_error *err)
{
	enum agx_status status = process_run(words, NULL, &driver->exit_status, err);

	words_release(words);
	return status;
}

static enum agx_status hand_through(struct driver *driver, const char *const *arguments, size_t count,
				    struct agx_error *err)
{
	struct words words = {0};

	words_add(&words, driver->compiler);
	for (size_t i = 0; i < count; i++)
		words_add(&words, arguments[i]);
	return run(driver, &words, err);
}

/* Where the compiler puts the object of SOURCE when no -o says so. */
static void default_object(const char *source, char path[SUBJECT_PATH_BYTES])
{
	const char *slash = strrchr(source, '/');
	const char *name = slash ? slash + 1 : source;

	snprintf(path, SUBJECT_PATH_BYTES, "%.*s.o", (int)(strlen(name) - 2), name);
}

/* Compile one SOURCE with the other arguments to OBJECT, and redirect the names in it. */
static enum agx_status compile(struct driver *driver, const char *const *arguments, size_t count, const char *source,
			       const char *object, struct agx_error *err)
{
	struct words words = {0};
	enum agx_status status;

	words_add(&words, driver->compiler);
	compiler_add_flags(&words, driver->compiler, false, false);
	for (size_t i = 0; i < count; i++) {
		bool other_file = arguments[i][0] != '-' && strcmp(arguments[i], source) != 0;

		if (strcmp(arguments[i], "-o") == 0) {
			i++;
			continue;
		}
		if (!other_file && strcmp(arguments[i], "-c") != 0 && strncmp(arguments[i], "-flto", 5) != 0)
			words_add(&words, arguments[i]);
		if (takes_word(arguments[i]) && i + 1 < count)
			words_add(&words, arguments[++i]);
	}
	compiler_add_last_flags(&words);
	words_add(&words, "-c");
	words_add(&words, "-o");
	words_add(&words, object);
	status = run(driver, &words, err);
	if (status != AGX_OK || driver->exit_status != 0)
		return status;
	status = object_redirect(object, object, driver->list, err);
	if (status != AGX_OK)
		(void)unlink(object); /* or the next build would take it for finished */
	return status;
}

static enum agx_status compile_all(struct driver *driver, const char *const *arguments, size_t count,
				   struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	for (size_t i = 0; i < count && status == AGX_OK && driver->exit_status == 0; i++) {
		char object[SUBJECT_PATH_BYTES];

		if (takes_word(arguments[i])) {
			i++;
			continue;
		}
		if (arguments[i][0] == '-' || !path_ends_in(arguments[i], ".c"))
			continue;
		default_object(arguments[i], object);
		status = compile(driver, arguments, count, arguments[i], driver->output ? driver->output : object, err);
	}
	return status;
}

/* What compiling does not need to know. */
static bool is_for_nothing(const char *argument)
{
	return strncmp(argument, "-fsanitize", 10) == 0 || strncmp(argument, "-flto", 5) == 0 ||
	       strcmp(argument, "-pie") == 0 || strcmp(argument, "-static-pie") == 0;
}

/* An object or archive of somebody else's making is redirected first, in a copy. */
static enum agx_status add_object(struct driver *driver, struct words *words, const char *file, size_t index,
				  struct agx_error *err)
{
	char copy[SUBJECT_PATH_BYTES + 32];
	struct object_facts facts = {false, false};
	enum agx_status status = object_look(file, &facts, err);

	if (status != AGX_OK)
		return status;
	if (!facts.has_hooks)
		hidden_add(&driver->hidden, file);
	if (facts.redirected) {
		words_add(words, file);
		return AGX_OK;
	}
	snprintf(copy, sizeof copy, "%s/%zu%s", driver->scratch, index, path_ends_in(file, ".a") ? ".a" : ".o");
	words_add(words, copy);
	return object_redirect(file, copy, driver->list, err);
}

static enum agx_status add_argument(struct driver *driver, struct words *words, const char *argument, size_t index,
				    struct agx_error *err)
{
	char archive[SUBJECT_PATH_BYTES];

	if (argument[0] != '-' && (path_ends_in(argument, ".o") || path_ends_in(argument, ".a")) &&
	    access(argument, R_OK) == 0)
		return add_object(driver, words, argument, index, err);
	if (argument[0] != '-' && (path_ends_in(argument, ".so") || strstr(argument, ".so.")))
		hidden_add(&driver->hidden, argument);
	if (strncmp(argument, "-l", 2) == 0 && argument[2]) {
		if (hidden_find_archive(argument + 2, &driver->folders, archive))
			return add_object(driver, words, archive, index, err);
		hidden_add_library(&driver->hidden, argument + 2);
	}
	words_add(words, argument);
	return AGX_OK;
}

static enum agx_status add_runtime(struct driver *driver, struct words *words, struct agx_error *err)
{
	char names[SUBJECT_PATH_BYTES + 32];
	enum agx_status status = AGX_OK;

	if (driver->hidden.names.count > 0) {
		status = hidden_write(&driver->hidden, driver->compiler, driver->scratch, names, err);
		words_add(words, names);
	}
	words_add(words, driver->library);
	words_add(words, "-lpthread");
	return status;
}

/* Objects come redirected from an earlier -c; sources are compiled to the scratch folder first. */
static enum agx_status link_program(struct driver *driver, const char *const *arguments, size_t count,
				    struct agx_error *err)
{
	struct words words = {0};
	enum agx_status status = AGX_OK;

	words_add(&words, driver->compiler);
	words_add(&words, "-no-pie");
	for (size_t i = 0; i < count && status == AGX_OK && driver->exit_status == 0; i++) {
		char object[SUBJECT_PATH_BYTES + 32];

		if (arguments[i][0] == '-' || !path_ends_in(arguments[i], ".c")) {
			if (!is_for_nothing(arguments[i]))
				status = add_argument(driver, &words, arguments[i], i, err);
			if (takes_word(arguments[i]) && i + 1 < count)
				words_add(&words, arguments[++i]);
			continue;
		}
		snprintf(object, sizeof object, "%s/%zu.o", driver->scratch, i);
		status = compile(driver, arguments, count, arguments[i], object, err);
		words_add(&words, object);
	}
	if (status == AGX_OK)
		status = add_runtime(driver, &words, err);
	if (status != AGX_OK || driver->exit_status != 0) {
		words_release(&words);
		return status;
	}
	return run(driver, &words, err);
}

enum agx_status subject_cc(const char *const *arguments, size_t count, int *ret_status, struct agx_error *err)
{
	struct driver driver = {.compiler = compiler_name(NULL)};
	enum agx_status status;

	look(&driver, arguments, count);
	if (driver.asks || count == 0) {
		words_release(&driver.folders);
		status = hand_through(&driver, arguments, count, err);
		*ret_status = driver.exit_status;
		return status;
	}
	if (driver.compiles_only && driver.output && driver.sources > 1)
		status = agx_fail(err, AGX_USAGE, "cannot give several objects the name %s", driver.output);
	else
		status = library_find(NULL, driver.library, err);
	if (status == AGX_OK)
		status = scratch_make(driver.scratch, err);
	if (status != AGX_OK) {
		words_release(&driver.folders);
		return status;
	}
	snprintf(driver.list, sizeof driver.list, "%s/names", driver.scratch);
	status = redirections_write(driver.list, err);
	if (status == AGX_OK && driver.compiles_only)
		status = compile_all(&driver, arguments, count, err);
	else if (status == AGX_OK)
		status = link_program(&driver, arguments, count, err);
	scratch_remove(driver.scratch);
	words_release(&driver.folders);
	words_release(&driver.hidden.names);
	*ret_status = driver.exit_status;
	return status;
}
