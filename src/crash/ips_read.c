/* SPDX-License-Identifier: MIT */
/* The JSON of an .ips file; keys as Apple documents them in "Interpreting the JSON format of a crash report"
 * and as further ones are seen in reports. */
#include "crash/report_shapes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool has_any(const struct lenient_node *node, const char *const *keys)
{
	for (; *keys != NULL; keys++) {
		if (lenient_get(node, *keys) != NULL)
			return true;
	}
	return false;
}

bool ips_is_header(const struct lenient_node *node)
{
	static const char *const keys[] = {"bug_type", "incident_id", "app_name", NULL};

	return has_any(node, keys) && !ips_is_body(node);
}

bool ips_is_body(const struct lenient_node *node)
{
	static const char *const keys[] = {"threads",	  "usedImages",	   "exception",
					   "panicString", "faultingThread", "procName",
					   "frames",	  "termination",    NULL};

	return has_any(node, keys);
}

/* A string, or a number as text. */
static const char *scalar(struct report_build *build, const struct lenient_node *object,
			  const char *key)
{
	const struct lenient_node *node = lenient_get(object, key);

	if (node == NULL)
		return NULL;
	switch (node->kind) {
	case LENIENT_STRING:
	case LENIENT_REAL:
		return node->text;
	case LENIENT_UINT:
		return build_text(build, "%" PRIu64, node->number);
	case LENIENT_NEGATIVE:
		return build_text(build, "-%" PRIu64, node->number);
	case LENIENT_BOOL:
		return node->number != 0 ? "true" : "false";
	case LENIENT_NULL:
	case LENIENT_ARRAY:
	case LENIENT_OBJECT:
		break;
	}
	return NULL;
}

static void fill(const char **field, const char *value)
{
	if (*field == NULL)
		*field = value;
}

void ips_read_header(struct report_build *build, const struct lenient_node *header)
{
	struct crash_report *report = build->report;

	fill(&report->bug_type, scalar(build, header, "bug_type"));
	fill(&report->incident, lenient_string(header, "incident_id"));
	fill(&report->process, lenient_string(header, "app_name"));
	fill(&report->process, lenient_string(header, "name"));
	fill(&report->bundle, lenient_string(header, "bundleID"));
	fill(&report->app_version, lenient_string(header, "app_version"));
	fill(&report->os_version, lenient_string(header, "os_version"));
	fill(&report->capture_time, lenient_string(header, "timestamp"));
}

static void read_os(struct report_build *build, const struct lenient_node *body)
{
	const struct lenient_node *os = lenient_get(body, "osVersion");
	const char *train = lenient_string(os, "train");
	const char *release = lenient_string(os, "build");

	if (train != NULL && release != NULL)
		build->report->os_version = build_text(build, "%s (%s)", train, release);
	else if (train != NULL)
		fill(&build->report->os_version, train);
}

static void read_process(struct report_build *build, const struct lenient_node *body)
{
	struct crash_report *report = build->report;
	const struct lenient_node *bundle = lenient_get(body, "bundleInfo");
	const struct lenient_node *translated = lenient_get(body, "translated");
	const char *name = lenient_string(body, "procName");
	uint64_t pid;

	if (name != NULL)
		report->process = name;
	fill(&report->process_path, lenient_string(body, "procPath"));
	fill(&report->bug_type, scalar(build, body, "bug_type"));
	fill(&report->incident, lenient_string(body, "incident"));
	fill(&report->bundle, lenient_string(bundle, "CFBundleIdentifier"));
	fill(&report->app_version, lenient_string(bundle, "CFBundleShortVersionString"));
	fill(&report->model, lenient_string(body, "modelCode"));
	fill(&report->model, lenient_string(body, "product"));
	fill(&report->cpu_type, lenient_string(body, "cpuType"));
	fill(&report->role_or_note, lenient_string(body, "procRole"));
	if (lenient_string(body, "captureTime") != NULL)
		report->capture_time = lenient_string(body, "captureTime");
	if (lenient_uint(body, "pid", &pid))
		report->pid = pid;
	if (translated != NULL && translated->kind == LENIENT_BOOL)
		report->translated = translated->number != 0;
}

