/* SPDX-License-Identifier: MIT */
/* What the rules that can happen make use of, so that only that is written. */
#ifndef AGX_EXPORT_RULE_USE_H
#define AGX_EXPORT_RULE_USE_H

#include "export/rule_parse.h"

/* Bits by the position in the system's arrays; errors by their number. */
struct rule_use {
	uint64_t errors;
	uint64_t eachs;
	uint64_t alls;
	uint64_t scratch;
	uint64_t locations;
	bool records[RULE_RECORDS]; /* has a field that is kept */
};

struct rule_use rule_use_of(const struct rule_parse *parse);

/* The records that EFFECT changes, EACHs included. */
void rule_use_changed(const struct rule_parse *parse, const struct rule_effect *effect,
		      bool ret_changed[RULE_RECORDS]);

#endif
