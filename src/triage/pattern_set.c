/* SPDX-License-Identifier: MIT */
#include "triage/pattern_set.h"

#include "base/assert.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

struct pattern {
	const char *text;   /* as added */
	const char *pieces; /* squeezed, pieces terminated one after another */
	size_t piece_count;
	size_t first_length;
	bool at_start;
	bool at_end;
	int next_at_state; /* another pattern whose first piece is the same; -1 */
};

/* What a star may stand for; bounds the work on long texts. */
enum { GAP_BYTES_MAX = 512 };

struct pattern_state {
	int first; /* pattern whose first piece ends here; -1 */
	int32_t fail;
	int32_t output; /* the nearest state on the fail chain at which a pattern ends; 0: none */
};

/* Of the driver's classes on the Metal 4 path. */
static const char metal4_suffix[] = "_mtlnext";

/* Does S hold a character that counts? Sets *RET_SKIP to the bytes of one that does not. */
static bool counts(const char *s, size_t *ret_skip)
{
	*ret_skip = 1;
	switch (*s) {
	case ' ':
	case '\t':
	case '\n':
	case '\'':
	case '"':
	case '`':
		return false;
	case '\xe2':
		if (s[1] == '\x80' && (unsigned char)s[2] >= 0x98 && (unsigned char)s[2] <= 0x9f) {
			*ret_skip = 3; /* typographic quotes, U+2018 to U+201F */
			return false;
		}
		return true;
	case '\xc2':
		if (s[1] == '\xb4') { /* acute accent */
			*ret_skip = 2;
			return false;
		}
		return true;
	case '_':
		if (strncmp(s, metal4_suffix, sizeof metal4_suffix - 1) == 0) {
			*ret_skip = sizeof metal4_suffix - 1;
			return false;
		}
		return true;
	default:
		return true;
	}
}

size_t pattern_squeeze(const char *text, char *out)
{
	size_t length = 0;

	while (*text != '\0') {
		size_t skip;

		if (counts(text, &skip))
			out[length++] = *text++;
		else
			text += skip;
	}
	return length;
}

/* Split the squeezed TEXT at its stars. */
static bool split(struct pattern *pattern, char *text)
{
	char *out = text;
	char *in = text;

	pattern->pieces = text;
	if (*in == '^') {
		pattern->at_start = true;
		in++;
	}
	while (*in != '\0') {
		size_t length = strcspn(in, "*");
		bool last = in[length] == '\0';

		if (last && length > 0 && in[length - 1] == '$') {
			pattern->at_end = true;
			length--;
		}
		if (length > 0) {
			memmove(out, in, length);
			if (pattern->piece_count == 0)
				pattern->first_length = length;
			pattern->piece_count++;
			out[length] = '\0';
		}
		in += strcspn(in, "*");
		in += !last;
		if (length > 0)
			out += length + 1;
	}
	return pattern->piece_count > 0;
}

int pattern_set_add(struct pattern_set *set, const char *text)
{
	struct pattern *pattern;
	char *squeezed;

	for (size_t i = 0; i < set->count; i++) {
		if (strcmp(set->patterns[i].text, text) == 0)
			return (int)i;
	}
	if (set->count == AGX_PATTERNS_MAX || set->bytes + strlen(text) > AGX_PATTERN_BYTES_MAX)
		return -1;
	if (set->count == set->capacity) {
		size_t capacity = set->capacity == 0 ? 64 : set->capacity * 2;
		struct pattern *grown = realloc(set->patterns, capacity * sizeof *grown);

		if (grown == NULL)
			goto out_no_memory;
		set->patterns = grown;
		set->capacity = capacity;
	}
	pattern = &set->patterns[set->count];
	*pattern = (struct pattern) {.next_at_state = -1};
	pattern->text = agx_arena_copy(&set->arena, text, strlen(text));
	squeezed = agx_arena_take(&set->arena, strlen(text) + 2);
	if (pattern->text == NULL || squeezed == NULL)
		goto out_no_memory;
	pattern_squeeze(text, squeezed);
	if (!split(pattern, squeezed))
		return -1;
	set->bytes += strlen(text);
	return (int)set->count++;

out_no_memory:
	set->no_memory = true;
	return -1;
}

static void number_classes(struct pattern_set *set, size_t *ret_length)
{
	size_t length = 0;

	memset(set->classes, 0, sizeof set->classes);
	set->class_count = 1; /* 0: in no pattern */
	for (size_t i = 0; i < set->count; i++) {
		const char *piece = set->patterns[i].pieces;

		length += set->patterns[i].first_length;
		for (; *piece != '\0'; piece++) {
			uint8_t *class = &set->classes[(unsigned char)*piece];

			if (*class == 0)
				*class = (uint8_t)set->class_count++;
		}
	}
	*ret_length = length;
}

