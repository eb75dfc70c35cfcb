/* SPDX-License-Identifier: MIT */
#include "crash/report_build.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_CAPACITY = 8 };

static void *list_add(struct report_build *build, struct build_list *list, size_t size, size_t max)
{
	char *items = list->items;

	if (list->count == max) {
		build->full = true;
		return NULL;
	}
	if (list->count == list->capacity) {
		size_t capacity = list->capacity == 0 ? FIRST_CAPACITY : list->capacity * 2;

		items = agx_arena_take(build->arena, capacity * size);
		if (items == NULL) {
			build->no_memory = true;
			return NULL;
		}
		if (list->count > 0)
			memcpy(items, list->items, list->count * size);
		list->items = items;
		list->capacity = capacity;
	}
	return items + list->count++ * size;
}

struct crash_thread *build_thread(struct report_build *build)
{
	struct build_run *run = list_add(build, &build->runs, sizeof *run, AGX_REPORT_THREADS_MAX);
	struct crash_thread *thread;

	if (run == NULL)
		return NULL;
	run->first_frame = build->frames.count;
	run->first_register = build->registers.count;
	thread = list_add(build, &build->threads, sizeof *thread, AGX_REPORT_THREADS_MAX);
	if (thread == NULL)
		build->runs.count--;
	else
		thread->number = build->threads.count - 1;
	return thread;
}

struct crash_image *build_image(struct report_build *build)
{
	return list_add(build, &build->images, sizeof(struct crash_image), AGX_REPORT_IMAGES_MAX);
}

struct crash_frame *build_backtrace_frame(struct report_build *build)
{
	struct crash_frame *frame = list_add(build, &build->backtrace, sizeof *frame, AGX_REPORT_FRAMES_MAX);

	if (frame != NULL)
		frame->image = -1;
	return frame;
}

struct crash_frame *build_frame(struct report_build *build)
{
	struct build_run *runs = build->runs.items;
	struct crash_frame *frame;

	if (build->runs.count == 0)
		return NULL;
	frame = list_add(build, &build->frames, sizeof *frame, AGX_REPORT_FRAMES_MAX);
	if (frame == NULL)
		return NULL;
	runs[build->runs.count - 1].frames++;
	frame->image = -1;
	return frame;
}

struct crash_register *build_register_of(struct report_build *build, size_t index)
{
	struct build_run *runs = build->runs.items;
	struct crash_register *reg;

	if (index >= build->runs.count)
		return NULL;
	if (runs[index].registers == 0)
		runs[index].first_register = build->registers.count;
	else if (runs[index].first_register + runs[index].registers != build->registers.count)
		return NULL; /* a second dump of the thread after another's: the first one stays */
	reg = list_add(build, &build->registers, sizeof *reg, AGX_REPORT_REGISTERS_MAX);
	if (reg != NULL)
		runs[index].registers++;
	return reg;
}

struct crash_register *build_register(struct report_build *build)
{
	return build->runs.count == 0 ? NULL : build_register_of(build, build->runs.count - 1);
}

static void add_text(struct report_build *build, struct build_list *list, const char *source,
		     const char *text)
{
	struct crash_text *item =
		text == NULL ? NULL : list_add(build, list, sizeof *item, AGX_REPORT_TEXTS_MAX);

	if (item != NULL)
		*item = (struct crash_text) {source, text};
}

void build_asi(struct report_build *build, const char *source, const char *text)
{
	add_text(build, &build->asi, source, text);
}

void build_reason(struct report_build *build, const char *source, const char *text)
{
	add_text(build, &build->reasons, source, text);
}

void build_missing(struct report_build *build, const char *source, const char *text)
{
	add_text(build, &build->missing, source, text);
}

const char *build_text(struct report_build *build, const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = length < 0 ? NULL : agx_arena_take(build->arena, (size_t)length + 1);
	if (text == NULL) {
		build->no_memory = true;
		return NULL;
	}
	va_start(args, format);
	(void)vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	return text;
}

size_t build_frame_count(const struct report_build *build)
{
	return build->frames.count;
}

