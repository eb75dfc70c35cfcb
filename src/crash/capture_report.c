/* SPDX-License-Identifier: MIT */
#include "crash/capture_report.h"

#include "base/arena.h"
#include "base/limits.h"
#include "crash/async_internal.h"
#include "crash/site.h"
#include "crash/symbols.h"
#include "crash/system_internal.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MISSING_MAX = SNAPSHOT_THREADS_MAX + 8 };

/* The report being built. Lack of memory is kept in `failed` and told once, at the end. */
struct build {
	const struct capture_facts *facts;
	struct crash_report *report;
	struct agx_arena *arena;
	struct crash_text *missing;
	bool failed;
};

static void *take(struct build *b, size_t count, size_t size)
{
	void *memory = agx_arena_take(b->arena, count * size);

	if (memory == NULL)
		b->failed = true;
	return memory;
}

/* A copy of the formatted text; NULL when it is empty: the report then does not hold it. */
static const char *text(struct build *b, const char *format, ...) AGX_PRINTF(2, 3);
static const char *text(struct build *b, const char *format, ...)
{
	char bytes[AGX_PATH_BYTES_MAX];
	char *copy;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(bytes, sizeof bytes, format, args);
	va_end(args);
	if (bytes[0] == '\0')
		return NULL;
	copy = agx_arena_copy(b->arena, bytes, strlen(bytes));
	if (copy == NULL)
		b->failed = true;
	return copy;
}

static void miss(struct build *b, const char *source, const char *what)
{
	if (b->missing == NULL || b->report->missing_count == MISSING_MAX)
		return;
	b->missing[b->report->missing_count++] = (struct crash_text) {source, what};
}

/* As Apple writes it: "2023-10-05 14:41:23.1234 -0700". */
static const char *time_text(struct build *b, struct timespec when)
{
	char day[32];
	char zone[16];
	struct tm local;

	if (localtime_r(&when.tv_sec, &local) == NULL ||
	    strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", &local) == 0 ||
	    strftime(zone, sizeof zone, "%z", &local) == 0)
		return NULL;
	return text(b, "%s.%04ld %s", day, when.tv_nsec / 100000, zone);
}

static void add_images(struct build *b)
{
	const struct symbols *symbols = b->facts->symbols;
	size_t count = symbols_image_count(symbols);
	struct crash_image *images = take(b, count, sizeof *images);

	if (images == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct symbols_image *from = symbols_image(symbols, i);

		images[i] = (struct crash_image) {
			.name = text(b, "%s", from->name),
			.uuid = text(b, "%s", from->uuid),
			.path = text(b, "%s", from->path),
			.arch = crash_system_arch(),
			.base = from->start,
			.size = from->size,
			.source = "P",
		};
		if (from->is_program) {
			b->report->process = images[i].name;
			b->report->process_path = images[i].path;
		}
	}
	b->report->images = images;
	b->report->image_count = count;
}

/* An outer frame's address is where its call returns to, which may be past the end of a function that calls one
 * that does not return: the call itself lies before it. */
static struct crash_frame make_frame(struct build *b, uint64_t address, bool innermost)
{
	const struct symbols *symbols = b->facts->symbols;
	struct crash_frame frame = {.address = address, .image = -1};
	struct symbols_place place;

	if (!symbols_find(symbols, innermost ? address : address - 1, &place))
		return frame;
	frame.image = (int32_t)place.image;
	frame.image_name = b->report->images[place.image].name;
	frame.image_offset = address - b->report->images[place.image].base;
	if (place.name != NULL) {
		frame.symbol = text(b, "%s", place.name);
		frame.symbol_offset = place.offset + (innermost ? 0 : 1);
	}
	return frame;
}

static void add_frames(struct build *b, const struct snapshot_thread *slot,
		       struct crash_thread *thread)
{
	uint32_t count = atomic_load_explicit(&slot->frame_count, memory_order_acquire);
	bool only_pc = count == 0 && thread->triggered && b->facts->snapshot->pc != 0;
	struct crash_frame *frames = take(b, only_pc ? 1 : count, sizeof *frames);

	if (frames == NULL)
		return;
	if (only_pc)
		frames[count++] = make_frame(b, b->facts->snapshot->pc, true);
	else
		for (uint32_t i = 0; i < count; i++)
			frames[i] = make_frame(b, slot->frames[i], i == 0);
	thread->frames = frames;
	thread->frame_count = count;
}

static void add_registers(struct build *b, struct crash_thread *thread)
{
	const struct crash_snapshot *s = b->facts->snapshot;
	struct crash_register *registers = take(b, s->register_count, sizeof *registers);

	if (registers == NULL || s->register_count == 0)
		return;
	for (uint32_t i = 0; i < s->register_count; i++)
		registers[i] = (struct crash_register) {
			.name = crash_register_names[i], .value = s->registers[i]};
	thread->registers = registers;
	thread->register_count = s->register_count;
	thread->state_flavor = crash_register_flavor;
}

