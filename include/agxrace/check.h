/* SPDX-License-Identifier: MIT */
/* An explicit-state model checker for small concurrent systems. A model is a packed state of fixed size,
 * initial states and a successor function that names its steps; the checker searches it breadth-first, so
 * counterexamples are shortest, and keeps every state exactly, so a verdict never rests on a hash.
 *
 *	static void next(const void *context, const uint64_t *state, struct agx_check_out *out)
 *	{
 *		uint64_t after = state[0] + 1;
 *
 *		if (agx_check_guard(out, 0, after < 10))
 *			agx_check_emit(out, &after, agx_check_step(0, 0, 0));
 *	}
 *
 * How to write one: examples/peterson.c, and examples/philosophers.c for symmetry and any number of threads.
 *
 * Thread safety: a model is immutable while it is checked; its functions are called from several threads at once
 * and touch nothing but their arguments. Different checks do not share anything. */
#ifndef AGXRACE_CHECK_H
#define AGXRACE_CHECK_H

#include "agxrace/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
	AGX_CHECK_WORDS_MAX = 8,   /* 64-bit words of a state */
	AGX_CHECK_ACTORS_MAX = 32, /* actors that can make a step */
	AGX_CHECK_GUARDS_MAX = 64, /* named guards of a model */
	AGX_CHECK_FIELDS_MAX = 64, /* fields of a layout */
	AGX_CHECK_SLOTS_MAX = 8,   /* of the second symmetric index */
	AGX_CHECK_WORKERS_MAX = 64,
	AGX_CHECK_TEXT_BYTES = 128,
};

/* A step's name: who made it, which action, with which argument. ACTOR below AGX_CHECK_ACTORS_MAX. */
static inline uint32_t agx_check_step(unsigned actor, unsigned action, unsigned argument)
{
	return (actor & 0xff) | (action & 0xff) << 8 | (argument & 0xff) << 16;
}

static inline unsigned agx_check_step_actor(uint32_t step)
{
	return step & 0xff;
}

static inline unsigned agx_check_step_action(uint32_t step)
{
	return step >> 8 & 0xff;
}

static inline unsigned agx_check_step_argument(uint32_t step)
{
	return step >> 16 & 0xff;
}

/* The error that the step is: 0 none, else an index of agx_check_model.errors. */
static inline unsigned agx_check_step_error(uint32_t step)
{
	return step >> 24;
}

/* Where a successor function puts what it finds. Models write to it through the functions below. */
struct agx_check_out {
	uint64_t *states; /* count x words */
	uint32_t *steps;
	size_t count;
	size_t capacity;
	unsigned words;
	unsigned errors;         /* or of the steps' errors */
	bool overflow;           /* the model broke its own bounds: successors_max, or the width of a field */
	uint64_t guards_dropped; /* bit per guard: taken as true */
	uint64_t guards_true;    /* bit per guard: it let a step pass at least once */
	uint64_t guards_false;   /* bit per guard: it kept a step back at least once */
};

/* Emit STATE as the outcome of STEP that is an error of kind ERROR (0: a correct step). */
static inline void agx_check_emit_error(struct agx_check_out *out, const uint64_t *state, uint32_t step,
					unsigned error)
{
	if (out->count == out->capacity) {
		out->overflow = true;
		return;
	}
	memcpy(out->states + out->count * out->words, state, out->words * sizeof *state);
	out->steps[out->count++] = step | error << 24;
	out->errors |= error;
}

static inline void agx_check_emit(struct agx_check_out *out, const uint64_t *state, uint32_t step)
{
	agx_check_emit_error(out, state, step, 0);
}

/* As agx_check_emit_error, for states of one word. */
static inline void agx_check_emit_word(struct agx_check_out *out, uint64_t state, uint32_t step,
				       unsigned error)
{
	if (out->count == out->capacity) {
		out->overflow = true;
		return;
	}
	out->states[out->count] = state;
	out->steps[out->count++] = step | error << 24;
	out->errors |= error;
}

