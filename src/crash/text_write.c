/* SPDX-License-Identifier: MIT */
#include "crash/text_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void field(struct agx_text *out, const char *key, const char *value)
{
	char label[40];

	if (value == NULL)
		return;
	(void)snprintf(label, sizeof label, "%s:", key);
	agx_text_printf(out, "%-22s %s\n", label, value);
}

static void write_top(const struct crash_report *r, struct agx_text *out)
{
	if (r->process != NULL)
		agx_text_printf(out, "%-22s %s [%" PRIu64 "]\n", "Process:", r->process, r->pid);
	field(out, "Path", r->process_path);
	field(out, "Identifier", r->bundle);
	field(out, "Version", r->app_version);
	field(out, "Code Type", r->cpu_type);
	field(out, "Role", r->role_or_note);
	agx_text_puts(out, "\n");
	field(out, "Incident Identifier", r->incident);
	field(out, "Date/Time", r->capture_time);
	field(out, "Launch Time", r->launch_time);
	field(out, "Hardware Model", r->model);
	field(out, "OS Version", r->os_version);
	agx_text_puts(out, "\n");
}

static void write_queue(const struct crash_thread *t, struct agx_text *out)
{
	if (t->queue != NULL)
		agx_text_printf(out, "  Dispatch queue: %s", t->queue);
	agx_text_puts(out, "\n");
}

static void write_exception(const struct crash_report *r, struct agx_text *out)
{
	if (r->faulting_thread >= 0) {
		agx_text_printf(out, "%-22s %" PRId64, "Crashed Thread:", r->faulting_thread);
		write_queue(&r->threads[r->faulting_thread], out);
		agx_text_puts(out, "\n");
	}
	if (r->exception_type != NULL)
		agx_text_printf(out, "%-22s %s (%s)\n", "Exception Type:", r->exception_type,
				r->signal != NULL ? r->signal : "?");
	field(out, "Exception Subtype", r->exception_subtype);
	field(out, "Exception Codes", r->exception_codes);
	if (r->termination_namespace != NULL)
		agx_text_printf(out, "%-22s Namespace %s, Code %s %s\n", "Termination Reason:",
				r->termination_namespace,
				r->termination_code != NULL ? r->termination_code : "?",
				r->termination_indicator != NULL ? r->termination_indicator : "");
	for (size_t i = 0; i < r->termination_reason_count; i++)
		agx_text_printf(out, "%-22s %s\n", "", r->termination_reasons[i].text);
	agx_text_puts(out, "\n");
	if (r->asi_count == 0)
		return;
	agx_text_puts(out, "Application Specific Information:\n");
	for (size_t i = 0; i < r->asi_count; i++)
		agx_text_printf(out, "%s\n", r->asi[i].text);
	agx_text_puts(out, "\n");
}

static void write_operation(const struct crash_thread *t, struct agx_text *out)
{
	if (t->operation == NULL)
		return;
	agx_text_printf(out, "in thread %" PRIu64 ": %s", t->number, t->operation);
	if (t->object != NULL)
		agx_text_printf(out, " on %s", t->object);
	agx_text_puts(out, "\n");
}

/* Lines that no reader of the format takes for one of its own. */
static void write_own(const struct crash_report *r, struct agx_text *out)
{
	if (r->end == NULL)
		return;
	agx_text_puts(out, "Captured by agxrace:\n");
	agx_text_printf(out, "end = %s\n", r->end);
	if (r->site != NULL)
		agx_text_printf(out, "site = %s\n", r->site);
	if (r->has_fault_address)
		agx_text_printf(out, "fault = %s of 0x%" PRIx64 "\n", crash_access_name(r->access),
				r->fault_address);
	for (size_t i = 0; i < r->run_count; i++)
		agx_text_printf(out, "%s = %s\n", r->run[i].source, r->run[i].text);
	if (r->jittered)
		agx_text_puts(out, "jittered = threads yielded at marked points\n");
	for (size_t i = 0; i < r->missing_count; i++)
		agx_text_printf(out, "missing = %s: %s\n", r->missing[i].source, r->missing[i].text);
	for (size_t i = 0; i < r->thread_count; i++)
		write_operation(&r->threads[i], out);
	agx_text_puts(out, "\n");
}

