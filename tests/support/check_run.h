/* SPDX-License-Identifier: MIT */
/* Searches that must come to an end by themselves, and the published models to search. */
#ifndef SUPPORT_CHECK_RUN_H
#define SUPPORT_CHECK_RUN_H

#include "agxrace/check.h"
#include "model/published.h"

#include <criterion/criterion.h>

static inline void make(struct published *model, bool fixed, unsigned threads, unsigned slots)
{
	struct agx_error err = {""};
	enum agx_status status = fixed ? published_fixed_init(model, threads, slots, &err)
				       : published_race_init(model, threads, slots, &err);

	cr_assert_eq(status, AGX_OK, "%s", err.text);
}

static inline struct agx_check_result run(const struct agx_check_model *model,
				   struct agx_check_options options)
{
	struct agx_check_result result;
	struct agx_error err = {""};

	cr_assert_eq(agx_check_run(model, &options, &result, &err), AGX_OK, "%s", err.text);
	return result;
}

#endif
