/* SPDX-License-Identifier: MIT */
/* Which reader sees what. JSON objects are taken out first, wherever they stand; what is left is read as Apple's
 * text; the fuller of the two gives the threads, the other fills what is missing. */
#include "crash/report_read.h"

#include "base/limits.h"
#include "crash/clean_text.h"
#include "crash/json_lenient.h"
#include "crash/report_shapes.h"

#include <stdlib.h>
#include <string.h>

/* Objects taken out of one text: the header line, the body, and those of further reports. */
enum { OBJECTS_MAX = 32 };

struct span {
	size_t start;
	size_t end;
};

struct source {
	struct report_build *build;
	char *text;
	size_t length;
	const struct lenient_node *header;
	const struct lenient_node *body;
	struct span taken[OBJECTS_MAX]; /* of text; nodes point into it */
	size_t taken_count;
	bool body_cut;	/* the input ended inside it */
	bool fragment;	/* it began before the input */
	bool more;	/* another body follows */
	bool no_memory;
};

/* Keys that only the whole of a body or header holds, and those of its parts. */
static const char *const whole_keys[] = {"\"threads\"",	 "\"panicString\"", "\"app_name\"",
					 "\"bug_type\"", "\"procName\"",	 NULL};
static const char *const part_keys[] = {"\"usedImages\"", "\"exception\"",	"\"faultingThread\"",
					"\"imageOffset\"", "\"frames\"",	"\"threadState\"",
					"\"imageIndex\"",  "\"termination\"", NULL};

static bool has_key(const char *text, size_t length, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		if (memmem(text, length, *keys, strlen(*keys)) != NULL)
			return true;
	}
	return false;
}

/* A brace with a quoted key behind it. */
static bool opens_object(const char *at)
{
	enum { KEY_BYTES_MAX = 64 };
	const char *key = at + 1 + strspn(at + 1, " \n\t");
	size_t length;

	if (*key != '"')
		return false;
	length = strcspn(key + 1, "\"\n");
	if (length > KEY_BYTES_MAX || key[1 + length] != '"')
		return false;
	key += length + 2;
	return key[strspn(key, " \n\t")] == ':';
}

/* Past the bracket that closes the one at AT; NULL if the text ends first. */
static char *object_end(char *at, const char *end)
{
	size_t depth = 0;

	while ((at += strcspn(at, "{}[]\"")) < end) {
		char c = *at++;

		if (c == '"') {
			while (at < end && *at != '"')
				at += *at == '\\' && at + 1 < end ? 2 : 1;
			if (at >= end)
				return NULL;
			at++;
		} else if (c == '{' || c == '[') {
			depth++;
		} else if (depth <= 1) {
			return at;
		} else {
			depth--;
		}
	}
	return NULL;
}

/* Keep what was parsed at AT if it is a part of a report; false if it is none. */
static bool keep_object(struct source *s, const struct lenient_parse *parse, enum lenient_mode mode)
{
	s->no_memory = s->no_memory || parse->no_memory;
	if (parse->root == NULL)
		return false;
	if (ips_is_body(parse->root)) {
		if (s->body != NULL) {
			s->more = true;
			return true;
		}
		s->body = parse->root;
		s->body_cut = parse->cut;
		s->fragment = mode == LENIENT_FRAGMENT;
		if (parse->damaged)
			build_missing(s->build, "JSON", "parts were damaged and are left out");
		return true;
	}
	if (!ips_is_header(parse->root))
		return false;
	if (s->header == NULL)
		s->header = parse->root;
	return true;
}

/* Parse the rest of the text from AT, which may turn out to be no report: in a copy. */
static bool take_rest(struct source *s, char *at, enum lenient_mode mode)
{
	size_t left = s->length - (size_t)(at - s->text);
	char *copy = agx_arena_copy(s->build->arena, at, left);
	struct lenient_parse parse;

	if (copy == NULL) {
		s->no_memory = true;
		return true;
	}
	parse = lenient_parse(s->build->arena, copy, left, mode);
	if (!keep_object(s, &parse, mode))
		return false;
	s->taken[s->taken_count++] = (struct span) {(size_t)(at - s->text), s->length};
	return true;
}

/* Unclosed braces in texts that are no report's are tried this often. */
enum { UNCLOSED_TRIES_MAX = 4 };