/* A named condition of a step: CONDITION, or true when the guard was dropped. The checker keeps whether it ever
 * kept a step back: one that never did is vacuous. */
static inline bool agx_check_guard(struct agx_check_out *out, unsigned guard, bool condition)
{
	uint64_t bit = UINT64_C(1) << guard;

	if (condition)
		out->guards_true |= bit;
	else
		out->guards_false |= bit;
	return condition || (out->guards_dropped & bit) != 0;
}

/* What a field of the state is, so that threads and slots can be exchanged for one another. */
enum agx_check_domain { AGX_CHECK_GLOBAL, AGX_CHECK_PER_THREAD, AGX_CHECK_PER_SLOT };
enum agx_check_range {
	AGX_CHECK_VALUE,      /* a plain number */
	AGX_CHECK_THREAD_REF, /* 0 none, else 1 + a thread's index; global or per slot only */
	AGX_CHECK_SLOT_REF,   /* 0 none, else 1 + a slot's index */
	AGX_CHECK_SLOT_MASK,  /* bit per slot */
};

/* One field: element I of it is BITS bits at bit FIRST_BIT + I * STRIDE_BITS, bit B being bit B % 64 of word
 * B / 64. An element does not straddle two words. */
struct agx_check_field {
	const char *name;
	enum agx_check_domain domain;
	enum agx_check_range range;
	uint16_t first_bit;
	uint16_t stride_bits;
	uint8_t bits; /* 1 to 32 */
};

struct agx_check_invariant {
	const char *name;
	bool (*holds)(const void *context, const uint64_t *state);
};

/* What a step is called, for people. Filled by agx_check_model.describe; strings are copied by value. */
struct agx_check_label {
	char operation[AGX_CHECK_TEXT_BYTES]; /* function that the step stands for */
	char object[AGX_CHECK_TEXT_BYTES];    /* "" if none */
	char state[AGX_CHECK_TEXT_BYTES];     /* what the object holds afterwards; "" */
	char note[AGX_CHECK_TEXT_BYTES];      /* one clause; "" */
	unsigned column;                      /* actor in whose column it goes */
};

/* A system to check. All pointers are borrowed and must outlive the check. Optional ones are NULL. */
struct agx_check_model {
	const char *name;
	const void *context; /* handed to every function below */
	unsigned words;      /* 64-bit words of a state, 1 to AGX_CHECK_WORDS_MAX; unused bits are 0 */
	unsigned state_bits; /* of a state of one word: all others are 0. 0: unknown */
	size_t successors_max; /* of one state, and of initial states */
	void (*initial)(const void *context, struct agx_check_out *out); /* none of them an error */
	void (*successors)(const void *context, const uint64_t *state, struct agx_check_out *out);

	/* What must not happen. */
	const struct agx_check_invariant *invariants;
	size_t invariant_count;
	const char *const *errors; /* by the number of agx_check_emit_error; [0] unused */
	size_t error_count;        /* the array's length */
	/* May ACTOR stay for ever as it is in STATE? NULL: no actor ever has to move, so there is no deadlock. */
	bool (*at_rest)(const void *context, const uint64_t *state, unsigned actor);
	/* Does ACTOR wait for something in STATE that it must get in the end? NULL: progress is not defined. */
	bool (*waits)(const void *context, const uint64_t *state, unsigned actor);

	/* Who moves. Weak fairness is per actor: one that could move for ever does move. */
	const char *const *actors;
	unsigned actor_count;
	const char *const *guards; /* names, by the number of agx_check_guard */
	size_t guard_count;        /* at most AGX_CHECK_GUARDS_MAX */
	void (*describe)(const void *context, uint32_t step, const uint64_t *before, const uint64_t *after,
			 struct agx_check_label *ret_label);
	/* A number of which the search keeps the maximum: threads inside a call at once. */
	unsigned (*gauge)(const void *context, const uint64_t *state);

