/* SPDX-License-Identifier: MIT */
/* What writing terms, steps and modules of TLA+ share. */
#ifndef AGX_EXPORT_TLA_INTERNAL_H
#define AGX_EXPORT_TLA_INTERNAL_H

#include "export/rule_use.h"
#include "export/tla.h"

/* A rule being written. */
struct tla_writer {
	const struct rule_parse *parse;
	struct agx_text *out;
	unsigned version[RULE_RECORDS];             /* of the variable: 0 the state's, k after the k-th definition */
	unsigned scratch_version[RULE_SCRATCH_MAX]; /* 0: none */
	struct agx_text pending[RULE_RECORDS];      /* updates to the variable that are not yet defined */
	const struct rule_field *pending_fields[RULE_RECORDS][16];
	size_t pending_count[RULE_RECORDS];
	unsigned definitions;
	const char *let; /* what opens the first definition; the others are as far to the right */
};

extern const char *const tla_variables[RULE_RECORDS];

/* Is RECORD's variable a function, of threads or of slots? */
bool tla_is_function(const struct rule_system *system, enum rule_record record);

/* The variable as it is by now: "th", "th_2". */
void tla_write_variable(const struct tla_writer *writer, enum rule_record record,
			struct agx_text *out);
/* Scratch as it is by now: "x_at_2". */
void tla_write_scratch(const struct tla_writer *writer, int which, struct agx_text *out);
/* TERM as a number (or a name), or as a truth value. */
void tla_write_value(const struct tla_writer *writer, const struct term *term, struct agx_text *out);
void tla_write_condition(const struct tla_writer *writer, const struct term *term,
			 struct agx_text *out);

/* The conjuncts that make RULE's change, and what it leaves unchanged; or the error that its step is. */
AGX_MUST_USE enum agx_status tla_write_change(const struct rule_parse *parse,
					      const struct rule_parsed *rule,
					      const struct rule_use *use, struct agx_text *out,
					      struct agx_error *err);
AGX_MUST_USE enum agx_status tla_write_failure(const struct rule_parse *parse,
					       const struct rule_parsed *rule, struct agx_text *out,
					       struct agx_error *err);

#endif
