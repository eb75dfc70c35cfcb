/* SPDX-License-Identifier: MIT */
/* Questions in a line of text, and their verdicts in a word or two, for the tests of the uniform model. */
#ifndef AGX_TESTS_VERDICT_FIXTURE_H
#define AGX_TESTS_VERDICT_FIXTURE_H

#include "verdict/cell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The cell of "encoding threads=3 slots=2 ..." under LIMITS; release it. */
static inline struct cell judge(const char *text, const struct cell_limits *limits)
{
	struct question question;
	struct agx_error err = {""};
	struct cell cell;

	cr_assert_eq(question_parse(text, &question, &err), AGX_OK, "%s: %s", text, err.text);
	cr_assert_eq(cell_judge(&question, limits, &cell, &err), AGX_OK, "%s: %s", text, err.text);
	return cell;
}

/* "every N", "to 3", "null-deref 9", "deadlock 5", "undecided". */
static inline const char *in_words(const struct cell *cell, char *out, size_t size)
{
	if (cell->outcome == CELL_EVERY_N)
		(void)snprintf(out, size, "every N");
	else if (cell->outcome == CELL_HOLDS)
		(void)snprintf(out, size, "to %u", cell->question.encoding.threads);
	else if (cell->outcome == CELL_INCONCLUSIVE)
		(void)snprintf(out, size, "undecided");
	else
		(void)snprintf(out, size, "%s %zu", cell_hazard_name(cell), cell->result.path.length);
	return out;
}

static inline void expect(const char *text, const struct cell_limits *limits, const char *expected)
{
	struct cell cell = judge(text, limits);
	char words[64];

	cr_expect_str_eq(in_words(&cell, words, sizeof words), expected, "%s: %s, not %s", text,
			 words, expected);
	cell_release(&cell);
}

#endif
