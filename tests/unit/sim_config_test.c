/* SPDX-License-Identifier: MIT */
#include "sim/sim_config.h"

#include <criterion/criterion.h>
#include <string.h>

Test(sim_config, every_set_of_faults_reads_back_as_written)
{
	for (uint32_t faults = 0; faults < UINT32_C(1) << SIM_FAULT_COUNT; faults++) {
		char text[160];
		uint32_t back = ~faults;

		cr_assert_lt(strlen(sim_faults_format(faults, text, sizeof text)),
			     sizeof text - 1);
		cr_assert_eq(sim_faults_parse(text, &back, NULL), AGX_OK, "%s", text);
		cr_assert_eq(back, faults, "%s", text);
	}
}

Test(sim_config, wrong_fault_is_named_and_nothing_changes)
{
	static const char *const bad[] = {"", "late-nul", "late-nulls", "none,late-null",
					  "late-null,"};
	struct agx_error err;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		uint32_t faults = 77;

		cr_assert_eq(sim_faults_parse(bad[i], &faults, &err), AGX_USAGE, "%s", bad[i]);
		cr_assert_eq(faults, 77);
		cr_assert_not_null(strstr(err.text, "sync-ends-encoder"));
	}
	uint32_t faults;

	cr_assert_eq(sim_faults_parse("late-null,hobgoblin", &faults, &err), AGX_USAGE);
	cr_assert_not_null(strstr(err.text, "'hobgoblin'"));
}

Test(sim_config, every_fix_reads_back_as_written)
{
	for (int i = 0; i < SIM_FIX_COUNT; i++) {
		enum sim_fix back = SIM_FIX_COUNT;

		cr_assert_eq(sim_fix_parse(sim_fix_name((enum sim_fix)i), &back, NULL), AGX_OK);
		cr_assert_eq((int)back, i);
	}
	enum sim_fix untouched = SIM_FIX_COUNT;
	struct agx_error err;

	cr_assert_eq(sim_fix_parse("glue", &untouched, &err), AGX_USAGE);
	cr_assert_str_eq(err.text,
			 "unknown fix 'glue'; known: none, null-before-unlock, context-mutex, "
			 "refcount, context-mutex+refcount, refcount+acqrel");
	cr_assert_eq((int)untouched, SIM_FIX_COUNT);
}
