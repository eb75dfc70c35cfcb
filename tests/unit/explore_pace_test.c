/* SPDX-License-Identifier: MIT */
#include "report/explore_pace.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *line_of(struct explore_pace *pace, uint64_t executions, double seconds, double done, uint64_t pending)
{
	static char line[128];
	const struct subject_progress now = {
		.executions = executions, .pending = pending, .done = done, .seconds = seconds};

	explore_pace_line(pace, &now, line, sizeof line);
	return line;
}

Test(explore_pace, rate_is_of_the_last_second)
{
	struct explore_pace pace = {0};

	line_of(&pace, 1000, 1, -1, 0);
	cr_assert_str_eq(line_of(&pace, 3000, 3, -1, 0), "3000 executions (1000/s)");
	cr_assert_str_eq(line_of(&pace, 3500, 4, -1, 7), "3500 executions (500/s), 7 graphs pending");
}

/* What was done before a checkpoint took no time of this run. */
Test(explore_pace, rest_is_estimated_from_what_this_run_did)
{
	struct explore_pace pace = {0};

	cr_assert_str_eq(line_of(&pace, 900000, 1, 0.5, 9), "900000 executions (0/s), 9 graphs pending, about 50.0 % done");
	cr_assert_str_eq(line_of(&pace, 901000, 11, 0.6, 9),
			 "901000 executions (100/s), 9 graphs pending, about 60.0 % done, about 40 s left");
	cr_assert_str_eq(line_of(&pace, 902000, 21, 1, 0), "902000 executions (100/s), about 100.0 % done");
}

Test(explore_pace, large_rests_are_in_large_units)
{
	struct explore_pace pace = {0};

	line_of(&pace, 0, 0, 0, 1);
	cr_assert(strstr(line_of(&pace, 10, 10, 0.01, 1), "about 16 min left"));
	cr_assert(strstr(line_of(&pace, 20, 20, 0.0005, 1), "about 0.0500 % done, about 11 h left"));
	cr_assert(strstr(line_of(&pace, 30, 30, 0.00001, 1), "about 35 days left"));
}

/* With --races explore. */
Test(explore_pace, search_that_begins_again_has_a_new_pace)
{
	struct explore_pace pace = {0};

	line_of(&pace, 1000, 10, 0.9, 1);
	cr_assert_str_eq(line_of(&pace, 11, 11, 0.1, 2), "11 executions (0/s), 2 graphs pending, about 10.0 % done");
	cr_assert_str_eq(line_of(&pace, 21, 21, 0.2, 2),
			 "21 executions (1/s), 2 graphs pending, about 20.0 % done, about 80 s left");
}
