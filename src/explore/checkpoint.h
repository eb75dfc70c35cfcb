/* SPDX-License-Identifier: MIT */
/* A search that was interrupted, in a file (docs/formats/explore-checkpoint.md). */
#ifndef AGX_EXPLORE_CHECKPOINT_H
#define AGX_EXPLORE_CHECKPOINT_H

#include "explore/search_state.h"

/* What a checkpoint must have in common with the search that takes it up. */
struct checkpoint_identity {
	uint64_t program;    /* hash of the executable */
	uint64_t base;       /* where it lies in memory: items and findings hold addresses */
	const char *options; /* those that decide what is explored, and the program's arguments */
};

/* Of this process. False: its executable cannot be read. */
bool checkpoint_identify(const char *options, struct checkpoint_identity *ret_identity);

/* Write PATH whole or not at all, and so that it survives the end of the machine. Returns NULL, or why it could not be
 * done (until the next call); PATH is as it was then. */
const char *checkpoint_write(const char *path, const struct checkpoint_identity *identity,
			     const struct search_state *state);

/* Remove PATH, and what a process that was killed while it wrote may have left beside it. */
void checkpoint_remove(const char *path);

enum checkpoint_read { CHECKPOINT_READ, CHECKPOINT_NONE, CHECKPOINT_REFUSED };

/* Read PATH. REFUSED: *RET_PROBLEM says why (until the next call) and *RET_STATE is not touched; NONE: there is no such
 * file. */
enum checkpoint_read checkpoint_read(const char *path, const struct checkpoint_identity *identity,
				     struct search_state *ret_state, const char **ret_problem);

#endif
