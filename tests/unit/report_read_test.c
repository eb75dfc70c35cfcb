/* SPDX-License-Identifier: MIT */
#include "support/triage_fixture.h"

#include "base/limits.h"
#include "crash/report_read.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct crash_report report;

static void read_text(const char *text)
{
	struct agx_error err = {0};

	cr_assert_eq(crash_report_read(text, strlen(text), &report, &err), AGX_OK, "%s", err.text);
}

static void teardown(void)
{
	crash_report_release(&report);
}

TestSuite(report_read, .fini = teardown);

static const struct crash_register *find_register(const struct crash_thread *thread, const char *name)
{
	for (size_t i = 0; i < thread->register_count; i++) {
		if (strcmp(thread->registers[i].name, name) == 0)
			return &thread->registers[i];
	}
	return NULL;
}

static bool is_missing(const char *source)
{
	for (size_t i = 0; i < report.missing_count; i++) {
		if (strcmp(report.missing[i].source, source) == 0)
			return true;
	}
	return false;
}

static void check_counts(const struct fixture *fixture, enum fixture_shape shape, int generation)
{
	struct agx_text text = {0};
	struct agx_error err = {0};
	size_t frames = 0;

	fixture_write(fixture, shape, generation, &text);
	cr_assert_eq(crash_report_read(text.bytes, text.length, &report, &err), AGX_OK, "%s", err.text);
	for (size_t i = 0; i < report.thread_count; i++)
		frames += report.threads[i].frame_count;
	cr_expect_eq(report.thread_count, fixture_thread_count(fixture), "%s as %s: %zu threads",
		     fixture_name(fixture), fixture_shape_name(shape), report.thread_count);
	cr_expect_eq(frames, fixture_frame_count(fixture), "%s as %s: %zu frames", fixture_name(fixture),
		     fixture_shape_name(shape), frames);
	cr_expect_eq(report.image_count, fixture_image_count(fixture), "%s as %s: %zu images",
		     fixture_name(fixture), fixture_shape_name(shape), report.image_count);
	cr_expect_not(report.threads_cut, "%s as %s: told to be cut", fixture_name(fixture),
		      fixture_shape_name(shape));
	agx_text_release(&text);
	crash_report_release(&report);
}

Test(report_read, every_shape_gives_all_threads_frames_and_images)
{
	size_t count;
	char **paths = fixture_paths(&count);

	for (size_t i = 0; i < count; i++) {
		struct fixture *fixture = fixture_load(paths[i]);

		for (int shape = SHAPE_IPS; shape <= SHAPE_ISSUE; shape++) {
			for (int g = 0; g < FIXTURE_GENERATIONS; g++) {
				if (fixture_has_shape(fixture, (enum fixture_shape)shape))
					check_counts(fixture, (enum fixture_shape)shape, g);
			}
		}
		fixture_free(fixture);
		free(paths[i]);
	}
	free(paths);
}

Test(report_read, ips_fields)
{
	read_text("{\"app_name\":\"app\",\"bug_type\":\"309\",\"os_version\":\"macOS 15.6.1 (24G90)\"}\n"
		  "{\"pid\":42,\"procName\":\"app\",\"faultingThread\":1,\"exception\":{\"type\":\"EXC_BAD_ACCESS\","
		  "\"signal\":\"SIGSEGV\",\"subtype\":\"KERN_INVALID_ADDRESS at 0x0000000000000184\"},\"threads\":["
		  "{\"id\":1},{\"id\":2,\"threadState\":{\"x\":[{\"value\":18446744069414586112}],\"far\":{"
		  "\"value\":388},\"esr\":{\"value\":2449473606,\"description\":\"(Data Abort) byte write "
		  "Translation fault\"}},\"frames\":[{\"imageOffset\":16,\"imageIndex\":0,\"symbol\":\"f\","
		  "\"symbolLocation\":4}]}],\"usedImages\":[{\"base\":18446744073709547520,\"size\":4096,"
		  "\"name\":\"top\"}]}");
	cr_assert_eq(report.thread_count, 2);
	cr_assert_eq(report.threads[0].frame_count, 0, "a thread without frames is a thread");
	cr_assert_eq(report.faulting_thread, 1, "faultingThread alone tells it");
	cr_assert(report.has_fault_address);
	cr_assert_eq(report.fault_address, 0x184);
	cr_assert_eq(report.access, CRASH_ACCESS_WRITE);
	cr_assert_eq(find_register(&report.threads[1], "x0")->value, 18446744069414586112u);
	cr_assert_eq(report.images[0].base, 0xfffffffffffff000u);
	cr_assert_eq(report.threads[1].frames[0].address, 0xfffffffffffff010u);
	cr_assert_str_eq(report.threads[1].frames[0].image_name, "top");
}

