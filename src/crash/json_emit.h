/* SPDX-License-Identifier: MIT */
/* JSON as text, with whole numbers up to 2^64 - 1: registers and addresses have all 64 bits, and jansson's
 * integers only 63. Text that is not UTF-8 has its wrong bytes replaced by U+FFFD.
 *
 *	struct json_emit e = json_emit_init(&text, 2);
 *	json_emit_open(&e, NULL, '{');
 *	json_emit_uint(&e, "base", base);
 *	json_emit_close(&e, '}');
 *
 * KEY is NULL for the outermost value and for the elements of an array.
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_JSON_EMIT_H
#define AGX_CRASH_JSON_EMIT_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

struct json_emit {
	struct agx_text *text;
	unsigned depth;
	unsigned lines_max; /* values down to this depth have a line of their own */
	bool first;         /* nothing yet in the innermost open value */
};

struct json_emit json_emit_init(struct agx_text *text, unsigned lines_max);

void json_emit_open(struct json_emit *emit, const char *key, char bracket); /* '{' or '[' */
void json_emit_close(struct json_emit *emit, char bracket);                 /* '}' or ']' */
void json_emit_uint(struct json_emit *emit, const char *key, uint64_t value);
void json_emit_null(struct json_emit *emit, const char *key);
void json_emit_bool(struct json_emit *emit, const char *key, bool value);
/* VALUE NULL: nothing is written, since the value is not known. */
void json_emit_string(struct json_emit *emit, const char *key, const char *value);

#endif
