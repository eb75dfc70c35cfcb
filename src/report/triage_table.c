/* SPDX-License-Identifier: MIT */
/* Many reports in one table: one defect shows many faces, and they belong together. */
#include "report/triage_format.h"

#include "report/triage_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A face is its symbol and the address, in one line of a terminal. */
enum {
	SYMBOL_COLUMNS = 56,
	FACE_COLUMNS = 66,
	ELLIPSIS_BYTES = 2
};

/* The frame by which a person would name the crash: the first that is not the machinery
 * of dying. */
static const struct crash_frame *telling_frame(const struct crash_report *report)
{
	static const char *const machinery[] = {"__pthread_kill",
						"pthread_kill",
						"abort",
						"__abort",
						"__assert_rtn",
						"MTLReportFailure",
						"<deduplicated_symbol>",
						"__abort_with_payload",
						"abort_with_payload",
						"_sigtramp"};
	const struct crash_thread *thread;

	if (report->faulting_thread < 0)
		return NULL;
	thread = &report->threads[report->faulting_thread];
	for (size_t i = 0; i < thread->frame_count; i++) {
		const char *symbol = thread->frames[i].symbol;
		bool skip = false;

		for (size_t k = 0;
		     symbol != NULL && k < sizeof machinery / sizeof machinery[0]; k++)
			skip = skip ||
			       strncmp(symbol, machinery[k], strlen(machinery[k])) == 0;
		if (!skip)
			return &thread->frames[i];
	}
	return thread->frame_count > 0 ? &thread->frames[0] : NULL;
}

static void set(char *field, size_t size, const char *text)
{
	size_t length = agx_text_clip(text, size - 1);

	memcpy(field, text, length);
	field[length] = '\0';
}

void triage_row_fill(const struct crash_report *report,
		     const struct triage_result *result, struct triage_row *ret_row)
{
	const struct triage_hypothesis *h =
		result->count > 0 ? &result->hypotheses[0] : NULL;
	const struct crash_frame *frame = telling_frame(report);
	struct agx_text face = {0};

	set(ret_row->family, sizeof ret_row->family, h == NULL ? "" : h->family->id);
	set(ret_row->name, sizeof ret_row->name,
	    h == NULL ? "no known family" : h->family->name);
	set(ret_row->grade, sizeof ret_row->grade,
	    triage_grade_text(h == NULL ? GRADE_UNKNOWN : h->grade));
	set(ret_row->process, sizeof ret_row->process,
	    report->process == NULL ? "" : report->process);
	if (frame != NULL && frame->symbol != NULL)
		triage_short_symbol(frame->symbol, SYMBOL_COLUMNS, &face);
	else if (frame != NULL && frame->image_name != NULL)
		agx_text_printf(&face, "%s + 0x%" PRIx64, frame->image_name,
				frame->image_offset);
	else if (result->reason != NULL)
		agx_text_puts(&face, result->reason);
	else
		triage_exception_text(report, &face);
	if (frame != NULL && report->has_fault_address && report->fault_address < 0x10000)
		agx_text_printf(&face, " 0x%" PRIx64, report->fault_address);
	set(ret_row->face, sizeof ret_row->face, agx_text_string(&face));
	agx_text_release(&face);
}

/* Known families before unknown ones, then by family, grade (likely first), face and
 * path. */
static int compare(const void *a, const void *b)
{
	const struct triage_row *x = a;
	const struct triage_row *y = b;
	int order = (x->family[0] == '\0') - (y->family[0] == '\0');

	if (order == 0)
		order = strcmp(x->family, y->family);
	if (order == 0)
		order = strcmp(x->grade, y->grade);
	if (order == 0)
		order = strcmp(x->face, y->face);
	return order != 0 ? order : strcmp(x->path, y->path);
}

/* Rows from FIRST on that have its family and grade, or also its face. */
static size_t run_length(const struct triage_row *rows, size_t count, size_t first,
			 bool face)
{
	size_t i = first;

	while (i < count && strcmp(rows[i].family, rows[first].family) == 0 &&
	       strcmp(rows[i].grade, rows[first].grade) == 0 &&
	       (!face || strcmp(rows[i].face, rows[first].face) == 0))
		i++;
	return i - first;
}

void triage_format_table(struct triage_row *rows, size_t count, size_t unreadable,
			 struct agx_text *out)
{
	if (count > 0)
		qsort(rows, count, sizeof *rows, compare);
	for (size_t i = 0; i < count;) {
		size_t group = run_length(rows, count, i, false);
		size_t stop = i + group;

		agx_text_printf(out, "%5zu  %-4s %-8s  %s\n", group,
				rows[i].family[0] == '\0' ? "-" : rows[i].family,
				rows[i].grade, rows[i].name);
		while (i < stop) {
			size_t faces = run_length(rows, stop, i, true);

			agx_text_printf(out, "       %5zu  %.*s\n", faces,
					(int)agx_text_clip(rows[i].face,
							   FACE_COLUMNS + ELLIPSIS_BYTES),
					rows[i].face);
			agx_text_printf(out, "              %s%s\n", rows[i].path,
					faces > 1 ? " and others" : "");
			i += faces;
		}
	}
	agx_text_printf(out, "%zu report%s read, %zu unreadable\n", count,
			count == 1 ? "" : "s", unreadable);
}

static json_t *face_json(const struct triage_row *rows, size_t count)
{
	json_t *files = json_array();
	int failed = 0;

	for (size_t i = 0; i < count && failed == 0; i++)
		failed = json_array_append_new(files, json_string(rows[i].path));
	if (failed == 0)
		return json_pack("{s:s, s:I, s:o}", "face", rows[0].face, "count",
				 (json_int_t)count, "files", files);
	json_decref(files);
	return NULL;
}

json_t *triage_format_groups(struct triage_row *rows, size_t count)
{
	json_t *list = json_array();
	int failed = 0;

	if (count > 0)
		qsort(rows, count, sizeof *rows, compare);
	for (size_t i = 0; i < count && failed == 0;) {
		size_t group = run_length(rows, count, i, false);
		json_t *faces = json_array();
		json_t *entry = json_pack(
			"{s:s?, s:s, s:I, s:o}", "family",
			rows[i].family[0] == '\0' ? NULL : rows[i].family, "grade",
			rows[i].grade, "count", (json_int_t)group, "faces", faces);
		size_t stop = i + group;

		failed |= json_array_append_new(list, entry);
		while (i < stop && failed == 0) {
			size_t same = run_length(rows, stop, i, true);

			failed |= json_array_append_new(faces, face_json(&rows[i], same));
			i += same;
		}
	}
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}
