/* SPDX-License-Identifier: MIT */
/* What a verdict that holds rests on: which guards ever kept a step back, and what breaks without each. A proof that
 * needs none of its locks proves nothing about them, and an invariant that cannot fail nothing about the system.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_VERDICT_VACUITY_H
#define AGX_VERDICT_VACUITY_H

#include "verdict/cell.h"

#define VACUITY_MAP(X) \
	X(VACUITY_IDLE, "idle")           /* it never kept a step back */ \
	X(VACUITY_NEEDED, "needed")       /* without it the verdict is another */ \
	X(VACUITY_REDUNDANT, "redundant") /* it kept steps back, and without it the verdict is the same */ \
	X(VACUITY_OPEN, "undecided")      /* a limit, or interrupted */

enum vacuity_role {
#define VACUITY_ENUM(name, text) name,
	VACUITY_MAP(VACUITY_ENUM)
#undef VACUITY_ENUM
};

struct vacuity_guard {
	unsigned guard; /* of the model */
	const char *name;
	enum vacuity_role role;
	char without[48]; /* of one that is needed: "null-deref in 9 states" */
};

enum { VACUITY_INVARIANTS_MAX = 64 };

struct vacuity {
	const char *unbroken[VACUITY_INVARIANTS_MAX]; /* invariants that nothing seems able to break */
	size_t unbroken_count;
	bool judged; /* false: too many states to judge what follows in passing */
	struct vacuity_guard guards[AGX_CHECK_GUARDS_MAX];
	size_t count;
	size_t locks;            /* guards among them that are locks of a policy or of a published model */
	bool holds_without_locks; /* the same verdict with all of those left out at once */
};

enum { VACUITY_STATES_MAX = 200000 };

/* Judge CELL, which holds, again without each of its guards, and without all of its locks. Of a cell of more than
 * VACUITY_STATES_MAX states only the invariants are judged (agx_check_vacuous_invariants()). Returns AGX_OK or the status of a cell that could not be judged. */
AGX_MUST_USE enum agx_status vacuity_judge(const struct cell *cell, const struct cell_limits *limits,
					   struct vacuity *ret_vacuity, struct agx_error *err);

const char *vacuity_role_name(enum vacuity_role role);

#endif
