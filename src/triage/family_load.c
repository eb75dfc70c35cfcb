/* SPDX-License-Identifier: MIT */
/* Family files into structs. Every mistake in a file is an error that names the file and the place: families are
 * written by people. */
#include "triage/family.h"

#include "base/file.h"
#include "base/limits.h"
#include "triage/family_data.h"

#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char shared_name[] = "shared.json";

struct loader {
	struct family_set *set;
	json_t *shared; /* named lists of patterns */
	const char *file;
	const char *family;
	struct agx_error *err;
	enum agx_status status; /* the first failure */
	unsigned depth;		/* of named lists inside each other */
};

enum { LIST_DEPTH_MAX = 8 };

static void bad(struct loader *l, const char *what, const char *where)
{
	if (l->status == AGX_OK)
		l->status = agx_fail(l->err, AGX_BAD_INPUT, "%s: %s: %s", l->file, where, what);
}

static void *take(struct loader *l, size_t count, size_t size)
{
	void *bytes = agx_arena_take(&l->set->arena, (count == 0 ? 1 : count) * size);

	if (bytes == NULL && l->status == AGX_OK)
		l->status = agx_fail(l->err, AGX_NO_MEMORY, "no memory for the families");
	return bytes;
}

static const char *copy(struct loader *l, const char *text)
{
	char *bytes = take(l, strlen(text) + 1, 1);

	return bytes == NULL ? NULL : strcpy(bytes, text);
}

/* Refuse members of OBJECT that are not in KEYS: a misspelt key would be a sign that never shows. */
static void check_keys(struct loader *l, json_t *object, const char *const *keys, const char *where)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value) {
		const char *const *known = keys;

		while (*known != NULL && strcmp(*known, key) != 0)
			known++;
		if (*known == NULL)
			bad(l, key, where);
	}
}

/* A string member; NULL if it is absent and need not be there. */
static const char *get_text(struct loader *l, json_t *object, const char *key, bool required)
{
	json_t *value = json_object_get(object, key);

	if (json_is_string(value) && json_string_length(value) > 0)
		return copy(l, json_string_value(value));
	if (value != NULL || required)
		bad(l, "has to be a text", key);
	return NULL;
}

static uint64_t get_number(struct loader *l, json_t *value, const char *where)
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
	bad(l, "has to be a whole number or \"0x…\"", where);
	return 0;
}

static void add_patterns(struct loader *l, json_t *list, int *ids, size_t max, size_t *count,
			 const char *where)
{
	size_t index;
	json_t *item;

	json_array_foreach(list, index, item) {
		const char *text = json_string_value(item);

		if (text == NULL) {
			bad(l, "has to be a list of texts", where);
		} else if (text[0] == '@') {
			json_t *named = json_object_get(l->shared, text + 1);

			if (!json_is_array(named) || json_array_size(named) == 0) {
				bad(l, "there is no such list of patterns", text);
			} else if (l->depth == LIST_DEPTH_MAX) {
				bad(l, "lists of patterns name each other too deeply", text);
			} else {
				l->depth++;
				add_patterns(l, named, ids, max, count, where);
				l->depth--;
			}
		} else if (*count == max) {
			bad(l, "too many patterns", where);
		} else {
			int id = pattern_set_add(&l->set->patterns, text);

			if (id < 0)
				bad(l, "is no pattern, or one too many", text);
			else
				ids[(*count)++] = id;
		}
		if (l->status != AGX_OK)
			return;
	}
}

/* Patterns under KEY of OBJECT, named lists opened up. */
static struct id_list get_patterns(struct loader *l, json_t *object, const char *key)
{
	enum { PATTERNS_MAX = 512 };
	int ids[PATTERNS_MAX];
	size_t count = 0;
	json_t *list = json_object_get(object, key);
	int *kept;

	if (list == NULL)
		return (struct id_list) {0};
	if (!json_is_array(list) || json_array_size(list) == 0) {
		bad(l, "has to be a list of texts", key);
		return (struct id_list) {0};
	}
	add_patterns(l, list, ids, PATTERNS_MAX, &count, key);
	kept = take(l, count, sizeof *kept);
	if (kept == NULL)
		return (struct id_list) {0};
	memcpy(kept, ids, count * sizeof *kept);
	return (struct id_list) {kept, count};
}

