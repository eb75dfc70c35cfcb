/* SPDX-License-Identifier: MIT */
#include "support/triage_fixture.h"

#include "crash/report_read.h"
#include "triage/judge.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* What is compared between a report and its damaged copies: the grade of every family. */
enum { FAMILIES_MAX = 64 };

struct verdict {
	bool readable;
	enum triage_grade top;
	enum triage_grade grades[FAMILIES_MAX]; /* by position in the set */
};

static struct family_set families;

static void setup(void)
{
	struct agx_error err = {0};

	cr_assert_eq(family_set_load(NULL, &families, &err), AGX_OK, "%s", err.text);
	cr_assert_leq(families.count, FAMILIES_MAX);
}

static void teardown(void)
{
	family_set_release(&families);
}

static struct verdict judge(const char *bytes, size_t length)
{
	struct verdict verdict = {0};
	struct crash_report report;
	struct triage_result result;
	struct agx_error err = {0};

	if (crash_report_read(bytes, length, &report, &err) != AGX_OK)
		return verdict;
	verdict.readable = true;
	cr_assert_eq(triage_judge(&families, &report, &result, &err), AGX_OK, "%s", err.text);
	for (size_t i = 0; i < result.count; i++) {
		const struct triage_hypothesis *h = &result.hypotheses[i];

		verdict.grades[h->family - families.families] = h->grade;
		if (h->grade > verdict.top)
			verdict.top = h->grade;
	}
	triage_result_release(&result);
	crash_report_release(&report);
	return verdict;
}

/* Every case in every shape and generation. */
static void for_each(void (*check)(const struct fixture *fixture, const char *name, const char *bytes,
				   size_t length, enum fixture_shape shape))
{
	size_t count;
	char **paths = fixture_paths(&count);

	cr_assert_gt(count, 17);
	for (size_t i = 0; i < count; i++) {
		struct fixture *fixture = fixture_load(paths[i]);

		for (int shape = 0; shape < SHAPE_COUNT; shape++) {
			if (!fixture_has_shape(fixture, (enum fixture_shape)shape))
				continue;
			for (int g = 0; g < FIXTURE_GENERATIONS; g++) {
				struct agx_text text = {0};
				struct agx_text name = {0};

				agx_text_printf(&name, "%s as %s, generation %d", fixture_name(fixture),
						fixture_shape_name((enum fixture_shape)shape), g);
				fixture_write(fixture, (enum fixture_shape)shape, g, &text);
				check(fixture, agx_text_string(&name), text.bytes, text.length,
				      (enum fixture_shape)shape);
				agx_text_release(&text);
				agx_text_release(&name);
			}
		}
		fixture_free(fixture);
		free(paths[i]);
	}
	free(paths);
}

static bool has_deciding_frame(const struct crash_report *report, const struct triage_hypothesis *h,
			       int64_t thread, const char *symbol)
{
	for (size_t i = 0; i < h->evidence_count; i++) {
		const struct triage_evidence *e = &h->evidence[i];

		if (e->thread == thread && e->frame >= 0 &&
		    strstr(report->threads[thread].frames[e->frame].symbol, symbol) != NULL)
			return true;
	}
	return false;
}

static bool says_against(const struct triage_hypothesis *h, const char *text)
{
	for (size_t i = 0; i < h->against_count; i++) {
		if (strstr(h->against[i], text) != NULL)
			return true;
	}
	return false;
}

