/* SPDX-License-Identifier: MIT */
/* Undo what copying does to a report: CRLF, NULs of a wide encoding, bytes that are not UTF-8, terminal
 * colours, "> " of mail and forums, HTML entities, a JSON text quoted as a string. Only shrinks, in place.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_CLEAN_TEXT_H
#define AGX_CRASH_CLEAN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Clean LENGTH bytes of TEXT; returns the new length, at which a NUL is put (so TEXT has room for LENGTH + 1).
 * The result is valid UTF-8 whose only control characters are newline and tab. *RET_BINARY tells that the bytes were
 * no text to begin with. */
size_t clean_text(char *text, size_t length, bool *ret_binary);

#endif
