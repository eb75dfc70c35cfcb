/* SPDX-License-Identifier: MIT */
#include "report/json_put.h"

void json_put(struct json_maker *make, json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) != 0)
		make->failed = true;
}

void json_add(struct json_maker *make, json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) != 0)
		make->failed = true;
}

void json_put_uint(struct json_maker *make, json_t *object, const char *key, uint64_t value)
{
	json_put(make, object, key, json_integer((json_int_t)value));
}

void json_put_real(struct json_maker *make, json_t *object, const char *key, double value)
{
	json_put(make, object, key, json_real(value));
}

void json_put_bool(struct json_maker *make, json_t *object, const char *key, bool value)
{
	json_put(make, object, key, json_boolean(value));
}

void json_put_text(struct json_maker *make, json_t *object, const char *key, const char *value)
{
	json_t *text = value != NULL ? json_string(value) : NULL;

	json_put(make, object, key, text != NULL ? text : json_null());
}

json_t *json_made(const struct json_maker *make, json_t *root)
{
	if (!make->failed)
		return root;
	json_decref(root);
	return NULL;
}
