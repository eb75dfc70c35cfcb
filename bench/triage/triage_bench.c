/* SPDX-License-Identifier: MIT */
/* triage_bench AGXRACE [COUNT [BYTES [ROUNDS]]]: writes COUNT (1000) synthetic reports of
 * about BYTES (120000) into a folder of its own, has agxrace triage it ROUNDS (5) times,
 * and prints CPU seconds and peak memory of each as JSON. Half of the reports are .ips,
 * half Apple's text; every third thread is in a GPU framework, one in an encoder call. */
#include "base/file.h"
#include "base/text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	FRAMES = 24,
	IMAGES = 240
};

static const char *const symbols[][2] = {
	{"libsystem_kernel.dylib", "__psynch_cvwait"},
	{"libsystem_pthread.dylib", "_pthread_cond_wait"},
	{"libtorch_cpu.dylib",
	 "at::native::mps::MetalKernelFunction::dispatch(unsigned long long, "
	 "std::__1::optional<unsigned long long>)"},
	{"libtorch_cpu.dylib",
	 "torch::autograd::Engine::evaluate_function(std::__1::shared_ptr<torch::"
	 "autograd::"
	 "GraphTask>&, torch::autograd::Node*, torch::autograd::InputBuffer&)"},
	{"libdispatch.dylib", "_dispatch_lane_barrier_sync_invoke_and_complete"},
	{"Python", "_PyEval_EvalFrameDefault"},
	{"Python", "cfunction_vectorcall_FASTCALL_KEYWORDS"},
	{"AppKit",
	 "-[NSApplication _nextEventMatchingEventMask:untilDate:inMode:dequeue:]"},
};

enum {
	SYMBOLS = sizeof symbols / sizeof symbols[0]
};

/* The symbol of FRAME in THREAD; PLAIN: not a GPU framework's. */
static const char *const *symbol_at(unsigned thread, unsigned frame)
{
	static const char *const encoder[2] = {
		"AGXMetalG16X",
		"-[AGXG16XFamilyComputeContext setComputePipelineState:]"};
	static const char *const ends[2] = {"libtorch_cpu.dylib",
					    "at::mps::MPSStream::endKernelCoalescing()"};
	unsigned which = (thread * 7 + frame * 3) % SYMBOLS;

	if (frame == 0 && thread == 3)
		return encoder;
	if (frame == 0 && thread == 5)
		return ends;
	if (which == 2 && thread % 3 != 0)
		which = 3;
	return symbols[which];
}

static uint64_t address_of(unsigned thread, unsigned frame)
{
	return 0x180000000u +
	       (uint64_t)((thread * FRAMES + frame) % IMAGES) * 0x1000000u + 0x4000u +
	       frame * 68;
}

static void write_ips(unsigned threads, struct agx_text *out)
{
	agx_text_puts(out, "{\"app_name\":\"python3.11\",\"timestamp\":\"2026-01-01 "
			   "12:00:00.00 +0000\",\"bug_type\":"
			   "\"309\",\"os_version\":\"macOS 26.5 "
			   "(25F70)\",\"name\":\"python3.11\"}\n{\n  \"procName\" : "
			   "\"python3.11\",\n  \"exception\" : "
			   "{\"type\":\"EXC_BAD_ACCESS\",\"signal\":\"SIGSEGV\","
			   "\"subtype\":\"KERN_INVALID_ADDRESS at "
			   "0x00000000000005c8\"},\n  \"faultingThread\" : "
			   "3,\n  \"threads\" : [");
	for (unsigned t = 0; t < threads; t++) {
		agx_text_printf(out, "%s{\"id\":%u,\"name\":\"Thread-%u\",\"frames\":[",
				t == 0 ? "" : ",", 9000 + t, t);
		for (unsigned f = 0; f < FRAMES; f++)
			agx_text_printf(out,
					"%s{\"imageOffset\":%u,\"symbol\":\"%s\","
					"\"symbolLocation\":%u,\"imageIndex\":%u}",
					f == 0 ? "" : ",", 0x4000 + f * 68,
					symbol_at(t, f)[1], f * 4,
					(t * FRAMES + f) % IMAGES);
		agx_text_puts(out, "]}");
	}
	agx_text_puts(out, "],\n  \"usedImages\" : [");
	for (unsigned i = 0; i < IMAGES; i++)
		agx_text_printf(out,
				"%s\n  {\n    \"source\" : \"P\",\n    \"arch\" : "
				"\"arm64e\",\n    \"base\" : %" PRIu64
				",\n    \"size\" : 8388608,\n    \"uuid\" : "
				"\"00000000-0000-0000-0000-%012u\",\n    "
				"\"path\" : \"\\/opt\\/synthetic\\/lib%u.dylib\",\n    "
				"\"name\" : \"lib%u.dylib\"\n  }",
				i == 0 ? "" : ",",
				0x180000000u + (uint64_t)i * 0x1000000u, i, i, i);
	agx_text_puts(out, "\n]\n}\n");
}

