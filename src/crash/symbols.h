/* SPDX-License-Identifier: MIT */
/* The images of this process and the names of their functions, static ones included: from each file's
 * symbol table. What a child that was forked from this process had, with the same addresses.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_SYMBOLS_H
#define AGX_CRASH_SYMBOLS_H

#include "agxrace/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols_image {
	const char *path; /* absolute; "linux-vdso.so.1" for the kernel's own */
	const char *name; /* its last part */
	uint64_t base;    /* where the file's address 0 lies */
	uint64_t start;   /* of the mapped range */
	uint64_t size;
	bool is_program;  /* the executable, not a library */
	char uuid[37];    /* first 16 bytes of the build id, written as a UUID; "" if there is none */
};

struct symbols_place {
	size_t image;       /* index */
	const char *name;   /* of the function; NULL if no symbol covers the address */
	uint64_t offset;    /* from the function's start; 0 if it has no name */
};

struct symbols; /* all images and tables */

/* Read this process's images and their symbol tables. A file that cannot be read has no names, which is no
 * failure. Returns AGX_OK or AGX_NO_MEMORY. The caller frees *RET_SYMBOLS with symbols_free(). */
AGX_MUST_USE enum agx_status symbols_load(struct symbols **ret_symbols, struct agx_error *err);
void symbols_free(struct symbols *symbols);

size_t symbols_image_count(const struct symbols *symbols);
/* Valid until symbols_free(), as are the names that symbols_find() gives. */
const struct symbols_image *symbols_image(const struct symbols *symbols, size_t index);

/* Where ADDRESS lies; false when in no image. */
bool symbols_find(const struct symbols *symbols, uint64_t address, struct symbols_place *ret_place);

#endif
