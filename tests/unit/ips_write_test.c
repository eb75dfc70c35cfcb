/* SPDX-License-Identifier: MIT */
#include "crash/ips_write.h"

#include "crash/child.h"
#include "crash_bodies.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

struct parsed {
	json_t *header;
	json_t *body;
	char *text;
};

/* TEXT with each number that does not fit in 63 bits, which is all that jansson takes, made a string. */
static char *quote_large(const char *text)
{
	char *out = calloc(2 * strlen(text) + 1, 1);
	size_t length = 0;

	cr_assert_not_null(out);
	while (*text != '\0') {
		size_t digits = strspn(text, "0123456789");
		bool large = digits >= 19 && strtoull(text, NULL, 10) > INT64_MAX;

		digits = digits == 0 ? 1 : digits;
		length += (size_t)sprintf(out + length, "%s%.*s%s", large ? "\"" : "", (int)digits, text,
					  large ? "\"" : "");
		text += digits;
	}
	return out;
}

/* Write REPORT and read it back: a line that is JSON, then JSON and nothing after it. */
static struct parsed parse(const struct crash_report *report)
{
	struct agx_text text = {0};
	struct parsed parsed;
	json_error_t error;
	char *end;

	ips_write(report, &text);
	cr_assert_not(agx_text_failed(&text));
	parsed.text = quote_large(agx_text_string(&text));
	agx_text_release(&text);
	end = strchr(parsed.text, '\n');
	cr_assert_not_null(end);
	parsed.header = json_loadb(parsed.text, (size_t)(end - parsed.text), JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(parsed.header, "header: %s", error.text);
	parsed.body = json_loads(end + 1, JSON_REJECT_DUPLICATES, &error);
	cr_assert_not_null(parsed.body, "body: %s at %d", error.text, error.line);
	return parsed;
}

static void release(struct parsed *parsed)
{
	json_decref(parsed->header);
	json_decref(parsed->body);
	free(parsed->text);
}

static struct crash_report captured(int (*body)(void *, void *), int *count)
{
	struct child_spec spec = {.body = body, .context = count, .result_bytes = sizeof(int)};
	struct crash_report report;
	struct child *child;

