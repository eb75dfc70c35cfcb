/* SPDX-License-Identifier: MIT */
#include "policy/policy_choice.h"

#include <criterion/criterion.h>
#include <string.h>

static void reads_back(struct policy_choice choice)
{
	struct policy_choice back = {POLICY_COUNT, 99};
	char text[32];

	policy_format(choice, text, sizeof text);
	cr_assert_eq(policy_parse(text, &back, NULL), AGX_OK, "%s", text);
	cr_assert_eq(back.kind, choice.kind, "%s", text);
	cr_assert_eq(back.throttle, choice.throttle, "%s", text);
}

Test(policy_choice, every_policy_reads_back_as_written)
{
	for (int i = 0; i < POLICY_THROTTLE; i++)
		reads_back((struct policy_choice) {(enum policy_kind)i, 0});
	reads_back((struct policy_choice) {POLICY_THROTTLE, 1});
	reads_back((struct policy_choice) {POLICY_THROTTLE, 256});
}

Test(policy_choice, throttle_without_number_lets_two_in)
{
	struct policy_choice choice = {POLICY_NONE, 0};

	cr_assert_eq(policy_parse("throttle", &choice, NULL), AGX_OK);
	cr_assert_eq(choice.kind, POLICY_THROTTLE);
	cr_assert_eq(choice.throttle, 2);
}

Test(policy_choice, wrong_names_are_refused)
{
	static const char *const bad[] = {"",
					  "global",
					  "throttle-",
					  "throttle-0",
					  "throttle-257",
					  "throttle-02",
					  "throttle--1",
					  "throttle-1-",
					  "throttle-4x",
					  "throttle-99999999999999999999",
					  "throttles",
					  "None"};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct policy_choice choice = {POLICY_COUNT, 99};
		struct agx_error err;

		cr_assert_eq(policy_parse(bad[i], &choice, &err), AGX_USAGE, "%s", bad[i]);
		cr_assert_eq(choice.kind, POLICY_COUNT);
		cr_assert_not_null(strstr(err.text, "throttle"));
	}
}
