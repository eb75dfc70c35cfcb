/* SPDX-License-Identifier: MIT */
/* A certificate that somebody hands in: what it is about, and whether it proves that.
 *
 * Thread safety: functions touch only their arguments. */
#ifndef AGX_VERDICT_PROOF_H
#define AGX_VERDICT_PROOF_H

#include "verdict/question.h"

struct proof {
	struct question question;
	struct agx_check_verification verification;
};

/* Make the model that the certificate at PATH is about and verify it. STOP is polled; NULL. Returns AGX_OK: it proves what
 * it claims; AGX_BAD_INPUT: it does not, or is none, with the reason; AGX_INTERRUPTED, AGX_NO_MEMORY, AGX_FAILED. */
AGX_MUST_USE enum agx_status proof_verify(const char *path, bool (*stop)(void *context),
					  void *stop_context, struct proof *ret_proof,
					  struct agx_error *err);

#endif
