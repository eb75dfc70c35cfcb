/* SPDX-License-Identifier: MIT */
/* Reading family files: the values that they hold, and a family of them. After the first
 * mistake the rest is read for nothing and l->status tells it.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_TRIAGE_FAMILY_INTERNAL_H
#define AGX_TRIAGE_FAMILY_INTERNAL_H

#include "triage/family.h"

#include <jansson.h>

#define FAMILY_SHARED_NAME "shared.json"

struct family_loader {
	struct family_set *set;
	json_t *shared; /* named lists of patterns */
	const char *file;
	struct agx_error *err;
	enum agx_status status; /* the first failure */
	unsigned depth;		/* of named lists inside each other */
};

/* family_value.c: members of OBJECT. What they return is in the set's memory; NULL, 0 or
 * empty after a mistake. */

/* "F1.json: WHERE: WHAT" */
void family_bad(struct family_loader *l, const char *what, const char *where);
void *family_take(struct family_loader *l, size_t count, size_t size);
const char *family_copy(struct family_loader *l, const char *text);
/* Refuse members that are not in KEYS, NULL at its end: a misspelt key would be a sign
 * that never shows. */
void family_check_keys(struct family_loader *l, json_t *object, const char *const *keys,
		       const char *where);
/* A string member; NULL if it is absent and need not be there. */
const char *family_text(struct family_loader *l, json_t *object, const char *key,
			bool required);
/* A whole number or "0x…". */
uint64_t family_number(struct family_loader *l, json_t *value, const char *where);
/* Patterns under KEY, "@named" lists opened up. */
struct id_list family_patterns(struct family_loader *l, json_t *object, const char *key);
struct text_list family_texts(struct family_loader *l, json_t *object, const char *key,
			      bool required);
/* The position of the member's text in NAMES, NULL at its end. */
int family_choose(struct family_loader *l, json_t *object, const char *key,
		  const char *const *names);
/* {"min", "max"}; untouched if there is none. */
void family_range(struct family_loader *l, json_t *object, const char *key, bool *ret_has,
		  uint64_t *ret_min, uint64_t *ret_max);

/* family_read.c */

void family_read(struct family_loader *l, json_t *object, struct family *family);
/* The lists that every family may name, and those that the judge itself needs. */
void family_read_shared(struct family_loader *l);

#endif
