// SPDX-License-Identifier: MIT
#include "subject/process.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static bool grow(struct words *words)
{
	size_t capacity = words->capacity ? words->capacity * 2 : 32;
	char **items = realloc(words->items, capacity * sizeof *items);

	if (!items)
		return false;
	words->items = items;
	words->capacity = capacity;
	return true;
}

void words_add(struct words *words, const char *word)
{
	char *copy = strdup(word);

	if (!copy || words->failed || (words->count + 2 > words->capacity && !grow(words))) {
		words->failed = true;
		free(copy);
		return;
	}
	words->items[words->count++] = copy;
	words->items[words->count] = NULL;
}

void words_addf(struct words *words, const char *format, ...)
{
	struct agx_text text = {0};
	va_list args;

	va_start(args, format);
	agx_text_vprintf(&text, format, args);
	va_end(args);
	if (agx_text_failed(&text))
		words->failed = true;
	else
		words_add(words, agx_text_string(&text));
	agx_text_release(&text);
}

void words_release(struct words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->items[i]);
	free(words->items);
	*words = (struct words){0};
}

static void read_all(int fd, struct agx_text *output)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(fd, bytes, sizeof bytes)) != 0) {
		if (got > 0)
			agx_text_add(output, bytes, (size_t)got);
		else if (errno != EINTR)
			break;
	}
}

static int wait_for(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

enum streams { OURS, BOTH, STANDARD_OUTPUT };

static int start(const struct words *words, enum streams streams, int write_end, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	if (!error && streams != OURS)
		error = posix_spawn_file_actions_adddup2(&actions, write_end, STDOUT_FILENO);
	if (!error && streams == BOTH)
		error = posix_spawn_file_actions_adddup2(&actions, write_end, STDERR_FILENO);
	if (!error && streams == STANDARD_OUTPUT)
		error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	if (!error)
		error = posix_spawnp(ret_pid, words->items[0], &actions, NULL, words->items, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static enum agx_status run(const struct words *words, enum streams streams, struct agx_text *output, int *ret_exit,
			   struct agx_error *err)
{
	int ends[2] = {-1, -1};
	pid_t pid;
	int error;

	if (words->failed || words->count == 0)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for a command line");
	if (streams != OURS && pipe2(ends, O_CLOEXEC) != 0)
		return agx_fail(err, AGX_IO, "cannot make a pipe: %s", strerror(errno));
	error = start(words, streams, ends[1], &pid);
	if (ends[1] >= 0)
		close(ends[1]);
	if (!error && streams != OURS)
		read_all(ends[0], output);
	if (ends[0] >= 0)
		close(ends[0]);
	if (error)
		return agx_fail(err, error == ENOENT ? AGX_UNSUPPORTED : AGX_IO, "cannot run '%s': %s",
				words->items[0], strerror(error));
	*ret_exit = wait_for(pid);
	return AGX_OK;
}

enum agx_status process_run(const struct words *words, struct agx_text *output, int *ret_exit, struct agx_error *err)
{
	return run(words, output ? BOTH : OURS, output, ret_exit, err);
}

enum agx_status process_read(const struct words *words, struct agx_text *output, int *ret_exit, struct agx_error *err)
{
	return run(words, STANDARD_OUTPUT, output, ret_exit, err);
}
