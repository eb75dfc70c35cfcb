/* SPDX-License-Identifier: MIT */
/* Families of crashes: data files, compiled in or read from a folder. docs/formats/family.md is the schema.
 *
 * A family is a set of *signs* (something in the report that is there, is not there, or cannot be told) and *grades*:
 * which signs together make it likely or possible. A sign that cannot be told never makes a grade more
 * certain, so a report that lost its end is never judged more certain than the whole.
 *
 * Thread safety: immutable once loaded. */
#ifndef AGX_TRIAGE_FAMILY_H
#define AGX_TRIAGE_FAMILY_H

#include "agxrace/crash_report.h"
#include "base/arena.h"
#include "triage/family_data.h"
#include "triage/pattern_set.h"

enum { SIGNS_MAX = 64 }; /* of one family */
enum { TRIAGE_NO_FRAME = -1 }; /* where a frame's index stands: there is none */

enum sign_scope {
	SIGN_FAULTING,	/* frames of the thread that crashed */
	SIGN_OTHER,	/* frames of a thread that did not */
	SIGN_ANY,	/* frames of any thread */
	SIGN_BACKTRACE, /* frames of the uncaught exception */
	SIGN_TEXT,	/* application-specific information, reasons, panic text, lines around the report */
	SIGN_EXCEPTION, /* exception type, signal, codes, subtype, termination */
	SIGN_FAULT,	/* address, access and registers of the fault */
};

/* How another thread's object relates to that of the thread that crashed; only our own captures tell. */
enum sign_relation { SIGN_RELATION_NONE, SIGN_RELATION_SAME, SIGN_RELATION_ELSEWHERE };

struct id_list { /* of patterns */
	const int *ids;
	size_t count;
};

struct sign_register {
	const char *name;
	uint64_t value;
};

struct sign {
	const char *name;
	const char *says; /* {frame} {thread} {address} {text} {count} are filled in */
	enum sign_scope scope;
	struct id_list frames;
	struct id_list also;   /* another frame of the same thread */
	struct id_list images; /* the frame's image */
	struct id_list queues; /* the thread's queue or name */
	struct id_list texts;
	bool trusted; /* the text's line is one that a program printed, not one that a person wrote */
	bool minor;   /* told only in full, or if nothing else speaks for the family */
	bool witness; /* the thread is evidence to be shown beside the one that crashed */
	uint64_t within; /* first frames looked at; 0: all */
	bool has_address;
	uint64_t address_min;
	uint64_t address_max;
	enum crash_access access; /* CRASH_ACCESS_UNKNOWN: any */
	const struct sign_register *registers;
	size_t register_count;
	enum sign_relation relation;
	bool has_count;
	uint64_t count_min; /* threads that match */
	uint64_t count_max;
};

/* One requirement of a grade: any of these signs is (or, when negated, is not) there. */
struct grade_term {
	bool negated;
	const size_t *signs;
	size_t count;
};

enum triage_grade { GRADE_UNKNOWN, GRADE_POSSIBLE, GRADE_LIKELY };

struct grade_rule {
	enum triage_grade grade;
	const struct grade_term *terms;
	size_t count;
};

struct against { /* what speaks against the family */
	size_t sign;
	bool absent; /* it speaks when the sign is not there */
	const char *says;
};

struct fixed_in {
	const char *product;
	const char *text;
};

struct text_list {
	const char *const *items;
	size_t count;
};

struct family {
	const char *id;
	const char *name;
	const char *summary;
	const char *fault;	 /* "framework", "app", "kernel", "undecided" … */
	const char *established; /* who says so, and how it is known */
	const char *affected;
	uint64_t rank; /* among families of one grade, the lowest first */
	const struct sign *signs;
	size_t sign_count;
	const struct grade_rule *rules; /* most certain first */
	size_t rule_count;
	const struct against *against;
	size_t against_count;
	const struct fixed_in *fixed;
	size_t fixed_count;
	struct text_list advice;
	struct text_list decide_by;
	struct text_list links;
};

struct product { /* by which images a framework is known */
	const char *name;
	struct id_list images;
};

struct family_set {
	struct agx_arena arena;
	struct pattern_set patterns;
	const struct family *families;
	size_t count;
	const struct product *products;
	size_t product_count;
	struct id_list trusted_lines; /* texts that programs print */
	struct id_list driver_images;
	struct id_list skipped_frames; /* "<deduplicated_symbol>": the next one counts */
};

/* Load the families that are compiled in. With FOLDER (may be NULL) its *.json are added, and one of the same name as a compiled-in
 * file takes its place, shared.json too. Returns AGX_OK, AGX_BAD_INPUT (told by file and key) or AGX_NO_MEMORY. Release with
 * family_set_release() when AGX_OK. */
AGX_MUST_USE enum agx_status family_set_load(const char *folder, struct family_set *ret_set,
					     struct agx_error *err);

/* The same from files in memory, of which one is called "shared.json". */
AGX_MUST_USE enum agx_status family_set_read(const struct family_file *files, size_t count,
					     struct family_set *ret_set, struct agx_error *err);

void family_set_release(struct family_set *set);

const char *triage_grade_text(enum triage_grade grade);

#endif
