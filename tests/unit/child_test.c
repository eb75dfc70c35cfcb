/* SPDX-License-Identifier: MIT */
#include "crash/child.h"

#include "crash/snapshot_internal.h"
#include "crash_bodies.h"

#include <criterion/criterion.h>
#include <string.h>

enum { PATIENCE_MS = 60000 };

static struct child *start(int (*body)(void *, void *), void *context, uint64_t timeout_ms,
			   unsigned fault_in_stages)
{
	struct child_spec spec = {.body = body,
				  .context = context,
				  .result_bytes = sizeof(int),
				  .timeout_ms = timeout_ms,
				  .fault_in_stages = fault_in_stages};
	struct agx_error err;
	struct child *child;

	cr_assert_eq(child_start(&spec, &child, &err), AGX_OK, "%s", err.text);
	return child;
}

static struct child *run(int (*body)(void *, void *), void *context, unsigned fault_in_stages)
{
	struct child *child = start(body, context, 0, fault_in_stages);

	cr_assert(child_wait(child, PATIENCE_MS));
	return child;
}

static struct crash_report report_of(const struct child *child)
{
	struct crash_report report;
	struct agx_error err;

	cr_assert_eq(child_report(child, &report, &err), AGX_OK, "%s", err.text);
	return report;
}

static const struct crash_thread *thread_named(const struct crash_report *report, const char *name)
{
	for (size_t i = 0; i < report->thread_count; i++) {
		if (report->threads[i].name != NULL && strcmp(report->threads[i].name, name) == 0)
			return &report->threads[i];
	}
	cr_assert_fail("no thread is named %s", name);
	return NULL;
}

static bool has_frame(const struct crash_thread *thread, const char *symbol)
{
	for (size_t i = 0; i < thread->frame_count; i++) {
		if (thread->frames[i].symbol != NULL && strcmp(thread->frames[i].symbol, symbol) == 0)
			return true;
	}
	return false;
}

static bool is_missing(const struct crash_report *report, const char *part)
{
	for (size_t i = 0; i < report->missing_count; i++) {
		if (strcmp(report->missing[i].source, part) == 0)
			return true;
	}
	return false;
}

Test(child, result_and_return_value_come_back)
{
	struct child *child = run(crash_body_return_7, NULL, 0);
	struct crash_report report;

	cr_assert_eq(child_outcome(child)->end, CHILD_DONE);
	cr_assert_eq(child_outcome(child)->body_result, 7);
	cr_assert_eq(*(const int *)child_result(child), 42);
	cr_assert_eq(child_report(child, &report, NULL), AGX_FAILED);
	child_free(child);
}

Test(child, own_exit_is_not_done)
{
	struct child *child = run(crash_body_exit_3, NULL, 0);

	cr_assert_eq(child_outcome(child)->end, CHILD_EXITED);
	cr_assert_eq(child_outcome(child)->exit_status, 3);
	child_free(child);
}

Test(child, read_of_null_tells_where_and_what)
{
	struct child *child = run(crash_body_read_null, NULL, 0);
	const struct child_outcome *o = child_outcome(child);

	cr_assert_eq(o->end, CHILD_CRASHED);
	cr_assert_eq(o->signal, SIGSEGV);
	cr_assert(o->has_fault_address);
	cr_assert_eq(o->fault_address, 0x98);
	cr_assert_eq(o->access, CRASH_ACCESS_READ);
	cr_assert_str_eq(o->site, "prepareForEnqueue");
	cr_assert_str_eq(o->operation, "dispatchThreads:threadsPerThreadgroup:");
	cr_assert_str_eq(o->thread, "client 0");
	cr_assert_eq(*(const int *)child_result(child), 41, "what was written before stays readable");
	child_free(child);
}

Test(child, write_to_null_is_a_write)
{
	struct child *child = run(crash_body_write_null, NULL, 0);

	cr_assert_eq(child_outcome(child)->fault_address, 0x184);
	cr_assert_eq(child_outcome(child)->access, CRASH_ACCESS_WRITE);
	cr_assert_str_eq(child_outcome(child)->site, "allocateUSCSpillBuffer");
	cr_assert_str_eq(child_outcome(child)->operation, "");
	child_free(child);
}

Test(child, call_of_null_is_an_execute_and_names_the_caller)
{
	struct child *child = run(crash_body_call_null, NULL, 0);
	struct crash_report report = report_of(child);

	cr_assert_eq(child_outcome(child)->access, CRASH_ACCESS_EXECUTE);
	cr_assert_eq(child_outcome(child)->fault_address, 0);
	cr_assert_str_eq(child_outcome(child)->site, "call_nowhere");
	cr_assert_eq(report.threads[0].frames[0].address, 0);
	cr_assert_eq(report.threads[0].frames[0].image, -1);
	cr_assert_str_eq(report.threads[0].frames[1].symbol, "sim_call_nowhere");
	crash_report_release(&report);
	child_free(child);
}