void build_finish(struct report_build *build)
{
	struct crash_report *report = build->report;
	struct crash_thread *threads = build->threads.items;
	const struct build_run *runs = build->runs.items;
	const struct crash_frame *frames = build->frames.items;
	const struct crash_register *registers = build->registers.items;

	if (build->full) {
		build_missing(build, "rest", "there is more in it than the limits of a report allow");
		report->threads_cut = true;
	}
	for (size_t i = 0; i < build->threads.count; i++) {
		threads[i].frames = runs[i].frames > 0 ? frames + runs[i].first_frame : NULL;
		threads[i].frame_count = runs[i].frames;
		threads[i].registers =
			runs[i].registers > 0 ? registers + runs[i].first_register : NULL;
		threads[i].register_count = runs[i].registers;
	}
	report->threads = threads;
	report->thread_count = build->threads.count;
	report->images = build->images.items;
	report->image_count = build->images.count;
	report->asi = build->asi.items;
	report->asi_count = build->asi.count;
	report->termination_reasons = build->reasons.items;
	report->termination_reason_count = build->reasons.count;
	report->exception_backtrace = build->backtrace.items;
	report->exception_backtrace_count = build->backtrace.count;
	report->missing = build->missing.items;
	report->missing_count = build->missing.count;
}

void build_exception_type(struct report_build *build, const char *text)
{
	const char *open = strchr(text, '(');
	const char *close = open == NULL ? NULL : strchr(open, ')');
	size_t length = strcspn(text, " (");

	if (strncmp(text, "SIG", 3) == 0) {
		build->report->signal = build_text(build, "%.*s", (int)length, text);
		return;
	}
	build->report->exception_type = build_text(build, "%.*s", (int)length, text);
	if (close != NULL)
		build->report->signal = build_text(build, "%.*s", (int)(close - open - 1), open + 1);
}

bool build_address_in(const char *text, uint64_t *ret_address)
{
	enum { FULL_DIGITS = 16 };
	const char *at = strstr(text, " at 0x");
	uint64_t value = 0;
	size_t digits = 0;

	if (at == NULL)
		return false;
	at += strlen(" at 0x");
	for (; digits <= FULL_DIGITS; digits++) {
		char c = at[digits];
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;

		if (digit < 0)
			break;
		value = value << 4 | (uint64_t)digit;
	}
	if (digits == 0 || digits > FULL_DIGITS)
		return false;
	/* Apple pads to 16 or, on 32-bit machines, 8 digits: fewer that begin with zero lost their end. */
	if (at[0] == '0' && digits > 1 && digits != 8 && digits != FULL_DIGITS)
		return false;
	*ret_address = value;
	return true;
}

enum crash_access build_access_arm(uint64_t esr)
{
	uint64_t class = esr >> 26 & 0x3f; /* ESR_ELx.EC, Arm ARM D24.2.40 */

	if (class == 0x20 || class == 0x21)
		return CRASH_ACCESS_EXECUTE;
	if (class != 0x24 && class != 0x25)
		return CRASH_ACCESS_UNKNOWN;
	return (esr >> 6 & 1) != 0 ? CRASH_ACCESS_WRITE : CRASH_ACCESS_READ; /* ISS.WnR */
}

enum crash_access build_access_x86(uint64_t trap, uint64_t error)
{
	if (trap != 14) /* #PF, Intel SDM volume 3, 6.15 */
		return CRASH_ACCESS_UNKNOWN;
	if ((error >> 4 & 1) != 0)
		return CRASH_ACCESS_EXECUTE;
	return (error >> 1 & 1) != 0 ? CRASH_ACCESS_WRITE : CRASH_ACCESS_READ;
}

static bool register_of(const struct crash_thread *thread, const char *name, uint64_t *ret_value)
{
	for (size_t i = 0; i < thread->register_count; i++) {
		if (strcmp(thread->registers[i].name, name) == 0) {
			*ret_value = thread->registers[i].value;
			return true;
		}
	}
	return false;
}

void build_fault_from_registers(struct crash_report *report)
{
	const struct crash_thread *thread;
	uint64_t value;
	uint64_t error;
	bool bad_access = report->exception_type != NULL
				  ? strcmp(report->exception_type, "EXC_BAD_ACCESS") == 0
				  : report->signal != NULL && (strcmp(report->signal, "SIGSEGV") == 0 ||
							       strcmp(report->signal, "SIGBUS") == 0);

	if (report->faulting_thread < 0 || !bad_access)
		return;
	thread = &report->threads[report->faulting_thread];
	if (!report->has_fault_address && (register_of(thread, "far", &value) ||
					   register_of(thread, "cr2", &value))) {
		report->has_fault_address = true;
		report->fault_address = value;
	}
	if (report->access != CRASH_ACCESS_UNKNOWN)
		return;
	if (register_of(thread, "esr", &value))
		report->access = build_access_arm(value);
	else if (register_of(thread, "trap", &value) && register_of(thread, "err", &error))
		report->access = build_access_x86(value, error);
}