static void read_fault_address(struct report_build *build, const struct lenient_node *exception)
{
	struct crash_report *report = build->report;
	const struct lenient_node *raw = lenient_first(lenient_get(exception, "rawCodes"));
	bool bad_access = report->exception_type != NULL &&
			  strcmp(report->exception_type, "EXC_BAD_ACCESS") == 0;
	uint64_t value;

	if (report->exception_subtype != NULL &&
	    build_address_in(report->exception_subtype, &value)) {
		report->has_fault_address = true;
		report->fault_address = value;
	} else if (bad_access && raw != NULL && lenient_node_uint(raw->next, &value)) {
		report->has_fault_address = true;
		report->fault_address = value;
	}
}

static void read_exception(struct report_build *build, const struct lenient_node *body)
{
	struct crash_report *report = build->report;
	const struct lenient_node *exception = lenient_get(body, "exception");

	if (exception == NULL)
		return;
	fill(&report->exception_type, lenient_string(exception, "type"));
	fill(&report->signal, lenient_string(exception, "signal"));
	fill(&report->exception_codes, lenient_string(exception, "codes"));
	fill(&report->exception_subtype, lenient_string(exception, "subtype"));
	fill(&report->exception_subtype, lenient_string(exception, "message"));
	read_fault_address(build, exception);
}

static void read_termination(struct report_build *build, const struct lenient_node *body)
{
	struct crash_report *report = build->report;
	const struct lenient_node *termination = lenient_get(body, "termination");

	fill(&report->termination_namespace, lenient_string(termination, "namespace"));
	fill(&report->termination_code, scalar(build, termination, "code"));
	fill(&report->termination_indicator, lenient_string(termination, "indicator"));
	for (const struct lenient_node *n = lenient_first(lenient_get(termination, "reasons"));
	     n != NULL; n = n->next) {
		if (n->kind == LENIENT_STRING)
			build_reason(build, "termination", n->text);
	}
	build_reason(build, "termination", lenient_string(termination, "details"));
}

/* "asi" : {"libsystem_c.dylib" : ["…"]}; also an array or a single string. */
static void read_texts(struct report_build *build, const char *source,
		       const struct lenient_node *node)
{
	if (node == NULL)
		return;
	if (node->kind == LENIENT_STRING)
		build_asi(build, source, node->text);
	for (const struct lenient_node *n = lenient_first(node); n != NULL; n = n->next)
		read_texts(build, n->key != NULL ? n->key : source, n);
}

static void read_frame(const struct lenient_node *node, struct crash_frame *frame)
{
	uint64_t value;

	for (const struct lenient_node *n = lenient_first(node); n != NULL; n = n->next) {
		bool number = lenient_node_uint(n, &value);
		const char *text = n->kind == LENIENT_STRING ? n->text : NULL;

		if (n->key == NULL)
			continue;
		if (strcmp(n->key, "imageOffset") == 0 && number)
			frame->image_offset = value;
		else if (strcmp(n->key, "imageIndex") == 0 && number && value <= INT32_MAX)
			frame->image = (int32_t)value;
		else if (strcmp(n->key, "symbol") == 0 && text != NULL)
			frame->symbol = text;
		else if (strcmp(n->key, "symbolLocation") == 0 && number)
			frame->symbol_offset = value;
		else if (strcmp(n->key, "sourceFile") == 0 && text != NULL)
			frame->source_file = text;
		else if (strcmp(n->key, "sourceLine") == 0 && number && value <= UINT32_MAX)
			frame->source_line = (uint32_t)value;
		else if (strcmp(n->key, "inline") == 0 && n->kind == LENIENT_BOOL)
			frame->is_inline = n->number != 0;
		else if (strcmp(n->key, "imageName") == 0 && text != NULL)
			frame->image_name = text;
		else if (strcmp(n->key, "address") == 0 && number)
			frame->address = value;
	}
}