static void check_expectation(const struct fixture *f, const char *name, const char *bytes,
			      size_t length, enum fixture_shape shape)
{
	struct crash_report report;
	struct triage_result result;
	struct agx_error err = {0};
	const struct triage_hypothesis *h;

	(void)shape;
	cr_assert_eq(crash_report_read(bytes, length, &report, &err), AGX_OK, "%s: %s", name, err.text);
	cr_assert_eq(triage_judge(&families, &report, &result, &err), AGX_OK, "%s", name);
	h = result.count > 0 ? &result.hypotheses[0] : NULL;
	cr_expect_str_eq(h == NULL ? "-" : h->family->id, fixture_family(f), "%s", name);
	cr_expect_str_eq(triage_grade_text(h == NULL ? GRADE_UNKNOWN : h->grade), fixture_grade(f), "%s",
			 name);
	for (size_t i = 0; fixture_not(f, i) != NULL; i++) {
		for (size_t k = 0; k < result.count; k++)
			cr_expect(result.hypotheses[k].grade != GRADE_LIKELY ||
					  strcmp(result.hypotheses[k].family->id, fixture_not(f, i)) != 0,
				  "%s: %s must not be likely", name, fixture_not(f, i));
	}
	if (h != NULL && fixture_witness(f) >= 0) {
		cr_expect_gt(h->witness_count, 0, "%s: no witness", name);
		if (h->witness_count > 0)
			cr_expect_eq((int64_t)h->witnesses[0], fixture_witness(f), "%s: witness %zu",
				     name, h->witnesses[0]);
		cr_expect(has_deciding_frame(&report, h, fixture_witness(f), fixture_witness_frame(f)),
			  "%s: the witness's frame %s does not decide", name, fixture_witness_frame(f));
	}
	if (h != NULL && fixture_frame(f) != NULL)
		cr_expect(has_deciding_frame(&report, h, report.faulting_thread, fixture_frame(f)),
			  "%s: the frame %s does not decide", name, fixture_frame(f));
	if (h != NULL && fixture_against(f) != NULL)
		cr_expect(says_against(h, fixture_against(f)), "%s: nothing like '%s' is said against",
			  name, fixture_against(f));
	triage_result_release(&result);
	crash_report_release(&report);
}

Test(triage, families_grades_and_witnesses, .init = setup, .fini = teardown)
{
	for_each(check_expectation);
}

static void assert_not_more_certain(const struct verdict *whole, const struct verdict *part,
				    const char *name, const char *damage, size_t at)
{
	cr_expect_leq((int)part->top, (int)whole->top, "%s, %s %zu: more certain than the whole", name,
		      damage, at);
	for (size_t i = 0; i < families.count; i++)
		cr_expect_leq((int)part->grades[i], (int)whole->grades[i],
			      "%s, %s %zu: %s is more certain than in the whole", name, damage, at,
			      families.families[i].id);
}

static void check_truncated(const struct fixture *f, const char *name, const char *bytes, size_t length,
			    enum fixture_shape shape)
{
	enum { STEP = 97 };
	struct verdict whole = judge(bytes, length);

	(void)f;
	if (shape == SHAPE_TRANSLATED || shape == SHAPE_CLIPPED)
		return; /* their halves are those of the other shapes */
	for (size_t at = STEP; at < length; at += STEP) {
		/* A copy of its own, so that a read past its end is seen. */
		char *part = malloc(at);
		struct verdict verdict;

		memcpy(part, bytes, at);
		verdict = judge(part, at);
		free(part);
		assert_not_more_certain(&whole, &verdict, name, "cut at", at);
	}
}

Test(triage, truncated_is_never_more_certain, .init = setup, .fini = teardown)
{
	for_each(check_truncated);
}

/* A copy that lost nothing says the same; one that lost something says no more. */
static void check_copies(const struct fixture *f, const char *name, const char *bytes, size_t length,
			 enum fixture_shape shape)
{
	struct verdict whole = judge(bytes, length);

	(void)f;
	(void)shape;
	for (int copy = 0; copy < 6; copy++) {
		static const char *const names[] = {"HTML", "CRLF", "quoted", "wrapped hard", "wrapped soft",
						    "wrapped narrow"};
		struct agx_text text = {0};
		struct verdict verdict;

		if (copy == 0)
			fixture_escape_html(bytes, length, &text);
		else if (copy == 1)
			fixture_crlf(bytes, length, &text);
		else if (copy == 2)
			fixture_quote(bytes, length, &text);
		else
			fixture_wrap(bytes, length, copy == 5 ? 61 : 80, copy == 4, &text);
		verdict = judge(text.bytes, text.length);
		agx_text_release(&text);
		cr_expect(verdict.readable, "%s: %s is not read", name, names[copy]);
		assert_not_more_certain(&whole, &verdict, name, names[copy], 0);
		if (copy < 3)
			cr_expect_eq((int)verdict.top, (int)whole.top, "%s: %s is less certain", name,
				     names[copy]);
	}
}

Test(triage, copies_are_never_more_certain, .init = setup, .fini = teardown)
{
	for_each(check_copies);
}
