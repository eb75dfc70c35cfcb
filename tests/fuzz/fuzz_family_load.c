/* SPDX-License-Identifier: MIT */
/* A file of a user's --families folder: refused with a message that names the file, or
 * loaded and fit to judge by. */
#include "fuzz/fuzz_target.h"

#include "crash/report_read.h"
#include "triage/judge.h"

#include <string.h>

static const char sample[] =
	"Process: app [1]\nException Type: EXC_BAD_ACCESS (SIGSEGV)\nException Codes: "
	"KERN_INVALID_ADDRESS at "
	"0x0000000000000098\n\nThread 0 Crashed:\n0   AGXMetalG13X 0x1000 "
	"-[AGXG13XFamilyComputeContext "
	"setComputePipelineState:] + 32\n\nThread 1:\n0   libtorch_cpu.dylib 0x2000 "
	"at::mps::MPSStream::commit() + "
	"4\n\nBinary Images:\n0x1000 - 0x1fff AGXMetalG13X (1) <00> /a\n";

static const struct family_file *compiled_in(const char *name)
{
	for (size_t i = 0; i < family_file_count; i++) {
		if (strcmp(family_files[i].name, name) == 0)
			return &family_files[i];
	}
	abort();
}

static void judge_by(const struct family_set *families)
{
	struct crash_report report;
	struct triage_result result;
	struct agx_error err = {0};

	FUZZ_CHECK(crash_report_read(sample, sizeof sample - 1, &report, &err) == AGX_OK);
	FUZZ_CHECK(triage_judge(families, &report, &result, &err) == AGX_OK);
	triage_result_release(&result);
	crash_report_release(&report);
}

static void load(const struct family_file *a, const struct family_file *b)
{
	const struct family_file files[] = {*a, *b};
	struct family_set families;
	struct agx_error err = {0};
	enum agx_status status = family_set_read(files, 2, &families, &err);

	if (status != AGX_OK) {
		FUZZ_CHECK(status == AGX_BAD_INPUT && strstr(err.text, ".json") != NULL);
		return;
	}
	judge_by(&families);
	family_set_release(&families);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	const struct family_file family = {"user.json", bytes, length};
	const struct family_file shared = {"shared.json", bytes, length};

	load(&family, compiled_in("shared.json"));
	load(&shared, compiled_in("F1.json"));
	return 0;
}