	/* The symmetric part: threads are actors 0 to threads - 1, exchangeable, and so are the slots. Without fields
	 * there is no symmetry reduction, no view abstraction and no test of invariants on unreachable states. */
	const struct agx_check_field *fields;
	size_t field_count;
	unsigned threads;
	unsigned slots; /* at most AGX_CHECK_SLOTS_MAX */
};

/* Why a search gave up. */
#define AGX_CHECK_LIMIT_MAP(X) \
	X(AGX_CHECK_NO_LIMIT, "none") \
	X(AGX_CHECK_LIMIT_MEMORY, "memory") \
	X(AGX_CHECK_LIMIT_STATES, "states") \
	X(AGX_CHECK_LIMIT_TIME, "time") \
	X(AGX_CHECK_LIMIT_INTERRUPTED, "interrupted")

enum agx_check_limit {
#define AGX_CHECK_LIMIT_ENUM(name, text) name,
	AGX_CHECK_LIMIT_MAP(AGX_CHECK_LIMIT_ENUM)
#undef AGX_CHECK_LIMIT_ENUM
};

const char *agx_check_limit_text(enum agx_check_limit limit);

#define AGX_CHECK_KIND_MAP(X) \
	X(AGX_CHECK_NONE, "none") \
	X(AGX_CHECK_ERROR, "error") \
	X(AGX_CHECK_INVARIANT, "invariant") \
	X(AGX_CHECK_DEADLOCK, "deadlock") \
	X(AGX_CHECK_PARTIAL_DEADLOCK, "partial-deadlock") \
	X(AGX_CHECK_STARVATION, "starvation")

enum agx_check_kind {
#define AGX_CHECK_KIND_ENUM(name, text) name,
	AGX_CHECK_KIND_MAP(AGX_CHECK_KIND_ENUM)
#undef AGX_CHECK_KIND_ENUM
};

const char *agx_check_kind_text(enum agx_check_kind kind);

/* Totals so far, for a progress line. */
struct agx_check_progress {
	uint64_t generated;
	uint64_t distinct;
	uint64_t depth;
	uint64_t bytes;
};

struct agx_check_options {
	unsigned workers;          /* 0: one */
	uint64_t states_max;       /* 0: no bound */
	uint64_t bytes_max;        /* memory of states and frontier; 0: three quarters of what is free */
	uint64_t timeout_ms;       /* 0: none */
	bool go_on;                /* search on past violations; the first is kept */
	bool symmetry;             /* one state per orbit of threads and slots */
	bool deadlock;             /* look for it; partial deadlock also, which needs the graph */
	bool progress;             /* look for starvation under weak fairness, which needs the graph */
	bool keep_states;          /* hand the states of a verdict HOLDS over, for a certificate; not with symmetry */
	uint64_t guards_dropped;   /* bit per guard */
	uint64_t errors_ignored;   /* bit per error: such a step is an ordinary one */
	bool (*stop)(void *context); /* polled; true ends the search; NULL */
	void (*on_progress)(void *context, const struct agx_check_progress *progress); /* NULL */
	void *callback_context;
};

/* A path from an initial state. STATES holds LENGTH states, STEPS[I] leads to state I + 1. */
struct agx_check_path {
	uint64_t *states;
	uint32_t *steps;
	size_t length;
	size_t loop; /* a lasso: the last state's step leads back to state LOOP; SIZE_MAX: no lasso */
	uint32_t loop_step;
};

struct agx_check_result {
	enum agx_verdict verdict;
	enum agx_check_limit limit; /* of an inconclusive verdict; of a violated one when the path is missing */
	enum agx_check_kind kind;
	size_t what;         /* error number, invariant's index or actor, by kind */
	uint64_t generated;  /* initial states and successors, duplicates too */
	uint64_t distinct;   /* states kept */
	uint64_t full;       /* states that they stand for: the orbits' sizes; distinct without symmetry */
	uint64_t depth;      /* steps to the farthest state */
	uint64_t bytes_peak; /* of states and frontier */
	uint64_t cpu_ns;
	uint64_t wall_ns;
	uint64_t guards_true;
	uint64_t guards_false;
	unsigned gauge_max;
	struct agx_check_path path; /* length 0: none */
	uint64_t *states;           /* distinct x words, ascending, with keep_states and HOLDS; else NULL */
};

