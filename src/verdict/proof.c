/* SPDX-License-Identifier: MIT */
#include "verdict/proof.h"

static enum agx_status verify(const struct question *question, const char *path,
			      const struct agx_check_verify_options *options, bool every_n,
			      struct agx_check_verification *ret_verification,
			      struct agx_error *err)
{
	const struct agx_check_family family = encoding_family(&question->encoding);
	struct question_model model;
	enum agx_status status;

	if (every_n && question->kind != QUESTION_ENCODING)
		return agx_fail(err, AGX_BAD_INPUT, "no certificate of '%s' is for every number of threads",
				question_kind_name(question->kind));
	if (every_n)
		return agx_check_certificate_verify_views(&family, options, path, ret_verification,
							  err);
	status = question_open(question, &model, err);
	if (status == AGX_USAGE)
		return AGX_BAD_INPUT;
	if (status != AGX_OK)
		return status;
	status = agx_check_certificate_verify(model.check, options, path, ret_verification, err);
	question_close(&model);
	return status;
}

enum agx_status proof_verify(const char *path, bool (*stop)(void *context), void *stop_context,
			     struct proof *ret_proof, struct agx_error *err)
{
	const struct agx_check_verify_options options = {.stop = stop,
							 .callback_context = stop_context};
	struct agx_check_certificate claim;
	struct proof proof;
	enum agx_status status = agx_check_certificate_read(path, &claim, err);

	if (status != AGX_OK)
		return status;
	status = question_parse(claim.configuration, &proof.question, err);
	if (status != AGX_OK)
		return agx_fail_prefix(err, status, "%s", path);
	status = verify(&proof.question, path, &options, claim.every_n, &proof.verification, err);
	if (status == AGX_OK &&
	    strcmp(claim.configuration, proof.verification.claim.configuration) != 0)
		status = agx_fail(err, AGX_BAD_INPUT, "%s changed while it was read", path);
	if (status == AGX_OK)
		*ret_proof = proof;
	return status;
}
