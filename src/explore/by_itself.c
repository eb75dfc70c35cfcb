/* SPDX-License-Identifier: MIT */
#include "explore/by_itself.h"

#include "explore/call_stack.h"
#include "explore/runtime_internal.h"

bool by_itself(enum primitive primitive, const void *pc)
{
	struct runner *runner = &runners[current];
	uint32_t site = call_stack_site(pc);
	struct operation op = {.kind = OPERATION_CHOICE, .operand = {2, 0}, .pc = pc, .primitive = (uint8_t)primitive};

	for (unsigned i = 0; i < runner->by_itself_count; i++) {
		if (runner->by_itself[i] != site)
			continue;
		runner->by_itself[i] = runner->by_itself[--runner->by_itself_count];
		return false;
	}
	/* No side effect for the spin detector: removing an iteration removes its choices. */
	runtime_perform(&op);
	if (op.result.low == 0)
		return false;
	if (runner->by_itself_count == BY_ITSELF_MAX)
		runtime_end(OUTCOME_BOUND);
	runner->by_itself[runner->by_itself_count++] = site;
	return true;
}
