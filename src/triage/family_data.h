/* SPDX-License-Identifier: MIT */
/* Family files as bytes. Those that are compiled in are written by the build, from
 * families/. */
#ifndef AGX_TRIAGE_FAMILY_DATA_H
#define AGX_TRIAGE_FAMILY_DATA_H

#include <stddef.h>

struct family_file {
	const char *name; /* "F1.json" */
	const unsigned char *bytes;
	size_t length;
};

extern const struct family_file family_files[];
extern const size_t family_file_count;

#endif
