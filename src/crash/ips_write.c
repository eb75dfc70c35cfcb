/* SPDX-License-Identifier: MIT */
#include "crash/ips_write.h"

#include "crash/json_emit.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINES_MAX = 4 }; /* threads -> thread -> frames -> frame: a line for each frame */

static const char *const nil_uuid = "00000000-0000-0000-0000-000000000000";

/* Apple's timestamp has hundredths where captureTime has ten-thousandths. */
static void write_timestamp(struct json_emit *e, const char *capture_time)
{
	char text[64];
	const char *dot = capture_time != NULL ? strchr(capture_time, '.') : NULL;
	const char *zone = dot != NULL ? strchr(dot, ' ') : NULL;

	if (zone == NULL || zone - dot < 3)
		return;
	(void)snprintf(text, sizeof text, "%.*s%s", (int)(dot + 3 - capture_time), capture_time, zone);
	json_emit_string(e, "timestamp", text);
}

/* "Linux 6.1.0 (…)" is a platform's name and a version. */
static void write_platform(struct json_emit *e, const char *os_version)
{
	char name[32];

	if (os_version == NULL)
		return;
	(void)snprintf(name, sizeof name, "%.*s", (int)strcspn(os_version, " "), os_version);
	json_emit_string(e, "platform", name);
}

static void write_header(const struct crash_report *r, struct agx_text *out)
{
	struct json_emit e = json_emit_init(out, 0);

	json_emit_open(&e, NULL, '{');
	json_emit_string(&e, "app_name", r->process);
	write_timestamp(&e, r->capture_time);
	json_emit_string(&e, "app_version", r->app_version);
	json_emit_string(&e, "bundleID", r->bundle);
	write_platform(&e, r->os_version);
	json_emit_string(&e, "bug_type", r->bug_type);
	json_emit_string(&e, "os_version", r->os_version);
	json_emit_string(&e, "incident_id", r->incident);
	json_emit_string(&e, "name", r->process);
	json_emit_close(&e, '}');
	agx_text_puts(out, "\n");
}

/* "macOS 15.6.1 (24G90)" is train and build. */
static void write_os_version(struct json_emit *e, const char *os_version)
{
	char train[128];
	char build[256];
	const char *open = os_version != NULL ? strstr(os_version, " (") : NULL;

	if (os_version == NULL)
		return;
	json_emit_open(e, "osVersion", '{');
	if (open == NULL) {
		json_emit_string(e, "train", os_version);
	} else {
		(void)snprintf(train, sizeof train, "%.*s", (int)(open - os_version), os_version);
		(void)snprintf(build, sizeof build, "%.*s", (int)strlen(open + 2) - 1, open + 2);
		json_emit_string(e, "train", train);
		json_emit_string(e, "build", build);
	}
	json_emit_close(e, '}');
}

/* "0x0000000000000001, 0x0000000000000098" as numbers. */
static void write_raw_codes(struct json_emit *e, const char *codes)
{
	if (codes == NULL || strncmp(codes, "0x", 2) != 0)
		return;
	json_emit_open(e, "rawCodes", '[');
	while (codes != NULL) {
		json_emit_uint(e, NULL, strtoull(codes, NULL, 16));
		codes = strstr(codes, ", 0x");
		if (codes != NULL)
			codes += 2;
	}
	json_emit_close(e, ']');
}

static void write_exception(struct json_emit *e, const struct crash_report *r)
{
	if (r->exception_type == NULL)
		return;
	json_emit_open(e, "exception", '{');
	json_emit_string(e, "codes", r->exception_codes);
	write_raw_codes(e, r->exception_codes);
	json_emit_string(e, "type", r->exception_type);
	json_emit_string(e, "signal", r->signal);
	json_emit_string(e, "subtype", r->exception_subtype);
	json_emit_close(e, '}');
}

