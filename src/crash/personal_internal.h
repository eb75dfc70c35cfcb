/* SPDX-License-Identifier: MIT */
/* Shared by the steps that remove personal data: values that were found, and one text that becomes the next.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_PERSONAL_INTERNAL_H
#define AGX_CRASH_PERSONAL_INTERNAL_H

#include "crash/personal_data.h"

#include <stdbool.h>

enum {
	PERSONAL_VALUES_MAX = 64,   /* distinct ones; further values are replaced at their key alone */
	PERSONAL_VALUE_BYTES = 128, /* longer ones are no names */
};

enum personal_reach { REACH_EVERYWHERE, REACH_WORDS, REACH_PLACES };

struct personal_value {
	char text[PERSONAL_VALUE_BYTES];
	enum personal_kind kind;
	enum personal_reach reach;
};

struct personal_work {
	struct agx_text text;
	struct personal_value values[PERSONAL_VALUES_MAX];
	size_t value_count;
	struct personal_removed removed;
};

/* Keep LENGTH bytes at TEXT as a value of KIND, once. */
void personal_keep(struct personal_work *work, const char *text, size_t length,
		   enum personal_kind kind);

/* Replace the text by what was made of it. */
void personal_become(struct personal_work *work, struct agx_text *made);

/* Add the placeholder of KIND to OUT and count it. */
void personal_put(struct personal_work *work, enum personal_kind kind, struct agx_text *out);

/* Steps, each over the whole text. */
void personal_paths(struct personal_work *work); /* personal_paths.c: home folders; keeps user names */
void personal_keys(struct personal_work *work);  /* personal_keys.c: values behind known keys; keeps them */
void personal_forms(struct personal_work *work); /* personal_forms.c: addresses and host names by their form */
void personal_values(struct personal_work *work); /* personal_values.c: kept values wherever they stand */

#endif
