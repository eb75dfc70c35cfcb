/* SPDX-License-Identifier: MIT */
/* Crash reports for tests. A case (tests/triage/cases/x.case) is a table of threads and expectations; from it the
 * same crash is written in every shape in which people send one, for two GPU generations. All of them are
 * synthetic. tests/triage/README.md tells the form of a case. */
#ifndef AGX_TEST_TRIAGE_FIXTURE_H
#define AGX_TEST_TRIAGE_FIXTURE_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fixture_shape {
	SHAPE_IPS,	  /* header line and JSON body */
	SHAPE_LEGACY,	  /* Apple's text */
	SHAPE_TRANSLATED, /* text, then both JSONs */
	SHAPE_CLIPPED,	  /* the header line of an .ips, then text */
	SHAPE_ISSUE,	  /* an .ips in a report's code block, prose around it */
	SHAPE_TEXT,	  /* lines from a terminal */
	SHAPE_TEXT_ISSUE, /* the same inside prose */
	SHAPE_PANIC_IPS,
	SHAPE_PANIC_TEXT,
	SHAPE_COUNT
};

enum { FIXTURE_GENERATIONS = 2 };

struct fixture; /* one case */

/* Read the case at PATH; ends the test program with a message on any mistake in it. */
struct fixture *fixture_load(const char *path);
void fixture_free(struct fixture *fixture);

const char *fixture_name(const struct fixture *fixture);
bool fixture_has_shape(const struct fixture *fixture, enum fixture_shape shape);
const char *fixture_shape_name(enum fixture_shape shape);

/* Append the report. */
void fixture_write(const struct fixture *fixture, enum fixture_shape shape, int generation,
		   struct agx_text *out);

/* What the case expects; NULL or -1 where it does not care. */
const char *fixture_family(const struct fixture *fixture); /* "-": none */
const char *fixture_grade(const struct fixture *fixture);
int64_t fixture_witness(const struct fixture *fixture);
const char *fixture_witness_frame(const struct fixture *fixture);
const char *fixture_frame(const struct fixture *fixture); /* deciding, of the crashed thread */
const char *fixture_against(const struct fixture *fixture);
const char *fixture_unsaid(const struct fixture *fixture); /* must not be said against it */
const char *fixture_not(const struct fixture *fixture, size_t index); /* families that must not be named likely */
size_t fixture_thread_count(const struct fixture *fixture);
size_t fixture_frame_count(const struct fixture *fixture);
size_t fixture_image_count(const struct fixture *fixture);

/* The paths of all cases below the source folder, sorted; the caller frees each and the list. */
char **fixture_paths(size_t *ret_count);

/* Copies of a report as people make them; each appends to OUT. */
void fixture_escape_html(const char *bytes, size_t length, struct agx_text *out);
void fixture_crlf(const char *bytes, size_t length, struct agx_text *out);
void fixture_quote(const char *bytes, size_t length, struct agx_text *out);
/* Break lines at COLUMNS characters; SOFT: at the last blank before, which stays at the line's end. */
void fixture_wrap(const char *bytes, size_t length, size_t columns, bool soft, struct agx_text *out);

#endif
