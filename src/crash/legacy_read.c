/* SPDX-License-Identifier: MIT */
/* Apple's text reports, whole or in part, alone or inside other text. Line by line; a line that was wrapped
 * is put together again first. */
#include "crash/legacy_line.h"
#include "crash/report_shapes.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

enum section { SECTION_NONE, SECTION_ASI, SECTION_BACKTRACE, SECTION_THREAD, SECTION_STATE, SECTION_SKIP };

struct reader {
	struct report_build *build;
	struct legacy_result result;
	enum section section;
	bool only_text;
	bool second;	       /* a second report began: its structure is not ours */
	bool has_crashed;      /* "Crashed Thread: N" */
	uint64_t crashed;
	bool name_only;	       /* "Thread N name:" was the last thread line */
	bool bare;	       /* the newest thread is one of bare frames */
	uint64_t bare_index;   /* the last frame's number in it */
	size_t state_thread;   /* index of the thread whose registers follow */
	size_t text_lines;
	size_t asi_lines;      /* of this block */
	uint64_t trap;
	uint64_t error;
	const struct crash_image *last_image;
};

static void fill(const char **field, const char *value)
{
	if (*field == NULL && *value != '\0')
		*field = value;
}

/* "python3.11 [4242]" */
static void take_process(struct crash_report *report, char *value)
{
	char *open = strrchr(value, '[');

	if (open != NULL && open > value) {
		report->pid = strtoull(open + 1, NULL, 10);
		*open = '\0';
		for (size_t n = strlen(value); n > 0 && value[n - 1] == ' '; n--)
			value[n - 1] = '\0';
	}
	fill(&report->process, value);
}

/* "Namespace SIGNAL, Code 11 Segmentation fault: 11" or "SIGNAL 6 Abort trap: 6" */
static void take_termination(struct reader *r, char *value)
{
	struct crash_report *report = r->build->report;
	char *space = strncmp(value, "Namespace ", 10) == 0 ? value + 10 : value;
	size_t length = strcspn(space, ", ");
	char *code = strstr(space, "Code ");

	fill(&report->termination_indicator, value);
	if (length > 0 && report->termination_namespace == NULL)
		report->termination_namespace = agx_arena_copy(r->build->arena, space, length);
	if (code != NULL && report->termination_code == NULL)
		report->termination_code =
			agx_arena_copy(r->build->arena, code + 5, strcspn(code + 5, " ,"));
	build_reason(r->build, "Termination Reason", value);
}

/* CUT: only an address of full length is one. */
static void take_address(struct crash_report *report, const char *value, bool cut)
{
	const char *at = strstr(value, " at 0x");
	uint64_t address;

	if (cut && (at == NULL || strspn(at + 6, "0123456789abcdefABCDEF") != 16))
		return;
	if (!report->has_fault_address && build_address_in(value, &address)) {
		report->has_fault_address = true;
		report->fault_address = address;
	}
}

static void take_thread_number(struct reader *r, const char *value)
{
	if (r->has_crashed || *value < '0' || *value > '9')
		return;
	r->crashed = strtoull(value, NULL, 10);
	r->has_crashed = true;
}