/* {"value" : 5, "symbol" : "…", "symbolLocation" : 0, "description" : "…"} or a bare number. */
static void read_register(struct report_build *build, const char *name,
			  const struct lenient_node *node)
{
	struct crash_register *reg;
	uint64_t value;

	if (!lenient_node_uint(node, &value) && !lenient_uint(node, "value", &value))
		return;
	reg = build_register(build);
	if (reg == NULL)
		return;
	reg->name = name;
	reg->value = value;
	reg->symbol = lenient_string(node, "symbol");
	if (reg->symbol == NULL)
		reg->symbol = lenient_string(node, "description");
}

static void read_state(struct report_build *build, struct crash_thread *thread,
		       const struct lenient_node *state)
{
	static const char *const numbered[] = {"x0",  "x1",  "x2",  "x3",  "x4",  "x5",	 "x6",	"x7",
					       "x8",  "x9",  "x10", "x11", "x12", "x13", "x14", "x15",
					       "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23",
					       "x24", "x25", "x26", "x27", "x28", "x29", "x30"};
	size_t index = 0;

	thread->state_flavor = lenient_string(state, "flavor");
	for (const struct lenient_node *n = lenient_first(state); n != NULL; n = n->next) {
		if (n->key == NULL)
			continue;
		if (n->kind != LENIENT_ARRAY) {
			read_register(build, n->key, n);
			continue;
		}
		if (strcmp(n->key, "x") != 0)
			continue;
		for (const struct lenient_node *x = lenient_first(n);
		     x != NULL && index < sizeof numbered / sizeof numbered[0]; x = x->next)
			read_register(build, numbered[index++], x);
	}
}

static void read_thread(struct report_build *build, const struct lenient_node *node)
{
	struct crash_thread *thread = build_thread(build);
	const struct lenient_node *triggered = lenient_get(node, "triggered");
	const struct lenient_node *frames = lenient_get(node, "frames");

	if (thread == NULL)
		return;
	(void)lenient_uint(node, "id", &thread->id);
	thread->name = lenient_string(node, "name");
	thread->queue = lenient_string(node, "queue");
	thread->operation = lenient_string(node, "operation");
	thread->object = lenient_string(node, "object");
	thread->triggered = triggered != NULL && triggered->kind == LENIENT_BOOL &&
			    triggered->number != 0;
	if (thread->triggered && build->report->faulting_thread < 0)
		build->report->faulting_thread = (int64_t)thread->number;
	read_state(build, thread, lenient_get(node, "threadState"));
	for (const struct lenient_node *n = lenient_first(frames); n != NULL; n = n->next) {
		struct crash_frame *frame = n->kind == LENIENT_OBJECT ? build_frame(build) : NULL;

		if (frame != NULL)
			read_frame(n, frame);
	}
}

static void read_threads(struct report_build *build, const struct lenient_node *body)
{
	const struct lenient_node *threads = lenient_get(body, "threads");
	uint64_t faulting;

	if (threads == NULL && lenient_get(body, "frames") != NULL) { /* a fragment: one thread's */
		read_thread(build, body);
		return;
	}
	for (const struct lenient_node *n = lenient_first(threads); n != NULL; n = n->next) {
		if (n->kind == LENIENT_OBJECT)
			read_thread(build, n);
	}
	if (threads != NULL && threads->cut)
		build->report->threads_cut = true;
	if (build->report->faulting_thread < 0 && lenient_uint(body, "faultingThread", &faulting) &&
	    faulting < build->threads.count) {
		struct crash_thread *list = build->threads.items;

		list[faulting].triggered = true;
		build->report->faulting_thread = (int64_t)faulting;
	}
}