static struct text_list get_texts(struct loader *l, json_t *object, const char *key, bool required)
{
	json_t *list = json_object_get(object, key);
	const char **items;
	size_t index;
	json_t *item;

	if (list == NULL && !required)
		return (struct text_list) {0};
	if (!json_is_array(list) || (required && json_array_size(list) == 0)) {
		bad(l, "has to be a list of texts", key);
		return (struct text_list) {0};
	}
	items = take(l, json_array_size(list), sizeof *items);
	if (items == NULL)
		return (struct text_list) {0};
	json_array_foreach(list, index, item) {
		if (!json_is_string(item)) {
			bad(l, "has to be a list of texts", key);
			return (struct text_list) {0};
		}
		items[index] = copy(l, json_string_value(item));
	}
	return (struct text_list) {items, json_array_size(list)};
}

static int choose(struct loader *l, json_t *object, const char *key, const char *const *names)
{
	const char *text = json_string_value(json_object_get(object, key));

	for (int i = 0; text != NULL && names[i] != NULL; i++) {
		if (strcmp(names[i], text) == 0)
			return i;
	}
	bad(l, "is none of the words that can stand here", key);
	return 0;
}

static void get_registers(struct loader *l, json_t *object, struct sign *sign)
{
	json_t *list = json_object_get(object, "registers");
	struct sign_register *registers;
	const char *name;
	json_t *value;

	if (list == NULL)
		return;
	if (!json_is_object(list)) {
		bad(l, "has to be an object", "registers");
		return;
	}
	registers = take(l, json_object_size(list), sizeof *registers);
	if (registers == NULL)
		return;
	sign->registers = registers;
	json_object_foreach(list, name, value) {
		registers[sign->register_count].name = copy(l, name);
		registers[sign->register_count++].value = get_number(l, value, name);
	}
}

static void get_range(struct loader *l, json_t *object, const char *key, bool *ret_has,
		      uint64_t *ret_min, uint64_t *ret_max)
{
	static const char *const keys[] = {"min", "max", NULL};
	json_t *range = json_object_get(object, key);
	json_t *min = json_object_get(range, "min");
	json_t *max = json_object_get(range, "max");

	if (range == NULL)
		return;
	check_keys(l, range, keys, key);
	*ret_has = true;
	*ret_min = min == NULL ? 0 : get_number(l, min, key);
	*ret_max = max == NULL ? UINT64_MAX : get_number(l, max, key);
	if (min == NULL && max == NULL)
		bad(l, "needs min or max", key);
}

static void get_sign(struct loader *l, const char *name, json_t *object, struct sign *sign)
{
	static const char *const keys[] = {"in",	"says",	  "frames",    "also",	   "images",
					   "queues",	"text",	  "exception", "trusted",  "witness",
					   "within",	"address", "access",   "registers", "relation",
					   "threads",	NULL};
	static const char *const scopes[] = {"faulting", "other",     "any",   "backtrace",
					     "text",	 "exception", "fault", NULL};
	static const char *const accesses[] = {"any", "read", "write", "execute", NULL};
	static const char *const relations[] = {"none", "same", "elsewhere", NULL};
	json_t *within = json_object_get(object, "within");
	bool content;

	if (!json_is_object(object)) {
		bad(l, "has to be an object", name);
		return;
	}
	check_keys(l, object, keys, name);
	sign->name = copy(l, name);
	sign->says = get_text(l, object, "says", true);
	sign->scope = (enum sign_scope)choose(l, object, "in", scopes);
	sign->frames = get_patterns(l, object, "frames");
	sign->also = get_patterns(l, object, "also");
	sign->images = get_patterns(l, object, "images");
	sign->queues = get_patterns(l, object, "queues");
	sign->texts = get_patterns(
		l, object, sign->scope == SIGN_EXCEPTION ? "exception" : "text");
	sign->trusted = json_is_true(json_object_get(object, "trusted"));
	sign->witness = json_is_true(json_object_get(object, "witness"));
	sign->within = within == NULL ? 0 : get_number(l, within, "within");
	if (json_object_get(object, "access") != NULL)
		sign->access = (enum crash_access)choose(l, object, "access", accesses);
	if (json_object_get(object, "relation") != NULL)
		sign->relation = (enum sign_relation)choose(l, object, "relation", relations);
	get_registers(l, object, sign);
	get_range(l, object, "address", &sign->has_address, &sign->address_min, &sign->address_max);
	get_range(l, object, "threads", &sign->has_count, &sign->count_min, &sign->count_max);
	switch (sign->scope) {
	case SIGN_TEXT:
	case SIGN_EXCEPTION:
		content = sign->texts.count > 0;
		break;
	case SIGN_FAULT:
		content = sign->has_address || sign->access != CRASH_ACCESS_UNKNOWN ||
			  sign->register_count > 0;
		break;
	default:
		content = sign->frames.count + sign->images.count + sign->queues.count > 0;
		break;
	}
	if (!content)
		bad(l, "looks for nothing where it looks", name);
}

