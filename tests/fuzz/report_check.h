/* SPDX-License-Identifier: MIT */
/* What is true of every report that a reader returns, whatever it read. */
#ifndef AGX_TEST_FUZZ_REPORT_CHECK_H
#define AGX_TEST_FUZZ_REPORT_CHECK_H

#include "agxrace/crash_report.h"
#include "fuzz/fuzz_target.h"

static inline void check_frames(const struct crash_report *report,
				const struct crash_frame *frames, size_t count)
{
	FUZZ_CHECK(count == 0 || frames != NULL);
	for (size_t i = 0; i < count; i++)
		FUZZ_CHECK(frames[i].image < 0 ||
			   (size_t)frames[i].image < report->image_count);
}

static inline void check_texts(const struct crash_text *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		FUZZ_CHECK(texts[i].source != NULL && texts[i].text != NULL);
}

static inline void check_report(const struct crash_report *report)
{
	FUZZ_CHECK(report->format != NULL);
	FUZZ_CHECK(report->faulting_thread < 0 ||
		   (size_t)report->faulting_thread < report->thread_count);
	for (size_t i = 0; i < report->thread_count; i++) {
		const struct crash_thread *thread = &report->threads[i];

		check_frames(report, thread->frames, thread->frame_count);
		for (size_t k = 0; k < thread->register_count; k++)
			FUZZ_CHECK(thread->registers[k].name != NULL);
	}
	check_frames(report, report->exception_backtrace,
		     report->exception_backtrace_count);
	check_texts(report->asi, report->asi_count);
	check_texts(report->termination_reasons, report->termination_reason_count);
	check_texts(report->missing, report->missing_count);
}

#endif
