/* SPDX-License-Identifier: MIT */
/* Rules as a Promela model. One process per thread, all with a single location, so that a state of SPIN is a state of
 * the rules and nothing else; one rule, one d_step. An error is a failed assertion that names it. A state in which
 * nobody can move and somebody should is an invalid end state. */
#ifndef AGX_EXPORT_PROMELA_H
#define AGX_EXPORT_PROMELA_H

#include "base/text.h"
#include "export/rule_parse.h"

/* Append the model to OUT, which fails by itself on lack of memory. */
void promela_write(const struct rule_parse *parse, struct agx_text *out);

#endif
