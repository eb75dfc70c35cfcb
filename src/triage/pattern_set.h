/* SPDX-License-Identifier: MIT */
/* Many patterns against many short strings at once (Aho and Corasick, "Efficient string matching: an aid to
 * bibliographic search", CACM 18(6), 1975).
 *
 * A pattern is text that has to occur; "*" stands for any run of up to 512 bytes, "^" at the beginning and "$" at the end
 * for the ends of the string. Blanks and quotation marks count on neither side: copies wrap symbols
 * and turn `…' into ‘…’. Nor does "_mtlnext", which the driver's classes end in on the Metal 4 path.
 *
 *	int id = pattern_set_add(&set, "-[AGX*Context setBuffer:");
 *	pattern_set_build(&set);
 *	pattern_set_match(&set, symbol, on_match, context);
 *
 * Thread safety: once built, a set may be matched by several threads at once. */
#ifndef AGX_TRIAGE_PATTERN_SET_H
#define AGX_TRIAGE_PATTERN_SET_H

#include "agxrace/status.h"
#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pattern;
struct pattern_state;

struct pattern_set {
	struct agx_arena arena;
	struct pattern *patterns;
	size_t count;
	size_t capacity;
	size_t bytes; /* of all texts */
	struct pattern_state *states;
	size_t state_count;
	int32_t *moves; /* state × class of character → state */
	uint8_t classes[256];
	size_t class_count;
	bool no_memory;
};

/* The id of TEXT, from 0, the same for the same text; -1 on lack of memory, if nothing but stars is left of it, or if it
 * is more than AGX_PATTERNS_MAX or AGX_PATTERN_BYTES_MAX allow. */
int pattern_set_add(struct pattern_set *set, const char *text);

/* After the last pattern was added. Returns AGX_OK or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status pattern_set_build(struct pattern_set *set, struct agx_error *err);

/* Called with the id of each pattern that matches, at least once for each; OFFSET: where in the squeezed string it
 * ends. */
typedef void (*pattern_match_fn)(void *context, int pattern, size_t offset);

/* Match a string that was squeezed. */
void pattern_set_match(const struct pattern_set *set, const char *squeezed, size_t length,
		       pattern_match_fn on_match, void *context);

/* Copy TEXT without what does not count to OUT, which has room for strlen(TEXT) bytes; returns the length. */
size_t pattern_squeeze(const char *text, char *out);

/* TEXT of pattern ID as it was added. */
const char *pattern_set_text(const struct pattern_set *set, int id);

void pattern_set_release(struct pattern_set *set);

#endif