Test(report_read, ios_names_a_thread_in_a_line_of_its_own)
{
	read_text("Hardware Model:      iPhone8,1\nOS Version:          iPhone OS 13.3.1 (17D50)\nException Type: "
		  " EXC_BAD_ACCESS (SIGSEGV)\nException Subtype: KERN_INVALID_ADDRESS at 0x0000000000000010\n"
		  "Triggered by Thread:  1\n\nThread 0 name:  Dispatch queue: com.apple.main-thread\nThread 0:\n"
		  "0   libsystem_kernel.dylib        \t0x00000001be8bbebc 0x1be8b8000 + 16060\n\nThread 1 name:  "
		  "render\nThread 1 Crashed:\n0   App                           \t0x0000000100a1c0de -[A b:] + 12 "
		  "(A.m:7)\n\nThread 1 crashed with ARM Thread State (64-bit):\n    x0: 0x0000000000000001   x1: "
		  "0xffffffffffffffff\n   esr: 0x92000006  Address size fault\n\nBinary Images:\n0x100a18000 - "
		  "0x100a1ffff App arm64  <0123456789abcdef0123456789abcdef> "
		  "/var/containers/Bundle/App.app/App\n");
	cr_assert_eq(report.thread_count, 2);
	cr_assert_str_eq(report.threads[0].queue, "com.apple.main-thread");
	cr_assert_null(report.threads[0].frames[0].symbol);
	cr_assert_eq(report.threads[0].frames[0].image_offset, 16060);
	cr_assert_str_eq(report.threads[1].name, "render");
	cr_assert_eq(report.faulting_thread, 1);
	cr_assert_str_eq(report.threads[1].frames[0].source_file, "A.m");
	cr_assert_eq(report.threads[1].frames[0].source_line, 7);
	cr_assert_str_eq(report.threads[1].frames[0].symbol, "-[A b:]");
	cr_assert_eq(find_register(&report.threads[1], "x1")->value, UINT64_MAX);
	cr_assert_str_eq(report.images[0].arch, "arm64");
	cr_assert_eq(report.access, CRASH_ACCESS_READ);
	cr_assert_eq(report.threads[1].frames[0].image, 0);
}

Test(report_read, x86_page_fault_tells_the_access)
{
	read_text("Process: app [1]\nCrashed Thread: 0\nException Type: EXC_BAD_ACCESS (SIGSEGV)\nException Codes: "
		  "KERN_INVALID_ADDRESS at 0x0000000000000098\n\nThread 0 Crashed:\n0   AMDMTLBronzeDriver 0x00007fff1 "
		  "f + 1\n\nThread 0 crashed with X86 Thread State (64-bit):\n  rax: 0x0000000000000000  cr2: "
		  "0x0000000000000098\n\nError Code:      0x00000006\nTrap Number:     14\n\nBinary Images:\n");
	cr_assert_eq(report.access, CRASH_ACCESS_WRITE);
}

Test(report_read, bare_frames_are_the_crashed_thread)
{
	read_text("0   AGXMetalG13X     0x1c2d3e4f5 -[AGXG13XFamilyComputeContext setComputePipelineState:] + 32\n"
		  "1   libtorch_cpu.dylib  0x1234567ab at::native::mps::f(int, char const*) + 8\n");
	cr_assert_str_eq(report.format, "fragment");
	cr_assert_eq(report.thread_count, 1);
	cr_assert_eq(report.faulting_thread, 0);
	cr_assert(report.threads_cut, "what was not pasted may hold anything");
	cr_assert_str_eq(report.threads[0].frames[1].symbol, "at::native::mps::f(int, char const*)");
	cr_assert(is_missing("exception"));
	cr_assert(is_missing("images"));
}

Test(report_read, a_fragment_of_json_gives_what_it_holds)
{
	read_text("ineState:]\",\"symbolLocation\":32,\"imageIndex\":0},{\"imageOffset\":5,\"symbol\":\"g\",\"imageIndex"
		  "\":0}],\"queue\":\"q\"},{\"id\":5,\"frames\":[{\"imageOffset\":6,\"symbol\":\"h\",\"imageIndex\":0"
		  "}]}],\"usedImages\":[{\"name\":\"AGXMetalG13X\",\"base\":4096,\"size\":4096}],\"shared");
	cr_assert_str_eq(report.format, "fragment");
	cr_assert_eq(report.thread_count, 2);
	cr_assert_str_eq(report.threads[0].queue, "q");
	cr_assert_str_eq(report.threads[1].frames[0].image_name, "AGXMetalG13X");
	cr_assert(report.threads_cut);
	cr_assert_eq(report.faulting_thread, -1);
}

