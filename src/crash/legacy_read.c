/* SPDX-License-Identifier: MIT */
/* Apple's text reports, whole or in part, alone or inside other text. Line by line; a line that was wrapped
 * is put together again first. */
#include "crash/legacy_internal.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

static bool thread_index(const struct legacy_reader *r, uint64_t number, size_t *ret_index)
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

static void second_report(struct legacy_reader *r)
{
	if (!r->second)
		build_missing(r->build, "second report",
			      "another report follows in the same text; only the first is read");
	r->second = true;
}

static void on_thread_head(struct legacy_reader *r, char *line)
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
static int32_t image_at(struct legacy_reader *r, uint64_t address)
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

static void on_frame(struct legacy_reader *r, char *line, bool cut)
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
static bool on_addresses(struct legacy_reader *r, const char *line)
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

static void on_state_head(struct legacy_reader *r, char *line)
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

static void on_registers(struct legacy_reader *r, char *line, bool cut)
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

static void on_text(struct legacy_reader *r, const char *line)
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

static void on_other(struct legacy_reader *r, char *line, bool cut)
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
static void on_image(struct legacy_reader *r, char *line, bool cut)
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

static void on_structure(struct legacy_reader *r, enum legacy_kind kind, char *line, bool cut)
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
		legacy_on_header(r, line, legacy_value(line), cut);
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
static void on_line(struct legacy_reader *r, enum legacy_kind kind, char *line, bool cut)
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

static void finish(struct legacy_reader *r)
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
	struct legacy_reader r = {.build = build, .only_text = only_text};
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
		if (kind == LEGACY_OTHER && legacy_begins_frame(&r, pending_kind, pending, line))
			kind = LEGACY_FRAME;
		if (pending != NULL && kind == LEGACY_OTHER && legacy_continues(pending_kind, pending, line)) {
			legacy_join(pending, line);
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
