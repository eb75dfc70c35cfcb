/* SPDX-License-Identifier: MIT */
/* What the words for steps and those for where they go wrong share. */
#ifndef AGX_MODEL_ENCODING_LABELS_H
#define AGX_MODEL_ENCODING_LABELS_H

#include "model/encoding_internal.h"

/* The rules' numbers: the text's order. */
enum rule_number {
#define RULE(kind, id, at, guard, effect) RULE_##id,
#include "model/encoding_rules.h"
};

/* The driver function that a rule stands for. */
const char *encoding_operation(enum rule_number number);

/* Who moves: the thread that a rule is about, which the completion thread's and the
 * memory's steps name as argument. */
int encoding_thread_of(const struct encoding *encoding, uint32_t step);

/* The encoder of thread T, which is everybody's on a shared stream. */
const struct encoding_encoder *encoding_encoder_of(const struct encoding *encoding,
						   const struct encoding_state *state,
						   int t);

#endif
