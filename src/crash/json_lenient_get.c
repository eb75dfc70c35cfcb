/* SPDX-License-Identifier: MIT */
/* Looking into what was read. */
#include "crash/json_scalar.h"

#include <string.h>

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
		if (!json_set_integer(&parsed, text) || parsed.kind != LENIENT_UINT)
			return false;
		*ret_value = parsed.number;
		return true;
	}
	text += 2;
	if (*text == '\0' || strlen(text) > 16)
		return false;
	for (; *text != '\0'; text++) {
		int digit = json_hex_value(*text);

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
