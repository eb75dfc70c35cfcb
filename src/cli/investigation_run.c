/* SPDX-License-Identifier: MIT */
#include "cli/investigation_run.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/stop.h"
#include "cli/command.h"
#include "cli/investigation_tell.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 256 };

static const struct cli_command *find_command(const char *name)
{
	for (size_t i = 0; cli_commands[i] != NULL; i++) {
		if (strcmp(cli_commands[i]->name, name) == 0)
			return cli_commands[i];
	}
	return NULL;
}

struct arguments {
	char *words[ARGUMENTS_MAX]; /* ours to free */
	char *argv[ARGUMENTS_MAX];  /* the same, for a command to put in another order */
	int count;
};

static void release_arguments(struct arguments *arguments)
{
	for (int i = 0; i < arguments->count; i++)
		free(arguments->words[i]);
	arguments->count = 0;
}

static bool add_argument(struct arguments *arguments, const char *word)
{
	if (arguments->count == ARGUMENTS_MAX)
		return false;
	arguments->words[arguments->count] = strdup(word);
	return arguments->words[arguments->count] != NULL && ++arguments->count > 0;
}

/* PATTERN's files, or the pattern itself where there is none, as in a shell. */
static bool add_matches(struct arguments *arguments, const char *pattern)
{
	glob_t found;
	bool added = true;

	if (glob(pattern, GLOB_NOCHECK, NULL, &found) != 0)
		return false;
	for (size_t i = 0; i < found.gl_pathc && added; i++)
		added = add_argument(arguments, found.gl_pathv[i]);
	globfree(&found);
	return added;
}

static bool make_arguments(const struct investigation_part *part, const char *folder,
			   struct arguments *arguments)
{
	for (unsigned i = 1; i < part->count; i++) {
		char word[AGX_PATH_BYTES_MAX];

		if (!investigation_path(part->words[i], folder, word, sizeof word) ||
		    !(strchr(part->words[i], '*') != NULL ? add_matches(arguments, word)
							  : add_argument(arguments, word)))
			return false;
	}
	return true;
}

/* Where standard output went before; -1 on failure. */
static int redirect(const char *path)
{
	int saved = dup(STDOUT_FILENO);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (saved < 0 || fd < 0 || dup2(fd, STDOUT_FILENO) < 0) {
		if (saved >= 0)
			(void)close(saved);
		saved = -1;
	}
	if (fd >= 0)
		(void)close(fd); /* its twin is open */
	return saved;
}

/* True when all that was printed is on disk. */
static bool restore(int saved)
{
	bool written = fflush(stdout) == 0 && ferror(stdout) == 0 && fsync(STDOUT_FILENO) == 0;

	clearerr(stdout);
	(void)dup2(saved, STDOUT_FILENO); /* cannot fail: both are open */
	(void)close(saved);
	return written;
}

/* Is what lies at PATH what belongs in OUTPUT: one whole JSON document, or a text of another kind? */
static bool is_document(const char *path, const char *output)
{
	const char *dot = strrchr(output, '.');
	struct stat info;
	json_t *root;
	bool whole;

	if (dot == NULL || strcmp(dot, ".json") != 0)
		return stat(path, &info) == 0 && info.st_size > 0;
	root = json_load_file(path, 0, NULL);
	whole = json_is_object(root);
	json_decref(root);
	return whole;
}

static enum agx_status make_parent(const char *path, struct agx_error *err)
{
	char parent[AGX_PATH_BYTES_MAX];

	(void)snprintf(parent, sizeof parent, "%s", path);
	*strrchr(parent, '/') = '\0';
	return agx_folder_make(parent, err);
}

static enum investigation_state judge(const struct investigation_part *part)
{
	if (part->exit_code == 0 || part->exit_code == agx_verdict_exit_code(AGX_VIOLATED) ||
	    part->exit_code == agx_verdict_exit_code(AGX_INCONCLUSIVE))
		return agx_stop_requested() && part->exit_code == agx_verdict_exit_code(AGX_INCONCLUSIVE)
			       ? PART_INTERRUPTED
			       : PART_DONE;
	return agx_stop_requested() ? PART_INTERRUPTED : PART_FAILED;
}

/* Run PART with its output going to a file beside the one it is for, which takes its name when it is whole. */
static enum agx_status run_part(struct investigation_part *part, const char *folder,
				struct agx_error *err)
{
	const struct cli_command *command = find_command(part->words[0]);
	struct arguments arguments = {.count = 0};
	char output[AGX_PATH_BYTES_MAX];
	char partial[AGX_PATH_BYTES_MAX + 8];
	uint64_t start_ns = agx_clock_ns();
	enum agx_status status = AGX_OK;
	int saved;

	if (!investigation_path(part->output, folder, output, sizeof output) ||
	    !make_arguments(part, folder, &arguments)) {
		release_arguments(&arguments);
		return agx_fail(err, AGX_NO_MEMORY, "no memory for a command line");
	}
	(void)snprintf(partial, sizeof partial, "%s.part", output);
	status = make_parent(output, err);
	(void)fflush(stdout); /* before children are forked; a failure shows at the end */
	saved = status == AGX_OK ? redirect(partial) : -1;
	if (saved < 0) {
		if (status == AGX_OK)
			status = agx_fail(err, AGX_IO, "cannot write %s: %s", partial, strerror(errno));
		goto out_release;
	}
	memcpy(arguments.argv, arguments.words, sizeof arguments.argv);
	part->exit_code = command->run(command, arguments.count, arguments.argv);
	if (!restore(saved))
		part->exit_code = agx_status_exit_code(AGX_IO);
	part->wall_ns = agx_clock_ns() - start_ns;
	part->state = judge(part);
	if (!is_document(partial, output) || rename(partial, output) != 0)
		(void)unlink(partial); /* nothing of use: the state says that it failed */
	if (part->state == PART_FAILED)
		(void)snprintf(part->error, sizeof part->error, "agxrace %s ended with exit code %d",
			       command->name, part->exit_code);

out_release:
	release_arguments(&arguments);
	return status;
}

enum agx_status investigation_run(struct investigation *plan, const char *folder,
				  struct agx_error *err)
{
	enum agx_status status = AGX_OK;
	unsigned failed = 0;

	for (unsigned i = 0; i < plan->count && status == AGX_OK && !agx_stop_requested(); i++) {
		struct investigation_part *part = &plan->parts[i];

		investigation_tell_begin(plan, i);
		status = run_part(part, folder, err);
		failed += part->state == PART_FAILED;
		plan->interrupted = agx_stop_requested();
		if (status == AGX_OK)
			status = investigation_write(plan, folder, err);
		if (status == AGX_OK)
			status = investigation_tell_end(part, folder, err);
	}
	if (status != AGX_OK)
		return status;
	if (agx_stop_requested())
		return agx_fail(err, AGX_INTERRUPTED, "interrupted; the folder holds what there is");
	return failed == 0 ? AGX_OK : agx_fail(err, AGX_FAILED, "%u of %u parts failed", failed, plan->count);
}
