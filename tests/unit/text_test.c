/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <criterion/criterion.h>

Test(text, grows_past_its_first_capacity)
{
	struct agx_text text = {0};

	for (int i = 0; i < 1000; i++)
		agx_text_printf(&text, "%03d,", i);
	cr_assert_not(agx_text_failed(&text));
	cr_assert_eq(text.length, 4000);
	cr_assert_str_eq(agx_text_string(&text) + 3996, "999,");
	agx_text_release(&text);
	cr_assert_str_eq(agx_text_string(&text), "");
}
