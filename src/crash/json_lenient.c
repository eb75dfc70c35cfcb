/* SPDX-License-Identifier: MIT */
#include "crash/json_lenient.h"

#include "base/limits.h"

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
	char *at;
	char *end;
	struct level levels[AGX_JSON_DEPTH_MAX];
	size_t depth;
	size_t skipped_depth; /* containers below the deepest level that are passed over */
	const char *key;
	enum lenient_mode mode;
	bool damaged;
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
			p->damaged = true;
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

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Four hex digits at *AT, line breaks between them ignored; -1 if they are not there. */
static int32_t read_hex4(char **at, const char *end)
{
	int32_t value = 0;
	char *c = *at;

	for (int digits = 0; digits < 4; c++) {
		int digit;

		if (c >= end)
			return -1;
		if (*c == '\n')
			continue;
		digit = hex_value(*c);
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
		digits++;
	}
	*at = c;
	return value;
}

static char *put_utf8(char *out, uint32_t code)
{
	if (code < 0x80) {
		*out++ = (char)code;
	} else if (code < 0x800) {
		*out++ = (char)(0xc0 | code >> 6);
		*out++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*out++ = (char)(0xe0 | code >> 12);
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	} else {
		*out++ = (char)(0xf0 | code >> 18);
		*out++ = (char)(0x80 | (code >> 12 & 0x3f));
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	}
	return out;
}

/* \uXXXX, a surrogate pair included; *AT is past the "u". A lone surrogate and NUL become U+FFFD, as a
 * text of ours is valid UTF-8 and ends at its NUL. */
static char *unescape_unicode(struct parser *p, char **at, char *out)
{
	int32_t high = read_hex4(at, p->end);
	char *next = *at;

	if (high < 0) {
		p->damaged = true;
		return out;
	}
	if (high >= 0xd800 && high < 0xdc00 && next + 1 < p->end && next[0] == '\\' &&
	    next[1] == 'u') {
		int32_t low;

		next += 2;
		low = read_hex4(&next, p->end);
		if (low >= 0xdc00 && low < 0xe000) {
			*at = next;
			return put_utf8(out, 0x10000u + (uint32_t)(high - 0xd800) * 0x400u +
						     (uint32_t)(low - 0xdc00));
		}
	}
	if (high == 0 || (high >= 0xd800 && high < 0xe000)) {
		p->damaged = true;
		high = 0xfffd;
	}
	return put_utf8(out, (uint32_t)high);
}

static char *unescape(struct parser *p, char **at, char *out)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *which;

	while (*at < p->end && **at == '\n')
		++*at;
	if (*at >= p->end)
		return out;
	if (**at == 'u') {
		++*at;
		return unescape_unicode(p, at, out);
	}
	which = strchr(from, **at);
	if (which == NULL || **at == '\0') {
		p->damaged = true;
		*out++ = **at;
	} else {
		*out++ = to[which - from];
	}
	++*at;
	return out;
}

/* The string whose opening quote is at p->at; NULL if the input ends inside it. */
static char *read_string(struct parser *p)
{
	char *start = p->at + 1;
	char *out;
	char *in = start;

	while (in < p->end && *in != '"' && *in != '\\' && (unsigned char)*in >= 0x20)
		in++;
	out = in;
	while (in < p->end && *in != '"') {
		if (*in == '\\') {
			in++;
			out = unescape(p, &in, out);
		} else if (*in == '\n') {
			p->damaged = true;
			in++;
		} else {
			*out++ = *in++;
		}
	}
	if (in >= p->end) {
		p->at = p->end;
		return NULL;
	}
	p->at = in + 1;
	*out = '\0';
	return start;
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
	char *text = read_string(p);
	struct lenient_node *node;

	if (text == NULL)
		return;
	if (in_object && p->key == NULL) {
		const char *next = skip_space(p->at, p->end);

		if (next < p->end && *next == ':')
			p->key = text;
		else
			p->damaged = p->damaged || next < p->end;
		return;
	}
	node = node_new(p, LENIENT_STRING);
	if (node == NULL)
		return;
	node->text = text;
	attach(p, node);
}

