/* SPDX-License-Identifier: MIT */
/* The half page, as a person in a narrow and in a wide terminal sees it. */
#include "support/triage_fixture.h"

#include "crash/report_read.h"
#include "report/triage_format.h"
#include "triage/judge.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINES_MAX = 45
};

static struct family_set families;

static void setup(void)
{
	struct agx_error err = {0};

	cr_assert_eq(family_set_load(NULL, &families, &err), AGX_OK, "%s", err.text);
}

static void teardown(void)
{
	family_set_release(&families);
}

static size_t columns_of(const char *line, size_t length)
{
	size_t columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += ((unsigned char)line[i] & 0xc0) != 0x80;
	return columns;
}

static void check_lines(const char *text, unsigned width, const char *name)
{
	size_t lines = 0;

	for (const char *line = text; *line != '\0'; lines++) {
		size_t length = strcspn(line, "\n");

		cr_expect_leq(columns_of(line, length), width,
			      "%s: a line of %zu columns: %.*s", name,
			      columns_of(line, length), (int)length, line);
		cr_expect(length == 0 || line[length - 1] != ' ',
			  "%s: blanks at the end of '%.*s'", name, (int)length, line);
		line += length + (line[length] == '\n');
	}
	cr_expect_leq(lines, width < 100 ? LINES_MAX + 10 : LINES_MAX,
		      "%s: %zu lines are no half page", name, lines);
}

/* A line whose beginning is LABEL; NULL if there is none. */
static const char *line_of(const char *text, const char *label)
{
	for (const char *line = text; line != NULL && *line != '\0';) {
		if (strncmp(line, label, strlen(label)) == 0)
			return line;
		line = strchr(line, '\n');
		line = line == NULL ? NULL : line + 1;
	}
	return NULL;
}

static void check_content(const struct crash_report *report,
			  const struct triage_result *result, const char *text,
			  const char *name)
{
	const struct triage_hypothesis *h =
		result->count > 0 ? &result->hypotheses[0] : NULL;
	bool deciding = false;

	cr_expect_not_null(line_of(text, "crash  "), "%s: no crash line", name);
	cr_expect_not_null(line_of(text, "versions  "), "%s: no versions", name);
	cr_expect_eq(line_of(text, "reason  ") == NULL, result->reason == NULL,
		     "%s: the reason", name);
	if (h == NULL) {
		cr_expect_not_null(line_of(text, "unknown: "), "%s", name);
		return;
	}
	for (size_t i = 0; i < h->evidence_count; i++)
		deciding = deciding || (h->evidence[i].frame >= 0 &&
					h->evidence[i].thread == report->faulting_thread);
	cr_expect_eq(strncmp(text, h->family->id, strlen(h->family->id)), 0, "%s", name);
	cr_expect_not_null(
		strstr(line_of(text, h->family->id), triage_grade_text(h->grade)), "%s",
		name);
	cr_expect_not_null(line_of(text, "because  "), "%s: no grounds", name);
	cr_expect_not_null(line_of(text, "fixed  "),
			   "%s: no word of versions that repair it", name);
	cr_expect_not_null(line_of(text, "do now  "), "%s", name);
	cr_expect_not_null(line_of(text, "to decide  "), "%s", name);
	cr_expect(h->against_count == 0 || line_of(text, "against  ") != NULL, "%s",
		  name);
	cr_expect(!deciding || line_of(text, "  > ") != NULL,
		  "%s: no deciding frame is marked", name);
	cr_expect(h->witness_count == 0 || strstr(text, " | > ") != NULL ||
			  strstr(text, ", witness") != NULL,
		  "%s: the witness is not shown", name);
}

static void check(const char *bytes, size_t length, const char *name)
{
	static const unsigned widths[] = {72, 80, 100, 120};
	struct crash_report report;
	struct triage_result result;
	struct agx_error err = {0};

	cr_assert_eq(crash_report_read(bytes, length, &report, &err), AGX_OK, "%s", name);
	cr_assert_eq(triage_judge(&families, &report, &result, &err), AGX_OK, "%s", name);
	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
		struct agx_text text = {0};

		triage_format_text(&report, &result, widths[i], &text);
		check_lines(agx_text_string(&text), widths[i], name);
		check_content(&report, &result, agx_text_string(&text), name);
		agx_text_release(&text);
	}
	triage_result_release(&result);
	crash_report_release(&report);
}

Test(triage_format, every_case_fits_and_tells_what_decides, .init = setup,
     .fini = teardown)
{
	size_t count;
	char **paths = fixture_paths(&count);

	cr_assert_gt(count, 0);
	for (size_t i = 0; i < count; i++) {
		struct fixture *fixture = fixture_load(paths[i]);

		for (int shape = 0; shape < SHAPE_COUNT; shape++) {
			struct agx_text text = {0};

			if (!fixture_has_shape(fixture, (enum fixture_shape)shape))
				continue;
			fixture_write(fixture, (enum fixture_shape)shape,
				      shape % FIXTURE_GENERATIONS, &text);
			check(text.bytes, text.length, fixture_name(fixture));
			agx_text_release(&text);
		}
		fixture_free(fixture);
		free(paths[i]);
	}
	free(paths);
}

/* 80 columns leave 37 for a thread: the selector has to be readable in them. */
Test(triage_format, the_deciding_selector_is_readable_in_80_columns, .init = setup,
     .fini = teardown)
{
	static const char report_text[] =
		"Process: app [1]\nException Type: EXC_BAD_ACCESS (SIGSEGV)\nException "
		"Codes: KERN_INVALID_ADDRESS at "
		"0x00000000000005c8\n\nThread 0 Crashed:\n0   AGXMetalG16G_B0 0x1000 "
		"-[AGXG16GFamilyComputeContext_mtlnext setComputePipelineState:] + "
		"32\n\nThread 1:\n0   "
		"libtorch_cpu.dylib 0x2000 "
		"at::mps::MPSStreamPool::synchronizeAllStreams() + 4\n1   x 0x3000 "
		"std::__1::vector<int, std::__1::allocator<int>>::operator<(int) const + "
		"1\n\nBinary Images:\n";
	struct crash_report report;
	struct triage_result result;
	struct agx_text text = {0};
	struct agx_error err = {0};

	cr_assert_eq(
		crash_report_read(report_text, sizeof report_text - 1, &report, &err),
		AGX_OK);
	cr_assert_eq(triage_judge(&families, &report, &result, &err), AGX_OK);
	triage_format_text(&report, &result, 80, &text);
	cr_expect_not_null(
		strstr(agx_text_string(&text), " setComputePipelineState:] | > 0 "), "%s",
		agx_text_string(&text));
	cr_expect_not_null(strstr(agx_text_string(&text), "synchronizeAllStreams\n"));
	cr_expect_not_null(strstr(agx_text_string(&text), "vector::operator<"));
	agx_text_release(&text);
	triage_result_release(&result);
	crash_report_release(&report);
}
