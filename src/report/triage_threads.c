/* SPDX-License-Identifier: MIT */
/* Threads for people: the crashed one and the witness side by side, in whatever width
 * there is. */
#include "report/triage_format.h"

#include "report/triage_internal.h"

#include <inttypes.h>
#include <string.h>

enum {
	SIDE_FRAMES = 6,
	NAME_BYTES_MAX = 1024,
	BRACKET_COLUMNS = 2
};

static const char ellipsis[] = "…";

/* Columns of a text: its characters, each taken as one wide. */
static size_t columns_of(const char *text)
{
	size_t columns = 0;

	for (; *text != '\0'; text++)
		columns += ((unsigned char)*text & 0xc0) != 0x80;
	return columns;
}

/* Bytes of the first COLUMNS characters of TEXT. */
static size_t bytes_of(const char *text, size_t columns)
{
	size_t at = 0;

	while (text[at] != '\0') {
		if (((unsigned char)text[at] & 0xc0) != 0x80 && columns-- == 0)
			break;
		at++;
	}
	return at;
}

/* Append TEXT in at most COLUMNS, its end replaced by an ellipsis if it is longer. */
static void put_clipped(const char *text, size_t columns, struct agx_text *out)
{
	if (columns_of(text) <= columns) {
		agx_text_puts(out, text);
		return;
	}
	agx_text_add(out, text, bytes_of(text, columns - 1));
	agx_text_puts(out, ellipsis);
}

/* "-[Class selector:]": the selector tells more than the class, of which only the
 * beginning is kept if there is no room. */
static void put_method(const char *symbol, size_t columns, struct agx_text *out)
{
	const char *space = strchr(symbol, ' ');
	size_t selector = space == NULL ? 0 : columns_of(space);
	size_t class_columns = columns > selector + 1 ? columns - selector - 1 : 0;

	if (space == NULL || columns_of(symbol) <= columns) {
		put_clipped(symbol, columns, out);
		return;
	}
	if (class_columns < BRACKET_COLUMNS)
		class_columns = BRACKET_COLUMNS;
	agx_text_add(out, symbol, bytes_of(symbol, class_columns));
	agx_text_puts(out, ellipsis);
	put_clipped(space, columns - class_columns - 1, out);
}

/* Copy SYMBOL without template arguments and parameters: they fill lines and tell people
 * little. */
static void strip_arguments(const char *symbol, char *out, size_t size)
{
	size_t length = 0;
	size_t depth = 0;

	for (; *symbol != '\0' && length + 1 < size; symbol++) {
		bool operator_name =
			length >= 8 && memcmp(out + length - 8, "operator", 8) == 0;

		if (*symbol == '<' && !operator_name)
			depth++;
		else if (*symbol == '>' && depth > 0 && symbol[-1] != '-')
			depth--;
		else if (*symbol == '(' && depth == 0 && length > 0 &&
			 out[length - 1] != ':' && !operator_name)
			break;
		else if (depth == 0)
			out[length++] = *symbol;
	}
	out[length] = '\0';
}

/* "at::mps::MPSStream::commit": of a long name the namespaces go first. */
static void put_function(const char *symbol, size_t columns, struct agx_text *out)
{
	char name[NAME_BYTES_MAX];
	const char *rest = name;

	strip_arguments(symbol, name, sizeof name);
	if (*name == '\0') {
		put_clipped(symbol, columns, out);
		return;
	}
	while (columns_of(rest) + (rest > name) > columns) {
		const char *next = strstr(rest, "::");

		if (next == NULL || next[2] == '\0')
			break;
		rest = next + 2;
	}
	if (rest > name && columns > 1) {
		agx_text_puts(out, ellipsis);
		columns--;
	}
	put_clipped(rest, columns, out);
}

void triage_short_symbol(const char *symbol, size_t columns, struct agx_text *out)
{
	if (symbol[0] == '-' || symbol[0] == '+')
		put_method(symbol, columns, out);
	else
		put_function(symbol, columns, out);
}

static bool is_deciding(const struct triage_hypothesis *h, int64_t thread, size_t frame)
{
	for (size_t i = 0; h != NULL && i < h->evidence_count; i++) {
		if (h->evidence[i].thread == thread &&
		    h->evidence[i].frame == (int64_t)frame)
			return true;
	}
	return false;
}

/* The first frame to show, so that the deciding ones are among those shown. */
static size_t first_shown(const struct crash_report *report,
			  const struct triage_hypothesis *h, size_t thread)
{
	size_t count = report->threads[thread].frame_count;

	for (size_t i = 0; i < count; i++) {
		if (is_deciding(h, (int64_t)thread, i))
			return i + 2 < SIDE_FRAMES ? 0 : i - 2;
	}
	return 0;
}

