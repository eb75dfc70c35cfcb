/* SPDX-License-Identifier: MIT */
/* JSON as crash reports hold it after people had their hands on it: cut at either end, wrapped in the middle
 * of a string, clipped ("trialInfo" : {<CLIPPED>}), with integers up to 2^64 - 1. A strict parser refuses
 * all of that; this one keeps what can be read and says that something was wrong. Where a strict parser
 * accepts the text, both see the same values: the tests and a fuzz target compare it with jansson.
 *
 *	struct lenient_parse p = lenient_parse(&arena, text, length, LENIENT_WHOLE);
 *	const struct lenient_node *threads = lenient_get(p.root, "threads");
 *
 * The parser works in place: strings are unescaped and terminated inside TEXT, which has to outlive the
 * nodes. A value that the end of the input cuts is dropped, never shortened: half an address is another
 * address.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CRASH_JSON_LENIENT_H
#define AGX_CRASH_JSON_LENIENT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lenient_kind {
	LENIENT_NULL,
	LENIENT_BOOL,
	LENIENT_UINT,
	LENIENT_NEGATIVE, /* number holds the magnitude, at most 2^63 */
	LENIENT_REAL,     /* text as written; also integers out of range */
	LENIENT_STRING,
	LENIENT_ARRAY,
	LENIENT_OBJECT,
};

struct lenient_node {
	enum lenient_kind kind;
	bool cut;        /* a container that the input did not close */
	const char *key; /* in an object; NULL in an array */
	union {
		uint64_t number;
		const char *text;
		struct lenient_node *child;
	};
	struct lenient_node *next;
};

enum lenient_mode {
	LENIENT_WHOLE,    /* TEXT begins with the value's first character; ends at its last */
	LENIENT_FRAGMENT, /* TEXT begins inside an object or array and may end anywhere: unmatched closing
			   * brackets build the containers around what was read, named by their contents */
};

struct lenient_parse {
	struct lenient_node *root; /* NULL: nothing could be read, or no memory */
	size_t used;               /* characters of TEXT that belong to it */
	bool cut;                  /* the input ended first */
	bool damaged;              /* something in between was skipped */
	bool no_memory;
};

/* Parse LENGTH characters of TEXT, which is writable and has a NUL at TEXT[LENGTH]. */
struct lenient_parse lenient_parse(struct agx_arena *arena, char *text, size_t length,
				   enum lenient_mode mode);

/* Member KEY of OBJECT (may be NULL or no object): the last one of that name; NULL if there is none. */
const struct lenient_node *lenient_get(const struct lenient_node *object, const char *key);

/* First member or element of NODE (may be NULL); NULL for scalars. */
const struct lenient_node *lenient_first(const struct lenient_node *node);

/* Text of a string member; NULL if it is absent or not a string. */
const char *lenient_string(const struct lenient_node *object, const char *key);

/* An integer member, or a string that holds one in decimal or 0x form. False if it is neither. */
bool lenient_uint(const struct lenient_node *object, const char *key, uint64_t *ret_value);
bool lenient_node_uint(const struct lenient_node *node, uint64_t *ret_value);

size_t lenient_count(const struct lenient_node *container);

#endif
