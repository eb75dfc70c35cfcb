/* SPDX-License-Identifier: MIT */
/* Rule text, read: what can happen under the configuration, with everything folded that the configuration decides.
 *
 * Folding is exact: besides constants it uses that a rule starts with its thread at the rule's location, and what the
 * rule itself has assigned before. Assignments that change nothing and scratch that nobody reads are left out.
 *
 * Thread safety: one owner. */
#ifndef AGX_EXPORT_RULE_PARSE_H
#define AGX_EXPORT_RULE_PARSE_H

#include "agxrace/status.h"
#include "export/rule_term.h"

enum {
	RULE_SCRATCH_MAX = 8,
	RULE_SCRATCH_ERROR = 0, /* the scratch that is called error: 0 when a step begins, what it is when it ends */
	RULE_NAME_BYTES_MAX = 32,
	RULE_ANYWHERE = -1,
};

struct rule_statement {
	const struct term *target; /* TERM_FIELD or TERM_SCRATCH; NULL: apply an EACH */
	const struct term *value;
	size_t each;
};

struct rule_effect {
	struct rule_statement *statements;
	size_t count;
	size_t capacity;
};

struct rule_parsed {
	const struct rule_text *text;
	int location;             /* or RULE_ANYWHERE */
	const struct term *guard; /* a TERM_NUMBER 1: always */
	uint64_t errors;          /* bit per kind of error that the step can be */
	struct rule_effect effect;  /* everything */
	struct rule_effect change;  /* what leads to the next state */
	struct rule_effect failure; /* what leads to the step's error; empty if errors is 0 */
};

struct rule_parse {
	const struct rule_system *system;
	struct term_maker maker;
	struct rule_parsed *rules; /* that can happen */
	size_t rule_count;
	const struct term **alls;
	struct rule_effect *eachs; /* those that some rule applies */
	uint64_t eachs_read;       /* bit per EACH */
	const struct term *rest; /* NULL: every thread may rest always */
	char scratch[RULE_SCRATCH_MAX][RULE_NAME_BYTES_MAX];
	size_t scratch_count;
};

/* Read SYSTEM, which is borrowed. Returns AGX_OK, AGX_NO_MEMORY, or AGX_FAILED with the rule and the place in its text
 * that make no sense. Release *RET_PARSE with rule_parse_release() unless it failed. */
AGX_MUST_USE enum agx_status rule_parse(const struct rule_system *system,
					struct rule_parse *ret_parse, struct agx_error *err);
void rule_parse_release(struct rule_parse *parse);

const char *rule_name_of(const struct rule_system *system, int value, enum rule_meaning meaning);

/* Does TERM depend on which thread q is? */
bool rule_depends_on_each(const struct term *term);

#endif
