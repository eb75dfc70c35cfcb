/* SPDX-License-Identifier: MIT */
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/stop.h"
#include "cli/command.h"
#include "crash/report_read.h"
#include "report/triage_format.h"
#include "triage/judge.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

struct options {
	bool all;
	bool json;
	const char *families;
};

static const struct cli_option options_table[] = {
	CLI_FLAG("all", 'a', struct options, all, "show all of the evidence and every thread"),
	CLI_FLAG("json", 0, struct options, json, "print one JSON document"),
	CLI_STRING("families", 0, struct options, families, "DIR",
		   "add the family files of this folder; one of the same name replaces a compiled-in one"),
	CLI_END,
};

enum { EXIT_UNKNOWN = 20 };

/* The files to read: operands, and what is in the folders among them. */
struct paths {
	char **items;
	size_t count;
	size_t capacity;
	bool many; /* a folder was named, or several operands */
};

struct run {
	const struct cli_command *command;
	struct options options;
	struct family_set families;
	struct paths paths;
	struct triage_row *rows; /* of those that were read */
	size_t row_count;
	size_t recognised;
	size_t unreadable;
	json_t *reports; /* --json of many */
	struct agx_text out;
};

static bool add_path(struct paths *paths, const char *path)
{
	if (paths->count == paths->capacity) {
		size_t capacity = paths->capacity == 0 ? 64 : paths->capacity * 2;
		char **grown = realloc(paths->items, capacity * sizeof *grown);

		if (grown == NULL)
			return false;
		paths->items = grown;
		paths->capacity = capacity;
	}
	paths->items[paths->count] = strdup(path);
	return paths->items[paths->count] != NULL && ++paths->count > 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static enum agx_status too_many(struct agx_error *err)
{
	return agx_fail(err, AGX_BAD_INPUT, "more than %d files", AGX_REPORT_FILES_MAX);
}

/* Add the regular files in FOLDER and below it; hidden ones are left out. */
static enum agx_status add_folder(struct paths *paths, const char *folder, unsigned depth,
				  struct agx_error *err)
{
	size_t first = paths->count;
	DIR *dir = opendir(folder);
	enum agx_status status = AGX_OK;
	struct dirent *entry;

	if (dir == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "cannot open the folder %s", folder);
	while (status == AGX_OK && (entry = readdir(dir)) != NULL) {
		char path[AGX_PATH_BYTES_MAX];
		struct stat info;

		if (entry->d_name[0] == '.')
			continue;
		if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= sizeof path ||
		    lstat(path, &info) != 0)
			continue;
		if (S_ISDIR(info.st_mode) && depth < AGX_FOLDER_DEPTH_MAX)
			status = add_folder(paths, path, depth + 1, err);
		else if (S_ISREG(info.st_mode) && paths->count == AGX_REPORT_FILES_MAX)
			status = too_many(err);
		else if (S_ISREG(info.st_mode) && !add_path(paths, path))
			status = agx_fail(err, AGX_NO_MEMORY, "no memory for the list of files");
	}
	(void)closedir(dir); /* only read */
	if (depth == 0 && paths->count > first)
		qsort(paths->items + first, paths->count - first, sizeof *paths->items, by_name);
	return status;
}

static enum agx_status list_paths(struct run *run, int count, char **operands, struct agx_error *err)
{
	run->paths.many = count > 1;
	for (int i = 0; i < count; i++) {
		enum agx_status status = AGX_OK;
		struct stat info;

		if (strcmp(operands[i], "-") != 0 && stat(operands[i], &info) == 0 &&
		    S_ISDIR(info.st_mode)) {
			run->paths.many = true;
			status = add_folder(&run->paths, operands[i], 0, err);
		} else if (!add_path(&run->paths, operands[i])) {
			status = agx_fail(err, AGX_NO_MEMORY, "no memory for the list of files");
		}
		if (status != AGX_OK)
			return status;
	}
	if (run->paths.count == 0)
		return agx_fail(err, AGX_BAD_INPUT, "there is no file in it");
	return AGX_OK;
}

