/* SPDX-License-Identifier: MIT */
/* The readers of the single shapes; report_read.c decides which one sees what.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_REPORT_SHAPES_H
#define AGX_CRASH_REPORT_SHAPES_H

#include "crash/json_lenient.h"
#include "crash/report_build.h"

/* .ips: ips_read.c */

/* NODE is the metadata line / the body (or a part of one) of an .ips file. */
bool ips_is_header(const struct lenient_node *node);
bool ips_is_body(const struct lenient_node *node);
void ips_read_header(struct report_build *build, const struct lenient_node *header);
void ips_read_body(struct report_build *build, const struct lenient_node *body);

/* Apple's text: legacy_read.c */

/* What became of the lines of a text. */
struct legacy_result {
	bool threads_end;   /* something that follows the last thread was seen */
	bool headers;       /* "Process:", "Exception Type:" and the like */
	bool numbered;      /* "Thread N" lines, not bare frames */
};

/* Read LENGTH characters of TEXT, writable, NUL at TEXT[LENGTH]; lines are terminated in place. Lines that are no
 * part of a report go to asi with source "text". With ONLY_TEXT the structure is skipped (it is known from
 * elsewhere) and only those lines are kept. */
struct legacy_result legacy_read(struct report_build *build, char *text, size_t length,
				 bool only_text);

/* One frame line ("3   AGXMetalG13X   0x1a2 symbol + 32") into FRAME; false if LINE is none. *RET_INDEX is
 * its number. LINE is changed in place. */
bool legacy_read_frame(struct report_build *build, char *line, struct crash_frame *frame,
		       uint64_t *ret_index);

/* Panics: panic_read.c */

bool panic_is_text(const char *text);
/* TEXT ("panic(cpu 4 caller 0x…): …") is changed in place. */
void panic_read(struct report_build *build, char *text);

#endif
