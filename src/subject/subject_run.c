// SPDX-License-Identifier: MIT
#include "base/stop.h"
#include "subject/result_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { RESULT_FD = 3, POLL_MS = 200, LINE_BYTES_MAX = 64 << 20 };

static void add_number(struct agx_text *text, const char *key, uint64_t value)
{
	if (value)
		agx_text_printf(text, " %s=%" PRIu64, key, value);
}

static void add_text(struct agx_text *text, const char *key, const char *value)
{
	if (value)
		agx_text_printf(text, " %s=%s", key, value);
}

/* Words end at blanks: what is no plain character goes as %XX. */
static void add_path(struct agx_text *text, const char *key, const char *path)
{
	if (!path)
		return;
	agx_text_printf(text, " %s=", key);
	for (const unsigned char *c = (const unsigned char *)path; *c; c++) {
		if (*c <= ' ' || *c == '%' || *c >= 0x7f)
			agx_text_printf(text, "%%%02x", *c);
		else
			agx_text_add(text, (const char *)c, 1);
	}
}

static void add_flag(struct agx_text *text, const char *key, bool value)
{
	if (value)
		agx_text_printf(text, " %s", key);
}

void run_options_write(const struct subject_run_options *o, struct agx_text *text)
{
	add_text(text, "engine", o->engine);
	add_text(text, "model", o->model);
	add_number(text, "events", o->events_max);
	add_number(text, "executions", o->executions_max);
	if (o->seconds_max > 0)
		agx_text_printf(text, " seconds=%g", o->seconds_max);
	agx_text_printf(text, " findings=%u", o->findings_max ? o->findings_max : 1);
	add_text(text, "strategy", o->strategy);
	if (o->strategy)
		agx_text_printf(text, " runs=%" PRIu64 " seed=%" PRIu64, o->runs_max, o->seed);
	if (o->preemptions_bounded)
		agx_text_printf(text, " preemptions=%u", o->preemptions_max);
	add_text(text, "replay", o->replay);
	if (o->jobs > 1)
		add_number(text, "jobs", o->jobs);
	add_path(text, "checkpoint", o->checkpoint);
	add_flag(text, "no_races", o->no_races);
	add_flag(text, "no_spin_loops", o->no_spin_loops);
	add_flag(text, "no_lock_revisits", o->no_lock_revisits);
	add_flag(text, "spurious_wakeups", o->spurious_wakeups);
	add_flag(text, "weak_cas_fails", o->weak_cas_fails);
	add_flag(text, "malloc_fails", o->malloc_fails);
	add_flag(text, "volatile_atomic", o->volatile_atomic);
	add_flag(text, "explore_races", o->explore_races);
	add_flag(text, "leaks", o->leaks);
	add_flag(text, "any_exit_status", o->any_exit_status);
	add_flag(text, "output", o->output);
}

/* Our environment with VARIABLE instead of one of that name; the strings are borrowed. */
static char **environment_with(const char *variable)
{
	size_t count = 0;
	size_t name = (size_t)(strchr(variable, '=') - variable) + 1;
	char **result;
	size_t kept = 0;

	while (environ[count])
		count++;
	result = calloc(count + 2, sizeof *result);
	if (!result)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (strncmp(environ[i], variable, name) != 0)
			result[kept++] = environ[i];
	result[kept] = (char *)(uintptr_t)variable;
	return result;
}

static int spawn(const struct subject *subject, const struct subject_run_options *options, char **environment,
		 int write_end, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	char path[SUBJECT_PATH_BYTES + 2];
	char **words = calloc(options->argument_count + 2, sizeof *words);
	int error = words ? posix_spawn_file_actions_init(&actions) : ENOMEM;

	if (error) {
		free(words);
		return error;
	}
	snprintf(path, sizeof path, "%s%s", strchr(subject->program, '/') ? "" : "./", subject->program);
	words[0] = path;
	for (size_t i = 0; i < options->argument_count; i++)
		words[i + 1] = (char *)(uintptr_t)options->arguments[i];
	error = posix_spawn_file_actions_adddup2(&actions, write_end, RESULT_FD);
	if (!error)
		error = posix_spawn(ret_pid, path, &actions, NULL, words, environment);
	posix_spawn_file_actions_destroy(&actions);
	free(words);
	return error;
}

/* Hand over the whole lines in TEXT and keep the rest. */
static enum agx_status take_lines(struct result_reader *reader, struct agx_text *text, struct agx_error *err)
{
	char *line = text->bytes;
	char *end;

