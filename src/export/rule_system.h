/* SPDX-License-Identifier: MIT */
/* A transition system as rule text, ready to be written in the language of another checker. A model fills this in from
 * the same macros that its successor function is compiled from; encoding_rules.h describes the rules' language.
 *
 * Thread safety: plain values; strings are borrowed. */
#ifndef AGX_EXPORT_RULE_SYSTEM_H
#define AGX_EXPORT_RULE_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Whose field. In the rules: me and th[q]; e, ve and qe; slot[i]; g. */
enum rule_record { RULE_THREAD, RULE_ENCODER, RULE_SLOT, RULE_GLOBAL, RULE_RECORDS };

struct rule_field {
	enum rule_record record;
	const char *name;
	unsigned top;  /* largest value; 0: the configuration does not keep it, it reads as 0 */
	bool per_slot; /* an array over the slots, [0] standing for NULL */
};

/* What a number means, so that it is written by name. A thread's location is its field "pc". */
enum rule_meaning { RULE_PLAIN, RULE_LOCATION, RULE_ERROR };

struct rule_name {
	const char *name;
	int value;
	enum rule_meaning meaning; /* PLAIN: a constant of the configuration */
};

enum rule_kind {
	RULE_OF_THREAD,
	RULE_OF_SLOT,   /* for each slot s */
	RULE_OF_VICTIM, /* for each other thread's encoder ve */
};

struct rule_text {
	const char *name;
	enum rule_kind kind;
	const char *at; /* a location, or ANYWHERE, or NOWHERE */
	const char *guard;
	const char *effect;
	const char *stands_for; /* one line for people */
};

/* ALL: a condition on every q. EACH: an effect on every q. */
struct rule_macro {
	const char *name;
	const char *text;
};

/* Whose encoder a VICTIM rule is about. */
enum rule_victims {
	RULE_VICTIM_OTHER, /* any other thread's */
	RULE_VICTIM_SELF,  /* the thread's own: the rule is made by somebody whom the system does not have */
	RULE_VICTIM_SHARED /* the one that all threads share */
};

struct rule_system {
	const char *name;         /* of the module: a letter, then letters and digits */
	const char *const *about; /* lines for the head of the module, NULL last */
	unsigned threads;
	unsigned slots;
	bool shared_encoder; /* one record for all threads */
	enum rule_victims victims;
	const struct rule_field *fields;
	size_t field_count;
	const struct rule_name *names;
	size_t name_count;
	const struct rule_text *rules;
	size_t rule_count;
	const struct rule_macro *alls;
	size_t all_count;
	const struct rule_macro *eachs;
	size_t each_count;
	const char *const *guards; /* names within G() */
	size_t guard_count;
	uint64_t guards_dropped; /* bit per guard: taken as true */
	/* On th[q]: thread q may stay as it is for ever. NULL: every thread always may. */
	const char *rest;
};

#endif
