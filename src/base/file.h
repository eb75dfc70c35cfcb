/* SPDX-License-Identifier: MIT */
/* Files whole: read with a bound, written so that a reader never sees half of one. */
#ifndef AGX_BASE_FILE_H
#define AGX_BASE_FILE_H

#include "agxrace/status.h"

#include <stddef.h>

/* Write LENGTH bytes to PATH through a temporary file beside it that is synced and renamed, so PATH
 * holds the old contents or all of the new ones. A device or a pipe is written to as it is, never replaced.
 * Returns AGX_OK or AGX_IO. */
AGX_MUST_USE enum agx_status agx_file_write(const char *path, const void *bytes, size_t length,
					    struct agx_error *err);

/* Read PATH ("-": standard input) of at most BYTES_MAX bytes. *RET_BYTES is NUL-terminated past
 * *RET_LENGTH and freed by the caller. Returns AGX_OK, AGX_BAD_INPUT (missing, unreadable, a folder,
 * larger than BYTES_MAX) or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status agx_file_read(const char *path, size_t bytes_max, char **ret_bytes,
					   size_t *ret_length, struct agx_error *err);

/* Make the folder PATH and its missing parents. Returns AGX_OK or AGX_IO. */
AGX_MUST_USE enum agx_status agx_folder_make(const char *path, struct agx_error *err);

#endif