Test(child, stack_overflow_is_captured_on_the_alternate_stack)
{
	struct child *child = run(crash_body_overflow, NULL, 0);
	struct crash_report report = report_of(child);

	cr_assert_eq(child_outcome(child)->end, CHILD_CRASHED);
	cr_assert_str_eq(child_outcome(child)->site, "recurse");
	cr_assert_eq(report.threads[0].frame_count, SNAPSHOT_FRAMES_MAX);
	cr_assert_eq(report.missing_count, 1, "the stack that was cut is told");
	crash_report_release(&report);
	child_free(child);
}

Test(child, assertion_gives_its_text)
{
	struct child *child = run(crash_body_assertion, NULL, 0);
	struct crash_report report = report_of(child);

	cr_assert_eq(child_outcome(child)->end, CHILD_ABORTED);
	cr_assert_eq(child_outcome(child)->signal, SIGABRT);
	cr_assert_not(child_outcome(child)->has_fault_address);
	cr_assert_str_eq(child_outcome(child)->message,
			 "A command encoder is already encoding to this command buffer");
	cr_assert_str_eq(child_outcome(child)->site, "crash_body_assertion");
	cr_assert_eq(report.asi_count, 1);
	cr_assert_str_eq(report.signal, "SIGABRT");
	crash_report_release(&report);
	child_free(child);
}

Test(child, abort_of_others_gives_the_last_line_of_standard_error)
{
	struct child *child = run(crash_body_abort_with_words, NULL, 0);

	cr_assert_eq(child_outcome(child)->end, CHILD_ABORTED);
#if !defined(__SANITIZE_ADDRESS__)
	cr_assert_str_eq(child_outcome(child)->message, "free(): invalid pointer");
#endif
	child_free(child);
}

Test(child, hang_shows_where_it_hangs)
{
	struct child *child = start(crash_body_hang, NULL, 50, 0);
	struct crash_report report;

	cr_assert(child_wait(child, PATIENCE_MS));
	cr_assert_eq(child_outcome(child)->end, CHILD_HUNG);
	cr_assert_str_eq(child_outcome(child)->site, "");
	report = report_of(child);
	cr_assert_eq(report.faulting_thread, -1);
	cr_assert_str_eq(report.threads[0].operation, "waitUntilCompleted");
	cr_assert_str_eq(report.threads[0].object, "command buffer 9");
	cr_assert(has_frame(&report.threads[0], "crash_body_hang"));
	cr_assert_eq(report.exception_type, NULL);
	crash_report_release(&report);
	child_free(child);
}

Test(child, hang_of_many_shows_them_all)
{
	int count = 16;
	struct child *child = start(crash_body_crowd_hangs, &count, 500, 0);
	struct crash_report report;

	cr_assert(child_wait(child, PATIENCE_MS));
	cr_assert_eq(child_outcome(child)->end, CHILD_HUNG);
	report = report_of(child);
	cr_assert_eq(report.thread_count, (size_t)count + 1);
	cr_assert_str_eq(thread_named(&report, "client 3")->operation, "endEncoding");
	cr_assert_str_eq(thread_named(&report, "client 15")->operation, "setComputePipelineState:");
	crash_report_release(&report);
	child_free(child);
}

Test(child, deaf_hang_is_killed_all_the_same)
{
	struct child *child = start(crash_body_hang_deaf, NULL, 50, 0);

	cr_assert(child_wait(child, PATIENCE_MS));
	cr_assert_eq(child_outcome(child)->end, CHILD_HUNG);
	cr_assert_not(child_outcome(child)->captured);
	child_free(child);
}

Test(child, killed_by_another)
{
	struct child *child = run(crash_body_killed, NULL, 0);

	cr_assert_eq(child_outcome(child)->end, CHILD_KILLED);
	cr_assert_eq(child_outcome(child)->signal, SIGKILL);
	child_free(child);
}

Test(child, every_thread_tells_its_operation)
{
	int count = 64;
	struct child *child = run(crash_body_crowd, &count, 0);
	struct crash_report report = report_of(child);

	cr_assert_eq(report.thread_count, (size_t)count + 1);
	for (int i = 0; i < count; i++) {
		char name[32];
		char object[32];
		char queue[32];
		const struct crash_thread *thread;

		(void)snprintf(name, sizeof name, "client %d", i);
		(void)snprintf(object, sizeof object, "encoder %d", i);
		(void)snprintf(queue, sizeof queue, "stream %d", i % 2);
		thread = thread_named(&report, name);
		cr_assert_str_eq(thread->operation,
				 i + 1 < count ? "endEncoding" : "setComputePipelineState:");
		cr_assert_str_eq(thread->object, object);
		cr_assert_str_eq(thread->queue, queue);
		cr_assert_eq(thread->triggered, i + 1 == count);
		cr_assert(has_frame(thread, "crash_body_member_run"), "%s", name);
		cr_assert_eq(thread->register_count > 0, i + 1 == count);
	}
	cr_assert_str_eq(report.threads[report.faulting_thread].name, "client 63");
	cr_assert_eq(report.missing_count, 0);
	crash_report_release(&report);
	child_free(child);
}

