/* SPDX-License-Identifier: MIT */
#include "report/investigation.h"

#include "base/assert.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/system_facts.h"
#include "report/json_put.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct investigation_part *investigation_add(struct investigation *plan, const char *title,
					     const char *command, const char *output)
{
	struct investigation_part *part = &plan->parts[plan->count];

	AGX_ASSERT(plan->count < INVESTIGATION_PARTS_MAX);
	memset(part, 0, sizeof *part);
	(void)snprintf(part->title, sizeof part->title, "%s", title);
	(void)snprintf(part->output, sizeof part->output, "%s", output);
	investigation_word(part, command);
	plan->count++;
	return part;
}

void investigation_word(struct investigation_part *part, const char *word)
{
	AGX_ASSERT(part->count < INVESTIGATION_WORDS_MAX);
	(void)snprintf(part->words[part->count++], INVESTIGATION_WORD_BYTES, "%s", word);
}

void investigation_option(struct investigation_part *part, const char *option, const char *value)
{
	investigation_word(part, option);
	investigation_word(part, value);
}

void investigation_number(struct investigation_part *part, const char *option, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRIu64, value);
	investigation_option(part, option, text);
}

static bool is_inside(const char *word)
{
	return word[0] == '@' && word[1] == '/';
}

bool investigation_path(const char *word, const char *folder, char *out, size_t size)
{
	int length = is_inside(word) ? snprintf(out, size, "%s/%s", folder, word + 2)
				     : snprintf(out, size, "%s", word);

	return length >= 0 && (size_t)length < size;
}

static const char *state_name(enum investigation_state state)
{
	static const char *const names[] = {
#define INVESTIGATION_STATE_NAME(name, text) text,
		INVESTIGATION_STATE_MAP(INVESTIGATION_STATE_NAME)
#undef INVESTIGATION_STATE_NAME
	};

	return names[state];
}

static json_t *part_json(struct json_maker *make, const struct investigation_part *part)
{
	json_t *object = json_object();
	json_t *words = json_array();

	for (unsigned i = 0; i < part->count; i++)
		json_add(make, words, json_string(part->words[i] + (is_inside(part->words[i]) ? 2 : 0)));
	json_put_text(make, object, "title", part->title);
	json_put(make, object, "command", words);
	json_put_text(make, object, "output", part->output[0] != '\0' ? part->output + 2 : NULL);
	json_put_text(make, object, "state", state_name(part->state));
	if (part->state != PART_PLANNED) {
		json_put_uint(make, object, "exit", (uint64_t)part->exit_code);
		json_put_uint(make, object, "wall_ns", part->wall_ns);
	}
	if (part->error[0] != '\0')
		json_put_text(make, object, "error", part->error);
	return object;
}

static const char *plan_state(const struct investigation *plan)
{
	bool open = false;

	for (unsigned i = 0; i < plan->count; i++) {
		if (plan->parts[i].state == PART_FAILED)
			return "failed";
		open = open || plan->parts[i].state == PART_PLANNED;
	}
	if (plan->interrupted)
		return "interrupted";
	return open ? "running" : "complete";
}

static enum agx_status write_json(json_t *root, const char *folder, const char *name,
				  struct agx_error *err)
{
	char path[AGX_PATH_BYTES_MAX];
	char *text = root != NULL ? json_dumps(root, JSON_INDENT(2)) : NULL;
	enum agx_status status;

	json_decref(root);
	if (text == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for %s", name);
	if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
		status = agx_fail(err, AGX_IO, "%s: path too long", folder);
	else
		status = agx_file_write(path, text, strlen(text), err);
	free(text);
	return status;
}

enum agx_status investigation_write(const struct investigation *plan, const char *folder,
				    struct agx_error *err)
{
	struct json_maker make = {0};
	json_t *root = json_object();
	json_t *parts = json_array();

	for (unsigned i = 0; i < plan->count; i++)
		json_add(&make, parts, part_json(&make, &plan->parts[i]));
	json_put_text(&make, root, "schema", "agxrace/investigation/1");
	json_put_text(&make, root, "command", "investigate");
	json_put_text(&make, root, "agxrace", AGXRACE_VERSION);
	json_put_uint(&make, root, "seed", plan->seed);
	json_put_text(&make, root, "fault", plan->fault);
	json_put_bool(&make, root, "full", plan->full);
	json_put_text(&make, root, "state", plan_state(plan));
	json_put(&make, root, "parts", parts);
	return write_json(json_made(&make, root), folder, "evidence/investigation.json", err);
}

enum agx_status investigation_write_system(const char *folder, struct agx_error *err)
{
	struct json_maker make = {0};
	struct system_facts facts;
	json_t *root = json_object();
	json_t *list = json_array();

