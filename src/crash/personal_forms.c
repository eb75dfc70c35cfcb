/* SPDX-License-Identifier: MIT */
/* What is known by its form: addresses of mail (the common part of RFC 5322, section 3.4.1), IPv4 and IPv6 (RFC 4291,
 * section 2.2), hardware addresses, and the names that macOS gives to hosts. */
#include "crash/personal_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_mail(char c)
{
	return isalnum((unsigned char)c) || strchr("._%+-", c) != NULL;
}

/* Each looks at one form and returns how many bytes at AT have it; 0: none. START is the text's beginning. */

static size_t mail_length(const char *start, const char *at)
{
	size_t local = 0;
	size_t domain = 0;
	size_t dots = 0;

	if (at > start && is_mail(at[-1]) && at[-1] != '\0')
		return 0;
	while (at[local] != '\0' && is_mail(at[local]))
		local++;
	if (local == 0 || at[local] != '@')
		return 0;
	while (is_name(at[local + 1 + domain]) || (at[local + 1 + domain] == '.' && is_name(at[local + 2 + domain]))) {
		dots += at[local + 1 + domain] == '.';
		domain++;
	}
	return dots > 0 ? local + 1 + domain : 0;
}

/* Versions have the same form: those behind "ersion", in parentheses or with further parts are left. */
static bool is_version(const char *start, const char *at)
{
	const char *line = at;
	size_t back = 0;

	if (at > start && strchr("(.-_v", at[-1]) != NULL)
		return true;
	while (line > start && line[-1] != '\n' && back < 48) {
		line--;
		back++;
	}
	for (; line < at; line++) {
		if (strncmp(line, "ersion", 6) == 0)
			return true;
	}
	return false;
}

static size_t ipv4_length(const char *start, const char *at)
{
	size_t length = 0;

	if (!isdigit((unsigned char)*at) || (at > start && is_name(at[-1])) || is_version(start, at))
		return 0;
	for (int part = 0; part < 4; part++) {
		size_t digits = strspn(at + length, "0123456789");

		if (digits == 0 || digits > 3 || strtoul(at + length, NULL, 10) > 255)
			return 0;
		length += digits;
		if (part < 3 && at[length++] != '.')
			return 0;
	}
	if (is_name(at[length]) || (at[length] == '.' && isdigit((unsigned char)at[length + 1])))
		return 0;
	return strncmp(at, "127.", 4) == 0 || strncmp(at, "0.0.0.0", 7) == 0 ? 0 : length;
}

/* Groups of hexadecimal digits with colons: 6 of 2 are a hardware address; 8, or fewer around one "::" after a
 * link-local or global prefix, an IPv6 one. */
static size_t colons_length(const char *start, const char *at)
{
	size_t length = 0;
	size_t groups = 0;
	size_t doubled = 0;
	bool pairs = true;

	if (!isxdigit((unsigned char)*at) || (at > start && (is_name(at[-1]) || at[-1] == ':')))
		return 0;
	for (;;) {
		size_t digits = strspn(at + length, "0123456789abcdefABCDEF");

		if (digits > 4)
			return 0;
		groups += digits > 0;
		pairs = pairs && digits == 2;
		length += digits;
		if (at[length] != ':')
			break;
		if (at[length + 1] == ':') {
			doubled++;
			length++;
		} else if (!isxdigit((unsigned char)at[length + 1])) {
			break;
		}
		length++;
	}
	if (is_name(at[length]))
		return 0;
	if (pairs && groups == 6 && doubled == 0)
		return length;
	if (groups == 8 && doubled == 0)
		return length;
	return doubled == 1 && groups >= 2 && (strncasecmp(at, "fe80:", 5) == 0 || at[0] == '2') ? length : 0;
}

static size_t network_length(const char *start, const char *at)
{
	size_t length = ipv4_length(start, at);

	return length > 0 ? length : colons_length(start, at);
}

static bool has_word(const char *at, size_t length, const char *word)
{
	for (size_t i = 0; i + strlen(word) <= length; i++) {
		if (strncasecmp(at + i, word, strlen(word)) == 0)
			return true;
	}
	return false;
}

/* "alices-MacBook-Pro", "build-7.local" and "Alice's MacBook Pro". A bare "MacBookPro18,3" is a model. */
static size_t host_length(const char *start, const char *at)
{
	static const char *const machines[] = {"MacBook", "iMac", "Mac mini", "Mac Studio", "Mac Pro",
					       "iPhone", "iPad"};
	size_t length = 0;
	size_t quote;

	if (at > start && (is_name(at[-1]) || at[-1] == '.' || at[-1] == '/'))
		return 0;
	while (is_name(at[length]))
		length++;
	if (length == 0)
		return 0;
	if (strncmp(at + length, ".local", 6) == 0 && !is_name(at[length + 6]) && at[length + 6] != '.')
		return length + 6;
	if (memchr(at, '-', length) != NULL && (has_word(at, length, "-MacBook") || has_word(at, length, "-iMac") ||
						has_word(at, length, "-Mac-") || has_word(at, length, "-MBP")))
		return length;
	/* Letters of UTF-8 count as letters: the typographic apostrophe is within LENGTH, the plain one behind it. */
	quote = at[length] == '\'' && at[length + 1] == 's' ? 2 : 0;
	if (quote == 0 && !has_word(at, length, "\xe2\x80\x99s"))
		return 0;
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
		const char *rest = at + length + quote;

		if (*rest == ' ' && strncmp(rest + 1, machines[i], strlen(machines[i])) == 0) {
			rest += 1 + strlen(machines[i]);
			rest += strncmp(rest, " Pro", 4) == 0 || strncmp(rest, " Air", 4) == 0 ? 4 : 0;
			return (size_t)(rest - at);
		}
	}
	return 0;
}

static void replace(struct personal_work *work, enum personal_kind kind,
		    size_t (*length_at)(const char *start, const char *at))
{
	struct agx_text made = {0};
	const char *start = agx_text_string(&work->text);
	const char *copied = start;
	const char *at = start;

	while (*at != '\0') {
		size_t length = length_at(start, at);

		if (length == 0) {
			at++;
			continue;
		}
		personal_keep(work, at, length, kind);
		agx_text_add(&made, copied, (size_t)(at - copied));
		personal_put(work, kind, &made);
		at += length;
		copied = at;
	}
	agx_text_add(&made, copied, (size_t)(at - copied));
	personal_become(work, &made);
}

void personal_forms(struct personal_work *work)
{
	replace(work, PERSONAL_MAIL, mail_length);
	replace(work, PERSONAL_NETWORK, network_length);
	replace(work, PERSONAL_HOST, host_length);
}