Test(report_read, an_address_cut_short_is_no_address)
{
	read_text("Process: app [1]\nException Type: EXC_BAD_ACCESS (SIGSEGV)\nException Codes: KERN_INVALID_ADDRESS at "
		  "0x00000000000");
	cr_assert_not(report.has_fault_address);
}

Test(report_read, only_the_first_of_two_reports_is_read)
{
	read_text("Process: a [1]\nCrashed Thread: 0\n\nThread 0 Crashed:\n0   one  0x0000000100000001 f + 1\n\nBinary "
		  "Images:\n\nProcess: b [2]\n\nThread 0 Crashed:\n0   two  0x0000000100000002 g + 1\n\nThread 1:\n0 "
		  "  two  0x0000000100000003 h + 1\n");
	cr_assert_eq(report.thread_count, 1);
	cr_assert_str_eq(report.process, "a");
	cr_assert(is_missing("second report"));
}

Test(report_read, a_panic_without_json)
{
	read_text("panic(cpu 4 caller 0xfffffe002a1b2c3d): \"x\" @IOGPUMemory.cpp:550\nPanicked task 0xfffffe1: 8 pages, "
		  "2 threads: pid 77: python3.11\n\t\t  lr: 0xfffffe0029a1b2c4  fp: 0x1\n      "
		  "com.apple.iokit.IOGPUFamily(129.3.2)[AAAA]@0xfffffe0029a00000->0xfffffe0029afffff\n");
	cr_assert_str_eq(report.format, "panic");
	cr_assert_eq(report.pid, 77);
	cr_assert_str_eq(report.process, "python3.11");
	cr_assert_eq(report.threads[0].frames[0].address, 0xfffffe0029a1b2c4u);
	cr_assert_str_eq(report.images[0].version, "129.3.2");
}

Test(report_read, a_string_with_escaped_json_is_opened_up)
{
	read_text("\"{\\\"app_name\\\":\\\"a\\\",\\\"bug_type\\\":\\\"309\\\"}\\n{\\\"procName\\\":\\\"a\\\",\\\"threads\\\":[{"
		  "\\\"frames\\\":[{\\\"symbol\\\":\\\"f\\\",\\\"imageIndex\\\":0}]}]}\"");
	cr_assert_eq(report.thread_count, 1);
	cr_assert_str_eq(report.threads[0].frames[0].symbol, "f");
}

Test(report_read, binary_and_empty_input_are_refused)
{
	struct agx_error err = {0};
	char garbage[4096];

	for (size_t i = 0; i < sizeof garbage; i++)
		garbage[i] = (char)(i * 2654435761u >> 7);
	cr_assert_eq(crash_report_read(garbage, sizeof garbage, &report, &err), AGX_BAD_INPUT);
	cr_assert_eq(crash_report_read("", 0, &report, &err), AGX_BAD_INPUT);
	cr_assert_eq(crash_report_read("{}", 2, &report, &err), AGX_OK, "text that names nothing is text");
}

Test(report_read, a_symbol_cut_short_is_no_symbol)
{
	read_text("Process: app [1]\n\nThread 0 Crashed:\n0   AGXMetalG13X 0x1000 whole_one + 4\n1   AGXMetalG13X 0x2000 "
		  "-[AGXG13XFamilyComputeContext setCompute");
	cr_assert_eq(report.threads[0].frame_count, 2);
	cr_assert_str_eq(report.threads[0].frames[0].symbol, "whole_one");
	cr_assert_null(report.threads[0].frames[1].symbol);
	cr_assert(report.threads_cut);
}

Test(report_read, a_padded_address_that_lost_digits_is_no_address)
{
	read_text("Process: app [1]\nException Type: EXC_BAD_ACCESS (SIGSEGV)\nException Codes: KERN_INVALID_ADDRESS at "
		  "0x00000000000005\n\nThread 0 Crashed:\n0   a 0x1000 b + 1\n\nBinary Images:\n");
	cr_assert_not(report.has_fault_address, "0x5 is not what the report says");
}

