/* SPDX-License-Identifier: MIT */
/* Strings, numbers and bare words of JSON that copying has wrapped. They are unescaped
 * and terminated in place.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_JSON_SCALAR_H
#define AGX_CRASH_JSON_SCALAR_H

#include "crash/json_lenient.h"

struct json_cursor {
	char *at;
	char *end;    /* holds a NUL */
	bool damaged; /* something was skipped or replaced */
};

/* The string whose opening quote is at in->at, and past its end; NULL if the input ends
 * inside it. */
char *json_read_string(struct json_cursor *in);

/* Numbers, true, false, null, and what people leave behind ("<CLIPPED>", "...") into WORD
 * of SIZE; returns its length. A line break inside is that of a wrapped copy when the
 * word goes on right after it. */
size_t json_read_word(struct json_cursor *in, char *word, size_t size);

/* Decimal digits with an optional minus into NODE; false if WORD is something else or out
 * of range. */
bool json_set_integer(struct lenient_node *node, const char *word);

/* The value of a hex digit; -1 for others. */
int json_hex_value(char c);

#endif