static void note_gaps(struct build *b, const struct snapshot_thread *slot)
{
	uint32_t state = atomic_load_explicit(&slot->state, memory_order_acquire);
	const char *who = text(b, "thread %" PRId64, slot->id);

	if (state == SNAPSHOT_DEAF)
		miss(b, who, "blocks the signal that asks for its stack");
	else if (state == SNAPSHOT_WAITED_FOR && slot != &b->facts->snapshot->threads[0])
		miss(b, who, "did not answer in time");
	else if (state != SNAPSHOT_DONE || slot->faulted_inside)
		miss(b, who, "its stack could not be walked to the end");
	else if (slot->clipped)
		miss(b, who, "has more frames than are kept");
	if (slot->signal != 0 && slot != &b->facts->snapshot->threads[0])
		miss(b, who, text(b, "faulted as well, by signal %" PRIu32, slot->signal));
}

static struct crash_thread make_thread(struct build *b, const struct snapshot_thread *slot)
{
	const struct crash_snapshot *s = b->facts->snapshot;
	bool is_first = slot->id == b->facts->pid;
	struct crash_thread thread = {
		.id = (uint64_t)slot->id,
		.name = text(b, "%s", slot->name[0] == '\0' && is_first ? "main" : slot->name),
		.queue = text(b, "%s", slot->queue),
		.operation = text(b, "%s", slot->operation),
		.triggered = s->signal != 0 && slot == &s->threads[0],
	};

	if (slot->object[0] != '\0')
		thread.object = text(b, "%s %" PRIu64, slot->object, slot->object_id);
	add_frames(b, slot, &thread);
	if (thread.triggered)
		add_registers(b, &thread);
	note_gaps(b, slot);
	return thread;
}

static int compare_slots(const void *left, const void *right)
{
	const struct snapshot_thread *const *a = left;
	const struct snapshot_thread *const *b = right;

	return (*a)->id < (*b)->id ? -1 : (*a)->id > (*b)->id;
}

/* In the order of their ids, which is mostly the order they were started in. */
static void add_threads(struct build *b)
{
	const struct crash_snapshot *s = b->facts->snapshot;
	size_t count = atomic_load_explicit(&s->thread_count, memory_order_acquire);
	struct crash_thread *threads = take(b, count, sizeof *threads);
	const struct snapshot_thread **slots = take(b, count, sizeof *slots);

	if (threads == NULL || slots == NULL)
		return;
	for (size_t i = 0; i < count; i++)
		slots[i] = &s->threads[i];
	qsort(slots, count, sizeof *slots, compare_slots);
	for (size_t i = 0; i < count; i++) {
		threads[i] = make_thread(b, slots[i]);
		threads[i].number = i;
		if (threads[i].triggered)
			b->report->faulting_thread = (int64_t)i;
	}
	b->report->threads = threads;
	b->report->thread_count = count;
	b->report->threads_cut = s->threads_left_out > 0 || !crash_snapshot_has(s, SNAPSHOT_ASKED);
	if (s->threads_left_out > 0)
		miss(b, "threads", text(b, "%" PRIu32 " more are not told", s->threads_left_out));
}

/* The words of the format for what a signal says; they are Mach's, and only those used that mean the same here. */
static void add_exception(struct build *b)
{
	static const struct {
		int number;
		const char *type;
	} types[] = {
		{SIGSEGV, "EXC_BAD_ACCESS"},     {SIGBUS, "EXC_BAD_ACCESS"},
		{SIGILL, "EXC_BAD_INSTRUCTION"}, {SIGFPE, "EXC_ARITHMETIC"},
		{SIGTRAP, "EXC_BREAKPOINT"},     {SIGABRT, "EXC_CRASH"},
	};
	const struct crash_snapshot *s = b->facts->snapshot;
	struct crash_report *r = b->report;
	bool protected = s->code == SEGV_ACCERR;
	char name[SNAPSHOT_TEXT_BYTES];
	char description[SNAPSHOT_TEXT_BYTES];

	crash_system_signal(b->facts->signal, name, description, sizeof name);
	r->signal = text(b, "%s", name);
	r->termination_namespace = "SIGNAL";
	r->termination_code = text(b, "%d", b->facts->signal);
	r->termination_indicator = text(b, "%s", description);
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		if (types[i].number == b->facts->signal)
			r->exception_type = types[i].type;
	}
	if (!s->has_fault_address)
		return;
	r->has_fault_address = true;
	r->fault_address = s->fault_address;
	r->access = (enum crash_access)s->access;
	if (b->facts->signal != SIGSEGV)
		return;
	/* KERN_INVALID_ADDRESS is 1, KERN_PROTECTION_FAILURE 2 (mach/kern_return.h). */
	r->exception_codes = text(b, "0x%016x, 0x%016" PRIx64, protected ? 2 : 1,
				  r->fault_address);
	r->exception_subtype =
		text(b, "%s at 0x%016" PRIx64,
		     protected ? "KERN_PROTECTION_FAILURE" : "KERN_INVALID_ADDRESS",
		     r->fault_address);
}