static bool is_word(char c)
{
	return c != '\0' && strchr(" \t\r,:{}[]\"", c) == NULL;
}

/* Numbers, true, false, null, and what people leave behind ("<CLIPPED>", "..."). A line break inside is
 * that of a wrapped copy when the word goes on right after it. */
static size_t read_word(struct parser *p, char *word, size_t size)
{
	size_t length = 0;

	while (p->at < p->end && is_word(*p->at)) {
		if (*p->at == '\n') {
			if (p->at + 1 >= p->end || !is_word(p->at[1]) || p->at[1] == '\n')
				break;
			p->damaged = true;
		} else if (length < size - 1) {
			word[length++] = *p->at;
		} else {
			p->damaged = true;
		}
		p->at++;
	}
	word[length] = '\0';
	return length;
}

/* Decimal digits with an optional minus into NODE; false if WORD is something else or out of range. */
static bool set_integer(struct lenient_node *node, const char *word)
{
	bool negative = *word == '-';
	uint64_t value = 0;

	if (negative)
		word++;
	if (*word == '\0' || (word[0] == '0' && word[1] != '\0'))
		return false;
	for (; *word != '\0'; word++) {
		uint64_t digit = (uint64_t)(*word - '0');

		if (*word < '0' || *word > '9' || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (negative && value > (uint64_t)INT64_MAX + 1)
		return false;
	node->kind = negative && value > 0 ? LENIENT_NEGATIVE : LENIENT_UINT;
	node->number = value;
	return true;
}

static void on_word(struct parser *p)
{
	char word[AGX_JSON_WORD_BYTES_MAX];
	size_t length = read_word(p, word, sizeof word);
	bool number = word[0] == '-' || (word[0] >= '0' && word[0] <= '9');
	const char *next = skip_space(p->at, p->end);
	struct lenient_node *node;

	if (length == 0) { /* a character that can stand nowhere */
		p->damaged = true;
		p->at++;
		return;
	}
	if (p->levels[p->depth - 1].container->kind == LENIENT_OBJECT && p->key == NULL) {
		p->damaged = true;
		if (next < p->end && *next == ':')
			p->key = agx_arena_copy(p->arena, word, length);
		return;
	}
	if (p->at >= p->end) /* the rest of it may be cut off */
		return;
	node = node_new(p, LENIENT_NULL);
	if (node == NULL)
		return;
	if (strcmp(word, "true") == 0 || strcmp(word, "false") == 0) {
		node->kind = LENIENT_BOOL;
		node->number = word[0] == 't';
	} else if (number && !set_integer(node, word)) {
		node->kind = LENIENT_REAL;
		node->text = agx_arena_copy(p->arena, word, length);
	} else if (!number && strcmp(word, "null") != 0) {
		p->damaged = true;
	}
	attach(p, node);
}

static void on_open(struct parser *p, enum lenient_kind kind)
{
	struct lenient_node *node;

	p->at++;
	if (p->depth == AGX_JSON_DEPTH_MAX || p->skipped_depth > 0) {
		p->damaged = true;
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

	p->at++;
	p->key = NULL;
	if (p->skipped_depth > 0) {
		p->skipped_depth--;
		return false;
	}
	while (match > 0 && p->levels[match - 1].container->kind != kind)
		match--;
	if (p->mode == LENIENT_FRAGMENT && match <= 1) {
		p->damaged = true;
		if (kind == LENIENT_OBJECT) {
			name_lost_arrays(p);
			wrap_root(p);
		}
		return false;
	}
	if (match == 0) {
		p->damaged = true;
		return false;
	}
	if (match != p->depth)
		p->damaged = true;
	name_lost_arrays(p);
	p->depth = match - 1;
	return p->depth == 0;
}

static bool step(struct parser *p)
{
	switch (*p->at) {
	case ' ':
	case '\n':
	case '\t':
	case '\r':
	case ':':
		p->at++;
		return false;
	case ',':
		p->at++;
		if (p->key != NULL)
			p->damaged = true;
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
			(void)read_string(p); /* only to pass over its brackets */
		else
			on_string(p);
		return false;
	default:
		if (p->skipped_depth > 0)
			p->at++;
		else
			on_word(p);
		return false;
	}
}

struct lenient_parse lenient_parse(struct agx_arena *arena, char *text, size_t length,
				   enum lenient_mode mode)
{
	struct parser p = {.arena = arena, .at = text, .end = text + length, .mode = mode};
	struct lenient_parse result = {0};
	bool closed = false;
	enum lenient_kind kind = LENIENT_OBJECT;

	if (mode == LENIENT_WHOLE) {
		if (length == 0 || (*text != '{' && *text != '['))
			return result;
		kind = *text == '{' ? LENIENT_OBJECT : LENIENT_ARRAY;
		p.at++;
	}
	result.root = node_new(&p, kind);
	if (result.root == NULL) {
		result.no_memory = true;
		return result;
	}
	push(&p, result.root);
	while (!closed && p.at < p.end && !p.no_memory && !p.full)
		closed = step(&p);
	if (!closed) {
		name_lost_arrays(&p);
		for (size_t i = 0; i < p.depth; i++)
			p.levels[i].container->cut = true;
		if (mode == LENIENT_FRAGMENT && p.depth > 0)
			result.root = p.levels[0].container;
	}
	result.used = (size_t)(p.at - text);
	result.cut = !closed;
	result.damaged = p.damaged || p.full;
	result.no_memory = p.no_memory;
	return result;
}

const struct lenient_node *lenient_first(const struct lenient_node *node)
{
	if (node == NULL || (node->kind != LENIENT_OBJECT && node->kind != LENIENT_ARRAY))
		return NULL;
	return node->child;
}

const struct lenient_node *lenient_get(const struct lenient_node *object, const char *key)
{
	const struct lenient_node *found = NULL;

	if (object == NULL || object->kind != LENIENT_OBJECT)
		return NULL;
	for (const struct lenient_node *n = object->child; n != NULL; n = n->next) {
		if (n->key != NULL && strcmp(n->key, key) == 0)
			found = n;
	}
	return found;
}

const char *lenient_string(const struct lenient_node *object, const char *key)
{
	const struct lenient_node *node = lenient_get(object, key);

	return node != NULL && node->kind == LENIENT_STRING ? node->text : NULL;
}

bool lenient_node_uint(const struct lenient_node *node, uint64_t *ret_value)
{
	struct lenient_node parsed = {0};
	uint64_t value = 0;
	const char *text;

	if (node == NULL)
		return false;
	if (node->kind == LENIENT_UINT) {
		*ret_value = node->number;
		return true;
	}
	if (node->kind != LENIENT_STRING)
		return false;
	text = node->text;
	if (text[0] != '0' || (text[1] != 'x' && text[1] != 'X')) {
		if (!set_integer(&parsed, text) || parsed.kind != LENIENT_UINT)
			return false;
		*ret_value = parsed.number;
		return true;
	}
	text += 2;
	if (*text == '\0' || strlen(text) > 16)
		return false;
	for (; *text != '\0'; text++) {
		int digit = hex_value(*text);

		if (digit < 0)
			return false;
		value = value * 16 + (uint64_t)digit;
	}
	*ret_value = value;
	return true;
}

bool lenient_uint(const struct lenient_node *object, const char *key, uint64_t *ret_value)
{
	return lenient_node_uint(lenient_get(object, key), ret_value);
}

size_t lenient_count(const struct lenient_node *container)
{
	size_t count = 0;

	for (const struct lenient_node *n = lenient_first(container); n != NULL; n = n->next)
		count++;
	return count;
}
