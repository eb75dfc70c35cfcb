/* SPDX-License-Identifier: MIT */
#include "crash/json_lenient.h"

#include "base/limits.h"
#include "crash/json_scalar.h"

#include <string.h>

struct level {
	struct lenient_node *container;
	struct lenient_node *last;
};

struct parser {
	struct agx_arena *arena;
	struct lenient_node *free_nodes; /* taken from the arena by the chunk */
	size_t free_count;
	size_t node_count;
	struct json_cursor in;
	struct level levels[AGX_JSON_DEPTH_MAX];
	size_t depth;
	size_t skipped_depth; /* containers below the deepest level that are passed over */
	const char *key;
	enum lenient_mode mode;
	bool full; /* AGX_JSON_VALUES_MAX reached */
	bool no_memory;
};

enum { NODE_CHUNK = 256 };

static struct lenient_node *node_new(struct parser *p, enum lenient_kind kind)
{
	struct lenient_node *node;

	if (p->node_count >= AGX_JSON_VALUES_MAX) {
		p->full = true;
		return NULL;
	}
	if (p->free_count == 0) {
		p->free_nodes = agx_arena_take(p->arena, NODE_CHUNK * sizeof *node);
		if (p->free_nodes == NULL) {
			p->no_memory = true;
			return NULL;
		}
		p->free_count = NODE_CHUNK;
	}
	node = p->free_nodes++;
	p->free_count--;
	p->node_count++;
	node->kind = kind;
	return node;
}

/* Hang NODE under the innermost open container. */
static void attach(struct parser *p, struct lenient_node *node)
{
	struct level *top = &p->levels[p->depth - 1];

	if (top->container->kind == LENIENT_OBJECT) {
		if (p->key == NULL) {
			p->in.damaged = true;
			return;
		}
		node->key = p->key;
		p->key = NULL;
	}
	if (top->last == NULL)
		top->container->child = node;
	else
		top->last->next = node;
	top->last = node;
}

static void push(struct parser *p, struct lenient_node *container)
{
	p->levels[p->depth].container = container;
	p->levels[p->depth].last = NULL;
	p->depth++;
}

/* The name under which an array that lost its key is found again, judged by its first element. */
static const char *guess_key(const struct lenient_node *array)
{
	for (const struct lenient_node *e = array->child; e != NULL; e = e->next) {
		if (lenient_get(e, "frames") != NULL || lenient_get(e, "threadState") != NULL)
			return "threads";
		if (lenient_get(e, "imageOffset") != NULL || lenient_get(e, "imageIndex") != NULL ||
		    lenient_get(e, "symbol") != NULL)
			return "frames";
		if (lenient_get(e, "uuid") != NULL || lenient_get(e, "base") != NULL)
			return "usedImages";
	}
	return "unnamed";
}

static void name_lost_arrays(struct parser *p)
{
	for (size_t i = 0; i < p->depth; i++) {
		struct lenient_node *node = p->levels[i].container;

		if (node->kind == LENIENT_ARRAY && i > 0 && node->key == NULL &&
		    p->levels[i - 1].container->kind == LENIENT_OBJECT)
			node->key = guess_key(node);
	}
}

/* A closing brace without its opening one: the object read so far is an element of an array whose
 * beginning is lost, in an object whose beginning is lost. */
static void wrap_root(struct parser *p)
{
	struct lenient_node *outer = node_new(p, LENIENT_OBJECT);
	struct lenient_node *array = outer == NULL ? NULL : node_new(p, LENIENT_ARRAY);

	if (array == NULL)
		return;
	array->child = p->levels[0].container;
	outer->child = array;
	p->levels[0] = (struct level) {outer, array};
	p->levels[1] = (struct level) {array, array->child};
	p->depth = 2;
}

static const char *skip_space(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\n' || *at == '\t' || *at == '\r'))
		at++;
	return at;
}

static void on_string(struct parser *p)
{
	bool in_object = p->levels[p->depth - 1].container->kind == LENIENT_OBJECT;
	char *text = json_read_string(&p->in);
	struct lenient_node *node;

	if (text == NULL)
		return;
	if (in_object && p->key == NULL) {
		const char *next = skip_space(p->in.at, p->in.end);

		if (next < p->in.end && *next == ':')
			p->key = text;
		else
			p->in.damaged = p->in.damaged || next < p->in.end;
		return;
	}
	node = node_new(p, LENIENT_STRING);
	if (node == NULL)
		return;
	node->text = text;
	attach(p, node);
}

