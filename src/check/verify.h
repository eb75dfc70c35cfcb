/* SPDX-License-Identifier: MIT */
/* The verifier of certificates: is a set of states, or of views, a proof?
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CHECK_VERIFY_H
#define AGX_CHECK_VERIFY_H

#include "check/certificate.h"

struct verify_question {
	const struct agx_check_model *model; /* with VIEWS it has a thread more than each of them */
	const struct agx_check_certificate *claim;
	const struct certificate_set *set;
	bool views; /* SET is one of views */
	const struct agx_check_verify_options *options;
};

/* Does the set show of the model what is claimed? Adds the steps that were followed to *STEPS. Returns AGX_OK;
 * AGX_BAD_INPUT: it does not, with the reason; AGX_INTERRUPTED; AGX_NO_MEMORY; AGX_FAILED: the model breaks its own bounds. */
AGX_MUST_USE enum agx_status verify_set(const struct verify_question *q, uint64_t *steps,
					struct agx_error *err);

#endif
