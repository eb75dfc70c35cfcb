/* SPDX-License-Identifier: MIT */
/* What a replay string must carry besides the engine's own: which locations were promoted, and the numbers of threads that
 * were not created by main, which were given in the order in which the search met them.
 *
 *	t0.0-0.1-2.0:p404040.4:ENGINE'S     thread 3 is the first child of thread 2; 4 bytes are promoted
 * (0: the races of an instruction are passed over) */
#ifndef AGX_EXPLORE_REPLAY_PREFIX_H
#define AGX_EXPLORE_REPLAY_PREFIX_H

#include <stddef.h>

/* Write the prefix, "" if none is needed; returns its length, or BYTES if it does not fit. */
size_t replay_prefix_write(char *text, size_t bytes);

/* Take over what TEXT begins with; *RET_REST is the engine's part. Returns NULL or what is wrong. */
const char *replay_prefix_read(const char *text, const char **ret_rest);

#endif