void triage_frame_line(const struct crash_report *report,
		       const struct triage_hypothesis *h, size_t thread, size_t frame,
		       struct agx_text *out)
{
	const struct crash_frame *f = &report->threads[thread].frames[frame];

	agx_text_printf(out, "%c%2zu %s ",
			is_deciding(h, (int64_t)thread, frame) ? '>' : ' ', frame,
			f->image_name != NULL ? f->image_name : "?");
	if (f->symbol != NULL)
		agx_text_printf(out, "%s + %" PRIu64, f->symbol, f->symbol_offset);
	else
		agx_text_printf(out, "0x%" PRIx64, f->address);
}

/* The same in COLUMNS: the symbol first, the image if there is room. */
static void short_frame_line(const struct crash_report *report,
			     const struct triage_hypothesis *h, size_t thread,
			     size_t frame, size_t columns, struct agx_text *out)
{
	const struct crash_frame *f = &report->threads[thread].frames[frame];
	struct agx_text line = {0};
	size_t used;

	agx_text_printf(&line, "%c%2zu ",
			is_deciding(h, (int64_t)thread, frame) ? '>' : ' ', frame);
	used = line.length;
	if (f->symbol == NULL)
		agx_text_printf(&line, "0x%" PRIx64, f->address);
	else
		triage_short_symbol(f->symbol, columns - used, &line);
	used = columns_of(agx_text_string(&line));
	if (f->image_name != NULL && used + strlen(f->image_name) + 3 <= columns)
		agx_text_printf(&line, "  (%s)", f->image_name);
	put_clipped(agx_text_string(&line), columns, out);
	agx_text_release(&line);
}

void triage_thread_title(const struct crash_report *report, size_t thread,
			 const char *role, struct agx_text *out)
{
	const struct crash_thread *t = &report->threads[thread];

	agx_text_printf(out, "thread %" PRIu64 ", %s", t->number, role);
	if (t->name != NULL)
		agx_text_printf(out, ", %s", t->name);
	if (t->queue != NULL)
		agx_text_printf(out, ", %s", t->queue);
	if (t->operation != NULL)
		agx_text_printf(out, ", in %s%s%s", t->operation,
				t->object != NULL ? " of " : "",
				t->object != NULL ? t->object : "");
}

/* Line LINE of THREAD's column: its title, then its frames from FIRST on; nothing past
 * its end. */
static void column_line(const struct crash_report *report,
			const struct triage_hypothesis *h, size_t thread,
			const char *role, size_t line, size_t columns,
			struct agx_text *out)
{
	struct agx_text title = {0};
	size_t first = first_shown(report, h, thread);

	if (line > 0) {
		if (first + line - 1 < report->threads[thread].frame_count)
			short_frame_line(report, h, thread, first + line - 1, columns,
					 out);
		return;
	}
	triage_thread_title(report, thread, role, &title);
	put_clipped(agx_text_string(&title), columns, out);
	agx_text_release(&title);
}

void triage_threads_text(const struct crash_report *report,
			 const struct triage_hypothesis *h, unsigned width,
			 struct agx_text *out)
{
	bool has_witness = h != NULL && h->witness_count > 0;
	size_t faulting =
		report->faulting_thread < 0 ? 0 : (size_t)report->faulting_thread;
	const char *role =
		report->faulting_thread < 0 ? "first in the report" : "crashed";
	size_t columns = has_witness ? (width - 5) / 2 : width - 2;

	if (report->thread_count == 0)
		return;
	agx_text_puts(out, "\n");
	for (size_t i = 0; i <= SIDE_FRAMES; i++) {
		struct agx_text left = {0};
		struct agx_text right = {0};

		column_line(report, h, faulting, role, i, columns, &left);
		if (has_witness)
			column_line(report, h, h->witnesses[0], "witness", i, columns,
				    &right);
		if (right.length > 0)
			agx_text_printf(
				out, "  %s%*s | %s\n", agx_text_string(&left),
				(int)(columns - columns_of(agx_text_string(&left))), "",
				agx_text_string(&right));
		else if (left.length > 0)
			agx_text_printf(out, "  %s\n", agx_text_string(&left));
		agx_text_release(&left);
		agx_text_release(&right);
	}
	if (has_witness && h->witness_count > 1)
		agx_text_printf(out, "  (%zu more witnesses: --all)\n",
				h->witness_count - 1);
	agx_text_puts(out, "\n");
}
