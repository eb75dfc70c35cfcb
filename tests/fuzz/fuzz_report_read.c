/* SPDX-License-Identifier: MIT */
/* Any bytes through the readers, which are chosen by content: what comes back is
 * consistent, and the same each time. */
#include "fuzz/report_check.h"

#include "crash/report_read.h"

static size_t frame_total(const struct crash_report *report)
{
	size_t total = report->exception_backtrace_count;

	for (size_t i = 0; i < report->thread_count; i++)
		total += report->threads[i].frame_count;
	return total;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct crash_report first = {0};
	struct crash_report again = {0};
	struct agx_error err = {0};
	enum agx_status status =
		crash_report_read((const char *)bytes, length, &first, &err);

	FUZZ_CHECK(status == AGX_OK || status == AGX_BAD_INPUT);
	FUZZ_CHECK(crash_report_read((const char *)bytes, length, &again, &err) ==
		   status);
	if (status != AGX_OK) {
		FUZZ_CHECK(first.memory == NULL && err.text[0] != '\0');
		return 0;
	}
	check_report(&first);
	FUZZ_CHECK(first.thread_count == again.thread_count &&
		   first.image_count == again.image_count);
	FUZZ_CHECK(first.asi_count == again.asi_count &&
		   frame_total(&first) == frame_total(&again));
	crash_report_release(&first);
	crash_report_release(&again);
	return 0;
}