/* The terminal's width; 0 where there is none, for the format's own default. */
static unsigned width_of_stdout(void)
{
	enum { NARROWEST = 72, WIDEST = 160 };
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return 0;
	if (size.ws_col < NARROWEST)
		return NARROWEST;
	return size.ws_col > WIDEST ? WIDEST : size.ws_col;
}

static enum agx_status keep_json(struct run *run, const char *path, const struct crash_report *report,
				 const struct triage_result *result, struct agx_error *err)
{
	bool whole = !run->paths.many || run->options.all;
	json_t *object = triage_format_json(report, result, whole);

	if (object == NULL || json_object_set_new(object, "file", json_string(path)) != 0 ||
	    json_array_append_new(run->reports, object) != 0)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the JSON document");
	return AGX_OK;
}

static enum agx_status take_result(struct run *run, const char *path,
				   const struct crash_report *report,
				   const struct triage_result *result, struct agx_error *err)
{
	run->recognised += result->count > 0;
	if (run->options.json) {
		enum agx_status status = keep_json(run, path, report, result, err);

		if (status != AGX_OK)
			return status;
	}
	if (!run->options.json && (!run->paths.many || run->options.all)) {
		if (run->paths.many)
			agx_text_printf(&run->out, "== %s\n", path);
		triage_format_text(report, result, width_of_stdout(), &run->out);
		if (run->options.all)
			triage_format_all(report, result, &run->out);
		if (run->paths.many)
			agx_text_puts(&run->out, "\n");
	}
	if (run->paths.many) {
		run->rows[run->row_count].path = strdup(path);
		if (run->rows[run->row_count].path == NULL)
			return agx_fail(err, AGX_NO_MEMORY, "no memory for the table");
		triage_row_fill(report, result, &run->rows[run->row_count]);
	}
	run->row_count++;
	return AGX_OK;
}

/* Read and judge one file. AGX_BAD_INPUT: this file cannot be read, others may. */
static enum agx_status triage_one(struct run *run, const char *path, struct agx_error *err)
{
	struct crash_report report;
	struct triage_result result;
	char *bytes;
	size_t length;
	enum agx_status status = agx_file_read(path, AGX_REPORT_BYTES_MAX, &bytes, &length, err);

	if (status != AGX_OK)
		return status;
	status = crash_report_read(bytes, length, &report, err);
	free(bytes);
	if (status != AGX_OK)
		return agx_fail_prefix(err, status, "%s", path);
	status = triage_judge(&run->families, &report, &result, err);
	if (status != AGX_OK)
		goto out_report;
	if (result.count == 0 && strcmp(report.format, "text") == 0)
		status = agx_fail(err, AGX_BAD_INPUT, "%s: there is nothing of a crash report in it",
				  path);
	else
		status = take_result(run, path, &report, &result, err);
	triage_result_release(&result);

out_report:
	crash_report_release(&report);
	return status;
}

/* On a terminal, after the first second, once a second. */
static void tell_progress(const struct run *run, size_t done, uint64_t *told_ns)
{
	static const uint64_t second_ns = 1000000000;
	uint64_t now_ns = agx_clock_ns();

	if (now_ns - *told_ns < second_ns || isatty(STDERR_FILENO) == 0)
		return;
	fprintf(stderr, "agxrace triage: %zu of %zu files\n", done, run->paths.count);
	*told_ns = now_ns;
}

static enum agx_status triage_all(struct run *run, struct agx_error *err)
{
	uint64_t told_ns = agx_clock_ns();

	for (size_t i = 0; i < run->paths.count; i++) {
		enum agx_status status;

		tell_progress(run, i, &told_ns);
		if (agx_stop_requested()) {
			fprintf(stderr, "agxrace triage: stopped after %zu of %zu files\n", i,
				run->paths.count);
			break;
		}
		status = triage_one(run, run->paths.items[i], err);
		if (status == AGX_BAD_INPUT && run->paths.many) {
			(void)cli_fail(run->command, status, err); /* told; the others are read */
			run->unreadable++;
		} else if (status != AGX_OK) {
			return status;
		}
	}
	return AGX_OK;
}