static void on_word(struct parser *p)
{
	char word[AGX_JSON_WORD_BYTES_MAX];
	size_t length = json_read_word(&p->in, word, sizeof word);
	bool number = word[0] == '-' || (word[0] >= '0' && word[0] <= '9');
	const char *next = skip_space(p->in.at, p->in.end);
	struct lenient_node *node;

	if (length == 0) { /* a character that can stand nowhere */
		p->in.damaged = true;
		p->in.at++;
		return;
	}
	if (p->levels[p->depth - 1].container->kind == LENIENT_OBJECT && p->key == NULL) {
		p->in.damaged = true;
		if (next < p->in.end && *next == ':')
			p->key = agx_arena_copy(p->arena, word, length);
		return;
	}
	if (p->in.at >= p->in.end) /* the rest of it may be cut off */
		return;
	node = node_new(p, LENIENT_NULL);
	if (node == NULL)
		return;
	if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) {
		node->kind = LENIENT_BOOL;
		node->number = word[0] == 't';
	} else if (number && !json_set_integer(node, word)) {
		node->kind = LENIENT_REAL;
		node->text = agx_arena_copy(p->arena, word, length);
	} else if (!number && strcmp(word, "null") != 0) {
		p->in.damaged = true;
	}
	attach(p, node);
}

static void on_open(struct parser *p, enum lenient_kind kind)
{
	struct lenient_node *node;

	p->in.at++;
	if (p->depth == AGX_JSON_DEPTH_MAX || p->skipped_depth > 0) {
		p->in.damaged = true;
		p->skipped_depth++;
		return;
	}
	/* In a fragment an object where a key should be is an element of an array that began earlier. */
	if (p->mode == LENIENT_FRAGMENT && p->depth == 1 && p->key == NULL && kind == LENIENT_OBJECT) {
		struct lenient_node *array = node_new(p, LENIENT_ARRAY);

		if (array == NULL)
			return;
		p->key = "unnamed";
		attach(p, array);
		array->key = NULL;
		push(p, array);
	}
	node = node_new(p, kind);
	if (node == NULL)
		return;
	attach(p, node);
	p->key = NULL;
	push(p, node);
}

/* Returns true when the root was closed. */
static bool on_close(struct parser *p, enum lenient_kind kind)
{
	size_t match = p->depth;

	p->in.at++;
	p->key = NULL;
	if (p->skipped_depth > 0) {
		p->skipped_depth--;
		return false;
	}
	while (match > 0 && p->levels[match - 1].container->kind != kind)
		match--;
	if (p->mode == LENIENT_FRAGMENT && match <= 1) {
		p->in.damaged = true;
		if (kind == LENIENT_OBJECT) {
			name_lost_arrays(p);
			wrap_root(p);
		}
		return false;
	}
	if (match == 0) {
		p->in.damaged = true;
		return false;
	}
	if (match != p->depth)
		p->in.damaged = true;
	name_lost_arrays(p);
	p->depth = match - 1;
	return p->depth == 0;
}

static bool step(struct parser *p)
{
	switch (*p->in.at) {
	case ' ':
	case '\n':
	case '\t':
	case '\r':
	case ':':
		p->in.at++;
		return false;
	case ',':
		p->in.at++;
		if (p->key != NULL)
			p->in.damaged = true;
		p->key = NULL;
		return false;
	case '{':
		on_open(p, LENIENT_OBJECT);
		return false;
	case '[':
		on_open(p, LENIENT_ARRAY);
		return false;
	case '}':
		return on_close(p, LENIENT_OBJECT);
	case ']':
		return on_close(p, LENIENT_ARRAY);
	case '"':
		if (p->skipped_depth > 0)
			(void)json_read_string(&p->in); /* only to pass over its brackets */
		else
			on_string(p);
		return false;
	default:
		if (p->skipped_depth > 0)
			p->in.at++;
		else
			on_word(p);
		return false;
	}
}

struct lenient_parse lenient_parse(struct agx_arena *arena, char *text, size_t length,
				   enum lenient_mode mode)
{
	struct parser p = {
		.arena = arena, .in = {.at = text, .end = text + length}, .mode = mode};
	struct lenient_parse result = {0};
	bool closed = false;
	enum lenient_kind kind = LENIENT_OBJECT;

	if (mode == LENIENT_WHOLE) {
		if (length == 0 || (*text != '{' && *text != '['))
			return result;
		kind = *text == '{' ? LENIENT_OBJECT : LENIENT_ARRAY;
		p.in.at++;
	}
	result.root = node_new(&p, kind);
	if (result.root == NULL) {
		result.no_memory = true;
		return result;
	}
	push(&p, result.root);
	while (!closed && p.in.at < p.in.end && !p.no_memory && !p.full)
		closed = step(&p);
	if (!closed) {
		name_lost_arrays(&p);
		for (size_t i = 0; i < p.depth; i++)
			p.levels[i].container->cut = true;
		if (mode == LENIENT_FRAGMENT && p.depth > 0)
			result.root = p.levels[0].container;
	}
	result.used = (size_t)(p.in.at - text);
	result.cut = !closed;
	result.damaged = p.in.damaged || p.full;
	result.no_memory = p.no_memory;
	return result;
}