Test(child, all_threads_faulting_at_once_make_one_report)
{
	int count = 32;
	struct child *child = run(crash_body_all_fault, &count, 0);
	struct crash_report report = report_of(child);
	size_t triggered = 0;

	cr_assert_str_eq(child_outcome(child)->site, "allocateUSCSpillBuffer");
	cr_assert_eq(report.thread_count, (size_t)count + 1);
	for (size_t i = 0; i < report.thread_count; i++)
		triggered += report.threads[i].triggered;
	cr_assert_eq(triggered, 1);
	crash_report_release(&report);
	child_free(child);
}

Test(child, a_fault_in_the_handler_costs_only_its_stage)
{
	static const char *const parts[SNAPSHOT_STAGES] = {
		"registers", "list of threads", "operation of the faulting thread",
		"stack of the faulting thread", "stack by frame pointers", "wait for the other threads", "end"};
	int count = 4;

	for (unsigned stage = 0; stage < SNAPSHOT_STAGES; stage++) {
		struct child *child = run(crash_body_crowd, &count, 1u << stage);
		struct crash_report report = report_of(child);

		cr_assert_eq(child_outcome(child)->end, CHILD_CRASHED);
		cr_assert_eq(child_outcome(child)->signal, SIGSEGV);
		for (unsigned i = 0; i < SNAPSHOT_STAGES; i++)
			cr_assert_eq(is_missing(&report, parts[i]), i == stage, "stage %u, part %s",
				     stage, parts[i]);
		cr_assert_str_eq(child_outcome(child)->site, "allocateUSCSpillBuffer");
		cr_assert_eq(child_outcome(child)->has_fault_address, stage != SNAPSHOT_SIGNAL);
		crash_report_release(&report);
		child_free(child);
	}
}

Test(child, a_handler_that_always_faults_still_says_which_signal)
{
	int count = 4;
	struct child *child = run(crash_body_crowd, &count, ~0u);
	struct crash_report report = report_of(child);

	cr_assert_eq(child_outcome(child)->end, CHILD_CRASHED);
	cr_assert_str_eq(report.signal, "SIGSEGV");
	cr_assert_eq(report.thread_count, 1);
	crash_report_release(&report);
	child_free(child);
}

/* How long the capture of a crash takes whose handler hangs in its STACK stage. */
static uint64_t stalled_ms(int (*body)(void *, void *), size_t frames_min)
{
	int count = 4;
	struct child *child = run(body, &count, 1u << SNAPSHOT_STACK << 16);
	struct crash_report report = report_of(child);
	uint64_t ms = child_outcome(child)->wall_ns / 1000000u;

	cr_assert_eq(child_outcome(child)->end, CHILD_CRASHED);
	cr_assert_eq(child_outcome(child)->fault_address, 0x184);
	cr_assert_str_eq(child_outcome(child)->site, "allocateUSCSpillBuffer");
	cr_assert(is_missing(&report, "stack of the faulting thread"));
	cr_assert_geq(report.threads[report.faulting_thread].frame_count, frames_min);
	crash_report_release(&report);
	child_free(child);
	return ms;
}

Test(child, a_stage_that_hangs_is_left)
{
	cr_assert_lt(stalled_ms(crash_body_crowd, 2), SNAPSHOT_CAPTURE_MS);
}

Test(child, another_thread_goes_on_when_the_alarm_is_blocked)
{
	cr_assert_lt(stalled_ms(crash_body_crowd_no_alarm, 2), SNAPSHOT_CAPTURE_MS);
}

Test(child, a_capture_that_nobody_can_finish_is_ended_by_the_parent)
{
	cr_assert_geq(stalled_ms(crash_body_write_no_alarm, 1), SNAPSHOT_CAPTURE_MS);
}

Test(child, several_run_at_once_and_the_first_to_end_is_told)
{
	int count = 4;
	struct child *children[3] = {start(crash_body_hang, NULL, 0, 0),
				     start(crash_body_hang, NULL, 0, 0),
				     start(crash_body_crowd, &count, 0, 0)};

	cr_assert_eq(child_wait_any(children, 3, PATIENCE_MS), 2);
	cr_assert_eq(child_outcome(children[2])->end, CHILD_CRASHED);
	cr_assert_eq(child_wait_any(children, 2, 20), 2, "the others run on");
	for (size_t i = 0; i < 3; i++)
		child_free(children[i]);
}

Test(child, a_signal_that_somebody_sent_has_no_fault_address)
{
	struct child *child = run(crash_body_send_fault, NULL, 0);
	struct crash_report report;

	cr_assert_eq(child_outcome(child)->end, CHILD_CRASHED);
	cr_assert_not(child_outcome(child)->has_fault_address, "nothing faulted");
	report = report_of(child);
	for (size_t i = 0; i < report.threads[0].register_count; i++)
		cr_assert_str_neq(report.threads[0].registers[i].name, "cr2");
	crash_report_release(&report);
	child_free(child);
}