	system_facts_read(&facts);
	json_put_text(&make, root, "schema", "agxrace/system/1");
	for (size_t i = 0; i < facts.count; i++) {
		json_t *fact = json_object();

		json_put_text(&make, fact, "key", facts.items[i].key);
		json_put_text(&make, fact, "label", facts.items[i].label);
		json_put_text(&make, fact, "value", facts.items[i].value);
		json_add(&make, list, fact);
	}
	json_put(&make, root, "facts", list);
	return write_json(json_made(&make, root), folder, "system.json", err);
}

static const char script_head[] =
	"#!/usr/bin/env bash\n"
	"# Runs the investigation of this folder again, into a new folder: reproduce.sh [FOLDER]\n"
	"# AGXRACE names the program; RUNS, TRIES and ROUNDS lower the counts.\n"
	"set -euo pipefail\n"
	"agxrace=${AGXRACE:-agxrace}\n"
	"out=${1:-agxrace-again}\n"
	"[ ! -e \"$out\" ] || { echo \"reproduce.sh: $out exists already\" >&2; exit 3; }\n"
	"mkdir -p \"$out/evidence\"\n"
	"part() { # part OUTPUT WORD...: exit codes 10 and 20 are findings\n"
	"\tlocal output=$1 code=0\n"
	"\tshift\n"
	"\techo \"agxrace $*\"\n"
	"\tmkdir -p \"$(dirname \"$output\")\"\n"
	"\t\"$agxrace\" \"$@\" >\"$output.part\" || code=$?\n"
	"\tcase $code in\n"
	"\t0 | 10 | 20) mv \"$output.part\" \"$output\" ;;\n"
	"\t*) rm -f \"$output.part\"; exit $code ;;\n"
	"\tesac\n"
	"}\n\n";

/* The variable that lowers OPTION's count; NULL: none does. */
static const char *variable_of(const char *option)
{
	static const struct {
		const char *option;
		const char *variable;
	} known[] = {{"--runs", "RUNS"}, {"--tries", "TRIES"}, {"--rounds", "ROUNDS"}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i].option, option) == 0)
			return known[i].variable;
	}
	return NULL;
}

/* As a word of a shell; what is inside the folder by its variable, with patterns left to the shell. */
static void add_word(struct agx_text *out, const char *before, const char *word)
{
	const char *variable = variable_of(before);

	agx_text_puts(out, " ");
	if (variable != NULL) {
		agx_text_printf(out, "\"${%s:-%s}\"", variable, word);
	} else if (is_inside(word)) {
		agx_text_puts(out, "\"$out\"");
		agx_text_puts(out, word + 1);
	} else {
		agx_text_puts(out, "'");
		for (; *word != '\0'; word++) {
			if (*word == '\'')
				agx_text_puts(out, "'\\''");
			else
				agx_text_add(out, word, 1);
		}
		agx_text_puts(out, "'");
	}
}

static void add_part(struct agx_text *out, const struct investigation_part *part)
{
	agx_text_printf(out, "# %s\npart", part->title);
	if (part->output[0] != '\0')
		add_word(out, "", part->output);
	else
		agx_text_puts(out, " \"$out\"/evidence/output.txt");
	for (unsigned i = 0; i < part->count; i++)
		add_word(out, i > 0 ? part->words[i - 1] : "", part->words[i]);
	agx_text_puts(out, "\n");
}

enum agx_status investigation_write_script(const struct investigation *plan, const char *folder,
					   struct agx_error *err)
{
	char path[AGX_PATH_BYTES_MAX];
	struct agx_text text = {0};
	enum agx_status status;

	agx_text_puts(&text, script_head);
	for (unsigned i = 0; i < plan->count; i++)
		add_part(&text, &plan->parts[i]);
	agx_text_puts(&text, "\"$agxrace\" report \"$out\"\n");
	if (agx_text_failed(&text) ||
	    (size_t)snprintf(path, sizeof path, "%s/reproduce.sh", folder) >= sizeof path)
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for reproduce.sh");
	else
		status = agx_file_write(path, text.bytes, text.length, err);
	agx_text_release(&text);
	if (status == AGX_OK && chmod(path, 0755) != 0)
		status = agx_fail(err, AGX_IO, "cannot make %s executable: %s", path, strerror(errno));
	return status;
}