static bool find_sign(const struct family *family, const char *name, size_t length, size_t *ret_index)
{
	for (size_t i = 0; i < family->sign_count; i++) {
		if (strlen(family->signs[i].name) == length &&
		    memcmp(family->signs[i].name, name, length) == 0) {
			*ret_index = i;
			return true;
		}
	}
	return false;
}

/* "sign", "!sign" or "sign|other". */
static void get_term(struct loader *l, const struct family *family, const char *text,
		     struct grade_term *term)
{
	size_t *signs;

	term->negated = *text == '!';
	text += term->negated;
	signs = take(l, strlen(text), sizeof *signs);
	if (signs == NULL)
		return;
	term->signs = signs;
	for (;;) {
		size_t length = strcspn(text, "|");

		if (!find_sign(family, text, length, &signs[term->count])) {
			bad(l, "there is no such sign", text);
			return;
		}
		term->count++;
		if (text[length] == '\0')
			return;
		text += length + 1;
	}
}

static void get_rules(struct loader *l, json_t *object, struct family *family)
{
	static const char *const keys[] = {"grade", "when", NULL};
	static const char *const grades[] = {"unknown", "possible", "likely", NULL};
	json_t *list = json_object_get(object, "grades");
	struct grade_rule *rules;
	size_t index;
	json_t *item;

	if (!json_is_array(list) || json_array_size(list) == 0) {
		bad(l, "has to be a list", "grades");
		return;
	}
	rules = take(l, json_array_size(list), sizeof *rules);
	if (rules == NULL)
		return;
	family->rules = rules;
	family->rule_count = json_array_size(list);
	json_array_foreach(list, index, item) {
		json_t *when = json_object_get(item, "when");
		struct grade_term *terms = take(l, json_array_size(when), sizeof *terms);
		size_t number;
		json_t *term;

		check_keys(l, item, keys, "grades");
		rules[index].grade = (enum triage_grade)choose(l, item, "grade", grades);
		if (json_array_size(when) == 0)
			bad(l, "a grade needs signs", "when");
		if (index > 0 && rules[index].grade > rules[index - 1].grade)
			bad(l, "the most certain comes first", "grades");
		rules[index].terms = terms;
		json_array_foreach(when, number, term) {
			if (!json_is_string(term))
				bad(l, "has to be a list of signs", "when");
			if (l->status != AGX_OK)
				return;
			get_term(l, family, json_string_value(term), &terms[number]);
			rules[index].count++;
		}
	}
}

static void get_against(struct loader *l, json_t *object, struct family *family)
{
	static const char *const keys[] = {"sign", "absent", "says", NULL};
	json_t *list = json_object_get(object, "against");
	struct against *against;
	size_t index;
	json_t *item;

	if (list == NULL)
		return;
	against = take(l, json_array_size(list), sizeof *against);
	if (against == NULL)
		return;
	family->against = against;
	json_array_foreach(list, index, item) {
		const char *present = json_string_value(json_object_get(item, "sign"));
		const char *absent = json_string_value(json_object_get(item, "absent"));
		const char *name = present != NULL ? present : absent;

		check_keys(l, item, keys, "against");
		if (name == NULL || !find_sign(family, name, strlen(name), &against[index].sign)) {
			bad(l, "there is no such sign", name == NULL ? "against" : name);
			return;
		}
		against[index].absent = present == NULL;
		against[index].says = get_text(l, item, "says", true);
		family->against_count++;
	}
}

