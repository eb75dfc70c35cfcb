/* SPDX-License-Identifier: MIT */
/* Filling JSON objects and arrays without a check per key: a failure sticks, and the maker looks once, at the
 * end.
 *
 *	struct json_maker make = {0};
 *	json_t *row = json_object();
 *	json_put_uint(&make, row, "runs", 50);
 *	json_put(&make, row, "sites", sites);	// takes it
 *	return json_made(&make, row);		// NULL if anything failed
 *
 * Thread safety: none; one owner. */
#ifndef AGX_REPORT_JSON_PUT_H
#define AGX_REPORT_JSON_PUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct json_maker {
	bool failed;
};

/* VALUE is taken, NULL is a failure. */
void json_put(struct json_maker *make, json_t *object, const char *key, json_t *value);
void json_add(struct json_maker *make, json_t *array, json_t *value);

/* VALUE is below 2^63, as every number here. */
void json_put_uint(struct json_maker *make, json_t *object, const char *key, uint64_t value);
void json_put_real(struct json_maker *make, json_t *object, const char *key, double value);
void json_put_bool(struct json_maker *make, json_t *object, const char *key, bool value);

/* null when VALUE is NULL, or not UTF-8, which JSON must be (a file's name may be anything). */
void json_put_text(struct json_maker *make, json_t *object, const char *key, const char *value);

/* ROOT, or NULL with ROOT freed when anything failed. The caller owns it. */
json_t *json_made(const struct json_maker *make, json_t *root);

#endif