static void take_objects(struct source *s)
{
	char *stop = s->text + s->length;
	char *at = s->text;
	int tries = 0;

	/* One place is left for a fragment. */
	while (s->taken_count < OBJECTS_MAX - 1 && (at = strchr(at, '{')) != NULL) {
		char *end = opens_object(at) ? object_end(at, stop) : at + 1;
		struct lenient_parse parse;

		if (end == NULL) {
			if (tries++ == UNCLOSED_TRIES_MAX ||
			    !has_key(at, (size_t)(stop - at), whole_keys) ||
			    take_rest(s, at, LENIENT_WHOLE))
				return;
			at++;
			continue;
		}
		if (end - at > 1 && has_key(at, (size_t)(end - at), whole_keys)) {
			parse = lenient_parse(s->build->arena, at, (size_t)(end - at), LENIENT_WHOLE);
			(void)keep_object(s, &parse, LENIENT_WHOLE); /* if it is none, no loss */
			s->taken[s->taken_count++] =
				(struct span) {(size_t)(at - s->text), (size_t)(end - s->text)};
		}
		at = end;
	}
}

/* The first place from which a fragment can be read: a brace or a key. What is before it is the rest of a value. */
static char *fragment_start(char *text)
{
	char *at = text;

	while ((at = strpbrk(at, "{\"")) != NULL) {
		char *end;

		if (*at == '{' && opens_object(at))
			return at;
		end = *at == '"' ? strchr(at + 1, '"') : NULL;
		if (end != NULL && end > at + 1 && end - at < 64 &&
		    strspn(at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") ==
			    (size_t)(end - at - 1) &&
		    end[1 + strspn(end + 1, " \n\t")] == ':')
			return at;
		at++;
	}
	return NULL;
}

static void take_fragment(struct source *s)
{
	size_t from = s->taken_count > 0 ? s->taken[s->taken_count - 1].end : 0;
	char *start = has_key(s->text + from, s->length - from, part_keys)
			      ? fragment_start(s->text + from)
			      : NULL;

	if (start != NULL)
		(void)take_rest(s, start, LENIENT_FRAGMENT);
}

/* The text around the objects that were taken, in place if there are none. */
static char *text_around(struct source *s, size_t *ret_length)
{
	size_t length = s->length;
	size_t from = 0;
	size_t to = 0;
	char *around;

	*ret_length = s->length;
	if (s->taken_count == 0)
		return s->text;
	for (size_t i = 0; i < s->taken_count; i++)
		length -= s->taken[i].end - s->taken[i].start;
	around = agx_arena_take(s->build->arena, length + 1);
	if (around == NULL) {
		s->no_memory = true;
		*ret_length = 0;
		return s->text;
	}
	for (size_t i = 0; i <= s->taken_count; i++) {
		size_t stop = i < s->taken_count ? s->taken[i].start : s->length;

		memcpy(around + to, s->text + from, stop - from);
		to += stop - from;
		from = i < s->taken_count ? s->taken[i].end : stop;
	}
	*ret_length = length;
	return around;
}

/* Scalars that the text told and the JSON did not. */
static void fill_from(struct crash_report *report, const struct crash_report *other)
{
	const char **const to[] = {&report->process,	&report->process_path,	 &report->bundle,
				   &report->app_version, &report->capture_time,	 &report->os_version,
				   &report->model,	&report->cpu_type,	 &report->exception_type,
				   &report->signal,	&report->incident};
	const char *const from[] = {other->process,	other->process_path,   other->bundle,
				    other->app_version, other->capture_time,   other->os_version,
				    other->model,	other->cpu_type,       other->exception_type,
				    other->signal,	other->incident};

	for (size_t i = 0; i < sizeof to / sizeof to[0]; i++) {
		if (*to[i] == NULL)
			*to[i] = from[i];
	}
	if (!report->has_fault_address && other->has_fault_address) {
		report->has_fault_address = true;
		report->fault_address = other->fault_address;
	}
	report->translated = report->translated || other->translated;
}

static size_t thread_count(const struct lenient_node *body)
{
	return lenient_count(lenient_get(body, "threads"));
}

static void tell_missing(struct source *s, bool from_json)
{
	struct report_build *build = s->build;
	struct crash_report *report = build->report;

	if (from_json && s->body_cut)
		build_missing(build, "end", "the input ends in the middle of the report");
	if (from_json && s->fragment)
		build_missing(build, "beginning", "the input begins in the middle of the report");
	if (build->threads.count == 0)
		build_missing(build, "threads", "there is no thread with frames");
	else if (report->threads_cut)
		build_missing(build, "threads", "the list of threads may not be complete");
	if (build->threads.count > 0 && report->faulting_thread < 0)
		build_missing(build, "faulting thread", "nothing tells which thread crashed");
	if (report->exception_type == NULL && report->signal == NULL &&
	    strcmp(report->format, "panic") != 0)
		build_missing(build, "exception", "there is no exception type");
	if (build->images.count == 0)
		build_missing(build, "images", "there is no list of binary images");
}

/* Read with BUILD, whose report is REPORT; the text reader's scalars go to TEXT_REPORT when the JSON leads. */
static void read_source(struct source *s)
{
	struct report_build *build = s->build;
	struct crash_report *report = build->report;
	struct crash_report text_report = {.faulting_thread = -1, .format = "text"};
	struct report_build aside = {.arena = build->arena, .report = &text_report};
	struct legacy_result text;
	size_t length;
	char *around = text_around(s, &length);

	text = legacy_read(&aside, around, length, false);
	build->no_memory = build->no_memory || aside.no_memory;
	build->full = build->full || aside.full;
	if (s->header != NULL)
		ips_read_header(build, s->header);
	if (s->body != NULL && (aside.threads.count == 0 || !s->body_cut ||
				(!s->fragment && thread_count(s->body) >= aside.threads.count))) {
		const struct crash_text *lines = aside.asi.items;

		report->format = s->fragment ? "fragment" : "ips";
		ips_read_body(build, s->body);
		for (size_t i = 0; i < aside.asi.count; i++)
			build_asi(build, lines[i].source, lines[i].text);
		if (lenient_get(s->body, "threads") == NULL || s->fragment)
			report->threads_cut = report->threads_cut || s->body_cut || s->fragment;
		fill_from(report, &text_report);
		tell_missing(s, true);
		return;
	}
	fill_from(&text_report, report);
	if (text_report.bug_type == NULL)
		text_report.bug_type = report->bug_type;
	text_report.format = text.headers ? "legacy" : aside.threads.count > 0 ? "fragment" : "text";
	*report = text_report;
	aside.report = report;
	for (size_t i = 0; i < build->missing.count; i++)
		build_missing(&aside, ((struct crash_text *)build->missing.items)[i].source,
			      ((struct crash_text *)build->missing.items)[i].text);
	aside.no_memory = build->no_memory || aside.no_memory;
	aside.full = build->full || aside.full;
	*build = aside;
	tell_missing(s, false);
}

static bool nothing_read(const struct crash_report *report)
{
	return report->thread_count == 0 && report->asi_count == 0 && report->exception_type == NULL &&
	       report->signal == NULL && report->exception_backtrace_count == 0 &&
	       report->process == NULL && report->image_count == 0;
}

static enum agx_status read_clean(struct agx_arena *arena, char *text, size_t length,
				  struct crash_report *ret_report, struct agx_error *err)
{
	struct crash_report report = {.faulting_thread = -1, .format = "text"};
	struct report_build build = {.arena = arena, .report = &report};
	struct source source = {.build = &build, .text = text, .length = length};

	take_objects(&source);
	if (source.body == NULL)
		take_fragment(&source);
	if (source.more)
		build_missing(&build, "second report",
			      "another report follows in the same text; only the first is read");
	if (source.body == NULL && panic_is_text(text)) {
		if (source.header != NULL)
			ips_read_header(&build, source.header);
		panic_read(&build, text);
		tell_missing(&source, false);
	} else {
		read_source(&source);
	}
	build_finish(&build);
	if (build.no_memory || source.no_memory)
		return agx_fail(err, AGX_NO_MEMORY, "no memory to read the report");
	build_fault_from_registers(&report);
	if (nothing_read(&report))
		return agx_fail(err, AGX_BAD_INPUT, "there is nothing of a crash report in it");
	*ret_report = report;
	return AGX_OK;
}

enum agx_status crash_report_read(const char *bytes, size_t length,
				  struct crash_report *ret_report, struct agx_error *err)
{
	struct agx_arena *arena;
	enum agx_status status;
	char *text;
	bool binary;

	if (length > AGX_REPORT_BYTES_MAX)
		return agx_fail(err, AGX_BAD_INPUT, "larger than the limit of %d bytes for a report",
				AGX_REPORT_BYTES_MAX);
	arena = calloc(1, sizeof *arena);
	text = arena == NULL ? NULL : agx_arena_copy(arena, bytes, length);
	if (text == NULL) {
		free(arena);
		return agx_fail(err, AGX_NO_MEMORY, "no memory to read the report");
	}
	length = clean_text(text, length, &binary);
	if (binary || length == 0)
		status = agx_fail(err, AGX_BAD_INPUT,
				  binary ? "this is not text" : "there is nothing in it");
	else
		status = read_clean(arena, text, length, ret_report, err);
	if (status != AGX_OK) {
		agx_arena_release(arena);
		free(arena);
		return status;
	}
	ret_report->memory = arena;
	return AGX_OK;
}
