/* SPDX-License-Identifier: MIT */
/* A growing text. On lack of memory it becomes and stays failed; the writer checks once, at the end.
 *
 *	struct agx_text t = {0};
 *	agx_text_printf(&t, "%d threads\n", n);
 *	if (agx_text_failed(&t)) ...
 *	agx_text_release(&t);
 *
 * Thread safety: none; one owner. */
#ifndef AGX_BASE_TEXT_H
#define AGX_BASE_TEXT_H

#include "agxrace/status.h"

#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>

struct agx_text {
	char *bytes; /* NUL-terminated once anything was added; NULL before */
	size_t length;
	size_t capacity;
	bool failed;
};

void agx_text_add(struct agx_text *text, const char *bytes, size_t length);
void agx_text_puts(struct agx_text *text, const char *string);
void agx_text_printf(struct agx_text *text, const char *format, ...) AGX_PRINTF(2, 3);
void agx_text_vprintf(struct agx_text *text, const char *format, va_list args);
bool agx_text_failed(const struct agx_text *text);
/* The text, "" when nothing was added. Valid until the next change. */
const char *agx_text_string(const struct agx_text *text);
/* The length of the longest beginning of STRING that is at most BYTES_MAX long and does not end inside a UTF-8
 * character. */
size_t agx_text_clip(const char *string, size_t bytes_max);
/* Free the storage; TEXT is empty again. */
void agx_text_release(struct agx_text *text);

#endif
