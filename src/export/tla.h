/* SPDX-License-Identifier: MIT */
/* Rules as a TLA+ module. One rule, one action; a rule's assignments, which are in order, become definitions each of
 * which takes the one before it further. An error is no part of a state: the invariant Never_x says that no step that
 * can be made is error x, so TLC's counterexample ends in the state before that step. A state in which all may stay as
 * they are is no deadlock, as Rest is a step of it.
 *
 * Source of the notation: Lamport, "Specifying Systems", Addison-Wesley 2002, chapters 15 and 16. */
#ifndef AGX_EXPORT_TLA_H
#define AGX_EXPORT_TLA_H

#include "base/text.h"
#include "export/rule_parse.h"

/* Append the module to OUT, which fails by itself on lack of memory. Returns AGX_OK, or AGX_FAILED for an EACH whose
 * assignments depend on each other. */
AGX_MUST_USE enum agx_status tla_write(const struct rule_parse *parse, struct agx_text *out,
				       struct agx_error *err);

/* Append what TLC has to be told: specification, invariants, whether deadlock is an error. */
void tla_write_config(const struct rule_parse *parse, struct agx_text *out);

#endif
