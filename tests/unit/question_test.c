/* SPDX-License-Identifier: MIT */
#include "verdict/question.h"

#include <criterion/criterion.h>
#include <string.h>

/* A certificate keeps its system as this text: it must come back as the same system. */
Test(question, text_reads_back_as_the_same_system)
{
	static const char *const texts[] = {
		"encoding threads=3 slots=2 policy=none fix=none faults=none with=none",
		"encoding threads=8 slots=4 policy=throttle-7 fix=refcount+acqrel "
		"faults=claim-race,foreign-teardown,async-completion,late-null,shared-stream,"
		"sync-ends-encoder,use-after-end,use-after-commit "
		"with=hostile-sync,completion-follows,wait-inside,weak-memory,null-check,"
		"release-publish,atomic-retain",
		"published-race threads=8 slots=4",
		"published-fixed threads=16 slots=8",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct question question;
		char text[QUESTION_TEXT_BYTES];

		cr_assert_eq(question_parse(texts[i], &question, NULL), AGX_OK, "%s", texts[i]);
		cr_expect_str_eq(question_format(&question, text, sizeof text), texts[i]);
	}
}

Test(question, nonsense_is_refused)
{
	static const char *const texts[] = {"",
					    " ",
					    "frobnicate threads=3",
					    "encoding threads=0",
					    "encoding threads=-1",
					    "encoding threads=99999999999999999999",
					    "encoding threads=3x",
					    "encoding threads",
					    "encoding policy=frobnicate",
					    "encoding with=frobnicate",
					    "encoding faults=claim-race,",
					    "encoding frobnicate=1"};
	char long_text[2 * QUESTION_TEXT_BYTES];
	struct question question = question_default(QUESTION_PUBLISHED_RACE);

	memset(long_text, 'x', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	cr_expect_eq(question_parse(long_text, &question, NULL), AGX_BAD_INPUT);
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cr_expect_eq(question_parse(texts[i], &question, NULL), AGX_BAD_INPUT, "%s", texts[i]);
	cr_expect_eq(question.kind, QUESTION_PUBLISHED_RACE, "it was written on failure");
}

Test(question, systems_that_a_model_does_not_have_cannot_be_opened)
{
	static const char *const texts[] = {"encoding threads=9 slots=2",
					    "encoding threads=2 slots=5",
					    "encoding policy=throttle-16",
					    "encoding faults=late-null with=hostile-sync",
					    "encoding faults=late-null with=wait-inside",
					    "published-race threads=16 slots=8",
					    "published-fixed threads=17 slots=1"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct question question;
		struct question_model model;

		cr_assert_eq(question_parse(texts[i], &question, NULL), AGX_OK, "%s", texts[i]);
		cr_expect_eq(question_open(&question, &model, NULL), AGX_USAGE, "%s", texts[i]);
	}
}
