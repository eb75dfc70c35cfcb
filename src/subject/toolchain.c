// SPDX-License-Identifier: MIT
/* The compiler, its flags, the runtime library, the scratch folder. */
#include "subject/subject_internal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char library_name[] = "libagxrace_explore.a";

bool path_ends_in(const char *path, const char *ending)
{
	size_t length = strlen(path);
	size_t tail = strlen(ending);

	return length > tail && strcmp(path + length - tail, ending) == 0;
}

static bool is_library(const char *folder, const char *below, char path[SUBJECT_PATH_BYTES])
{
	int length = snprintf(path, SUBJECT_PATH_BYTES, "%s/%s%s", folder, below, library_name);

	return length > 0 && length < SUBJECT_PATH_BYTES && access(path, R_OK) == 0;
}

/* The folder that the running program is in; "" if it cannot be told. */
static void own_folder(char folder[SUBJECT_PATH_BYTES])
{
	ssize_t length = readlink("/proc/self/exe", folder, SUBJECT_PATH_BYTES - 1);
	char *slash;

	folder[length > 0 ? length : 0] = '\0';
	slash = strrchr(folder, '/');
	if (slash)
		*slash = '\0';
}

enum agx_status library_find(const char *wanted, char path[SUBJECT_PATH_BYTES], struct agx_error *err)
{
	static const char *const places[] = {"", "../lib/", "../lib64/", "../lib/x86_64-linux-gnu/",
					     "../lib/aarch64-linux-gnu/"};
	const char *named = wanted ? wanted : getenv("AGXRACE_EXPLORE_LIBRARY");
	char folder[SUBJECT_PATH_BYTES];

	if (named) {
		if (strlen(named) < SUBJECT_PATH_BYTES && access(named, R_OK) == 0) {
			strcpy(path, named);
			return AGX_OK;
		}
		return agx_fail(err, AGX_UNSUPPORTED, "the explorer's runtime is not at %s", named);
	}
	own_folder(folder);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (is_library(folder, places[i], path))
			return AGX_OK;
	return agx_fail(err, AGX_UNSUPPORTED, "the explorer's runtime, %s, is neither beside the program nor installed; "
					      "AGXRACE_EXPLORE_LIBRARY can name it",
			library_name);
}

const char *compiler_name(const char *wanted)
{
	const char *named = getenv("AGXRACE_CC");

	if (wanted)
		return wanted;
	return named && *named ? named : "cc";
}

static bool is_clang(const char *compiler)
{
	struct words words = {0};
	struct agx_text output = {0};
	struct agx_error err = {{0}};
	int exit_status = 0;
	bool found;

	words_add(&words, compiler);
	words_add(&words, "--version");
	found = process_read(&words, &output, &exit_status, &err) == AGX_OK && strstr(agx_text_string(&output), "clang");
	words_release(&words);
	agx_text_release(&output);
	return found;
}

void compiler_add_flags(struct words *words, const char *compiler, bool strict, bool volatile_accesses)
{
	words_add(words, "-fsanitize=thread");
	/* In DWARF 5, addr2line of binutils 2.40 takes an included file for the one that includes it. */
	words_add(words, "-gdwarf-4");
	words_add(words, strict ? "-O0" : "-O1");
	words_add(words, "-fno-omit-frame-pointer");
	words_add(words, "-fno-common");
	/* What the compiler knows how to write out itself has no hooks then: memset() as a few stores. */
	words_add(words, "-fno-builtin");
	if (volatile_accesses && is_clang(compiler)) {
		words_add(words, "-mllvm");
		words_add(words, "-tsan-distinguish-volatile=1");
	} else if (volatile_accesses) {
		words_add(words, "--param=tsan-distinguish-volatile=1");
	}
}

void compiler_add_last_flags(struct words *words)
{
	words_add(words, "-fno-lto");
	/* With it the headers call builtins by names that -fno-builtin does not reach. Some compilers define it by themselves; after
	 * a definition by -Wp only the second of these helps. */
	words_add(words, "-U_FORTIFY_SOURCE");
	words_add(words, "-Wp,-U_FORTIFY_SOURCE");
}

enum agx_status scratch_make(char path[SUBJECT_PATH_BYTES], struct agx_error *err)
{
	const char *where = getenv("TMPDIR");
	enum agx_status status;

	snprintf(path, SUBJECT_PATH_BYTES, "%s/agxrace-explore-XXXXXX", where && *where ? where : "/tmp");
	if (mkdtemp(path))
		return AGX_OK;
	status = agx_fail(err, AGX_IO, "cannot make the folder %s for the instrumented program: %s", path, strerror(errno));
	path[0] = '\0';
	return status;
}

/* The folder is flat and ours. */
void scratch_remove(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;

	if (!folder)
		return;
	while ((entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			(void)unlinkat(dirfd(folder), entry->d_name, 0); /* what stays makes rmdir fail, no worse */
	closedir(folder);
	(void)rmdir(path);
}