static void add_reasons(struct build *b)
{
	const struct capture_facts *facts = b->facts;
	struct crash_report *r = b->report;

	if (facts->snapshot->signal == 0) {
		struct crash_text *reason = take(b, 1, sizeof *reason);

		if (reason == NULL)
			return;
		reason->text = text(b, "did not end within %" PRIu64 " ms", facts->timeout_ms);
		r->termination_reasons = reason;
		r->termination_reason_count = 1;
	}
	if (facts->message[0] != '\0') {
		struct crash_text *asi = take(b, 1, sizeof *asi);

		if (asi == NULL)
			return;
		*asi = (struct crash_text) {r->process, text(b, "%s", facts->message)};
		r->asi = asi;
		r->asi_count = 1;
	}
}

static void add_machine(struct build *b)
{
	struct crash_report *r = b->report;
	char line[256];

	crash_system_version(line, sizeof line);
	r->os_version = text(b, "%s", line);
	crash_system_model(line, sizeof line);
	r->model = text(b, "%s", line);
	r->cpu_type = crash_system_cpu();
	r->app_version = AGXRACE_VERSION;
	r->bug_type = "309";
	r->pid = (uint64_t)b->facts->pid;
	r->capture_time = time_text(b, b->facts->ended);
	r->launch_time = time_text(b, b->facts->launched);
}

/* A random UUID (RFC 9562, version 4), so that two reports can be told apart. */
static void add_incident(struct build *b)
{
	unsigned char r[16];

	if (getentropy(r, sizeof r) != 0)
		return;
	r[6] = (unsigned char)((r[6] & 0x0f) | 0x40);
	r[8] = (unsigned char)((r[8] & 0x3f) | 0x80);
	b->report->incident = text(b,
				   "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-"
				   "%02X%02X%02X%02X%02X%02X",
				   r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10],
				   r[11], r[12], r[13], r[14], r[15]);
}

static void note_stages(struct build *b)
{
	static const char *const names[SNAPSHOT_STAGES] = {
		[SNAPSHOT_SIGNAL] = "registers",
		[SNAPSHOT_ASKED] = "list of threads",
		[SNAPSHOT_SELF] = "operation of the faulting thread",
		[SNAPSHOT_STACK] = "stack of the faulting thread",
		[SNAPSHOT_WALK] = "stack by frame pointers",
		[SNAPSHOT_OTHERS] = "wait for the other threads",
		[SNAPSHOT_END] = "end",
	};

	for (unsigned stage = 0; stage < SNAPSHOT_STAGES; stage++) {
		if (!crash_snapshot_has(b->facts->snapshot, stage))
			miss(b, names[stage], "the signal handler did not complete this part");
	}
}

static void add_site(struct build *b)
{
	char site[SNAPSHOT_TEXT_BYTES];

	if (b->facts->snapshot->signal == 0)
		return;
	capture_report_site(b->facts->snapshot, b->facts->symbols, site, sizeof site);
	b->report->site = text(b, "%s", site);
}

enum agx_status capture_report_build(const struct capture_facts *facts,
				     struct crash_report *ret_report, struct agx_error *err)
{
	struct crash_report report = {
		.format = "agxrace", .end = facts->end, .faulting_thread = -1};
	struct build b = {.facts = facts, .report = &report};

	b.arena = calloc(1, sizeof *b.arena);
	if (b.arena == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the crash report");
	report.memory = b.arena;
	b.missing = take(&b, MISSING_MAX, sizeof *b.missing);
	report.missing = b.missing;
	add_images(&b);
	if (!b.failed)
		add_threads(&b);
	add_exception(&b);
	add_reasons(&b);
	add_machine(&b);
	add_incident(&b);
	add_site(&b);
	note_stages(&b);
	if (b.failed) {
		crash_report_release(&report);
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the crash report");
	}
	*ret_report = report;
	return AGX_OK;
}

void capture_report_site(const struct crash_snapshot *snapshot, const struct symbols *symbols,
			 char *site, size_t size)
{
	const struct snapshot_thread *slot = &snapshot->threads[0];
	uint32_t count = atomic_load_explicit(&slot->frame_count, memory_order_acquire);

	site[0] = '\0';
	for (uint32_t i = 0; i < (count == 0 ? 1 : count); i++) {
		uint64_t address = count == 0 ? snapshot->pc : slot->frames[i];
		struct symbols_place place;

		if (!symbols_find(symbols, i == 0 ? address : address - 1, &place) ||
		    !symbols_image(symbols, place.image)->is_program || place.name == NULL ||
		    site_is_transparent(place.name))
			continue;
		(void)site_from_symbol(place.name, site, size);
		return;
	}
}
