/* SPDX-License-Identifier: MIT */
/* Where a step goes wrong, and what a thread that cannot move waits for, in words. */
#include "model/encoding_labels.h"

#include "sim/context.h"

#include <stdio.h>

static const char *site_of(enum rule_number number)
{
	if (number == RULE_commit || number == RULE_sync_commit)
		return "deferredEndEncoding";
	return encoding_operation(number);
}

const char *encoding_site(const struct encoding *encoding, uint32_t step,
			  const uint64_t *before, char *out, size_t size)
{
	enum rule_number number = (enum rule_number)agx_check_step_action(step);
	struct encoding_state state;
	int t = encoding_thread_of(encoding, step);
	const char *site = site_of(number);
	size_t offset = offsetof(struct context_common, pipeline);
	int slot;

	encoding_unpack(encoding, before, &state);
	slot = state.threads[t].got;
	switch (agx_check_step_error(step)) {
	case NULL_DEREF:
		(void)snprintf(out, size, "reads NULL+0x%zx in %s", offset, site);
		break;
	case USE_AFTER_FREE:
	case WRONG_CONTEXT:
	case UNINITIALISED:
	case DATA_RACE:
		if (slot != 0 && number != RULE_commit && number != RULE_sync_commit)
			(void)snprintf(out, size, "%s slot %d+0x%zx in %s",
				       number == RULE_leave ? "writes" : "reads",
				       slot - 1, offset, site);
		else
			(void)snprintf(out, size, "copies the context's commands in %s",
				       site);
		break;
	case DOUBLE_OPEN:
		(void)snprintf(out, size,
			       "fails an assertion in %s: 'A command encoder is already "
			       "encoding to this command buffer'",
			       encoding_operation(RULE_claim));
		break;
	case COMMIT_OPEN:
		(void)snprintf(
			out, size,
			"fails an assertion in commit: 'commit command buffer with "
			"uncommitted encoder'");
		break;
	case AFTER_COMMIT_OPEN:
		(void)snprintf(out, size,
			       "fails an assertion in %s: '_status < "
			       "MTLCommandBufferStatusCommitted'",
			       encoding_operation(RULE_open_committed));
		break;
	case OVER_RELEASE:
		(void)snprintf(out, size,
			       "fails an assertion in %s: 'ContextCommon over-released'",
			       site);
		break;
	default:
		(void)snprintf(out, size, "loses work without an error in %s", site);
		break;
	}
	return out;
}

/* What a thread that cannot move is waiting for; NULL: nothing, it may rest. */
static const char *awaited(const struct encoding *encoding, int pc)
{
	switch ((enum encoding_pc)pc) {
	case IDLE:
		return NULL;
	case WAIT:
	case DONE:
		return encoding->constants.WAITS_INSIDE
			       ? "its command buffer in waitUntilCompleted"
			       : "its command buffer";
	case OPEN:
	case ENDED:
		return "its next call";
	default:
		return "a lock";
	}
}

const char *encoding_blocked(const struct encoding *encoding, const uint64_t *packed,
			     char *out, size_t size)
{
	struct encoding_state state;
	size_t used = 0;

	encoding_unpack(encoding, packed, &state);
	out[0] = '\0';
	for (unsigned t = 0; t < encoding->config.threads && used < size; t++) {
		const char *what = awaited(encoding, state.threads[t].pc);

		if (what != NULL)
			used += (size_t)snprintf(
				out + used, size - used, "%s%s waits for %s",
				used > 0 ? "; " : "", encoding->actors[t], what);
		if (encoding_encoder_of(encoding, &state, (int)t)->torn != 0 &&
		    used < size)
			used += (size_t)snprintf(
				out + used, size - used,
				"%sthe completion thread waits for a lock",
				used > 0 ? "; " : "");
	}
	return out;
}
