/* SPDX-License-Identifier: MIT */
#include "model/encoding_internal.h"
#include <stdio.h>
void encoding_describe(const void *context, uint32_t step, const uint64_t *before,
		       const uint64_t *after, struct agx_check_label *ret_label)
{
	(void)context;(void)before;(void)after;
	(void)snprintf(ret_label->operation, sizeof ret_label->operation, "%s", encoding_rules[agx_check_step_action(step)].name);
	ret_label->column = agx_check_step_actor(step);
}