/* KEY is the line without its colon. CUT: the input ends in VALUE, so a number in it may be another. */
static void on_header(struct reader *r, char *key, char *value, bool cut)
{
	struct crash_report *report = r->build->report;
	const struct {
		const char *key;
		const char **field;
	} plain[] = {
		{"Path", &report->process_path},
		{"Identifier", &report->bundle},
		{"Version", &report->app_version},
		{"Code Type", &report->cpu_type},
		{"Role", &report->role_or_note},
		{"Date/Time", &report->capture_time},
		{"OS Version", &report->os_version},
		{"Incident Identifier", &report->incident},
		{"Hardware Model", &report->model},
		{"Exception Note", &report->role_or_note},
		{"Exception Message", &report->exception_subtype},
	};

	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (strcmp(plain[i].key, key) == 0)
			fill(plain[i].field, value);
	}
	if (strcmp(key, "Code Type") == 0 && strstr(value, "Translated") != NULL)
		report->translated = true;
	else if (strcmp(key, "Process") == 0)
		take_process(report, value);
	else if (strcmp(key, "Exception Type") == 0 && report->exception_type == NULL && *value != '\0')
		build_exception_type(r->build, value);
	else if (strcmp(key, "Termination Reason") == 0)
		take_termination(r, value);
	else if (strcmp(key, "Exception Codes") == 0)
		fill(&report->exception_codes, value);
	else if (strcmp(key, "Exception Subtype") == 0)
		fill(&report->exception_subtype, value);
	if (strcmp(key, "Exception Codes") == 0 || strcmp(key, "Exception Subtype") == 0)
		take_address(report, value, cut);
	if (cut)
		return;
	if (strcmp(key, "Crashed Thread") == 0 || strcmp(key, "Triggered by Thread") == 0) {
		take_thread_number(r, value);
	} else if (strcmp(key, "Error Code") == 0) {
		r->error = strtoull(value, NULL, 16);
	} else if (strcmp(key, "Trap Number") == 0) {
		r->trap = strtoull(value, NULL, 10);
	}
}