static void get_fixed(struct loader *l, json_t *object, struct family *family)
{
	static const char *const keys[] = {"product", "text", NULL};
	json_t *list = json_object_get(object, "fixed_in");
	struct fixed_in *fixed;
	size_t index;
	json_t *item;

	if (list == NULL)
		return;
	fixed = take(l, json_array_size(list), sizeof *fixed);
	if (fixed == NULL)
		return;
	family->fixed = fixed;
	json_array_foreach(list, index, item) {
		check_keys(l, item, keys, "fixed_in");
		fixed[index].product = get_text(l, item, "product", true);
		fixed[index].text = get_text(l, item, "text", true);
		family->fixed_count++;
	}
}

static void get_family(struct loader *l, json_t *object, struct family *family)
{
	static const char *const keys[] = {"schema",   "id",	   "name",     "summary",   "fault",
					   "established", "affected", "rank",   "signs",	    "grades",
					   "against",  "fixed_in", "advice", "decide_by", "links",
					   NULL};
	json_t *signs = json_object_get(object, "signs");
	const char *schema = json_string_value(json_object_get(object, "schema"));
	struct sign *list;
	const char *name;
	json_t *item;

	check_keys(l, object, keys, "family");
	if (schema == NULL || strcmp(schema, "agxrace/family/1") != 0)
		bad(l, "has to be \"agxrace/family/1\"", "schema");
	family->id = get_text(l, object, "id", true);
	family->name = get_text(l, object, "name", true);
	family->summary = get_text(l, object, "summary", true);
	family->fault = get_text(l, object, "fault", true);
	family->established = get_text(l, object, "established", true);
	family->affected = get_text(l, object, "affected", false);
	family->rank = get_number(l, json_object_get(object, "rank"), "rank");
	family->advice = get_texts(l, object, "advice", true);
	family->decide_by = get_texts(l, object, "decide_by", true);
	family->links = get_texts(l, object, "links", false);
	if (!json_is_object(signs)) {
		bad(l, "has to be an object", "signs");
		return;
	}
	if (json_object_size(signs) > SIGNS_MAX) {
		bad(l, "too many", "signs");
		return;
	}
	list = take(l, json_object_size(signs), sizeof *list);
	if (list == NULL)
		return;
	family->signs = list;
	json_object_foreach(signs, name, item) {
		if (l->status != AGX_OK)
			return;
		get_sign(l, name, item, &list[family->sign_count]);
		family->sign_count++;
	}
	if (l->status == AGX_OK)
		get_rules(l, object, family);
	if (l->status == AGX_OK)
		get_against(l, object, family);
	if (l->status == AGX_OK)
		get_fixed(l, object, family);
}

/* The lists that every family may name, and those that the judge itself needs. */
static void get_shared(struct loader *l)
{
	json_t *products = json_object_get(l->shared, "products");
	struct product *list;
	const char *name;
	json_t *item;

	l->file = shared_name;
	l->set->trusted_lines = get_patterns(l, l->shared, "trusted-lines");
	l->set->driver_images = get_patterns(l, l->shared, "driver-images");
	l->set->skipped_frames = get_patterns(l, l->shared, "skipped-frames");
	if (!json_is_object(products)) {
		bad(l, "has to be an object", "products");
		return;
	}
	list = take(l, json_object_size(products), sizeof *list);
	if (list == NULL)
		return;
	l->set->products = list;
	json_object_foreach(products, name, item) {
		list[l->set->product_count].name = copy(l, name);
		list[l->set->product_count++].images = get_patterns(l, products, name);
	}
}

struct parsed {
	const char *name;
	json_t *json;
};

static int by_rank(const void *a, const void *b)
{
	const struct family *x = a;
	const struct family *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return strcmp(x->id, y->id);
}

static enum agx_status load_all(struct family_set *set, const struct parsed *files, size_t count,
				struct agx_error *err)
{
	struct loader l = {.set = set, .err = err};
	struct family *families;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(files[i].name, shared_name) == 0)
			l.shared = files[i].json;
	}
	if (l.shared == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "the families lack %s", shared_name);
	get_shared(&l);
	families = take(&l, count, sizeof *families);
	for (size_t i = 0; i < count && l.status == AGX_OK; i++) {
		if (files[i].json == l.shared)
			continue;
		l.file = files[i].name;
		get_family(&l, files[i].json, &families[set->count++]);
	}
	if (l.status != AGX_OK)
		return l.status;
	qsort(families, set->count, sizeof *families, by_rank);
	for (size_t i = 0; i < set->count; i++) {
		for (size_t k = 0; k < i; k++) {
			if (strcmp(families[i].id, families[k].id) == 0)
				return agx_fail(err, AGX_BAD_INPUT, "two families are called %s",
						families[i].id);
		}
	}
	set->families = families;
	return pattern_set_build(&set->patterns, err);
}

