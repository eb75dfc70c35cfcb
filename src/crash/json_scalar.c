/* SPDX-License-Identifier: MIT */
#include "crash/json_scalar.h"

#include <string.h>

int json_hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hex digits at *AT, line breaks between them ignored; -1 if they are not there. */
static int32_t read_hex4(char **at, const char *end)
{
	int32_t value = 0;
	char *c = *at;

	for (int digits = 0; digits < 4; c++) {
		int digit;

		if (c >= end)
			return -1;
		if (*c == '\n')
			continue;
		digit = json_hex_value(*c);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
		digits++;
	}
	*at = c;
	return value;
}

static char *put_utf8(char *out, uint32_t code)
{
	if (code < 0x80) {
		*out++ = (char)code;
	} else if (code < 0x800) {
		*out++ = (char)(0xc0 | code >> 6);
		*out++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*out++ = (char)(0xe0 | code >> 12);
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	} else {
		*out++ = (char)(0xf0 | code >> 18);
		*out++ = (char)(0x80 | (code >> 12 & 0x3f));
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	}
	return out;
}

/* \uXXXX, a surrogate pair included; *AT is past the "u". A lone surrogate and NUL become
 * U+FFFD, as a text of ours is valid UTF-8 and ends at its NUL. */
static char *unescape_unicode(struct json_cursor *in, char **at, char *out)
{
	int32_t high = read_hex4(at, in->end);
	char *next = *at;

	if (high < 0) {
		in->damaged = true;
		return out;
	}
	if (high >= 0xd800 && high < 0xdc00 && next + 1 < in->end && next[0] == '\\' &&
	    next[1] == 'u') {
		int32_t low;

		next += 2;
		low = read_hex4(&next, in->end);
		if (low >= 0xdc00 && low < 0xe000) {
			*at = next;
			return put_utf8(out, 0x10000u +
						     (uint32_t)(high - 0xd800) * 0x400u +
						     (uint32_t)(low - 0xdc00));
		}
	}
	if (high == 0 || (high >= 0xd800 && high < 0xe000)) {
		in->damaged = true;
		high = 0xfffd;
	}
	return put_utf8(out, (uint32_t)high);
}

static char *unescape(struct json_cursor *in, char **at, char *out)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *which;

	while (*at < in->end && **at == '\n')
		++*at;
	if (*at >= in->end)
		return out;
	if (**at == 'u') {
		++*at;
		return unescape_unicode(in, at, out);
	}
	which = strchr(from, **at);
	if (which == NULL || **at == '\0') {
		in->damaged = true;
		*out++ = **at;
	} else {
		*out++ = to[which - from];
	}
	++*at;
	return out;
}

char *json_read_string(struct json_cursor *c)
{
	char *start = c->at + 1;
	char *out;
	char *in = start;

	while (in < c->end && *in != '"' && *in != '\\' && (unsigned char)*in >= 0x20)
		in++;
	out = in;
	while (in < c->end && *in != '"') {
		if (*in == '\\') {
			in++;
			out = unescape(c, &in, out);
		} else if (*in == '\n') {
			c->damaged = true;
			in++;
		} else {
			*out++ = *in++;
		}
	}
	if (in >= c->end) {
		c->at = c->end;
		return NULL;
	}
	c->at = in + 1;
	*out = '\0';
	return start;
}

static bool is_word(char c)
{
	return c != '\0' && strchr(" \t\r,:{}[]\"", c) == NULL;
}

size_t json_read_word(struct json_cursor *in, char *word, size_t size)
{
	size_t length = 0;

	while (in->at < in->end && is_word(*in->at)) {
		if (*in->at == '\n') {
			if (in->at + 1 >= in->end || !is_word(in->at[1]) ||
			    in->at[1] == '\n')
				break;
			in->damaged = true;
		} else if (length < size - 1) {
			word[length++] = *in->at;
		} else {
			in->damaged = true;
		}
		in->at++;
	}
	word[length] = '\0';
	return length;
}

bool json_set_integer(struct lenient_node *node, const char *word)
{
	bool negative = *word == '-';
	uint64_t value = 0;

	if (negative)
		word++;
	if (*word == '\0' || (word[0] == '0' && word[1] != '\0'))
		return false;
	for (; *word != '\0'; word++) {
		uint64_t digit = (uint64_t)(*word - '0');

		if (*word < '0' || *word > '9' || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (negative && value > (uint64_t)INT64_MAX + 1)
		return false;
	node->kind = negative && value > 0 ? LENIENT_NEGATIVE : LENIENT_UINT;
	node->number = value;
	return true;
}
