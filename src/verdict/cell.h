/* SPDX-License-Identifier: MIT */
/* One cell of the matrix: a question, judged. Which of two counterexamples a person is shown: one that ends in a crash (a
 * NULL dereference, an assertion) before one that corrupts memory, that before one that loses work; among equals the
 * shortest.
 *
 *	struct cell cell;
 *	status = cell_judge(&question, &limits, &cell, &err);
 *	if (cell.verdict == AGX_VIOLATED) ... cell.result.path, cell_hazard_name(&cell)
 *	cell_release(&cell);
 *
 * Thread safety: different cells share nothing. */
#ifndef AGX_VERDICT_CELL_H
#define AGX_VERDICT_CELL_H

#include "verdict/question.h"

/* name, text */
#define CELL_OUTCOME_MAP(X) \
	X(CELL_EVERY_N, "holds-every-n") \
	X(CELL_HOLDS, "holds") \
	X(CELL_VIOLATED, "violated") \
	X(CELL_LOST_WORK, "lost-work") \
	X(CELL_DEADLOCK, "deadlock") \
	X(CELL_PARTIAL_DEADLOCK, "partial-deadlock") \
	X(CELL_STARVATION, "starvation") \
	X(CELL_INCONCLUSIVE, "inconclusive")

enum cell_outcome {
#define CELL_OUTCOME_ENUM(name, text) name,
	CELL_OUTCOME_MAP(CELL_OUTCOME_ENUM)
#undef CELL_OUTCOME_ENUM
};

/* Why a verdict that holds is not known to hold for every number of threads. */
#define CELL_BOUND_MAP(X) \
	X(CELL_UNBOUNDED, "it is shown for every number") \
	X(CELL_BOUND_NOT_SOUGHT, "more threads were not asked for") \
	X(CELL_BOUND_MODEL, "the model tells its threads apart") \
	X(CELL_BOUND_ABSTRACTION, "views of two threads are too coarse to show more") \
	X(CELL_BOUND_GROWS, "views of two threads let a counter of the model leave its range") \
	X(CELL_BOUND_LIMIT, "a limit was reached before the views were closed")

enum cell_bound {
#define CELL_BOUND_ENUM(name, text) name,
	CELL_BOUND_MAP(CELL_BOUND_ENUM)
#undef CELL_BOUND_ENUM
};

enum cell_symmetry { CELL_SYMMETRY_AUTO, CELL_SYMMETRY_ON, CELL_SYMMETRY_OFF };

/* How far to go. All 0 is the default: no limit but memory. */
struct cell_limits {
	uint64_t states_max;
	uint64_t bytes_max;
	uint64_t views_max;        /* give up showing it for every number of threads beyond; 0: CELL_VIEWS_MAX */
	uint64_t timeout_ms;       /* of all searches of a cell together */
	unsigned workers;          /* 0: one */
	enum cell_symmetry symmetry; /* AUTO: for the uniform model above CELL_PLAIN_THREADS_MAX threads */
	bool explore_all;          /* go on past violations */
	bool starvation;           /* look for it too */
	bool hazards;              /* look for every kind of hazard, not only for the one that is shown */
	bool bounded;              /* do not try to show it for every number of threads */
	const char *certificate;   /* where to write the certificate of a verdict that holds; NULL: nowhere. Then
				    * AUTO means no symmetry. */
	uint64_t guards_dropped;
	uint64_t errors_ignored;
	bool (*stop)(void *context);
	void (*on_progress)(void *context, const struct agx_check_progress *progress);
	void *callback_context;
};

enum { CELL_PLAIN_THREADS_MAX = 3, CELL_VIEWS_MAX = 100000 };

/* A kind of hazard and the states of the shortest way there. */
struct cell_hazard {
	unsigned error;
	size_t length;
};

struct cell {
	struct question question;
	enum agx_verdict verdict;
	enum cell_outcome outcome;
	enum agx_check_limit limit; /* of an inconclusive verdict */
	unsigned error;             /* number of the model's error; 0: none */
	enum cell_bound bound;      /* of one that holds */
	struct cell_hazard hazards[ENCODING_ERROR_COUNT]; /* ascending in length */
	size_t hazard_count;
	bool hazards_whole; /* there is no other kind */
	bool symmetry;      /* the search kept one state per orbit */
	bool deadlock_judged;
	bool partial_deadlock_judged;
	struct agx_check_result result; /* of the search that is shown */
	unsigned words;                 /* of a state */
	unsigned view_threads;          /* of a view */
	size_t views;
	uint64_t cpu_ns; /* of all searches */
	bool certified;  /* the certificate was written */
};

/* Judge QUESTION. Whatever limit is hit, and a wish to stop, make an INCONCLUSIVE cell, not an error. Returns AGX_OK,
 * AGX_USAGE (from question_open; a certificate with symmetry), AGX_NO_MEMORY, AGX_FAILED, or what writing the certificate
 * returned. Release *RET_CELL. */
AGX_MUST_USE enum agx_status cell_judge(const struct question *question,
					const struct cell_limits *limits, struct cell *ret_cell,
					struct agx_error *err);
void cell_release(struct cell *cell);

const char *cell_outcome_name(enum cell_outcome outcome);
const char *cell_bound_text(enum cell_bound bound);
/* "null-deref", "deadlock"; "none" for a cell that holds or is not decided. */
const char *cell_hazard_name(const struct cell *cell);

/* Does the process end where ERROR of the uniform model happens? */
bool cell_is_crash(unsigned error);

#endif
