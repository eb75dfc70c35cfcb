/* SPDX-License-Identifier: MIT */
/* The strings that a call of printf's family reads. */
#ifndef AGX_EXPLORE_FORMAT_STRINGS_H
#define AGX_EXPLORE_FORMAT_STRINGS_H

#include <stdarg.h>
#include <stddef.h>

/* Call ON_STRING for the argument of each %s of FORMAT in order, with how many bytes of it are read at most (its
 * precision; SIZE_MAX without one). Stops at the first conversion that is not understood: numbered arguments, wide
 * strings. ARGUMENTS are consumed. */
void format_strings(const char *format, va_list arguments,
		    void (*on_string)(void *context, const char *string, size_t bytes_max), void *context);

#endif