	while (line && (end = memchr(line, '\n', text->length - (size_t)(line - text->bytes))) != NULL) {
		enum agx_status status = result_read_line(reader, line, (size_t)(end - line), err);

		if (status != AGX_OK)
			return status;
		line = end + 1;
	}
	if (line && line != text->bytes) {
		size_t rest = text->length - (size_t)(line - text->bytes);

		memmove(text->bytes, line, rest);
		text->bytes[rest] = '\0';
		text->length = rest;
	}
	if (text->length > LINE_BYTES_MAX)
		return agx_fail(err, AGX_FAILED, "the program's report has a line of more than %d bytes", LINE_BYTES_MAX);
	return AGX_OK;
}

/* Read the report to its end. A wish to stop is passed on once; the program then reports what it has. */
static enum agx_status read_report(struct result_reader *reader, int fd, pid_t pid, struct agx_error *err)
{
	struct agx_text text = {0};
	enum agx_status status = AGX_OK;
	bool told = false;
	static char bytes[1 << 16];

	while (status == AGX_OK) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		int ready = poll(&wait, 1, POLL_MS);
		ssize_t got;

		if (agx_stop_requested() && !told) {
			(void)kill(pid, SIGINT); /* it may have ended meanwhile */
			told = true;
		}
		if (ready <= 0)
			continue;
		got = read(fd, bytes, sizeof bytes);
		if (got == 0)
			break;
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			status = agx_fail(err, AGX_IO, "cannot read the program's report: %s", strerror(errno));
		else
			agx_text_add(&text, bytes, (size_t)got);
		if (status == AGX_OK && agx_text_failed(&text))
			status = agx_fail(err, AGX_NO_MEMORY, "no memory for the program's report");
		if (status == AGX_OK)
			status = take_lines(reader, &text, err);
	}
	agx_text_release(&text);
	return status;
}

static enum agx_status judge_end(const struct result_reader *reader, int wait_status, struct agx_error *err)
{
	if (reader->problem)
		return agx_fail(err, reader->bad_input ? AGX_BAD_INPUT : AGX_USAGE, "%s", reader->problem);
	if (reader->ended)
		return AGX_OK;
	if (WIFSIGNALED(wait_status))
		return agx_fail(err, AGX_FAILED, "the program died of signal %d (%s) outside the explorer's control",
				WTERMSIG(wait_status), strsignal(WTERMSIG(wait_status)));
	return agx_fail(err, AGX_FAILED, "the program ended with status %d without a report", WEXITSTATUS(wait_status));
}

static enum agx_status run(const struct subject *subject, struct result_reader *reader, char **environment,
			   struct agx_error *err)
{
	enum agx_status status;
	int wait_status = 0;
	int ends[2];
	pid_t pid;
	int error;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return agx_fail(err, AGX_IO, "cannot make a pipe: %s", strerror(errno));
	error = spawn(subject, reader->options, environment, ends[1], &pid);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		return agx_fail(err, AGX_IO, "cannot run %s: %s", subject->program, strerror(error));
	}
	status = read_report(reader, ends[0], pid, err);
	close(ends[0]);
	if (status != AGX_OK)
		(void)kill(pid, SIGKILL); /* its report is of no use any more */
	while (waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
		continue;
	return status == AGX_OK ? judge_end(reader, wait_status, err) : status;
}

enum agx_status subject_run(const struct subject *subject, const struct subject_run_options *options,
			    struct subject_result **ret_result, struct agx_error *err)
{
	struct result_reader reader = {.options = options, .result = result_new(options)};
	struct agx_text variable = {0};
	char **environment = NULL;
	enum agx_status status;

	agx_text_printf(&variable, "AGXRACE_EXPLORE=result=%d", RESULT_FD);
	run_options_write(options, &variable);
	if (!agx_text_failed(&variable))
		environment = environment_with(agx_text_string(&variable));
	if (!reader.result || !environment)
		status = agx_fail(err, AGX_NO_MEMORY, "no memory");
	else
		status = run(subject, &reader, environment, err);
	if (status == AGX_OK)
		result_symbolise(&reader, subject->program);
	free(environment);
	free(reader.problem);
	agx_text_release(&variable);
	if (status == AGX_OK)
		*ret_result = reader.result;
	else
		subject_result_free(reader.result);
	return status;
}
