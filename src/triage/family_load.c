/* SPDX-License-Identifier: MIT */
/* Where family files come from: compiled in, a folder, memory. */
#include "triage/family_internal.h"

#include "base/file.h"
#include "base/limits.h"
#include "triage/family_data.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parsed_files {
	struct {
		const char *name;
		json_t *json;
	} items[AGX_FAMILIES_MAX];
	size_t count;
};

static int by_rank(const void *a, const void *b)
{
	const struct family *x = a;
	const struct family *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->id, y->id);
}

static enum agx_status load_all(struct family_set *set, const struct parsed_files *files,
				struct agx_error *err)
{
	struct family_loader l = {.set = set, .err = err};
	struct family *families;

	for (size_t i = 0; i < files->count; i++) {
		if (strcmp(files->items[i].name, FAMILY_SHARED_NAME) == 0)
			l.shared = files->items[i].json;
	}
	if (l.shared == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "the families lack %s",
				FAMILY_SHARED_NAME);
	family_read_shared(&l);
	families = family_take(&l, files->count, sizeof *families);
	for (size_t i = 0; i < files->count && l.status == AGX_OK; i++) {
		if (files->items[i].json == l.shared)
			continue;
		l.file = files->items[i].name;
		family_read(&l, files->items[i].json, &families[set->count++]);
	}
	if (l.status != AGX_OK)
		return l.status;
	qsort(families, set->count, sizeof *families, by_rank);
	for (size_t i = 0; i < set->count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (strcmp(families[i].id, families[k].id) == 0)
				return agx_fail(err, AGX_BAD_INPUT,
						"two families are called %s",
						families[i].id);
		}
	}
	set->families = families;
	return pattern_set_build(&set->patterns, err);
}

static enum agx_status parse(const char *name, const char *bytes, size_t length,
			     struct parsed_files *files, struct agx_error *err)
{
	json_error_t error;
	json_t *json;

	if (files->count == AGX_FAMILIES_MAX)
		return agx_fail(err, AGX_BAD_INPUT, "more than %d families",
				AGX_FAMILIES_MAX);
	json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
	if (json == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "%s:%d: %s", name, error.line,
				error.text);
	files->items[files->count].name = name;
	files->items[files->count++].json = json;
	return AGX_OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The sorted *.json of FOLDER, in the arena. */
static enum agx_status list_folder(struct family_set *set, const char *folder,
				   char **names, size_t *ret_count, struct agx_error *err)
{
	DIR *dir = opendir(folder);
	enum agx_status status = AGX_OK;
	size_t count = 0;
	struct dirent *entry;

	if (dir == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "cannot open %s: %s", folder,
				strerror(errno));
	while (status == AGX_OK && (entry = readdir(dir)) != NULL) {
		size_t length = strlen(entry->d_name);

		if (length < 6 || strcmp(entry->d_name + length - 5, ".json") != 0)
			continue;
		if (count == AGX_FAMILIES_MAX) {
			status = agx_fail(err, AGX_BAD_INPUT,
					  "%s holds more than %d families", folder,
					  AGX_FAMILIES_MAX);
			continue;
		}
		names[count] = agx_arena_copy(&set->arena, entry->d_name, length);
		if (names[count++] == NULL)
			status = agx_fail(err, AGX_NO_MEMORY,
					  "no memory for the families");
	}
	(void)closedir(dir); /* only read */
	if (status == AGX_OK && count == 0)
		status = agx_fail(err, AGX_BAD_INPUT, "there is no family (*.json) in %s",
				  folder);
	if (status == AGX_OK)
		qsort(names, count, sizeof *names, by_name);
	*ret_count = count;
	return status;
}

static enum agx_status parse_folder(struct family_set *set, const char *folder,
				    struct parsed_files *files, struct agx_error *err)
{
	char *names[AGX_FAMILIES_MAX];
	size_t total = 0;
	enum agx_status status = list_folder(set, folder, names, &total, err);

	for (size_t i = 0; status == AGX_OK && i < total; i++) {
		char path[AGX_PATH_BYTES_MAX];
		char *bytes;
		size_t length;

		if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, names[i]) >=
		    sizeof path)
			return agx_fail(err, AGX_BAD_INPUT, "%s: path too long", folder);
		status = agx_file_read(path, AGX_FAMILY_BYTES_MAX, &bytes, &length, err);
		if (status != AGX_OK)
			return status;
		status = parse(names[i], bytes, length, files, err);
		free(bytes);
	}
	return status;
}

static bool is_parsed(const struct parsed_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++) {
		if (strcmp(files->items[i].name, name) == 0)
			return true;
	}
	return false;
}

/* Those of LIST whose name FILES does not hold yet. */
static enum agx_status parse_list(const struct family_file *list, size_t count,
				  struct parsed_files *files, struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	for (size_t i = 0; status == AGX_OK && i < count; i++) {
		if (!is_parsed(files, list[i].name))
			status = parse(list[i].name, (const char *)list[i].bytes,
				       list[i].length, files, err);
	}
	return status;
}

/* Load FILES, whose texts are let go, into the set begun in SET; STATUS: of what came
 * before. */
static enum agx_status load_parsed(enum agx_status status, struct family_set *set,
				   const struct parsed_files *files,
				   struct family_set *ret_set, struct agx_error *err)
{
	if (status == AGX_OK)
		status = load_all(set, files, err);
	for (size_t i = 0; i < files->count; i++)
		json_decref(files->items[i].json);
	if (status != AGX_OK) {
		family_set_release(set);
		return status;
	}
	*ret_set = *set;
	return AGX_OK;
}

enum agx_status family_set_read(const struct family_file *list, size_t count,
				struct family_set *ret_set, struct agx_error *err)
{
	struct parsed_files files = {.count = 0};
	struct family_set set = {0};
	enum agx_status status = parse_list(list, count, &files, err);

	return load_parsed(status, &set, &files, ret_set, err);
}

enum agx_status family_set_load(const char *folder, struct family_set *ret_set,
				struct agx_error *err)
{
	struct parsed_files files = {.count = 0};
	struct family_set set = {0};
	enum agx_status status = AGX_OK;

	if (folder != NULL)
		status = parse_folder(&set, folder, &files, err);
	if (status == AGX_OK)
		status = parse_list(family_files, family_file_count, &files, err);
	return load_parsed(status, &set, &files, ret_set, err);
}

void family_set_release(struct family_set *set)
{
	pattern_set_release(&set->patterns);
	agx_arena_release(&set->arena);
	*set = (struct family_set) {0};
}

const char *triage_grade_text(enum triage_grade grade)
{
	static const char *const texts[] = {"unknown", "possible", "likely"};

	return texts[grade];
}
