/* SPDX-License-Identifier: MIT */
/* The models as modules of other checkers, so that anyone can check the checker: Promela for SPIN, TLA+ for TLC. Both
 * are made of the text that the successor functions are compiled from (encoding_rules.h, published_rules.h), with the
 * configuration folded in. docs/formats/export.md tells how to run them and what is equal.
 *
 *	status = encoding_export(model, MODEL_PROMELA, &text, &err);
 *	status = published_export(PUBLISHED_RACE, 2, 1, 0, MODEL_TLA, &text, &err);
 *
 * A TLA+ module is to be saved under model_module_name() with ".tla"; TLC's configuration file for it is
 * MODEL_TLC_CONFIG.
 *
 * Thread safety: functions touch only their arguments. */
#ifndef AGX_MODEL_MODEL_EXPORT_H
#define AGX_MODEL_MODEL_EXPORT_H

#include "agxrace/status.h"
#include "base/text.h"

#include <stdint.h>

struct encoding;

enum model_language {
	MODEL_PROMELA,
	MODEL_TLA,
	MODEL_TLC_CONFIG, /* what TLC has to be told beside the module */
};

enum published_kind { PUBLISHED_RACE, PUBLISHED_FIXED };

/* "promela", "tla" or "tlc-config". Returns AGX_OK or AGX_USAGE with the known names. */
AGX_MUST_USE enum agx_status model_language_parse(const char *name,
						  enum model_language *ret_language,
						  struct agx_error *err);

/* The name of the TLA+ module, by the name of the model ("encoding", "published-race", "published-fixed"). Static. */
const char *model_module_name(const char *model);

/* Append the module to OUT. Guards in the configuration's guards_dropped are left out. Returns AGX_OK, AGX_NO_MEMORY,
 * or AGX_FAILED for rule text that means nothing in the other language, with the rule's name; OUT is then as it was. */
AGX_MUST_USE enum agx_status encoding_export(const struct encoding *encoding,
					     enum model_language language, struct agx_text *out,
					     struct agx_error *err);

/* The same; GUARDS_DROPPED: bits of enum published_guard, of the fixed model. Also AGX_USAGE for sizes that the model does
 * not have. */
AGX_MUST_USE enum agx_status published_export(enum published_kind kind, unsigned threads,
					      unsigned slots, uint64_t guards_dropped,
					      enum model_language language, struct agx_text *out,
					      struct agx_error *err);

#endif
