/* SPDX-License-Identifier: MIT */
/* Values that were found, wherever else they stand. What a name may reach is decided by the words that the report is
 * made of: its keys, symbols and system images. */
#include "crash/personal_internal.h"

#include "crash/report_read.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	SHORTEST_NAME = 3, /* shorter ones are removed from paths and keys alone */
	SHORT_NAME = 5,	   /* shorter ones are too often part of other words */
};

/* Words of crash reports, of GPU programs and of accounts that name nobody. */
static const char *const ordinary[] = {
	"thread",  "queue",    "stream",   "metal",  "main",	"client", "crash",   "crashed", "report",
	"process", "parent",   "version",  "build",  "code",	"type",	  "role",    "system",	"kernel",
	"library", "image",    "binary",   "symbol", "frame",	"state",  "register", "address", "address space",
	"memory",  "region",   "shared",   "cache",  "event",	"fault",  "signal",  "abort",	"exception",
	"reason",  "namespace", "indicator", "test", "tester",	"user",	  "users",   "admin",	"guest",
	"root",	   "daemon",   "python",   "torch",  "mlx",	"swift",  "apple",   "driver",	"device",
	"command", "buffer",   "encoder",  "compute", "render", "blit",	  "dispatch", "worker", "default",
	"release", "debug",    "model",    "mark",   "will",	"rob",	  "art",     "may",	"dev",
	"developer", "runner", "server",   "local",  "data",	"info",	  "name",    "path",	"value",
	"note",	   "true",     "false",    "null",   "application", "framework", "start", "stop", "wait",
	"lock",	   "pool",     "task",	   "work",   "iterate", "forward", "graph",  "page",	"host",
};

static bool contains(const char *text, size_t length, const char *name)
{
	size_t name_length = strlen(name);

	for (size_t i = 0; i + name_length <= length; i++) {
		if (strncasecmp(text + i, name, name_length) == 0)
			return true;
	}
	return false;
}

/* Is the place of LENGTH bytes at AT within TEXT a word of its own: between other characters than letters and digits, or
 * one of the parts of "AGXMetalDevice"? */
static bool is_word(const char *text, size_t text_length, size_t at, size_t length)
{
	unsigned char before = at > 0 ? (unsigned char)text[at - 1] : ' ';
	unsigned char first = (unsigned char)text[at];
	unsigned char last = (unsigned char)text[at + length - 1];
	unsigned char after = at + length < text_length ? (unsigned char)text[at + length] : ' ';
	bool capital = length > 1 && isupper(first) && islower((unsigned char)text[at + 1]);
	bool begins = !isalnum(before) || (islower(before) && isupper(first)) || (isupper(before) && capital);
	bool ends = !isalnum(after) || (islower(last) && isupper(after));

	return begins && ends;
}

/* Let VALUE reach no further than TEXT, a word or more of the report's own, allows. */
static void limit(struct personal_value *value, const char *text)
{
	size_t length = text != NULL ? strlen(text) : 0;
	size_t name_length = strlen(value->text);

	if (length == 0 || !contains(text, length, value->text))
		return;
	if (value->reach == REACH_EVERYWHERE)
		value->reach = REACH_WORDS;
	for (size_t i = 0; i + name_length <= length; i++) {
		if (strncasecmp(text + i, value->text, name_length) == 0 &&
		    is_word(text, length, i, name_length))
			value->reach = REACH_PLACES;
	}
}

/* An image that the report's user did not build. */
static bool is_foreign(const struct crash_report *report, int32_t index)
{
	const char *path;

	if (index < 0 || (size_t)index >= report->image_count)
		return true;
	path = report->images[index].path;
	return path == NULL || path[0] != '~';
}