static bool thread_index(const struct reader *r, uint64_t number, size_t *ret_index)
{
	const struct crash_thread *threads = r->build->threads.items;

	for (size_t i = r->build->threads.count; i-- > 0;) {
		if (threads[i].number == number) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

static void second_report(struct reader *r)
{
	if (!r->second)
		build_missing(r->build, "second report",
			      "another report follows in the same text; only the first is read");
	r->second = true;
}

static void on_thread_head(struct reader *r, char *line)
{
	struct crash_thread *threads = r->build->threads.items;
	struct crash_thread *thread;
	struct legacy_thread_head head;
	size_t index;

	if (!legacy_thread_head(line, &head))
		return;
	if (r->build->full) {
		r->section = SECTION_SKIP;
		return;
	}
	if (thread_index(r, head.number, &index) && !r->bare) {
		if (!r->name_only || index != r->build->threads.count - 1) {
			second_report(r);
			return;
		}
		thread = &threads[index];
	} else {
		thread = build_thread(r->build);
		if (thread == NULL)
			return;
		thread->number = head.number;
	}
	if (head.name != NULL)
		thread->name = head.name;
	if (head.queue != NULL)
		thread->queue = head.queue;
	thread->triggered = thread->triggered || head.crashed;
	r->name_only = head.name_only;
	r->bare = false;
	r->result.numbered = true;
	r->section = SECTION_THREAD;
}

/* The index of FRAME's image, by address; -1 if none of them holds it. */
static int32_t image_at(struct reader *r, uint64_t address)
{
	const struct crash_image *images = r->build->images.items;
	const struct crash_image *last = r->last_image;

	if (last != NULL && address - last->base < last->size)
		return (int32_t)(last - images);
	for (size_t i = 0; i < r->build->images.count; i++) {
		if (address - images[i].base < images[i].size) {
			r->last_image = &images[i];
			return (int32_t)i;
		}
	}
	return -1;
}

static void on_frame(struct reader *r, char *line, bool cut)
{
	struct crash_frame frame;
	struct crash_frame *kept;
	uint64_t index;

	if (!legacy_read_frame(r->build, line, &frame, &index))
		return;
	if (cut && frame.symbol_offset == 0)
		frame.symbol = NULL; /* the name may be longer than what is left of it */
	if (r->section == SECTION_BACKTRACE) {
		kept = build_backtrace_frame(r->build);
	} else {
		if (r->section != SECTION_THREAD || (r->bare && index <= r->bare_index)) {
			if (r->build->full || build_thread(r->build) == NULL)
				return;
			r->bare = true;
			r->section = SECTION_THREAD;
		}
		r->bare_index = index;
		kept = build_frame(r->build);
	}
	r->name_only = false;
	if (kept != NULL)
		*kept = frame;
}

/* "(0x1be8bbebc 0x1ba7dfea4 …)" of a last exception backtrace without symbols. */
static bool on_addresses(struct reader *r, const char *line)
{
	if (r->section != SECTION_BACKTRACE || strncmp(line, "(0x", 3) != 0)
		return false;
	for (const char *at = line; (at = strstr(at, "0x")) != NULL;) {
		struct crash_frame *frame = build_backtrace_frame(r->build);
		char *end;

		if (frame == NULL)
			break;
		frame->address = strtoull(at, &end, 16);
		at = end;
	}
	return true;
}

static void on_state_head(struct reader *r, char *line)
{
	static const char with[] = " crashed with ";
	char *flavor = strstr(line, with);
	struct crash_thread *threads = r->build->threads.items;
	uint64_t number = strtoull(line + strlen("Thread "), NULL, 10);
	char *colon;

	r->result.threads_end = true;
	r->section = SECTION_SKIP;
	if (flavor == NULL || !thread_index(r, number, &r->state_thread))
		return;
	flavor += strlen(with);
	colon = strrchr(flavor, ':');
	if (colon != NULL)
		*colon = '\0';
	threads[r->state_thread].state_flavor = flavor;
	r->section = SECTION_STATE;
}

static void on_registers(struct reader *r, char *line, bool cut)
{
	struct crash_register read = {0};
	char *rest;

	while (legacy_register(&line, &read, &rest)) {
		struct crash_register *reg;

		if (cut && *rest == '\0')
			return; /* the last value may be longer */
		reg = build_register_of(r->build, r->state_thread);
		if (reg == NULL)
			return;
		*reg = read;
		reg->symbol = NULL;
		if (strcmp(read.name, "esr") == 0 && *rest != '\0') {
			while (*rest == ' ')
				rest++;
			reg->symbol = rest;
			return;
		}
		if (*rest == ' ')
			*rest++ = '\0';
		line = rest;
	}
}

static void on_text(struct reader *r, const char *line)
{
	if (r->text_lines == AGX_FREE_TEXT_LINES_MAX) {
		build_missing(r->build, "text", "the lines around the report are too many to keep all");
		r->text_lines++;
	}
	if (r->text_lines > AGX_FREE_TEXT_LINES_MAX || *line == '\0')
		return;
	r->text_lines++;
	build_asi(r->build, "text", line);
}

static void on_other(struct reader *r, char *line, bool cut)
{
	switch (r->section) {
	case SECTION_ASI:
		build_asi(r->build, "Application Specific Information", line);
		r->asi_lines++;
		break;
	case SECTION_STATE:
		on_registers(r, line, cut);
		break;
	case SECTION_BACKTRACE:
		if (!on_addresses(r, line))
			on_text(r, line);
		break;
	case SECTION_NONE:
	case SECTION_THREAD:
		on_text(r, line);
		break;
	case SECTION_SKIP:
		break;
	}
}

/* Of a last line, which no newline ends, the path is kept if it ends in the image's name: then it is whole. */
static void on_image(struct reader *r, char *line, bool cut)
{
	struct crash_image read = {0};
	struct crash_image *image;
	const char *slash;

	if (!legacy_image(line, &read) || (cut && read.path == NULL))
		return;
	slash = read.path == NULL ? NULL : strrchr(read.path, '/');
	if (cut && (slash == NULL || strcmp(slash + 1, read.name) != 0))
		read.path = NULL;
	image = build_image(r->build);
	if (image != NULL)
		*image = read;
}

static void on_structure(struct reader *r, enum legacy_kind kind, char *line, bool cut)
{
	switch (kind) {
	case LEGACY_FRAME:
		on_frame(r, line, cut);
		break;
	case LEGACY_THREAD_HEAD:
		on_thread_head(r, line);
		break;
	case LEGACY_STATE_HEAD:
		on_state_head(r, line);
		break;
	case LEGACY_IMAGE:
		on_image(r, line, cut);
		break;
	case LEGACY_HEADER:
		r->result.headers = true;
		if (r->section == SECTION_ASI)
			r->section = SECTION_NONE;
		on_header(r, line, legacy_value(line), cut);
		break;
	case LEGACY_BACKTRACE_HEAD:
		r->section = SECTION_BACKTRACE;
		break;
	case LEGACY_IMAGES_HEAD:
		r->result.threads_end = r->result.threads_end || !cut;
		r->section = SECTION_NONE;
		break;
	case LEGACY_ASI_HEAD:
	case LEGACY_OTHER_HEAD:
	case LEGACY_BLANK:
	case LEGACY_OTHER:
		break;
	}
}

static bool begins_report(const char *line)
{
	return strncmp(line, "Process:", 8) == 0 || strncmp(line, "Incident Identifier:", 20) == 0;
}

/* One logical line. CUT: the input ends in it. */
static void on_line(struct reader *r, enum legacy_kind kind, char *line, bool cut)
{
	const char *value;

	if (kind == LEGACY_HEADER && r->build->threads.count > 0 && !r->only_text && begins_report(line))
		second_report(r);
	if (r->second)
		return;
	switch (kind) {
	case LEGACY_BLANK:
		if (r->section == SECTION_ASI && r->asi_lines > 0)
			r->section = SECTION_NONE;
		return;
	case LEGACY_ASI_HEAD:
		r->section = SECTION_ASI;
		r->asi_lines = 0;
		value = legacy_value(line);
		if (*value != '\0')
			build_asi(r->build, "Application Specific Information", value);
		return;
	case LEGACY_OTHER_HEAD:
		r->section = SECTION_SKIP;
		return;
	case LEGACY_OTHER:
		on_other(r, line, cut);
		return;
	case LEGACY_FRAME:
	case LEGACY_THREAD_HEAD:
	case LEGACY_STATE_HEAD:
	case LEGACY_IMAGES_HEAD:
	case LEGACY_IMAGE:
	case LEGACY_BACKTRACE_HEAD:
	case LEGACY_HEADER:
		break;
	}
	if (!r->only_text)
		on_structure(r, kind, line, cut);
	else if (r->section == SECTION_SKIP)
		r->section = SECTION_NONE;
}

/* A frame line ends in "+ 32" or, with a source line, in a parenthesis. */
static bool frame_is_whole(const char *line)
{
	size_t length = strlen(line);
	size_t digits = 0;

	while (length > 0 && line[length - 1] == ' ')
		length--;
	while (digits < length && line[length - 1 - digits] >= '0' && line[length - 1 - digits] <= '9')
		digits++;
	return (digits > 0 && digits + 2 <= length && memcmp(line + length - digits - 2, "+ ", 2) == 0) ||
	       (length > 0 && line[length - 1] == ')');
}

static bool header_may_wrap(const char *line)
{
	static const char *const keys[] = {"Exception", "Termination Reason", "Crashed Thread",
					   "Triggered by", "OS Version"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (strncmp(line, keys[i], strlen(keys[i])) == 0)
			return true;
	}
	return false;
}

/* "Framework Version: 1.0" */
static bool looks_like_key(const char *line)
{
	enum { KEY_BYTES_MAX = 40 };
	size_t length = strcspn(line, ":");

	return *line >= 'A' && *line <= 'Z' && length <= KEY_BYTES_MAX && line[length] == ':' &&
	       (line[length + 1] == ' ' || line[length + 1] == '\0');
}

/* Whether LINE, of kind OTHER, is the rest of PENDING that a copy wrapped. */
static bool continues(enum legacy_kind kind, const char *pending, const char *line)
{
	size_t length = strlen(pending);

	if (*line == '`' || strstr(line, "assert") != NULL || looks_like_key(line))
		return false;
	switch (kind) {
	case LEGACY_FRAME:
		return !frame_is_whole(pending) || (*line >= '0' && *line <= '9');
	case LEGACY_IMAGE:
		return true;
	case LEGACY_THREAD_HEAD:
		return length > 0 && pending[length - 1] != ':';
	case LEGACY_HEADER:
		return header_may_wrap(pending);
	case LEGACY_OTHER:
	case LEGACY_BLANK:
	case LEGACY_STATE_HEAD:
	case LEGACY_IMAGES_HEAD:
	case LEGACY_ASI_HEAD:
	case LEGACY_BACKTRACE_HEAD:
	case LEGACY_OTHER_HEAD:
		break;
	}
	return false;
}

/* A frame line that was wrapped before its address: its number is the one expected. */
static bool begins_frame(const struct reader *r, enum legacy_kind kind, const char *pending,
			 const char *line)
{
	enum { IMAGE_COLUMN_MIN = 3 };
	uint64_t expected = kind == LEGACY_FRAME ? strtoull(pending, NULL, 10) + 1 : 0;
	char *end;

	if ((r->section != SECTION_THREAD && r->section != SECTION_BACKTRACE &&
	     kind != LEGACY_THREAD_HEAD) ||
	    *line < '0' || *line > '9')
		return false;
	return strtoull(line, &end, 10) == expected && strspn(end, " \t") >= 1 &&
	       strlen(end) > IMAGE_COLUMN_MIN;
}

/* Move the wrapped REST of *LINE up to its end. A copy that was wrapped at a blank lost it. */
static void join(char *line, const char *rest)
{
	size_t length = strlen(line);

	memmove(line + length, rest, strlen(rest) + 1);
}

static void finish(struct reader *r)
{
	struct report_build *build = r->build;
	struct crash_report *report = build->report;
	struct crash_thread *threads = build->threads.items;
	struct crash_frame *frames = build->frames.items;
	const struct crash_image *images = build->images.items;

	if (r->only_text)
		return;
	for (size_t i = 0; i < build->frames.count; i++) {
		frames[i].image = image_at(r, frames[i].address);
		if (frames[i].image >= 0)
			frames[i].image_offset = frames[i].address - images[frames[i].image].base;
	}
	for (size_t i = 0; i < build->threads.count; i++) {
		if (r->has_crashed && threads[i].number == r->crashed)
			threads[i].triggered = true;
		if (threads[i].triggered && report->faulting_thread < 0)
			report->faulting_thread = (int64_t)i;
	}
	/* Frames without any "Thread N" are what a person pastes of the crashed thread. */
	if (!r->result.numbered && build->threads.count == 1) {
		threads[0].triggered = true;
		report->faulting_thread = 0;
	}
	if (report->access == CRASH_ACCESS_UNKNOWN && r->trap != 0)
		report->access = build_access_x86(r->trap, r->error);
	if (build->threads.count > 0 && !r->result.threads_end)
		report->threads_cut = true;
}

struct legacy_result legacy_read(struct report_build *build, char *text, size_t length,
				 bool only_text)
{
	struct reader r = {.build = build, .only_text = only_text};
	char *end = text + length;
	char *pending = NULL;
	enum legacy_kind pending_kind = LEGACY_BLANK;

	for (char *line = text; line < end;) {
		char *newline = memchr(line, '\n', (size_t)(end - line));
		char *next = newline == NULL ? end : newline + 1;
		enum legacy_kind kind;

		if (newline != NULL)
			*newline = '\0';
		while (*line == ' ' || *line == '\t')
			line++;
		kind = legacy_kind_of(line);
		if (kind == LEGACY_OTHER && begins_frame(&r, pending_kind, pending, line))
			kind = LEGACY_FRAME;
		if (pending != NULL && kind == LEGACY_OTHER && continues(pending_kind, pending, line)) {
			join(pending, line);
		} else {
			if (pending != NULL)
				on_line(&r, pending_kind, pending, false);
			pending = line;
			pending_kind = kind;
		}
		if (newline == NULL && pending != NULL) {
			on_line(&r, pending_kind, pending, true);
			pending = NULL;
		}
		line = next;
	}
	if (pending != NULL)
		on_line(&r, pending_kind, pending, false);
	finish(&r);
	return r.result;
}
