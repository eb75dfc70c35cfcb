/* SPDX-License-Identifier: MIT */
#include "triage/pattern_set.h"

#include "base/limits.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void on_match(void *context, int pattern, size_t offset)
{
	(void)pattern;
	(void)offset;
	*(bool *)context = true;
}

static bool matches(const char *pattern, const char *text)
{
	struct pattern_set set = {0};
	struct agx_error err = {0};
	char squeezed[2048];
	bool found = false;

	cr_assert_lt(strlen(text), sizeof squeezed);
	cr_assert_geq(pattern_set_add(&set, pattern), 0, "%s", pattern);
	cr_assert_geq(pattern_set_add(&set, "another one"), 0);
	cr_assert_eq(pattern_set_build(&set, &err), AGX_OK);
	pattern_set_match(&set, squeezed, pattern_squeeze(text, squeezed), on_match,
			  &found);
	pattern_set_release(&set);
	return found;
}

Test(pattern_set, a_pattern_occurs_anywhere)
{
	cr_expect(matches("abc", "xabcx"));
	cr_expect(matches("abc", "ababc"));
	cr_expect_not(matches("abc", "abxc"));
	cr_expect_not(matches("abc", "ABC"));
	cr_expect_not(matches("abc", ""));
}

Test(pattern_set, its_ends_can_be_those_of_the_string)
{
	cr_expect(matches("^exit$", "exit"));
	cr_expect_not(matches("^exit$", "_exit"));
	cr_expect_not(matches("^exit$", "exiting"));
	cr_expect(matches("^exit", "exiting"));
	cr_expect(matches("exit$", "_exit"));
	cr_expect_not(matches("exit$", "exiting"));
	cr_expect(matches("exit$", "exit_exit"));
}

Test(pattern_set, a_star_stands_for_any_run)
{
	char far[1024];

	cr_expect(matches("-[AGX*Context set",
			  "-[AGXG13XFamilyComputeContext setBuffer:]"));
	cr_expect(matches("a*b", "ab"));
	cr_expect(matches("a*b*c$", "a1b2c3c"));
	cr_expect_not(matches("a*b*c$", "a1b2c3"));
	cr_expect_not(matches("a*b", "ba"));
	cr_expect(matches("^a*b$", "axxb"));
	cr_expect_not(matches("^a*b$", "xaxxb"));
	(void)snprintf(far, sizeof far, "a%500sb", "");
	memset(far + 1, 'x', 500);
	cr_expect(matches("a*b", far));
	(void)snprintf(far, sizeof far, "a%600sb", "");
	memset(far + 1, 'x', 600);
	cr_expect_not(matches("a*b", far), "beyond what a star stands for");
}

Test(pattern_set, blanks_quotes_and_the_suffix_of_metal_4_do_not_count)
{
	cr_expect(matches("failed assertion `A b'", "failed assertion \xe2\x80\x98"
						    "A b\xe2\x80\x99"));
	cr_expect(matches("Context setBuffer", "Context_mtlnext set\nBuffer"));
	cr_expect(matches("Context_mtlnext set", "Context set"));
	cr_expect_not(matches("Context set", "Context_mtl set"));
}

Test(pattern_set, patterns_that_share_a_beginning_or_an_end_all_match)
{
	struct pattern_set set = {0};
	struct agx_error err = {0};
	static const char *const patterns[] = {"abcd", "bcd", "cd", "abc", "b*d", "abcd"};
	bool found = false;

	for (size_t i = 0; i < 6; i++)
		cr_assert_geq(pattern_set_add(&set, patterns[i]), 0);
	cr_assert_eq(set.count, 5, "the same text is the same pattern");
	cr_assert_eq(pattern_set_build(&set, &err), AGX_OK);
	for (int id = 0; id < 5; id++)
		cr_expect_str_eq(pattern_set_text(&set, id), patterns[id]);
	pattern_set_match(&set, "abcd", 4, on_match, &found);
	cr_expect(found);
	pattern_set_release(&set);
}

Test(pattern_set, nothing_but_stars_and_too_much_are_refused)
{
	struct pattern_set set = {0};
	char text[AGX_PATTERN_BYTES_MAX / 2];

	cr_expect_lt(pattern_set_add(&set, "*"), 0);
	cr_expect_lt(pattern_set_add(&set, "^ *$"), 0);
	cr_expect_lt(pattern_set_add(&set, ""), 0);
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	cr_expect_geq(pattern_set_add(&set, text), 0);
	text[0] = 'y';
	cr_expect_geq(pattern_set_add(&set, text), 0);
	text[0] = 'z';
	cr_expect_lt(pattern_set_add(&set, text), 0,
		     "more than the bytes that all may have");
	pattern_set_release(&set);
}
