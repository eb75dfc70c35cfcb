/* SPDX-License-Identifier: MIT */
/* The reader of Apple's text, which goes line by line: where it is, and its parts.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_LEGACY_INTERNAL_H
#define AGX_CRASH_LEGACY_INTERNAL_H

#include "crash/legacy_line.h"
#include "crash/report_shapes.h"

enum legacy_section {
	SECTION_NONE,
	SECTION_ASI,
	SECTION_BACKTRACE,
	SECTION_THREAD,
	SECTION_STATE,
	SECTION_SKIP
};

struct legacy_reader {
	struct report_build *build;
	struct legacy_result result;
	enum legacy_section section;
	bool only_text;
	bool second;	  /* a second report began: its structure is not ours */
	bool has_crashed; /* "Crashed Thread: N" */
	uint64_t crashed;
	bool name_only;	     /* "Thread N name:" was the last thread line */
	bool bare;	     /* the newest thread is one of bare frames */
	uint64_t bare_index; /* the last frame's number in it */
	size_t state_thread; /* index of the thread whose registers follow */
	size_t text_lines;
	size_t asi_lines; /* of this block */
	uint64_t trap;
	uint64_t error;
	const struct crash_image *last_image;
};

/* legacy_header.c: KEY is the line without its colon. CUT: the input ends in VALUE, so a
 * number in it may be another. */
void legacy_on_header(struct legacy_reader *r, char *key, char *value, bool cut);

/* legacy_wrap.c */

/* Whether LINE, of kind OTHER, is the rest of PENDING that a copy wrapped. */
bool legacy_continues(enum legacy_kind kind, const char *pending, const char *line);
/* Whether LINE begins a frame that was wrapped before its address: its number is the one
 * expected. */
bool legacy_begins_frame(const struct legacy_reader *r, enum legacy_kind kind,
			 const char *pending, const char *line);
/* Move the wrapped REST of *LINE up to its end. A copy that was wrapped at a blank lost
 * it. */
void legacy_join(char *line, const char *rest);

#endif
