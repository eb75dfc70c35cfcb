/* SPDX-License-Identifier: MIT */
/* Any bytes read, judged and told: every hypothesis has grounds that point into the
 * report, and both formats can say it. */
#include "fuzz/report_check.h"

#include "crash/report_read.h"
#include "report/triage_format.h"

static struct family_set families;

static void check_hypothesis(const struct crash_report *report,
			     const struct triage_hypothesis *h)
{
	FUZZ_CHECK(h->grade == GRADE_LIKELY || h->grade == GRADE_POSSIBLE);
	FUZZ_CHECK(h->evidence_count > 0);
	for (size_t i = 0; i < h->evidence_count; i++) {
		const struct triage_evidence *e = &h->evidence[i];

		FUZZ_CHECK(e->says != NULL && e->thread < (int64_t)report->thread_count);
		FUZZ_CHECK(e->frame < 0 ||
			   (e->thread >= 0 &&
			    (size_t)e->frame < report->threads[e->thread].frame_count));
	}
	for (size_t i = 0; i < h->witness_count; i++)
		FUZZ_CHECK(h->witnesses[i] < report->thread_count &&
			   (int64_t)h->witnesses[i] != report->faulting_thread);
}

static void check_formats(const struct crash_report *report,
			  const struct triage_result *result)
{
	struct agx_text out = {0};
	json_t *json = triage_format_json(report, result, true);

	FUZZ_CHECK(json != NULL);
	json_decref(json);
	triage_format_text(report, result, 80, &out);
	triage_format_text(report, result, 120, &out);
	triage_format_all(report, result, &out);
	FUZZ_CHECK(!agx_text_failed(&out) && out.length > 0);
	agx_text_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct crash_report report;
	struct triage_result result;
	struct agx_error err = {0};

	if (families.count == 0)
		FUZZ_CHECK(family_set_load(NULL, &families, &err) == AGX_OK);
	if (crash_report_read((const char *)bytes, length, &report, &err) != AGX_OK)
		return 0;
	FUZZ_CHECK(triage_judge(&families, &report, &result, &err) == AGX_OK);
	for (size_t i = 0; i < result.count; i++) {
		check_hypothesis(&report, &result.hypotheses[i]);
		FUZZ_CHECK(i == 0 ||
			   result.hypotheses[i].grade <= result.hypotheses[i - 1].grade);
	}
	check_formats(&report, &result);
	triage_result_release(&result);
	crash_report_release(&report);
	return 0;
}