Test(report_read, an_unpadded_address_in_the_last_line_is_no_address)
{
	read_text("Process: app [1]\nException Type: SIGSEGV\nException Codes: SEGV_MAPERR at 0x5c");
	cr_assert_not(report.has_fault_address, "it may be 0x5c8");
	crash_report_release(&report);
	read_text("Process: app [1]\nException Type: SIGSEGV\nException Codes: SEGV_MAPERR at 0x5c8\n");
	cr_assert_eq(report.fault_address, 0x5c8);
}

Test(report_read, the_last_image_needs_no_newline)
{
	read_text("Process: app [1]\n\nThread 0 Crashed:\n0   b 0x2010 f + 1\n\nBinary Images:\n0x1000 - 0x1fff a (1.0) <aa> "
		  "/x/a\n0x2000 - 0x2fff b (2.0) <bb> /x/b");
	cr_assert_eq(report.image_count, 2);
	cr_assert_str_eq(report.images[1].version, "2.0");
	cr_assert_str_eq(report.images[1].path, "/x/b");
	cr_assert_eq(report.threads[0].frames[0].image, 1);
	crash_report_release(&report);
	read_text("Process: app [1]\n\nThread 0 Crashed:\n0   b 0x2010 f + 1\n\nBinary Images:\n0x2000 - 0x2fff b (2.0) <bb> /x/y");
	cr_assert_eq(report.image_count, 1);
	cr_assert_null(report.images[0].path, "it may go on");
}

Test(report_read, a_panic_tells_its_extensions_and_what_they_depend_on)
{
	read_text("panic(cpu 4 caller 0xfffffe0012345678): \"prepare count underflow\" @IOGPUMemory.cpp:550\nPanicked task "
		  "0xfffffe0000000001: 10 pages, 2 threads: pid 42: app\n\t\t  lr: 0xfffffe0000000010  fp: "
		  "0xfffffe0000000020\n      Kernel Extensions in backtrace:\n         "
		  "com.apple.iokit.IOGPUFamily(1.2)[AA]@0xfffffe0000001000->0xfffffe0000001fff\n            dependency: "
		  "com.apple.iokit.IOSurface(3.4)[BB]@0xfffffe0000002000->0xfffffe0000002fff\n");
	cr_assert_str_eq(report.format, "panic");
	cr_assert_eq(report.pid, 42);
	cr_assert_str_eq(report.process, "app");
	cr_assert_eq(report.threads[0].frame_count, 1);
	cr_assert_eq(report.image_count, 2);
	cr_assert_str_eq(report.images[1].identifier, "com.apple.iokit.IOSurface");
	cr_assert_str_eq(report.images[1].version, "3.4");
	cr_assert_eq(report.images[1].size, 0x1000);
}

Test(report_read, a_wrapped_frame_is_one_frame)
{
	read_text("Process: app [1]\nException Type: EXC_BAD_ACCESS\n(SIGSEGV)\n\nThread 0 Crashed:\n0   AGXMetalG13X 0x1000 "
		  "-[AGXG13XFamilyComputeContext \nsetComputePipelineState:] + 32\n1   libtorch_cpu.dylib 0x2000 "
		  "at::native::mps::f(int, \nchar const*) + 8\n\nThread 1:\n0   a 0x3000 g + 1\n\nBinary Images:\n");
	cr_assert_eq(report.threads[0].frame_count, 2);
	cr_assert_str_eq(report.threads[0].frames[0].symbol,
			 "-[AGXG13XFamilyComputeContext setComputePipelineState:]");
	cr_assert_eq(report.threads[0].frames[0].symbol_offset, 32);
	cr_assert_str_eq(report.threads[0].frames[1].symbol, "at::native::mps::f(int, char const*)");
	cr_assert_eq(report.thread_count, 2);
}

Test(report_read, more_than_the_limits_is_told_as_missing)
{
	struct agx_text text = {0};
	struct agx_error err = {0};

	agx_text_puts(&text, "Process: app [1]\n\n");
	for (int i = 0; i < AGX_REPORT_THREADS_MAX + 10; i++)
		agx_text_printf(&text, "Thread %d:\n0 a 0x1 b\n", i);
	agx_text_puts(&text, "\nBinary Images:\n");
	cr_assert_eq(crash_report_read(text.bytes, text.length, &report, &err), AGX_OK, "%s", err.text);
	agx_text_release(&text);
	cr_assert_eq(report.thread_count, AGX_REPORT_THREADS_MAX);
	cr_assert(is_missing("rest"));
	cr_assert(report.threads_cut, "what is left out may hold anything");
}