/* Check MODEL. Returns AGX_OK with the verdict in *RET_RESULT, AGX_USAGE for a model or options that make no
 * sense together, AGX_NO_MEMORY when not even the smallest table could be had, AGX_FAILED for a model that
 * breaks its own bounds. The caller releases *RET_RESULT.
 * Context: starts and joins OPTIONS->workers - 1 threads. */
AGX_MUST_USE enum agx_status agx_check_run(const struct agx_check_model *model,
					   const struct agx_check_options *options,
					   struct agx_check_result *ret_result, struct agx_error *err);

void agx_check_result_release(struct agx_check_result *result);

/* The invariants of MODEL, a bit each for the first 64, that none of 20,000 states broke whose fields hold anything
 * that they can hold, reachable or not. Such an invariant says nothing about the system; or it is broken so seldom that no
 * sample hit it, which the caller should tell. 0 for a model that does not tell its fields. Deterministic. */
uint64_t agx_check_vacuous_invariants(const struct agx_check_model *model);

/* A system for each number of threads. For agx_check_views its steps must be such that what a step of thread t needs and
 * does depends on global and slot fields, on t's own, and on the others' at most by conditions of the form "no thread
 * is ..." and by changes that are the same for all of them. A step that needs another thread to be somewhere may be
 * made by nobody instead (a superset of the steps is sound). An invariant must be such that if it is broken, it is so
 * already for some K + 1 of the threads. */
struct agx_check_family {
	const void *context;
	/* The model of THREADS threads, 1 and more; the caller gives it back to free. */
	enum agx_status (*make)(const void *context, unsigned threads,
				const struct agx_check_model **ret_model, struct agx_error *err);
	void (*free)(const struct agx_check_model *model);
};

enum { AGX_CHECK_VIEW_THREADS_MAX = 4 };

struct agx_check_views_options {
	unsigned threads;    /* of a view: 2 is the default (0), 1 to AGX_CHECK_VIEW_THREADS_MAX */
	uint64_t views_max;  /* 0: no bound */
	uint64_t timeout_ms; /* 0: none */
	uint64_t guards_dropped;
	uint64_t errors_ignored;
	bool (*stop)(void *context);
	void *callback_context;
};

struct agx_check_views_result {
	enum agx_verdict verdict; /* HOLDS: no error, no broken invariant, for any number of threads; else INCONCLUSIVE */
	enum agx_check_limit limit;  /* why it was given up; NO_LIMIT: an error is possible in the abstraction */
	bool out_of_bounds;          /* a field of the model grows with the number of threads */
	size_t error;                /* the possible one; 0: an invariant */
	uint64_t configurations;     /* of one thread more than a view, that were looked at */
	unsigned threads;            /* of a view */
	/* Count x words, ascending: global and slot fields as one number, then each thread's, these in ascending order. */
	uint64_t *views;
	size_t count;
	unsigned words;
	uint64_t cpu_ns;
};

/* View abstraction (Abdulla, Haziza, Holik, "All for the price of few", VMCAI 2013): a set of views, that is of what can
 * be seen of K threads, is closed if no step of any system whose parts are all in it leads out of it; by the paper's
 * small-model lemma systems of K + 1 threads are enough to see that. If the smallest closed set that has the initial
 * views knows no error, there is none for any number of threads from K + 1 on; 1 to K threads are searched whole.
 * Deadlock and progress are not judged. Returns AGX_OK, AGX_USAGE, AGX_NO_MEMORY or AGX_FAILED. */
AGX_MUST_USE enum agx_status agx_check_views(const struct agx_check_family *family,
					     const struct agx_check_views_options *options,
					     struct agx_check_views_result *ret_result,
					     struct agx_error *err);

