/* SPDX-License-Identifier: MIT */
#include "crash/json_emit.h"

#include "base/assert.h"

#include <inttypes.h>
#include <string.h>

struct json_emit json_emit_init(struct agx_text *text, unsigned lines_max)
{
	return (struct json_emit) {.text = text, .lines_max = lines_max, .first = true};
}

/* Length of the UTF-8 sequence at TEXT (RFC 3629, section 4); 0 if there is none. */
static size_t utf8_length(const unsigned char *text)
{
	static const struct {
		unsigned char low, high;            /* first byte */
		unsigned char second_low, second_high;
		unsigned char length;
	} shapes[] = {
		{0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
		{0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
		{0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
	};

	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
		size_t length = 1;

		if (text[0] < shapes[i].low || text[0] > shapes[i].high)
			continue;
		if (shapes[i].length > 1 && text[1] >= shapes[i].second_low &&
		    text[1] <= shapes[i].second_high)
			length = 2;
		while (length >= 2 && length < shapes[i].length && (text[length] & 0xc0) == 0x80)
			length++;
		return length == shapes[i].length ? length : 0;
	}
	return 0;
}

static void quote(struct agx_text *out, const char *string)
{
	const unsigned char *s = (const unsigned char *)string;

	agx_text_puts(out, "\"");
	while (*s != '\0') {
		size_t length = utf8_length(s);

		if (length == 0)
			agx_text_puts(out, "\\ufffd");
		else if (*s == '"' || *s == '\\')
			agx_text_printf(out, "\\%c", *s);
		else if (*s < 0x20)
			agx_text_printf(out, "\\u%04x", (unsigned)*s);
		else
			agx_text_add(out, (const char *)s, length);
		s += length == 0 ? 1 : length;
	}
	agx_text_puts(out, "\"");
}

static void break_line(struct json_emit *emit, unsigned depth)
{
	agx_text_puts(emit->text, "\n");
	for (unsigned i = 0; i < depth; i++)
		agx_text_puts(emit->text, "  ");
}

static void begin(struct json_emit *emit, const char *key)
{
	if (!emit->first)
		agx_text_puts(emit->text, ",");
	if (emit->depth > 0 && emit->depth <= emit->lines_max)
		break_line(emit, emit->depth);
	if (key != NULL) {
		quote(emit->text, key);
		agx_text_puts(emit->text, emit->lines_max > 0 ? " : " : ":");
	}
	emit->first = false;
}

void json_emit_open(struct json_emit *emit, const char *key, char bracket)
{
	begin(emit, key);
	agx_text_add(emit->text, &bracket, 1);
	emit->depth++;
	emit->first = true;
}

void json_emit_close(struct json_emit *emit, char bracket)
{
	AGX_ASSERT(emit->depth > 0);
	if (!emit->first && emit->depth <= emit->lines_max)
		break_line(emit, emit->depth - 1);
	emit->depth--;
	agx_text_add(emit->text, &bracket, 1);
	emit->first = false;
}

void json_emit_uint(struct json_emit *emit, const char *key, uint64_t value)
{
	begin(emit, key);
	agx_text_printf(emit->text, "%" PRIu64, value);
}

void json_emit_null(struct json_emit *emit, const char *key)
{
	begin(emit, key);
	agx_text_puts(emit->text, "null");
}

void json_emit_bool(struct json_emit *emit, const char *key, bool value)
{
	begin(emit, key);
	agx_text_puts(emit->text, value ? "true" : "false");
}

void json_emit_string(struct json_emit *emit, const char *key, const char *value)
{
	if (value == NULL)
		return;
	begin(emit, key);
	quote(emit->text, value);
}
