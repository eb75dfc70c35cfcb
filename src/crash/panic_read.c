/* SPDX-License-Identifier: MIT */
/* The text of a kernel panic, from panicString of a bug_type 210 report or alone. */
#include "crash/report_shapes.h"

#include <stdlib.h>
#include <string.h>

bool panic_is_text(const char *text)
{
	return strstr(text, "panic(cpu ") != NULL;
}

static const char *copy_span(struct report_build *build, const char *text, size_t length)
{
	const char *copy = agx_arena_copy(build->arena, text, length);

	if (copy == NULL)
		build->no_memory = true;
	return copy;
}

/* "Panicked task 0xffffff…: 12345 pages, 20 threads: pid 4711: python3.11" */
static void take_task(struct report_build *build, const char *line)
{
	struct crash_report *report = build->report;
	const char *pid = strstr(line, ": pid ");
	char *end;

	if (pid == NULL)
		return;
	report->pid = strtoull(pid + strlen(": pid "), &end, 10);
	if (end[0] == ':' && end[1] == ' ' && end[2] != '\0')
		report->process = end + 2;
}

/* "		  lr: 0xfffffe0012345678  fp: 0x…" is one frame of the panicked thread. */
static void take_frame(struct report_build *build, const char *line)
{
	struct crash_frame *frame;

	if (build->threads.count == 0) {
		struct crash_thread *thread = build_thread(build);

		if (thread == NULL)
			return;
		thread->triggered = true;
		thread->name = "panicked thread";
		build->report->faulting_thread = 0;
	}
	frame = build_frame(build);
	if (frame != NULL)
		frame->address = strtoull(line + strlen("lr: "), NULL, 16);
}

/* "com.apple.iokit.IOGPUFamily(129.3.2)[UUID]@0xfffffe00…->0xfffffe00…" */
static void take_extension(struct report_build *build, const char *line)
{
	const char *version = strchr(line, '(');
	const char *uuid = strstr(line, ")[");
	const char *base = strstr(line, "]@0x");
	const char *end = base == NULL ? NULL : strstr(base, "->0x");
	struct crash_image *image;

	if (version == NULL || uuid == NULL || base == NULL || version > uuid || uuid > base)
		return;
	image = build_image(build);
	if (image == NULL)
		return;
	image->identifier = copy_span(build, line, (size_t)(version - line));
	image->name = image->identifier;
	image->version = copy_span(build, version + 1, (size_t)(uuid - version - 1));
	image->uuid = copy_span(build, uuid + 2, (size_t)(base - uuid - 2));
	image->base = strtoull(base + 2, NULL, 16);
	if (end != NULL) {
		uint64_t last = strtoull(end + 2, NULL, 16);

		image->size = last >= image->base ? last - image->base + 1 : 0;
	}
}

/* "com.apple.iokit.IOGPUFamily(…" and, of what it needs, "dependency: com.apple.iokit.IOSurface(…" */
static const char *extension_of(const char *line)
{
	static const char dependency[] = "dependency: ";

	if (strncmp(line, dependency, strlen(dependency)) == 0)
		line += strlen(dependency);
	return strncmp(line, "com.apple.", 10) == 0 && strstr(line, ")[") != NULL ? line : NULL;
}

static void take_line(struct report_build *build, char *line, bool *thread_ended)
{
	while (*line == ' ' || *line == '\t')
		line++;
	if (*line == '\0')
		return;
	if (strncmp(line, "lr: 0x", 6) == 0) {
		if (!*thread_ended)
			take_frame(build, line);
		return;
	}
	*thread_ended = *thread_ended || build->threads.count > 0;
	if (strncmp(line, "Panicked task", 13) == 0)
		take_task(build, line);
	else if (extension_of(line) != NULL)
		take_extension(build, extension_of(line));
	build_asi(build, "panic", line);
}

void panic_read(struct report_build *build, char *text)
{
	char *start = strstr(text, "panic(cpu ");
	bool thread_ended = false;

	build->report->format = "panic";
	for (char *line = start != NULL ? start : text; line != NULL;) {
		char *next = strchr(line, '\n');

		if (next != NULL)
			*next++ = '\0';
		take_line(build, line, &thread_ended);
		line = next;
	}
}