static void insert(struct pattern_set *set, int id)
{
	struct pattern *pattern = &set->patterns[id];
	int32_t state = 0;

	for (const char *c = pattern->pieces; *c != '\0'; c++) {
		int32_t *move = &set->moves[(size_t)state * set->class_count +
					    set->classes[(unsigned char)*c]];

		if (*move == 0) {
			set->states[set->state_count].first = -1;
			*move = (int32_t)set->state_count++;
		}
		state = *move;
	}
	pattern->next_at_state = set->states[state].first;
	set->states[state].first = id;
}

/* Breadth first, so that a state's fail state, which is nearer to the root, is done before it. */
static bool link_states(struct pattern_set *set)
{
	int32_t *queue = malloc(set->state_count * sizeof *queue);
	size_t head = 0;
	size_t tail = 0;

	if (queue == NULL)
		return false;
	queue[tail++] = 0;
	while (head < tail) {
		int32_t state = queue[head++];
		int32_t *moves = &set->moves[(size_t)state * set->class_count];
		int32_t fail = set->states[state].fail;

		for (size_t c = 0; c < set->class_count; c++) {
			int32_t fallback = state == 0 ? 0 : set->moves[(size_t)fail * set->class_count + c];
			struct pattern_state *next;

			if (moves[c] == 0) {
				moves[c] = fallback;
				continue;
			}
			next = &set->states[moves[c]];
			next->fail = fallback;
			next->output = set->states[fallback].first >= 0 ? fallback
									: set->states[fallback].output;
			queue[tail++] = moves[c];
		}
	}
	free(queue);
	return true;
}

enum agx_status pattern_set_build(struct pattern_set *set, struct agx_error *err)
{
	size_t length;

	number_classes(set, &length);
	set->states = calloc(length + 1, sizeof *set->states);
	set->moves = calloc((length + 1) * set->class_count, sizeof *set->moves);
	if (set->no_memory || set->states == NULL || set->moves == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the families' patterns");
	set->states[0].first = -1;
	set->state_count = 1;
	for (size_t i = 0; i < set->count; i++)
		insert(set, (int)i);
	AGX_ASSERT(set->state_count <= length + 1);
	if (!link_states(set))
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the families' patterns");
	return AGX_OK;
}

/* The rest of PATTERN, whose first piece ends at END of the string. */
static bool rest_matches(const struct pattern *pattern, const char *string, size_t length, size_t end)
{
	const char *piece = pattern->pieces;
	size_t last_length = pattern->first_length;
	size_t window;

	if (pattern->at_start && end != pattern->first_length)
		return false;
	for (size_t i = 1; i < pattern->piece_count; i++) {
		const char *found;

		piece += strlen(piece) + 1;
		last_length = strlen(piece);
		if (i + 1 == pattern->piece_count && pattern->at_end)
			return length - end >= last_length &&
			       memcmp(string + length - last_length, piece, last_length) == 0;
		window = length - end < GAP_BYTES_MAX ? length - end : GAP_BYTES_MAX;
		found = memmem(string + end, window, piece, last_length);
		if (found == NULL)
			return false;
		end = (size_t)(found - string) + last_length;
	}
	return !pattern->at_end || end == length;
}

void pattern_set_match(const struct pattern_set *set, const char *squeezed, size_t length,
		       pattern_match_fn on_match, void *context)
{
	int32_t state = 0;

	for (size_t i = 0; i < length; i++) {
		int32_t at;

		state = set->moves[(size_t)state * set->class_count +
				   set->classes[(unsigned char)squeezed[i]]];
		at = set->states[state].first >= 0 ? state : set->states[state].output;
		for (; at != 0; at = set->states[at].output) {
			for (int id = set->states[at].first; id >= 0;
			     id = set->patterns[id].next_at_state) {
				if (rest_matches(&set->patterns[id], squeezed, length, i + 1))
					on_match(context, id, i + 1);
			}
		}
	}
}

const char *pattern_set_text(const struct pattern_set *set, int id)
{
	return set->patterns[id].text;
}

void pattern_set_release(struct pattern_set *set)
{
	free(set->patterns);
	free(set->states);
	free(set->moves);
	agx_arena_release(&set->arena);
	*set = (struct pattern_set) {0};
}
