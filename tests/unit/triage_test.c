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

/* A case has to name what decides it: a deciding frame of the crashed thread, and the first witness, where there are any. */
static void check_names_what_decides(const struct fixture *f, const struct crash_report *report,
				     const struct triage_hypothesis *h, const char *name)
{
	cr_expect(h->witness_count == 0 || fixture_witness(f) >= 0, "%s: names no witness", name);
	for (size_t i = 0; i < h->evidence_count; i++)
		cr_expect(h->evidence[i].frame < 0 || h->evidence[i].thread != report->faulting_thread ||
				  fixture_frame(f) != NULL,
			  "%s: names no frame, such as %s", name,
			  report->threads[report->faulting_thread].frames[h->evidence[i].frame].symbol);
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
	if (h != NULL && fixture_unsaid(f) != NULL)
		cr_expect_not(says_against(h, fixture_unsaid(f)), "%s: '%s' is said against", name,
			      fixture_unsaid(f));
	if (h != NULL)
		check_names_what_decides(f, &report, h, name);
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

/* Judge every beginning of BYTES, STEP by STEP, against the whole. */
static void cut_everywhere(const struct verdict *whole, const char *bytes, size_t length, size_t step,
			   const char *name, const char *damage)
{
	for (size_t at = step; at < length; at += step) {
		/* A copy of its own, so that a read past its end is seen. */
		char *part = malloc(at);
		struct verdict verdict;

		memcpy(part, bytes, at);
		verdict = judge(part, at);
		free(part);
		assert_not_more_certain(whole, &verdict, name, damage, at);
	}
}

static void check_truncated(const struct fixture *f, const char *name, const char *bytes, size_t length,
			    enum fixture_shape shape)
{
	struct verdict whole = judge(bytes, length);

	(void)f;
	(void)shape;
	cut_everywhere(&whole, bytes, length, 97, name, "cut at");
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
		cut_everywhere(&whole, text.bytes, text.length, 997, name, names[copy]);
		agx_text_release(&text);
		cr_expect(verdict.readable, "%s: %s is not read", name, names[copy]);
		assert_not_more_certain(&whole, &verdict, name, names[copy], 0);
		if (copy < 3)
			cr_expect_eq(memcmp(&verdict, &whole, sizeof whole), 0, "%s: %s is judged otherwise",
				     name, names[copy]);
	}
}

Test(triage, copies_are_never_more_certain, .init = setup, .fini = teardown)
{
	for_each(check_copies);
}

/* What of the families the cases have shown: each rule, sign and counter-evidence by its position. */
static struct {
	bool rules[FAMILIES_MAX][SIGNS_MAX];
	bool signs[FAMILIES_MAX][SIGNS_MAX];
	bool against[FAMILIES_MAX][SIGNS_MAX];
} seen;

/* TEMPLATE up to its first brace begins SAID. */
static bool is_said_by(const char *said, const char *template)
{
	size_t length = strcspn(template, "{");

	return strncmp(said, template, length) == 0;
}

static void note_hypothesis(const struct triage_hypothesis *h)
{
	const struct family *family = h->family;
	size_t f = (size_t)(family - families.families);

	seen.rules[f][h->rule - family->rules] = true;
	for (size_t e = 0; e < h->evidence_count; e++) {
		for (size_t i = 0; i < family->sign_count; i++)
			seen.signs[f][i] = seen.signs[f][i] ||
					   strcmp(family->signs[i].name, h->evidence[e].sign) == 0;
	}
	for (size_t a = 0; a < h->against_count; a++) {
		for (size_t i = 0; i < family->against_count; i++) {
			if (!is_said_by(h->against[a], family->against[i].says))
				continue;
			seen.against[f][i] = true;
			seen.signs[f][family->against[i].sign] = true;
		}
	}
}

static void note_seen(const struct fixture *f, const char *name, const char *bytes, size_t length,
		      enum fixture_shape shape)
{
	struct crash_report report;
	struct triage_result result;
	struct agx_error err = {0};

	(void)f;
	(void)shape;
	cr_assert_eq(crash_report_read(bytes, length, &report, &err), AGX_OK, "%s", name);
	cr_assert_eq(triage_judge(&families, &report, &result, &err), AGX_OK, "%s", name);
	for (size_t i = 0; i < result.count; i++)
		note_hypothesis(&result.hypotheses[i]);
	triage_result_release(&result);
	crash_report_release(&report);
}

/* Every rule that names SIGN wants it absent: with it there is no hypothesis that could tell it. */
static bool only_rules_out(const struct family *family, size_t sign)
{
	bool negated = false;

	for (size_t i = 0; i < family->rule_count; i++) {
		bool named = false;

		for (size_t t = 0; t < family->rules[i].count; t++) {
			const struct grade_term *term = &family->rules[i].terms[t];

			for (size_t k = 0; k < term->count; k++)
				named = named || (term->negated && term->signs[k] == sign);
		}
		if (!named)
			return false;
		negated = true;
	}
	return negated;
}

Test(triage, every_rule_and_sign_decides_in_some_case, .init = setup, .fini = teardown)
{
	for_each(note_seen);
	for (size_t f = 0; f < families.count; f++) {
		const struct family *family = &families.families[f];

		for (size_t i = 0; i < family->rule_count; i++)
			cr_expect(seen.rules[f][i], "%s: no case is graded by its rule %zu, %s", family->id, i + 1,
				  triage_grade_text(family->rules[i].grade));
		for (size_t i = 0; i < family->sign_count; i++)
			cr_expect(seen.signs[f][i] || only_rules_out(family, i), "%s: no case shows the sign %s", family->id,
				  family->signs[i].name);
		for (size_t i = 0; i < family->against_count; i++)
			cr_expect(seen.against[f][i], "%s: in no case it is said that %s", family->id,
				  family->against[i].says);
	}
}