static void write_termination(struct json_emit *e, const struct crash_report *r)
{
	if (r->termination_namespace == NULL)
		return;
	json_emit_open(e, "termination", '{');
	if (r->termination_code != NULL && isdigit((unsigned char)r->termination_code[0]))
		json_emit_uint(e, "code", strtoull(r->termination_code, NULL, 0));
	json_emit_string(e, "namespace", r->termination_namespace);
	json_emit_string(e, "indicator", r->termination_indicator);
	if (r->termination_reason_count > 0) {
		json_emit_open(e, "reasons", '[');
		for (size_t i = 0; i < r->termination_reason_count; i++)
			json_emit_string(e, NULL, r->termination_reasons[i].text);
		json_emit_close(e, ']');
	}
	json_emit_close(e, '}');
}

static bool same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* An array of texts under each source; lines of one source follow each other. */
static void write_asi(struct json_emit *e, const struct crash_report *r)
{
	if (r->asi_count == 0)
		return;
	json_emit_open(e, "asi", '{');
	for (size_t i = 0; i < r->asi_count; i++) {
		if (i == 0 || !same(r->asi[i].source, r->asi[i - 1].source)) {
			if (i > 0)
				json_emit_close(e, ']');
			json_emit_open(e, r->asi[i].source != NULL ? r->asi[i].source : "", '[');
		}
		json_emit_string(e, NULL, r->asi[i].text);
	}
	json_emit_close(e, ']');
	json_emit_close(e, '}');
}

static void write_register(struct json_emit *e, const char *key, const struct crash_register *reg)
{
	json_emit_open(e, key, '{');
	json_emit_uint(e, "value", reg->value);
	json_emit_string(e, "symbol", reg->symbol);
	json_emit_close(e, '}');
}

/* x0 to x28, which Apple writes as the array x. */
static bool is_general_arm(const struct crash_register *reg)
{
	return reg->name[0] == 'x' && isdigit((unsigned char)reg->name[1]);
}

static void write_state(struct json_emit *e, const struct crash_thread *t)
{
	bool in_array = false;

	if (t->register_count == 0)
		return;
	json_emit_open(e, "threadState", '{');
	for (size_t i = 0; i < t->register_count; i++) {
		if (!is_general_arm(&t->registers[i]))
			continue;
		if (!in_array)
			json_emit_open(e, "x", '[');
		in_array = true;
		write_register(e, NULL, &t->registers[i]);
	}
	if (in_array)
		json_emit_close(e, ']');
	json_emit_string(e, "flavor", t->state_flavor);
	for (size_t i = 0; i < t->register_count; i++) {
		if (!is_general_arm(&t->registers[i]))
			write_register(e, t->registers[i].name, &t->registers[i]);
	}
	json_emit_close(e, '}');
}

/* A frame of no image goes to the nameless one behind the others, whose base is 0. */
static void write_frame(struct json_emit *e, const struct crash_report *r,
			const struct crash_frame *f)
{
	bool placed = f->image >= 0;

	json_emit_open(e, NULL, '{');
	json_emit_uint(e, "imageOffset", placed ? f->image_offset : f->address);
	if (f->symbol != NULL) {
		json_emit_string(e, "symbol", f->symbol);
		json_emit_uint(e, "symbolLocation", f->symbol_offset);
	}
	if (f->source_file != NULL) {
		json_emit_string(e, "sourceFile", f->source_file);
		json_emit_uint(e, "sourceLine", f->source_line);
	}
	if (f->is_inline)
		json_emit_bool(e, "inline", true);
	json_emit_uint(e, "imageIndex", placed ? (uint64_t)f->image : r->image_count);
	json_emit_close(e, '}');
}

static void write_thread(struct json_emit *e, const struct crash_report *r,
			 const struct crash_thread *t)
{
	json_emit_open(e, NULL, '{');
	if (t->triggered)
		json_emit_bool(e, "triggered", true);
	json_emit_uint(e, "id", t->id);
	json_emit_string(e, "name", t->name);
	json_emit_string(e, "queue", t->queue);
	json_emit_string(e, "operation", t->operation);
	json_emit_string(e, "object", t->object);
	write_state(e, t);
	json_emit_open(e, "frames", '[');
	for (size_t i = 0; i < t->frame_count; i++)
		write_frame(e, r, &t->frames[i]);
	json_emit_close(e, ']');
	json_emit_close(e, '}');
}

