/* SPDX-License-Identifier: MIT */
#include "explore/format_strings.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum length { PLAIN, LONG, LONG_LONG, LONG_DOUBLE };

struct conversion {
	size_t precision; /* SIZE_MAX: none */
	enum length length;
	char letter;
};

/* A number or "*"; *RET is untouched if there is neither. */
static const char *read_number(const char *at, va_list *arguments, size_t *ret)
{
	if (*at == '*') {
		int value = va_arg(*arguments, int);

		*ret = value < 0 ? SIZE_MAX : (size_t)value; /* a negative precision is none */
		return at + 1;
	}
	if (*at < '0' || *at > '9')
		return at;
	for (*ret = 0; *at >= '0' && *at <= '9'; at++)
		*ret = *ret * 10 + (size_t)(*at - '0');
	return at;
}

static const char *read_length(const char *at, enum length *ret)
{
	*ret = PLAIN;
	if (*at == 'l' && at[1] == 'l')
		*ret = LONG_LONG;
	else if (*at == 'l' || *at == 'j' || *at == 'z' || *at == 't')
		*ret = LONG;
	else if (*at == 'L' || *at == 'q')
		*ret = LONG_DOUBLE;
	while (*at != '\0' && strchr("hljztLq", *at) != NULL)
		at++;
	return at;
}

/* AT is behind the percent sign. */
static const char *read_conversion(const char *at, va_list *arguments, struct conversion *ret)
{
	size_t width;

	at += strspn(at, "#0- +'I");
	at = read_number(at, arguments, &width);
	ret->precision = SIZE_MAX;
	if (*at == '.') {
		ret->precision = 0;
		at = read_number(at + 1, arguments, &ret->precision);
	}
	at = read_length(at, &ret->length);
	ret->letter = *at;
	return *at != '\0' ? at + 1 : at;
}

/* Integers of 8 bytes are passed alike, whatever their type. */
_Static_assert(sizeof(long) == 8 && sizeof(long long) == 8 && sizeof(intmax_t) == 8, "LONG is LONG_LONG");

static bool skip_number(const struct conversion *conversion, va_list *arguments)
{
	if (strchr("diouxXc", conversion->letter) != NULL) {
		if (conversion->length == PLAIN)
			(void)va_arg(*arguments, int);
		else
			(void)va_arg(*arguments, long);
	} else if (strchr("aAeEfFgG", conversion->letter) != NULL) {
		if (conversion->length == LONG_DOUBLE)
			(void)va_arg(*arguments, long double);
		else
			(void)va_arg(*arguments, double);
	} else if (strchr("pn", conversion->letter) != NULL) {
		(void)va_arg(*arguments, void *);
	} else {
		return conversion->letter == '%' || conversion->letter == 'm';
	}
	return true;
}

void format_strings(const char *format, va_list arguments,
		    void (*on_string)(void *context, const char *string, size_t bytes_max), void *context)
{
	struct conversion conversion;
	va_list rest;
	const char *at = format;

	va_copy(rest, arguments);
	while ((at = strchr(at, '%')) != NULL) {
		at = read_conversion(at + 1, &rest, &conversion);
		if (conversion.letter == 's' && conversion.length == PLAIN)
			on_string(context, va_arg(rest, const char *), conversion.precision);
		else if (conversion.letter == '\0' || !skip_number(&conversion, &rest))
			break;
	}
	va_end(rest);
}
