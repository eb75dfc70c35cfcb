/* SPDX-License-Identifier: MIT */
/* The claims and the parts of the fix, for people and for programs. */
#ifndef AGX_REPORT_CHECK_CLAIMS_H
#define AGX_REPORT_CHECK_CLAIMS_H

#include "report/check_format.h"
#include "verdict/claims.h"

void check_format_claims(const struct claims *claims, struct check_style style, struct agx_text *out);
void check_format_ablation(const struct ablation *ablation, struct check_style style,
			   struct agx_text *out);

/* Whole documents, "agxrace/check/1". NULL on lack of memory. The caller owns them. */
json_t *check_format_claims_json(const struct claims *claims);
json_t *check_format_ablation_json(const struct ablation *ablation);

#endif