static void write_threads(struct json_emit *e, const struct crash_report *r)
{
	if (r->faulting_thread >= 0)
		json_emit_uint(e, "faultingThread", (uint64_t)r->faulting_thread);
	json_emit_open(e, "threads", '[');
	for (size_t i = 0; i < r->thread_count; i++)
		write_thread(e, r, &r->threads[i]);
	json_emit_close(e, ']');
}

static bool has_placeless_frame(const struct crash_report *r)
{
	for (size_t i = 0; i < r->thread_count; i++) {
		for (size_t k = 0; k < r->threads[i].frame_count; k++) {
			if (r->threads[i].frames[k].image < 0)
				return true;
		}
	}
	return false;
}

static void write_images(struct json_emit *e, const struct crash_report *r)
{
	json_emit_open(e, "usedImages", '[');
	for (size_t i = 0; i < r->image_count; i++) {
		const struct crash_image *image = &r->images[i];

		json_emit_open(e, NULL, '{');
		json_emit_string(e, "source", image->source);
		json_emit_string(e, "arch", image->arch);
		json_emit_uint(e, "base", image->base);
		json_emit_string(e, "CFBundleIdentifier", image->identifier);
		json_emit_string(e, "CFBundleVersion", image->version);
		json_emit_uint(e, "size", image->size);
		json_emit_string(e, "uuid", image->uuid);
		json_emit_string(e, "path", image->path);
		json_emit_string(e, "name", image->name);
		json_emit_close(e, '}');
	}
	if (has_placeless_frame(r)) {
		json_emit_open(e, NULL, '{');
		json_emit_string(e, "source", "A");
		json_emit_uint(e, "base", 0);
		json_emit_uint(e, "size", 0);
		json_emit_string(e, "uuid", nil_uuid);
		json_emit_close(e, '}');
	}
	json_emit_close(e, ']');
}

static void write_pairs(struct json_emit *e, const char *key, const struct crash_text *pairs,
			size_t count)
{
	json_emit_open(e, key, '{');
	for (size_t i = 0; i < count; i++)
		json_emit_string(e, pairs[i].source, pairs[i].text);
	json_emit_close(e, '}');
}

/* What only our own capture knows. */
static void write_own(struct json_emit *e, const struct crash_report *r)
{
	if (r->end == NULL)
		return;
	json_emit_open(e, "agxrace", '{');
	json_emit_string(e, "schema", "agxrace/crash/1");
	json_emit_string(e, "end", r->end);
	json_emit_string(e, "site", r->site);
	if (r->access != CRASH_ACCESS_UNKNOWN)
		json_emit_string(e, "access", crash_access_name(r->access));
	json_emit_bool(e, "jittered", r->jittered);
	if (r->run_count > 0)
		write_pairs(e, "run", r->run, r->run_count);
	json_emit_open(e, "missing", '[');
	for (size_t i = 0; i < r->missing_count; i++) {
		json_emit_open(e, NULL, '{');
		json_emit_string(e, "what", r->missing[i].source);
		json_emit_string(e, "why", r->missing[i].text);
		json_emit_close(e, '}');
	}
	json_emit_close(e, ']');
	json_emit_close(e, '}');
}

void ips_write(const struct crash_report *report, struct agx_text *out)
{
	struct json_emit e = json_emit_init(out, LINES_MAX);

	write_header(report, out);
	json_emit_open(&e, NULL, '{');
	json_emit_string(&e, "procLaunch", report->launch_time);
	json_emit_string(&e, "procRole", report->role_or_note);
	json_emit_string(&e, "modelCode", report->model);
	write_os_version(&e, report->os_version);
	json_emit_string(&e, "captureTime", report->capture_time);
	json_emit_string(&e, "incident", report->incident);
	json_emit_string(&e, "bug_type", report->bug_type);
	if (report->pid != 0)
		json_emit_uint(&e, "pid", report->pid);
	json_emit_string(&e, "cpuType", report->cpu_type);
	if (report->translated)
		json_emit_bool(&e, "translated", true);
	json_emit_string(&e, "procName", report->process);
	json_emit_string(&e, "procPath", report->process_path);
	write_exception(&e, report);
	write_termination(&e, report);
	write_asi(&e, report);
	write_own(&e, report);
	write_threads(&e, report);
	write_images(&e, report);
	json_emit_close(&e, '}');
	agx_text_puts(out, "\n");
}
