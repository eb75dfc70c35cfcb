/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(struct agx_text *text, size_t extra)
{
	size_t capacity = text->capacity == 0 ? 256 : text->capacity;
	char *bytes;

	if (text->failed || extra > SIZE_MAX / 4 || text->length > SIZE_MAX / 4) {
		text->failed = true;
		return false;
	}
	while (capacity < text->length + extra + 1)
		capacity *= 2;
	if (capacity == text->capacity)
		return true;
	bytes = realloc(text->bytes, capacity);
	if (bytes == NULL) {
		text->failed = true;
		return false;
	}
	text->bytes = bytes;
	text->capacity = capacity;
	return true;
}

void agx_text_add(struct agx_text *text, const char *bytes, size_t length)
{
	if (length == 0 || !reserve(text, length))
		return;
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void agx_text_puts(struct agx_text *text, const char *string)
{
	agx_text_add(text, string, strlen(string));
}

void agx_text_vprintf(struct agx_text *text, const char *format, va_list args)
{
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0 || !reserve(text, (size_t)length))
		return;
	(void)vsnprintf(text->bytes + text->length, (size_t)length + 1, format, args);
	text->length += (size_t)length;
}

void agx_text_printf(struct agx_text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	agx_text_vprintf(text, format, args);
	va_end(args);
}

bool agx_text_failed(const struct agx_text *text)
{
	return text->failed;
}

const char *agx_text_string(const struct agx_text *text)
{
	return text->bytes == NULL ? "" : text->bytes;
}

size_t agx_text_clip(const char *string, size_t bytes_max)
{
	size_t length = strnlen(string, bytes_max);

	if (length < bytes_max || string[length] == '\0')
		return length;
	while (length > 0 && ((unsigned char)string[length] & 0xc0) == 0x80)
		length--;
	return length;
}

void agx_text_release(struct agx_text *text)
{
	free(text->bytes);
	*text = (struct agx_text) {0};
}
