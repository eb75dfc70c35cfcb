/* SPDX-License-Identifier: MIT */
/* Lines of Apple's text reports: what a line is, and the parts of frame, image, thread and register lines.
 *
 * Thread safety: pure functions; the line itself is changed in place. */
#ifndef AGX_CRASH_LEGACY_LINE_H
#define AGX_CRASH_LEGACY_LINE_H

#include "crash/report_build.h"

enum legacy_kind {
	LEGACY_BLANK,
	LEGACY_FRAME,	    /* "3   AGXMetalG13X   0x00000001c2 …" */
	LEGACY_THREAD_HEAD, /* "Thread 3 Crashed:: name  Dispatch queue: q" */
	LEGACY_STATE_HEAD,  /* "Thread 3 crashed with ARM Thread State (64-bit):" */
	LEGACY_IMAGES_HEAD,
	LEGACY_IMAGE,
	LEGACY_ASI_HEAD,
	LEGACY_BACKTRACE_HEAD,
	LEGACY_OTHER_HEAD, /* a section that holds nothing of interest */
	LEGACY_HEADER,	   /* "Exception Type:  EXC_BAD_ACCESS (SIGSEGV)" */
	LEGACY_OTHER,
};

/* LINE has no newline and no leading blanks; it is not changed. */
enum legacy_kind legacy_kind_of(const char *line);

struct legacy_thread_head {
	uint64_t number;
	bool crashed;
	bool name_only; /* iOS: "Thread 0 name:" goes before "Thread 0 Crashed:" */
	char *name;	/* NULL if there is none */
	char *queue;
};

/* Parts of a line that legacy_kind_of() has named; they point into LINE, which is cut up. */
bool legacy_thread_head(char *line, struct legacy_thread_head *ret_head);
bool legacy_image(char *line, struct crash_image *image);
/* The text after "Key:", and the key terminated at its colon. */
char *legacy_value(char *line);

/* The next "name: 0x…" pair at or after *AT, which moves past it; false when there is none. NAME is terminated in
 * place; *RET_REST is the unparsed text behind the value. */
bool legacy_register(char **at, struct crash_register *reg, char **ret_rest);

#endif
