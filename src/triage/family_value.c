/* SPDX-License-Identifier: MIT */
/* Values of family files. Every mistake is an error that names the file and the place:
 * families are written by people. */
#include "triage/family_internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	LIST_DEPTH_MAX = 8
};

void family_bad(struct family_loader *l, const char *what, const char *where)
{
	if (l->status == AGX_OK)
		l->status = agx_fail(l->err, AGX_BAD_INPUT, "%s: %s: %s", l->file, where,
				     what);
}

void *family_take(struct family_loader *l, size_t count, size_t size)
{
	void *bytes = agx_arena_take(&l->set->arena, (count == 0 ? 1 : count) * size);

	if (bytes == NULL && l->status == AGX_OK)
		l->status = agx_fail(l->err, AGX_NO_MEMORY, "no memory for the families");
	return bytes;
}

const char *family_copy(struct family_loader *l, const char *text)
{
	char *bytes = family_take(l, strlen(text) + 1, 1);

	return bytes == NULL ? NULL : strcpy(bytes, text);
}

void family_check_keys(struct family_loader *l, json_t *object, const char *const *keys,
		       const char *where)
{
	char place[128];
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		const char *const *known = keys;

		while (*known != NULL && strcmp(*known, key) != 0)
			known++;
		if (*known == NULL) {
			(void)snprintf(place, sizeof place, "%s.%.80s", where, key);
			family_bad(l, "this key is not known", place);
		}
	}
}

const char *family_text(struct family_loader *l, json_t *object, const char *key,
			bool required)
{
	json_t *value = json_object_get(object, key);

	if (json_is_string(value) && json_string_length(value) > 0)
		return family_copy(l, json_string_value(value));
	if (value != NULL || required)
		family_bad(l, "has to be a text", key);
	return NULL;
}

uint64_t family_number(struct family_loader *l, json_t *value, const char *where)
{
	const char *text = json_string_value(value);
	char *end;
	uint64_t number;

	if (json_is_integer(value) && json_integer_value(value) >= 0)
		return (uint64_t)json_integer_value(value);
	if (text != NULL && strncmp(text, "0x", 2) == 0) {
		errno = 0;
		number = strtoull(text, &end, 16);
		if (errno == 0 && *end == '\0' && end > text + 2)
			return number;
	}
	family_bad(l, "has to be a whole number or \"0x…\"", where);
	return 0;
}

static void add_patterns(struct family_loader *l, json_t *list, int *ids, size_t max,
			 size_t *count, const char *where)
{
	size_t index;
	json_t *item;

	json_array_foreach(list, index, item)
	{
		const char *text = json_string_value(item);

		if (text == NULL) {
			family_bad(l, "has to be a list of texts", where);
		} else if (text[0] == '@') {
			json_t *named = json_object_get(l->shared, text + 1);

			if (!json_is_array(named) || json_array_size(named) == 0) {
				family_bad(l, "there is no such list of patterns", text);
			} else if (l->depth == LIST_DEPTH_MAX) {
				family_bad(l,
					   "lists of patterns name each other too deeply",
					   text);
			} else {
				l->depth++;
				add_patterns(l, named, ids, max, count, where);
				l->depth--;
			}
		} else if (*count == max) {
			family_bad(l, "too many patterns", where);
		} else {
			int id = pattern_set_add(&l->set->patterns, text);

			if (id < 0)
				family_bad(l, "is no pattern, or one too many", text);
			else
				ids[(*count)++] = id;
		}
		if (l->status != AGX_OK)
			return;
	}
}

struct id_list family_patterns(struct family_loader *l, json_t *object, const char *key)
{
	enum {
		PATTERNS_MAX = 512
	};
	int ids[PATTERNS_MAX];
	size_t count = 0;
	json_t *list = json_object_get(object, key);
	int *kept;

	if (list == NULL)
		return (struct id_list) {0};
	if (!json_is_array(list) || json_array_size(list) == 0) {
		family_bad(l, "has to be a list of texts", key);
		return (struct id_list) {0};
	}
	add_patterns(l, list, ids, PATTERNS_MAX, &count, key);
	kept = family_take(l, count, sizeof *kept);
	if (kept == NULL)
		return (struct id_list) {0};
	memcpy(kept, ids, count * sizeof *kept);
	return (struct id_list) {kept, count};
}

struct text_list family_texts(struct family_loader *l, json_t *object, const char *key,
			      bool required)
{
	json_t *list = json_object_get(object, key);
	const char **items;
	size_t index;
	json_t *item;

	if (list == NULL && !required)
		return (struct text_list) {0};
	if (!json_is_array(list) || (required && json_array_size(list) == 0)) {
		family_bad(l, "has to be a list of texts", key);
		return (struct text_list) {0};
	}
	items = family_take(l, json_array_size(list), sizeof *items);
	if (items == NULL)
		return (struct text_list) {0};
	json_array_foreach(list, index, item)
	{
		if (!json_is_string(item)) {
			family_bad(l, "has to be a list of texts", key);
			return (struct text_list) {0};
		}
		items[index] = family_copy(l, json_string_value(item));
	}
	return (struct text_list) {items, json_array_size(list)};
}

int family_choose(struct family_loader *l, json_t *object, const char *key,
		  const char *const *names)
{
	const char *text = json_string_value(json_object_get(object, key));

	for (int i = 0; text != NULL && names[i] != NULL; i++) {
		if (strcmp(names[i], text) == 0)
			return i;
	}
	family_bad(l, "is none of the words that can stand here", key);
	return 0;
}

void family_range(struct family_loader *l, json_t *object, const char *key, bool *ret_has,
		  uint64_t *ret_min, uint64_t *ret_max)
{
	static const char *const keys[] = {"min", "max", NULL};
	json_t *range = json_object_get(object, key);
	json_t *min = json_object_get(range, "min");
	json_t *max = json_object_get(range, "max");

	if (range == NULL)
		return;
	family_check_keys(l, range, keys, key);
	*ret_has = true;
	*ret_min = min == NULL ? 0 : family_number(l, min, key);
	*ret_max = max == NULL ? UINT64_MAX : family_number(l, max, key);
	if (min == NULL && max == NULL)
		family_bad(l, "needs min or max", key);
}