static json_t *document(struct run *run)
{
	json_t *object = run->paths.many ? json_object() : json_incref(json_array_get(run->reports, 0));
	int failed = object == NULL;

	failed |= json_object_set_new(object, "schema", json_string("agxrace/triage/1"));
	failed |= json_object_set_new(object, "command", json_string("triage"));
	if (run->paths.many) {
		failed |= json_object_set(object, "reports", run->reports);
		failed |= json_object_set_new(object, "groups",
					      triage_format_groups(run->rows, run->row_count));
		failed |= json_object_set_new(object, "unreadable",
					      json_integer((json_int_t)run->unreadable));
	}
	if (failed == 0)
		return object;
	json_decref(object);
	return NULL;
}

static enum agx_status print(struct run *run, struct agx_error *err)
{
	if (run->options.json) {
		json_t *object = document(run);
		int failed = object == NULL || json_dumpf(object, stdout, JSON_INDENT(1)) != 0;

		json_decref(object);
		if (failed)
			return agx_fail(err, AGX_NO_MEMORY, "cannot make the JSON document");
		putchar('\n');
		return AGX_OK;
	}
	if (run->paths.many)
		triage_format_table(run->rows, run->row_count, run->unreadable, &run->out);
	if (agx_text_failed(&run->out))
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the answer");
	fputs(agx_text_string(&run->out), stdout);
	return AGX_OK;
}

static void release(struct run *run)
{
	for (size_t i = 0; i < run->row_count && run->paths.many; i++)
		free(run->rows[i].path);
	for (size_t i = 0; i < run->paths.count; i++)
		free(run->paths.items[i]);
	free(run->rows);
	free(run->paths.items);
	json_decref(run->reports);
	agx_text_release(&run->out);
	family_set_release(&run->families);
}

static int exit_code(const struct run *run)
{
	if (run->row_count == 0)
		return agx_status_exit_code(AGX_BAD_INPUT);
	return run->recognised > 0 ? 0 : EXIT_UNKNOWN;
}

static int run_triage(const struct cli_command *command, int argc, char **argv)
{
	struct run run = {.command = command};
	struct agx_error err = {0};
	enum agx_status status;
	int operands;
	int code = cli_parse(command, argc, argv, &run.options, &operands);

	if (code >= 0)
		return code;
	if (operands == 0)
		return cli_usage(command, "name a report, a folder of reports, or - for standard input");
	status = family_set_load(run.options.families, &run.families, &err);
	if (status == AGX_OK)
		status = list_paths(&run, operands, argv, &err);
	if (status == AGX_OK) {
		run.rows = calloc(run.paths.count, sizeof *run.rows);
		run.reports = json_array();
		if (run.rows == NULL || run.reports == NULL)
			status = agx_fail(&err, AGX_NO_MEMORY, "no memory for the reports");
	}
	if (status == AGX_OK)
		status = triage_all(&run, &err);
	if (status == AGX_OK)
		status = print(&run, &err);
	code = status == AGX_OK ? cli_finish(command, exit_code(&run))
				: cli_fail(command, status, &err);
	release(&run);
	return code;
}

const struct cli_command cmd_triage = {
	.name = "triage",
	.summary = "tell what a crash report is, on what evidence, and what to do",
	.operands = "REPORT...",
	.text = "Reads crash reports (.ips, Apple's text, panics, whole or clipped, or - for standard input) and "
		"says which known family of GPU crashes each belongs to: likely, possible or unknown, with "
		"the thread that bears witness, what speaks against it, and what would decide. A folder, or "
		"several reports, give a table that groups the many faces of one defect; with --json and "
		"without --all they are summed up without their threads and images.\n\n"
		"Exits with 0 when a report was recognised, 20 when none was, 3 when none could be read.",
	.options = options_table,
	.run = run_triage,
};