static void read_images(struct report_build *build, const struct lenient_node *body)
{
	for (const struct lenient_node *n = lenient_first(lenient_get(body, "usedImages")); n != NULL;
	     n = n->next) {
		struct crash_image *image = n->kind == LENIENT_OBJECT ? build_image(build) : NULL;

		if (image == NULL)
			continue;
		image->name = lenient_string(n, "name");
		image->uuid = lenient_string(n, "uuid");
		image->path = lenient_string(n, "path");
		image->arch = lenient_string(n, "arch");
		image->identifier = lenient_string(n, "CFBundleIdentifier");
		image->version = lenient_string(n, "CFBundleVersion");
		fill(&image->version, lenient_string(n, "CFBundleShortVersionString"));
		image->source = lenient_string(n, "source");
		(void)lenient_uint(n, "base", &image->base);
		(void)lenient_uint(n, "size", &image->size);
	}
}

/* Frames name their image by its index, and hold its offset only. */
static void resolve_frames(struct report_build *build, struct crash_frame *frames, size_t count)
{
	const struct crash_image *images = build->images.items;

	for (size_t i = 0; i < count; i++) {
		struct crash_frame *frame = &frames[i];

		if (frame->image < 0 || (size_t)frame->image >= build->images.count) {
			frame->image = -1;
			continue;
		}
		if (frame->address == 0 && images[frame->image].base != 0)
			frame->address = images[frame->image].base + frame->image_offset;
		fill(&frame->image_name, images[frame->image].name);
	}
}

/* "asiBacktraces" : ["0   CoreFoundation   0x… __exceptionPreprocess + 176\n1 …"] */
static void read_backtraces(struct report_build *build, const struct lenient_node *body)
{
	const struct lenient_node *last = lenient_get(body, "lastExceptionBacktrace");

	for (const struct lenient_node *n = lenient_first(last); n != NULL; n = n->next) {
		struct crash_frame *frame =
			n->kind == LENIENT_OBJECT ? build_backtrace_frame(build) : NULL;

		if (frame != NULL)
			read_frame(n, frame);
	}
	for (const struct lenient_node *n = lenient_first(lenient_get(body, "asiBacktraces")); n != NULL;
	     n = n->next) {
		char *line = n->kind == LENIENT_STRING
				     ? agx_arena_copy(build->arena, n->text, strlen(n->text))
				     : NULL;

		while (line != NULL && *line != '\0') {
			char *next = strchr(line, '\n');
			struct crash_frame read = {.image = -1};
			struct crash_frame *frame;
			uint64_t index;

			if (next != NULL)
				*next++ = '\0';
			if (legacy_read_frame(build, line, &read, &index)) {
				frame = build_backtrace_frame(build);
				if (frame != NULL)
					*frame = read;
			}
			line = next;
		}
	}
}

static void read_panic(struct report_build *build, const struct lenient_node *body)
{
	const char *text = lenient_string(body, "panicString");
	const char *version = lenient_string(body, "build");
	char *copy;

	if (text == NULL)
		return;
	fill(&build->report->os_version, version);
	copy = agx_arena_copy(build->arena, text, strlen(text));
	if (copy == NULL)
		build->no_memory = true;
	else
		panic_read(build, copy);
}

void ips_read_body(struct report_build *build, const struct lenient_node *body)
{
	read_os(build, body);
	read_process(build, body);
	read_exception(build, body);
	read_termination(build, body);
	read_texts(build, "asi", lenient_get(body, "asi"));
	read_texts(build, "ktriageinfo", lenient_get(body, "ktriageinfo"));
	read_texts(build, "os_fault", lenient_get(body, "os_fault"));
	read_images(build, body);
	read_threads(build, body);
	read_backtraces(build, body);
	resolve_frames(build, build->frames.items, build->frames.count);
	resolve_frames(build, build->backtrace.items, build->backtrace.count);
	read_panic(build, body);
}
