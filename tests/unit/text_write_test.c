/* SPDX-License-Identifier: MIT */
#include "crash/text_write.h"

#include "crash/child.h"
#include "crash_bodies.h"

#include <criterion/criterion.h>
#include <string.h>

static void has(const char *text, const char *part)
{
	cr_assert_not_null(strstr(text, part), "'%s' is not in\n%s", part, text);
}

Test(text_write, tells_what_the_legacy_form_tells)
{
	int count = 3;
	struct child_spec spec = {.body = crash_body_crowd, .context = &count, .result_bytes = sizeof(int)};
	struct agx_text text = {0};
	struct crash_report report;
	struct child *child;

	cr_assert_eq(child_start(&spec, &child, NULL), AGX_OK);
	cr_assert(child_wait(child, 60000));
	cr_assert_eq(child_report(child, &report, NULL), AGX_OK);
	text_write(&report, &text);
	has(agx_text_string(&text), "Process:               text_write_test [");
	has(agx_text_string(&text), "Crashed Thread:        3  Dispatch queue: stream 0\n");
	has(agx_text_string(&text), "Exception Type:        EXC_BAD_ACCESS (SIGSEGV)\n");
	has(agx_text_string(&text), "KERN_INVALID_ADDRESS at 0x0000000000000184\n");
	has(agx_text_string(&text), "site = allocateUSCSpillBuffer\n");
	has(agx_text_string(&text), "fault = write of 0x184\n");
	has(agx_text_string(&text), "in thread 1: endEncoding on encoder 0\n");
	has(agx_text_string(&text), "in thread 3: setComputePipelineState: on encoder 2\n");
	has(agx_text_string(&text), "Thread 3 Crashed:: client 2  Dispatch queue: stream 0\n0   text_write_test ");
	has(agx_text_string(&text), " sim_encoder_allocateUSCSpillBuffer + ");
	has(agx_text_string(&text), "Thread 3 crashed with ");
	has(agx_text_string(&text), "Binary Images:\n");
	cr_assert_null(strstr(agx_text_string(&text), "jittered"));
	report.jittered = true;
	agx_text_release(&text);
	text_write(&report, &text);
	has(agx_text_string(&text), "jittered = ");
	agx_text_release(&text);
	crash_report_release(&report);
	child_free(child);
}
