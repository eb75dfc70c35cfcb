/* SPDX-License-Identifier: MIT */
/* What reading expressions and reading effects share. */
#ifndef AGX_EXPORT_RULE_PARSE_INTERNAL_H
#define AGX_EXPORT_RULE_PARSE_INTERNAL_H

#include "export/rule_parse.h"

enum { RULE_KNOWN_MAX = 48 };

/* What a rule has made sure of so far: TARGET is the number VALUE. */
struct rule_known {
	const struct term *target;
	const struct term *value;
};

struct rule_reader {
	struct rule_parse *parse;
	const char *what;  /* name of the rule, ALL or EACH */
	const char *start; /* its text */
	const char *next;  /* what follows the token */
	char token[RULE_NAME_BYTES_MAX];
	bool in_each; /* q is bound, me is not */
	enum rule_kind kind;
	uint32_t scratch_set; /* bit per scratch that has a value */
	struct rule_known known[RULE_KNOWN_MAX];
	size_t known_count;
	bool failed;
	struct agx_error *err;
};

void rule_read_start(struct rule_reader *reader, const char *text);
/* Say what is wrong at the token; only the first one is kept. */
void rule_read_fail(struct rule_reader *reader, const char *problem);
void rule_read_advance(struct rule_reader *reader);
bool rule_read_is(const struct rule_reader *reader, const char *token);
/* Skip TOKEN, which has to be there. */
void rule_read_expect(struct rule_reader *reader, const char *token);

/* A whole expression. What is known is put in place of what is read. */
const struct term *rule_read_expression(struct rule_reader *reader);
/* What an assignment is to: a field or scratch; *RET_ABSENT: the configuration does not keep it. */
const struct term *rule_read_target(struct rule_reader *reader, bool *ret_absent);
const struct term *rule_read_known(const struct rule_reader *reader, const struct term *target);

/* A whole effect, up to the text's end. */
void rule_read_effect(struct rule_reader *reader, struct rule_effect *ret_effect);

/* The statements of EFFECT on which the step's error depends, if ERROR, and the next state, if STATE. */
struct rule_effect rule_slice(struct rule_parse *parse, const struct rule_effect *effect, bool error,
			      bool state);
void rule_append(struct rule_parse *parse, struct rule_effect *effect,
		 struct rule_statement statement);

/* Read EACH number EACH unless it was; the configuration may not keep what an EACH that is never applied changes. False:
 * it makes no sense, and ERR says why. */
bool rule_read_each(struct rule_parse *parse, size_t each, struct agx_error *err);

#endif