static void write_text(unsigned threads, struct agx_text *out)
{
	agx_text_puts(out, "Process:               python3.11 [4711]\nCode Type:         "
			   "    ARM-64 (Native)\nOS Version:    "
			   "        macOS 15.6.1 (24G90)\n\nCrashed Thread:        "
			   "3\n\nException Type:        "
			   "EXC_BAD_ACCESS (SIGSEGV)\nException Codes:       "
			   "KERN_INVALID_ADDRESS at "
			   "0x00000000000005c8\n");
	for (unsigned t = 0; t < threads; t++) {
		agx_text_printf(out, "\nThread %u%s:: Thread-%u\n", t,
				t == 3 ? " Crashed" : "", t);
		for (unsigned f = 0; f < FRAMES; f++)
			agx_text_printf(out, "%-3u %-30s\t       0x%" PRIx64 " %s + %u\n",
					f, symbol_at(t, f)[0], address_of(t, f),
					symbol_at(t, f)[1], f * 4);
	}
	agx_text_puts(out, "\nBinary Images:\n");
	for (unsigned i = 0; i < IMAGES; i++) {
		uint64_t base = 0x180000000u + (uint64_t)i * 0x1000000u;

		agx_text_printf(out,
				"       0x%" PRIx64 " -        0x%" PRIx64
				" lib%u.dylib (1.0) <00000000-0000-0000-0000-%012u> "
				"/opt/synthetic/lib%u.dylib\n",
				base, base + 0x7fffff, i, i, i);
	}
}

_Noreturn static void fail(const char *what)
{
	fprintf(stderr, "triage_bench: %s\n", what);
	exit(1);
}

/* As many threads as make the report at least BYTES long. */
static void write_report(bool ips, size_t bytes, struct agx_text *out)
{
	for (unsigned threads = 6; out->length < bytes; threads++) {
		agx_text_release(out);
		if (ips)
			write_ips(threads, out);
		else
			write_text(threads, out);
		if (agx_text_failed(out))
			fail("no memory");
	}
}

/* Returns the bytes written. */
static size_t write_folder(const char *folder, unsigned count, size_t bytes)
{
	struct agx_text reports[2] = {0};
	struct agx_error err = {0};
	size_t total = 0;

	write_report(true, bytes, &reports[0]);
	write_report(false, bytes, &reports[1]);
	for (unsigned i = 0; i < count; i++) {
		char path[4096];

		(void)snprintf(path, sizeof path, "%s/%05u", folder, i);
		if (agx_file_write(path, reports[i % 2].bytes, reports[i % 2].length,
				   &err) != AGX_OK)
			fail(err.text);
		total += reports[i % 2].length;
	}
	agx_text_release(&reports[0]);
	agx_text_release(&reports[1]);
	return total;
}

static void remove_folder(const char *folder, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		char path[4096];

		(void)snprintf(path, sizeof path, "%s/%05u", folder, i);
		(void)unlink(path); /* as much as can be */
	}
	(void)rmdir(folder);
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void run_once(const char *agxrace, const char *folder, struct rusage *ret_usage)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		int null = open("/dev/null", O_WRONLY);

		if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0)
			execl(agxrace, agxrace, "triage", folder, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, ret_usage) != child)
		fail("cannot run agxrace");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail("agxrace did not recognise the reports");
}

static long peak_kib(const struct rusage *usage)
{
#ifdef __APPLE__
	return usage->ru_maxrss / 1024;
#else
	return usage->ru_maxrss;
#endif
}

int main(int argc, char **argv)
{
	unsigned count = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1000;
	size_t bytes = argc > 3 ? strtoul(argv[3], NULL, 10) : 120000;
	unsigned rounds = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 5;
	char folder[] = "/tmp/triage_bench.XXXXXX";
	size_t total;

	if (argc < 2 || count == 0 || rounds == 0) {
		fprintf(stderr, "usage: triage_bench AGXRACE [COUNT [BYTES [ROUNDS]]]\n");
		return 2;
	}
	if (mkdtemp(folder) == NULL)
		fail("cannot make a folder in /tmp");
	total = write_folder(folder, count, bytes);
	printf("{\"schema\": \"agxrace/bench-triage/1\", \"reports\": %u, \"bytes\": "
	       "%zu, \"rounds\": [",
	       count, total);
	for (unsigned i = 0; i < rounds; i++) {
		struct rusage usage;

		run_once(argv[1], folder, &usage);
		printf("%s\n  {\"cpu_seconds\": %.3f, \"user\": %.3f, \"system\": %.3f, "
		       "\"peak_kib\": %ld}",
		       i == 0 ? "" : ",",
		       seconds(usage.ru_utime) + seconds(usage.ru_stime),
		       seconds(usage.ru_utime), seconds(usage.ru_stime),
		       peak_kib(&usage));
	}
	printf("]}\n");
	remove_folder(folder, count);
	return 0;
}