void agx_check_views_release(struct agx_check_views_result *result);

/* A certificate is a file from which a verdict HOLDS can be checked again without trusting the search: the set of all
 * states, or the views and the states of 1 to K threads. docs/formats/certificate.md is the format. What it can
 * claim: no error, no broken invariant, and, where asked for, no deadlock, not even a partial one. It does not claim
 * progress. */
enum {
	AGX_CHECK_CERTIFICATE_NAME_BYTES = 64,
	AGX_CHECK_CERTIFICATE_CONFIGURATION_BYTES = 1024,
	AGX_CHECK_CERTIFICATE_BYTES_MAX = 1 << 30,
};

/* What a certificate says of itself. */
struct agx_check_certificate {
	char model[AGX_CHECK_CERTIFICATE_NAME_BYTES]; /* agx_check_model.name */
	/* What the model was made from, in the caller's words: enough to make it again. */
	char configuration[AGX_CHECK_CERTIFICATE_CONFIGURATION_BYTES];
	bool every_n;            /* for any number of threads, by views */
	bool deadlock;           /* no thread is ever stuck */
	uint64_t guards_dropped; /* as in agx_check_options */
	uint64_t errors_ignored;
	unsigned threads;        /* of the model; of a view, if every_n */
	uint64_t states;         /* that the certificate holds, views among them */
	uint64_t bytes;          /* of the file */
};

/* Write to PATH the certificate of RESULT, which agx_check_run gave for MODEL and OPTIONS with keep_states. It is written
 * whole or not at all. Returns AGX_OK; AGX_USAGE: no verdict HOLDS, no states, or CONFIGURATION too long; AGX_IO;
 * AGX_UNSUPPORTED: above AGX_CHECK_CERTIFICATE_BYTES_MAX; AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status agx_check_certificate_write(const struct agx_check_model *model,
							 const struct agx_check_options *options,
							 const struct agx_check_result *result,
							 const char *configuration, const char *path,
							 struct agx_error *err);

/* The same of RESULT from agx_check_views for FAMILY and OPTIONS. Searches the systems of 1 to K threads again. */
AGX_MUST_USE enum agx_status
agx_check_certificate_write_views(const struct agx_check_family *family,
				  const struct agx_check_views_options *options,
				  const struct agx_check_views_result *result,
				  const char *configuration, const char *path, struct agx_error *err);

/* What the file at PATH claims, which nobody has verified yet. Returns AGX_OK, AGX_BAD_INPUT (missing, no certificate, cut
 * short, changed) or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status agx_check_certificate_read(const char *path,
							struct agx_check_certificate *ret_certificate,
							struct agx_error *err);

struct agx_check_verify_options {
	bool (*stop)(void *context); /* polled; true ends the verification; NULL */
	void *callback_context;
};

struct agx_check_verification {
	struct agx_check_certificate claim; /* shown, when the status is AGX_OK */
	uint64_t steps;                     /* that were followed */
	uint64_t cpu_ns;
};

/* Does the file at PATH prove what it claims about MODEL? The verifier shares no code with the search but the model's own
 * functions. Returns AGX_OK: it does; AGX_BAD_INPUT: it does not, or is no certificate of this model, with the reason in
 * ERR; AGX_INTERRUPTED: OPTIONS->stop said so; AGX_NO_MEMORY; AGX_FAILED: the model breaks its own bounds. */
AGX_MUST_USE enum agx_status
agx_check_certificate_verify(const struct agx_check_model *model,
			     const struct agx_check_verify_options *options, const char *path,
			     struct agx_check_verification *ret_verification, struct agx_error *err);

/* The same for a certificate with every_n. */
AGX_MUST_USE enum agx_status agx_check_certificate_verify_views(
	const struct agx_check_family *family, const struct agx_check_verify_options *options,
	const char *path, struct agx_check_verification *ret_verification, struct agx_error *err);

#endif
