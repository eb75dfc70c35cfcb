/* SPDX-License-Identifier: MIT */
/* The lenient reader against the strict one: where jansson accepts a text, both see the same values. */
#ifndef AGX_TEST_TRIAGE_FIXTURE_JSON_H
#define AGX_TEST_TRIAGE_FIXTURE_JSON_H

#include "crash/json_lenient.h"

#include <jansson.h>

/* True if they are the same, or if STRICT holds what the lenient reader says it does not keep: containers deeper than
 * its limit. */
bool lenient_equals(const struct lenient_node *lenient, json_t *strict);

#endif
