/* SPDX-License-Identifier: MIT */
/* A counterexample as a trace: a column per thread, the first step being the initial state, so that a trace has as many
 * steps as the counterexample has states. What it ends in is the trace's ending.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_VERDICT_STORY_H
#define AGX_VERDICT_STORY_H

#include "trace/trace.h"
#include "verdict/cell.h"

enum { STORY_ENDING_BYTES = 256 };

struct story {
	struct trace trace; /* points into the rest */
	struct agx_check_label *labels;
	struct trace_step *steps;
	const char *columns[AGX_CHECK_ACTORS_MAX];
	char ending[STORY_ENDING_BYTES];
};

/* The story of CELL, which has a path; its model is made again. Returns AGX_OK or AGX_NO_MEMORY. *RET_STORY must not be
 * moved; release it. */
AGX_MUST_USE enum agx_status story_make(const struct cell *cell, struct story *ret_story,
					struct agx_error *err);
void story_release(struct story *story);

#endif
