/* SPDX-License-Identifier: MIT */
#include "crash/site.h"

#include <criterion/criterion.h>

static const char *site(const char *symbol)
{
	static char out[64];

	return site_from_symbol(symbol, out, sizeof out);
}

Test(site, drops_what_c_and_the_compiler_add)
{
	cr_assert_str_eq(site("sim_encoder_prepareForEnqueue"), "prepareForEnqueue");
	cr_assert_str_eq(site("sim_encoder_dispatchThreads.isra.0"), "dispatchThreads");
	cr_assert_str_eq(site("sim_allocateUSCSpillBuffer.part.0.constprop.1"), "allocateUSCSpillBuffer");
	cr_assert_str_eq(site("setComputePipelineState.cold"), "setComputePipelineState");
	cr_assert_str_eq(site("sim_command_buffer_computeCommandEncoder"), "computeCommandEncoder");
	cr_assert_str_eq(site("simulate"), "simulate");
	cr_assert_str_eq(site("sim_"), "sim_");
}

Test(site, clips_to_the_room)
{
	char out[5];

	cr_assert_str_eq(site_from_symbol("sim_abcdefgh", out, sizeof out), "abcd");
}

Test(site, ways_to_die_are_no_places)
{
	cr_assert(site_is_transparent("abort_message"));
	cr_assert(site_is_transparent("agx_assert_failed"));
	cr_assert(site_is_transparent("__interceptor_memcpy"));
	cr_assert_not(site_is_transparent("sim_encoder_dispatchThreads"));
}