static enum agx_status parse(const char *name, const char *bytes, size_t length,
			     struct parsed *ret_parsed, struct agx_error *err)
{
	json_error_t error;
	json_t *json = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);

	if (json == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "%s:%d: %s", name, error.line, error.text);
	*ret_parsed = (struct parsed) {name, json};
	return AGX_OK;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The sorted *.json of FOLDER, in the arena. */
static enum agx_status list_folder(struct family_set *set, const char *folder, char **names,
				   size_t *ret_count, struct agx_error *err)
{
	DIR *dir = opendir(folder);
	size_t count = 0;
	struct dirent *entry;

	if (dir == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "cannot open %s: %s", folder, strerror(errno));
	while ((entry = readdir(dir)) != NULL && count < AGX_FAMILIES_MAX) {
		size_t length = strlen(entry->d_name);

		if (length < 6 || strcmp(entry->d_name + length - 5, ".json") != 0)
			continue;
		names[count] = agx_arena_copy(&set->arena, entry->d_name, length);
		if (names[count++] == NULL) {
			(void)closedir(dir); /* only read */
			return agx_fail(err, AGX_NO_MEMORY, "no memory for the families");
		}
	}
	(void)closedir(dir); /* only read */
	qsort(names, count, sizeof *names, by_name);
	*ret_count = count;
	return AGX_OK;
}

static enum agx_status parse_folder(struct family_set *set, const char *folder,
				    struct parsed *files, size_t *count, struct agx_error *err)
{
	char *names[AGX_FAMILIES_MAX];
	size_t total = 0;
	enum agx_status status = list_folder(set, folder, names, &total, err);

	for (size_t i = 0; status == AGX_OK && i < total; i++) {
		char path[AGX_PATH_BYTES_MAX];
		char *bytes;
		size_t length;

		if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, names[i]) >= sizeof path)
			return agx_fail(err, AGX_BAD_INPUT, "%s: path too long", folder);
		status = agx_file_read(path, AGX_FAMILY_BYTES_MAX, &bytes, &length, err);
		if (status != AGX_OK)
			return status;
		status = parse(names[i], bytes, length, &files[i], err);
		free(bytes);
		*count += status == AGX_OK;
	}
	return status;
}

static enum agx_status parse_files(const struct family_file *list, size_t list_count,
				   struct parsed *files, size_t *count, struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	for (size_t i = 0; status == AGX_OK && i < list_count && i < AGX_FAMILIES_MAX; i++) {
		status = parse(list[i].name, (const char *)list[i].bytes, list[i].length, &files[i], err);
		*count += status == AGX_OK;
	}
	return status;
}

/* Load FILES, whose texts are let go, into the set begun in SET; STATUS: of what came before. */
static enum agx_status load_parsed(enum agx_status status, struct family_set *set,
				   const struct parsed *files, size_t count,
				   struct family_set *ret_set, struct agx_error *err)
{
	if (status == AGX_OK)
		status = load_all(set, files, count, err);
	for (size_t i = 0; i < count; i++)
		json_decref(files[i].json);
	if (status != AGX_OK) {
		family_set_release(set);
		return status;
	}
	*ret_set = *set;
	return AGX_OK;
}

enum agx_status family_set_read(const struct family_file *list, size_t list_count,
				struct family_set *ret_set, struct agx_error *err)
{
	struct parsed files[AGX_FAMILIES_MAX];
	struct family_set set = {0};
	size_t count = 0;
	enum agx_status status = parse_files(list, list_count, files, &count, err);

	return load_parsed(status, &set, files, count, ret_set, err);
}

enum agx_status family_set_load(const char *folder, struct family_set *ret_set,
				struct agx_error *err)
{
	struct parsed files[AGX_FAMILIES_MAX];
	struct family_set set = {0};
	size_t count = 0;
	enum agx_status status;

	if (folder == NULL)
		return family_set_read(family_files, family_file_count, ret_set, err);
	status = parse_folder(&set, folder, files, &count, err);
	return load_parsed(status, &set, files, count, ret_set, err);
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
