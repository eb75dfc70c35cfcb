/* SPDX-License-Identifier: MIT */
#include "crash/clean_text.h"

#include <string.h>

/* Length of the UTF-8 character at S with LEFT bytes, 0 if it is none (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF). */
static size_t utf8_length(const unsigned char *s, size_t left)
{
	unsigned char low = 0x80;
	unsigned char high = 0xbf;
	size_t length;

	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	length = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (left < length)
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < length; i++) {
		if (s[i] < 0x80 || s[i] > 0xbf)
			return 0;
	}
	return length;
}

/* Past the terminal escape sequence at S (ESC [ … letter), at least one byte. */
static size_t escape_length(const char *s, size_t left)
{
	size_t i = 1;

	if (left < 2 || s[1] != '[')
		return 1;
	for (i = 2; i < left && (s[i] == ';' || (s[i] >= '0' && s[i] <= '9')); i++)
		;
	return i < left ? i + 1 : left;
}

/* What the multi-byte character of LENGTH at S becomes: itself, a blank, or nothing. */
static size_t put_wide(char *out, const char *s, size_t length)
{
	if (length == 2 && memcmp(s, "\xc2\xa0", 2) == 0) { /* no-break space */
		*out = ' ';
		return 1;
	}
	if (length == 3 && (memcmp(s, "\xe2\x80\x8b", 3) == 0 || memcmp(s, "\xef\xbb\xbf", 3) == 0))
		return 0; /* zero-width space, byte order mark */
	if (length == 2 && (unsigned char)s[0] == 0xc2 && (unsigned char)s[1] < 0xa0)
		return 0; /* control characters of the second kind */
	memmove(out, s, length);
	return length;
}

static size_t clean_bytes(char *text, size_t length, size_t *ret_bad)
{
	size_t bad = 0;
	size_t out = 0;
	size_t in = 0;

	while (in < length) {
		unsigned char c = (unsigned char)text[in];
		size_t wide;

		if ((c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t') {
			text[out++] = text[in++];
			continue;
		}
		if (c == '\r') {
			text[out++] = '\n';
			in += in + 1 < length && text[in + 1] == '\n' ? 2 : 1;
			continue;
		}
		if (c == 0x1b) {
			in += escape_length(text + in, length - in);
			continue;
		}
		wide = c < 0x80 ? 0 : utf8_length((unsigned char *)text + in, length - in);
		if (wide > 0) {
			out += put_wide(text + out, text + in, wide);
			in += wide;
			continue;
		}
		bad += c != 0;
		if (c >= 0x80)
			text[out++] = '?';
		in++;
	}
	*ret_bad = bad;
	return out;
}

/* Drop "> ", "> > " … before each line. No line of a report begins with it. */
static size_t strip_quotes(char *text, size_t length)
{
	size_t out = 0;
	size_t in = 0;

	while (in < length) {
		const char *newline = memchr(text + in, '\n', length - in);
		size_t stop = newline == NULL ? length : (size_t)(newline - text) + 1;
		size_t start = in;

		for (size_t i = in; i < stop && (text[i] == ' ' || text[i] == '>'); i++) {
			if (text[i] == '>')
				start = i + 1 < stop && text[i + 1] == ' ' ? i + 2 : i + 1;
		}
		if (start > stop)
			start = stop;
		memmove(text + out, text + start, stop - start);
		out += stop - start;
		in = stop;
	}
	return out;
}

struct entity {
	const char *name;
	char meaning;
};

static const struct entity entities[] = {
	{"&lt;", '<'},	{"&gt;", '>'},	 {"&amp;", '&'},  {"&quot;", '"'}, {"&#34;", '"'},
	{"&#39;", '\''}, {"&apos;", '\''}, {"&#x27;", '\''}, {"&#x2F;", '/'}, {"&nbsp;", ' '},
	{"&#60;", '<'},	{"&#62;", '>'},	 {"&#38;", '&'},
};

static const struct entity *entity_at(const char *text, size_t left)
{
	for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
		size_t length = strlen(entities[i].name);

		if (length <= left && memcmp(text, entities[i].name, length) == 0)
			return &entities[i];
	}
	return NULL;
}

/* QUOTES: also those entities that mean a double quote. In a JSON text that was not escaped as a whole
 * they stand inside strings, which they would end. */
static size_t unescape_html(char *text, size_t length, bool quotes)
{
	size_t out = 0;
	size_t in = 0;

	while (in < length) {
		const struct entity *entity = text[in] == '&' ? entity_at(text + in, length - in) : NULL;

		if (entity == NULL || (entity->meaning == '"' && !quotes)) {
			text[out++] = text[in++];
			continue;
		}
		text[out++] = entity->meaning;
		in += strlen(entity->name);
	}
	return out;
}

static size_t count(const char *text, size_t length, const char *what)
{
	size_t size = strlen(what);
	size_t found = 0;

	for (const char *at = text;; at += size, found++) {
		at = memmem(at, length - (size_t)(at - text), what, size);
		if (at == NULL)
			return found;
	}
}

static size_t count_byte(const char *text, size_t length, char c)
{
	size_t found = 0;

	for (size_t i = 0; i < length; i++)
		found += text[i] == c;
	return found;
}

/* A copy of a page may be escaped twice. */
enum { HTML_PASSES = 2 };

static size_t strip_html(char *text, size_t length)
{
	for (int pass = 0; pass < HTML_PASSES; pass++) {
		size_t escaped;

		if (memmem(text, length, ";", 1) == NULL || memchr(text, '&', length) == NULL)
			return length;
		escaped = count(text, length, "&quot;") + count(text, length, "&#34;");
		length = unescape_html(text, length, escaped > count_byte(text, length, '"'));
	}
	return length;
}

/* {\"threads\":… as a string of another document holds it. */
static size_t strip_backslashes(char *text, size_t length)
{
	size_t out = 0;
	size_t in = 0;

	if (memmem(text, length, "\\\"frames\\\"", 10) == NULL ||
	    memmem(text, length, "\"frames\"", 8) != NULL)
		return length;
	while (in < length) {
		if (text[in] == '\\' && in + 1 < length) {
			in++;
			if (text[in] == 'n')
				text[in] = '\n';
			else if (text[in] != '"' && text[in] != '\\' && text[in] != '/')
				in--;
		}
		text[out++] = text[in++];
	}
	return out;
}

size_t clean_text(char *text, size_t length, bool *ret_binary)
{
	size_t bad;
	size_t clean = clean_bytes(text, length, &bad);

	*ret_binary = bad > 16 && bad > length / 16;
	if (memchr(text, '&', clean) != NULL)
		clean = strip_html(text, clean);
	if (memchr(text, '>', clean) != NULL)
		clean = strip_quotes(text, clean);
	if (memchr(text, '\\', clean) != NULL)
		clean = strip_backslashes(text, clean);
	text[clean] = '\0';
	return clean;
}