static void write_frame(const struct crash_frame *f, size_t number, struct agx_text *out)
{
	agx_text_printf(out, "%-3zu %-30s\t0x%016" PRIx64 " ", number,
			f->image_name != NULL ? f->image_name : "???", f->address);
	if (f->symbol != NULL)
		agx_text_printf(out, "%s + %" PRIu64, f->symbol, f->symbol_offset);
	else
		agx_text_printf(out, "0x%" PRIx64 " + %" PRIu64, f->address - f->image_offset,
				f->image_offset);
	if (f->source_file != NULL)
		agx_text_printf(out, " (%s:%" PRIu32 ")", f->source_file, f->source_line);
	agx_text_puts(out, "\n");
}

static void write_thread(const struct crash_thread *t, struct agx_text *out)
{
	agx_text_printf(out, "Thread %" PRIu64 "%s:: %s", t->number, t->triggered ? " Crashed" : "",
			t->name != NULL ? t->name : "");
	write_queue(t, out);
	for (size_t i = 0; i < t->frame_count; i++)
		write_frame(&t->frames[i], i, out);
	agx_text_puts(out, "\n");
}

static const struct crash_register *find_register(const struct crash_thread *t, const char *name)
{
	for (size_t i = 0; i < t->register_count; i++) {
		if (strcmp(t->registers[i].name, name) == 0)
			return &t->registers[i];
	}
	return NULL;
}

static void write_state(const struct crash_thread *t, struct agx_text *out)
{
	bool arm = t->state_flavor != NULL && strncmp(t->state_flavor, "ARM", 3) == 0;
	const struct crash_register *trap = find_register(t, "trap");
	const struct crash_register *error = find_register(t, "err");
	size_t column = 0;

	if (t->register_count == 0)
		return;
	agx_text_printf(out, "Thread %" PRIu64 " crashed with %s Thread State (64-bit):\n",
			t->number, arm ? "ARM" : "X86");
	for (size_t i = 0; i < t->register_count; i++) {
		const struct crash_register *reg = &t->registers[i];

		if (reg == trap || reg == error)
			continue;
		agx_text_printf(out, "%s  %6s: 0x%016" PRIx64, column % 4 == 0 && column > 0 ? "\n" : "",
				reg->name, reg->value);
		column++;
	}
	agx_text_puts(out, "\n");
	if (error != NULL)
		agx_text_printf(out, "%-16s 0x%08" PRIx64 "\n", "Error Code:", error->value);
	if (trap != NULL)
		agx_text_printf(out, "%-16s %" PRIu64 "\n", "Trap Number:", trap->value);
	agx_text_puts(out, "\n");
}

static void write_images(const struct crash_report *r, struct agx_text *out)
{
	agx_text_puts(out, "Binary Images:\n");
	for (size_t i = 0; i < r->image_count; i++) {
		const struct crash_image *image = &r->images[i];

		agx_text_printf(out, "%#18" PRIx64 " - %#18" PRIx64 " %s (%s)", image->base,
				image->base + (image->size > 0 ? image->size - 1 : 0),
				image->name != NULL ? image->name : "???",
				image->version != NULL ? image->version : "*");
		if (image->uuid != NULL)
			agx_text_printf(out, " <%s>", image->uuid);
		agx_text_printf(out, " %s\n", image->path != NULL ? image->path : "???");
	}
}

void text_write(const struct crash_report *report, struct agx_text *out)
{
	write_top(report, out);
	write_exception(report, out);
	write_own(report, out);
	for (size_t i = 0; i < report->thread_count; i++)
		write_thread(&report->threads[i], out);
	if (report->faulting_thread >= 0)
		write_state(&report->threads[report->faulting_thread], out);
	write_images(report, out);
}