	cr_assert_eq(child_start(&spec, &child, NULL), AGX_OK);
	cr_assert(child_wait(child, 60000));
	cr_assert_eq(child_report(child, &report, NULL), AGX_OK);
	child_free(child);
	return report;
}

static const char *string_at(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	cr_assert_not_null(text, "no text under %s", key);
	return text;
}

static json_int_t number_at(const json_t *object, const char *key)
{
	cr_assert(json_is_integer(json_object_get(object, key)), "no number under %s", key);
	return json_integer_value(json_object_get(object, key));
}

static const json_t *thread_named(const json_t *body, const char *name)
{
	size_t i;
	json_t *thread;

	json_array_foreach(json_object_get(body, "threads"), i, thread) {
		const char *text = json_string_value(json_object_get(thread, "name"));

		if (text != NULL && strcmp(text, name) == 0)
			return thread;
	}
	cr_assert_fail("no thread is named %s", name);
	return NULL;
}

Test(ips_write, header_says_what_the_rest_is)
{
	struct crash_report report = captured(crash_body_read_null, NULL);
	struct parsed p = parse(&report);
	struct utsname system;

	cr_assert_eq(uname(&system), 0);
	cr_assert_str_eq(string_at(p.header, "app_name"), "ips_write_test");
	cr_assert_str_eq(string_at(p.header, "name"), "ips_write_test");
	cr_assert_str_eq(string_at(p.header, "bug_type"), "309");
	cr_assert_str_eq(string_at(p.header, "platform"), system.sysname);
	cr_assert_eq(strncmp(string_at(p.header, "os_version"), system.sysname, strlen(system.sysname)), 0);
	cr_assert_str_eq(string_at(p.header, "app_version"), AGXRACE_VERSION);
	cr_assert_eq(strlen(string_at(p.header, "timestamp")), strlen("2023-10-05 14:41:23.00 -0700"));
	cr_assert_eq(strlen(string_at(p.header, "incident_id")), 36);
	cr_assert_str_eq(string_at(p.body, "incident"), string_at(p.header, "incident_id"));
	release(&p);
	crash_report_release(&report);
}

Test(ips_write, exception_and_own_keys_of_a_null_read)
{
	struct crash_report report = captured(crash_body_read_null, NULL);
	struct parsed p = parse(&report);
	const json_t *exception = json_object_get(p.body, "exception");
	const json_t *own = json_object_get(p.body, "agxrace");
	const json_t *thread = json_array_get(json_object_get(p.body, "threads"), 0);

	cr_assert_str_eq(string_at(exception, "type"), "EXC_BAD_ACCESS");
	cr_assert_str_eq(string_at(exception, "signal"), "SIGSEGV");
	cr_assert_str_eq(string_at(exception, "subtype"),
			 "KERN_INVALID_ADDRESS at 0x0000000000000098");
	cr_assert_str_eq(string_at(exception, "codes"), "0x0000000000000001, 0x0000000000000098");
	cr_assert_eq(json_integer_value(json_array_get(json_object_get(exception, "rawCodes"), 1)), 0x98);
	cr_assert_eq(number_at(p.body, "faultingThread"), 0);
	cr_assert(json_is_true(json_object_get(thread, "triggered")));
	cr_assert_str_eq(string_at(thread, "operation"), "dispatchThreads:threadsPerThreadgroup:");
	cr_assert_str_eq(string_at(thread, "object"), "encoder 7");
	cr_assert_str_eq(string_at(own, "site"), "prepareForEnqueue");
	cr_assert_str_eq(string_at(own, "access"), "read");
	cr_assert_str_eq(string_at(own, "end"), "crashed");
	cr_assert(json_is_false(json_object_get(own, "jittered")));
	cr_assert_eq(number_at(p.body, "pid"), (json_int_t)report.pid);
	cr_assert_str_eq(string_at(p.body, "procName"), "ips_write_test");
	cr_assert_eq(access(string_at(p.body, "procPath"), X_OK), 0);
	release(&p);
	crash_report_release(&report);
}

Test(ips_write, registers_are_this_machines_own)
{
	struct crash_report report = captured(crash_body_write_null, NULL);
	struct parsed p = parse(&report);
	const json_t *thread = json_array_get(json_object_get(p.body, "threads"), 0);
	const json_t *state = json_object_get(thread, "threadState");

#if defined(__x86_64__)
	cr_assert_str_eq(string_at(state, "flavor"), "x86_THREAD_STATE");
	cr_assert_eq(number_at(json_object_get(state, "cr2"), "value"), 0x184);
	cr_assert_eq(number_at(json_object_get(state, "trap"), "value"), 14);
	cr_assert_eq(number_at(json_object_get(state, "err"), "value") & 2, 2, "the write bit");
	cr_assert_eq(number_at(json_object_get(state, "rip"), "value"),
		     (json_int_t)report.threads[0].frames[0].address);
	cr_assert_null(json_object_get(state, "pc"), "no register of another machine");
#else
	cr_assert_str_eq(string_at(state, "flavor"), "ARM_THREAD_STATE64");
	cr_assert_eq(json_array_size(json_object_get(state, "x")), 29);
	cr_assert_eq(number_at(json_object_get(state, "far"), "value"), 0x184);
	cr_assert_eq(number_at(json_object_get(state, "pc"), "value"),
		     (json_int_t)report.threads[0].frames[0].address);
	cr_assert_null(json_object_get(state, "rip"), "no register of another machine");
#endif
	release(&p);
	crash_report_release(&report);
}

Test(ips_write, every_other_threads_operation_is_told)
{
	int count = 8;
	struct crash_report report = captured(crash_body_crowd, &count);
	struct parsed p = parse(&report);
	const json_t *faulting = json_array_get(json_object_get(p.body, "threads"),
						(size_t)number_at(p.body, "faultingThread"));

	cr_assert_str_eq(string_at(faulting, "name"), "client 7");
	cr_assert_str_eq(string_at(faulting, "operation"), "setComputePipelineState:");
	for (int i = 0; i < count - 1; i++) {
		char name[32];
		char object[32];

		(void)snprintf(name, sizeof name, "client %d", i);
		(void)snprintf(object, sizeof object, "encoder %d", i);
		cr_assert_str_eq(string_at(thread_named(p.body, name), "operation"), "endEncoding");
		cr_assert_str_eq(string_at(thread_named(p.body, name), "object"), object);
		cr_assert_null(json_object_get(thread_named(p.body, name), "triggered"));
		cr_assert_null(json_object_get(thread_named(p.body, name), "threadState"));
	}
	release(&p);
	crash_report_release(&report);
}

Test(ips_write, frames_name_functions_within_their_images)
{
	struct crash_report report = captured(crash_body_read_null, NULL);
	struct parsed p = parse(&report);
	const json_t *images = json_object_get(p.body, "usedImages");
	const json_t *thread = json_array_get(json_object_get(p.body, "threads"), 0);
	const json_t *frame = json_array_get(json_object_get(thread, "frames"), 0);
	const json_t *image = json_array_get(images, (size_t)number_at(frame, "imageIndex"));

	cr_assert_str_eq(string_at(frame, "symbol"), "sim_encoder_prepareForEnqueue");
	cr_assert_lt(number_at(frame, "symbolLocation"), 64);
	cr_assert_str_eq(string_at(image, "name"), "ips_write_test");
	cr_assert_str_eq(string_at(image, "path"), report.process_path);
	cr_assert_eq(strlen(string_at(image, "uuid")), 36);
	cr_assert_eq(number_at(image, "base") + number_at(frame, "imageOffset"),
		     (json_int_t)report.threads[0].frames[0].address);
	cr_assert_lt(number_at(frame, "imageOffset"), number_at(image, "size"));
	release(&p);
	crash_report_release(&report);
}

Test(ips_write, a_frame_of_no_image_goes_to_the_nameless_one)
{
	struct crash_report report = captured(crash_body_call_null, NULL);
	struct parsed p = parse(&report);
	const json_t *images = json_object_get(p.body, "usedImages");
	const json_t *thread = json_array_get(json_object_get(p.body, "threads"), 0);
	const json_t *frame = json_array_get(json_object_get(thread, "frames"), 0);
	const json_t *image = json_array_get(images, (size_t)number_at(frame, "imageIndex"));

	cr_assert_eq(json_array_size(images), report.image_count + 1);
	cr_assert_eq(number_at(image, "base"), 0);
	cr_assert_null(json_object_get(image, "name"));
	cr_assert_null(json_object_get(frame, "symbol"));
	release(&p);
	crash_report_release(&report);
}

Test(ips_write, assertion_text_is_application_specific_information)
{
	struct crash_report report = captured(crash_body_assertion, NULL);
	struct parsed p = parse(&report);
	const json_t *asi = json_object_get(json_object_get(p.body, "asi"), "ips_write_test");
	const json_t *termination = json_object_get(p.body, "termination");

	cr_assert_str_eq(json_string_value(json_array_get(asi, 0)),
			 "A command encoder is already encoding to this command buffer");
	cr_assert_str_eq(string_at(termination, "namespace"), "SIGNAL");
	cr_assert_eq(number_at(termination, "code"), SIGABRT);
	cr_assert_str_eq(string_at(json_object_get(p.body, "exception"), "type"), "EXC_CRASH");
	cr_assert_null(json_object_get(json_object_get(p.body, "exception"), "codes"), "not known");
	release(&p);
	crash_report_release(&report);
}

Test(ips_write, all_64_bits_and_odd_bytes_survive)
{
	const struct crash_register registers[] = {
		{.name = "rax", .value = UINT64_MAX},
		{.name = "rbx", .value = UINT64_C(9007199254740993)}, /* 2^53 + 1 */
	};
	const struct crash_thread thread = {.id = 1,
					    .name = "a\"b\\c\n\xff\xc3\xa9",
					    .registers = registers,
					    .register_count = 2,
					    .state_flavor = "x86_THREAD_STATE"};
	const struct crash_report report = {
		.process = "p", .threads = &thread, .thread_count = 1, .faulting_thread = 0};
	struct parsed p = parse(&report);
	const json_t *read = json_array_get(json_object_get(p.body, "threads"), 0);
	const json_t *state = json_object_get(read, "threadState");

	cr_assert_str_eq(string_at(read, "name"), "a\"b\\c\n\xef\xbf\xbd\xc3\xa9");
	cr_assert_str_eq(string_at(json_object_get(state, "rax"), "value"), "18446744073709551615");
	cr_assert_eq(number_at(json_object_get(state, "rbx"), "value"), INT64_C(9007199254740993));
	release(&p);
}

Test(ips_write, what_is_not_known_is_left_out)
{
	const struct crash_report report = {.process = "p", .faulting_thread = -1};
	struct parsed p = parse(&report);

	cr_assert_null(json_object_get(p.body, "faultingThread"));
	cr_assert_null(json_object_get(p.body, "exception"));
	cr_assert_null(json_object_get(p.body, "termination"));
	cr_assert_null(json_object_get(p.body, "modelCode"));
	cr_assert_null(json_object_get(p.body, "agxrace"));
	cr_assert_null(json_object_get(p.header, "timestamp"));
	release(&p);
}
