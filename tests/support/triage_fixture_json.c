/* SPDX-License-Identifier: MIT */
#include "support/triage_fixture_json.h"

#include <stdlib.h>
#include <string.h>

static bool number_equals(const struct lenient_node *lenient, json_t *strict)
{
	if (json_is_real(strict))
		return lenient->kind == LENIENT_REAL &&
		       !(strtod(lenient->text, NULL) < json_real_value(strict)) &&
		       !(strtod(lenient->text, NULL) > json_real_value(strict));
	if (json_integer_value(strict) < 0)
		return lenient->kind == LENIENT_NEGATIVE &&
		       lenient->number == (uint64_t)0 - (uint64_t)json_integer_value(strict);
	return lenient->kind == LENIENT_UINT &&
	       lenient->number == (uint64_t)json_integer_value(strict);
}

static bool object_equals(const struct lenient_node *lenient, json_t *strict)
{
	const char *key;
	json_t *value;

	if (lenient->kind != LENIENT_OBJECT)
		return false;
	json_object_foreach(strict, key, value) {
		const struct lenient_node *member = lenient_get(lenient, key);

		if (member == NULL || !lenient_equals(member, value))
			return false;
	}
	return lenient_count(lenient) >= json_object_size(strict); /* keys may be there twice */
}

static bool array_equals(const struct lenient_node *lenient, json_t *strict)
{
	const struct lenient_node *element = lenient_first(lenient);
	size_t index;
	json_t *value;

	if (lenient->kind != LENIENT_ARRAY || lenient_count(lenient) != json_array_size(strict))
		return false;
	json_array_foreach(strict, index, value) {
		if (!lenient_equals(element, value))
			return false;
		element = element->next;
	}
	return true;
}

bool lenient_equals(const struct lenient_node *lenient, json_t *strict)
{
	switch (json_typeof(strict)) {
	case JSON_OBJECT:
		return object_equals(lenient, strict);
	case JSON_ARRAY:
		return array_equals(lenient, strict);
	case JSON_STRING:
		return lenient->kind == LENIENT_STRING &&
		       strcmp(lenient->text, json_string_value(strict)) == 0;
	case JSON_INTEGER:
	case JSON_REAL:
		return number_equals(lenient, strict);
	case JSON_TRUE:
	case JSON_FALSE:
		return lenient->kind == LENIENT_BOOL &&
		       lenient->number == (uint64_t)json_is_true(strict);
	case JSON_NULL:
		break;
	}
	return lenient->kind == LENIENT_NULL;
}