static void limit_by_report(struct personal_value *value, const struct crash_report *report)
{
	for (size_t i = 0; i < report->image_count; i++) {
		if (is_foreign(report, (int32_t)i))
			limit(value, report->images[i].name);
	}
	for (size_t i = 0; i < report->thread_count && value->reach != REACH_PLACES; i++) {
		const struct crash_thread *thread = &report->threads[i];

		for (size_t k = 0; k < thread->frame_count; k++) {
			if (is_foreign(report, thread->frames[k].image))
				limit(value, thread->frames[k].symbol);
		}
	}
	for (size_t i = 0; i < report->exception_backtrace_count; i++)
		limit(value, report->exception_backtrace[i].symbol);
}

/* The keys of JSON: what stands between quotes before a colon. */
static void limit_by_keys(struct personal_value *value, const char *text)
{
	const char *at = text;

	while ((at = strchr(at, '"')) != NULL) {
		char key[64];
		size_t length = strcspn(++at, "\"\n");
		const char *after = at + length;

		if (*after == '"')
			after += 1 + strspn(after + 1, " ");
		if (*after == ':' && length < sizeof key) {
			memcpy(key, at, length);
			key[length] = '\0';
			limit(value, key);
		}
		at += length + (at[length] == '"');
	}
}

static bool is_a_name(const struct personal_value *value)
{
	return value->kind == PERSONAL_USER || value->kind == PERSONAL_HOST;
}

static void decide(struct personal_work *work)
{
	struct crash_report report;
	bool read = crash_report_read(agx_text_string(&work->text), work->text.length, &report, NULL) ==
		    AGX_OK;

	for (size_t v = 0; v < work->value_count; v++) {
		struct personal_value *value = &work->values[v];

		if (!is_a_name(value))
			continue;
		for (size_t i = 0; i < sizeof ordinary / sizeof *ordinary; i++)
			limit(value, ordinary[i]);
		if (read)
			limit_by_report(value, &report);
		limit_by_keys(value, agx_text_string(&work->text));
		if (strlen(value->text) < SHORTEST_NAME)
			value->reach = REACH_PLACES;
		else if (strlen(value->text) < SHORT_NAME && value->reach == REACH_EVERYWHERE)
			value->reach = REACH_WORDS;
	}
	if (read)
		crash_report_release(&report);
}

static void replace(struct personal_work *work, const struct personal_value *value)
{
	struct agx_text made = {0};
	const char *text = agx_text_string(&work->text);
	size_t length = work->text.length;
	size_t name_length = strlen(value->text);
	size_t copied = 0;
	size_t at = 0;

	while (at + name_length <= length) {
		bool here = strncasecmp(text + at, value->text, name_length) == 0;
		bool word = here && is_word(text, length, at, name_length);

		if (here && value->reach == REACH_PLACES)
			work->removed.left += word;
		if (!here || value->reach == REACH_PLACES || (value->reach == REACH_WORDS && !word)) {
			at++;
			continue;
		}
		agx_text_add(&made, text + copied, at - copied);
		personal_put(work, value->kind, &made);
		at += name_length;
		copied = at;
	}
	agx_text_add(&made, text + copied, length - copied);
	personal_become(work, &made);
}

static int by_length(const void *a, const void *b)
{
	const struct personal_value *x = a;
	const struct personal_value *y = b;
	size_t length_x = strlen(x->text);
	size_t length_y = strlen(y->text);

	return length_x < length_y ? 1 : length_x > length_y ? -1 : strcmp(x->text, y->text);
}

/* A host "alices-mac.local" is "alices-mac" elsewhere. */
static void add_short_hosts(struct personal_work *work)
{
	size_t count = work->value_count;

	for (size_t i = 0; i < count; i++) {
		const char *dot = strstr(work->values[i].text, ".local");

		if (work->values[i].kind == PERSONAL_HOST && dot != NULL)
			personal_keep(work, work->values[i].text, (size_t)(dot - work->values[i].text),
				      PERSONAL_HOST);
	}
}

void personal_values(struct personal_work *work)
{
	add_short_hosts(work);
	qsort(work->values, work->value_count, sizeof *work->values, by_length);
	decide(work);
	for (size_t i = 0; i < work->value_count; i++)
		replace(work, &work->values[i]);
}
