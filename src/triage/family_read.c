/* SPDX-License-Identifier: MIT */
/* Family files into structs: signs, the grades that they make together, what speaks
 * against, advice. */
#include "triage/family_internal.h"

#include <string.h>

static void get_registers(struct family_loader *l, json_t *object, struct sign *sign)
{
	json_t *list = json_object_get(object, "registers");
	struct sign_register *registers;
	const char *name;
	json_t *value;

	if (list == NULL)
		return;
	if (!json_is_object(list)) {
		family_bad(l, "has to be an object", "registers");
		return;
	}
	registers = family_take(l, json_object_size(list), sizeof *registers);
	if (registers == NULL)
		return;
	sign->registers = registers;
	json_object_foreach(list, name, value)
	{
		registers[sign->register_count].name = family_copy(l, name);
		registers[sign->register_count++].value = family_number(l, value, name);
	}
}

static void get_sign(struct family_loader *l, const char *name, json_t *object,
		     struct sign *sign)
{
	static const char *const keys[] = {
		"in",	  "says",      "frames",   "also",    "images", "queues",
		"text",	  "exception", "trusted",  "witness", "minor", "within", "address",
		"access", "registers", "relation", "threads", NULL};
	static const char *const scopes[] = {"faulting",  "other", "any",
					     "backtrace", "text",  "exception",
					     "fault",	  NULL};
	static const char *const accesses[] = {"any", "read", "write", "execute", NULL};
	static const char *const relations[] = {"none", "same", "elsewhere", NULL};
	json_t *within = json_object_get(object, "within");
	bool content;

	if (!json_is_object(object)) {
		family_bad(l, "has to be an object", name);
		return;
	}
	family_check_keys(l, object, keys, name);
	sign->name = family_copy(l, name);
	sign->says = family_text(l, object, "says", true);
	sign->scope = (enum sign_scope)family_choose(l, object, "in", scopes);
	sign->frames = family_patterns(l, object, "frames");
	sign->also = family_patterns(l, object, "also");
	sign->images = family_patterns(l, object, "images");
	sign->queues = family_patterns(l, object, "queues");
	sign->texts = family_patterns(
		l, object, sign->scope == SIGN_EXCEPTION ? "exception" : "text");
	sign->trusted = json_is_true(json_object_get(object, "trusted"));
	sign->minor = json_is_true(json_object_get(object, "minor"));
	sign->witness = json_is_true(json_object_get(object, "witness"));
	sign->within = within == NULL ? 0 : family_number(l, within, "within");
	if (json_object_get(object, "access") != NULL)
		sign->access =
			(enum crash_access)family_choose(l, object, "access", accesses);
	if (json_object_get(object, "relation") != NULL)
		sign->relation = (enum sign_relation)family_choose(l, object, "relation",
								   relations);
	get_registers(l, object, sign);
	family_range(l, object, "address", &sign->has_address, &sign->address_min,
		     &sign->address_max);
	family_range(l, object, "threads", &sign->has_count, &sign->count_min,
		     &sign->count_max);
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
		content =
			sign->frames.count + sign->images.count + sign->queues.count > 0;
		break;
	}
	if (!content)
		family_bad(l, "looks for nothing where it looks", name);
}

static bool find_sign(const struct family *family, const char *name, size_t length,
		      size_t *ret_index)
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
static void get_term(struct family_loader *l, const struct family *family,
		     const char *text, struct grade_term *term)
{
	size_t *signs;

	term->negated = *text == '!';
	text += term->negated;
	signs = family_take(l, strlen(text), sizeof *signs);
	if (signs == NULL)
		return;
	term->signs = signs;
	for (;;) {
		size_t length = strcspn(text, "|");

		if (!find_sign(family, text, length, &signs[term->count])) {
			family_bad(l, "there is no such sign", text);
			return;
		}
		term->count++;
		if (text[length] == '\0')
			return;
		text += length + 1;
	}
}

static void get_rules(struct family_loader *l, json_t *object, struct family *family)
{
	static const char *const keys[] = {"grade", "when", NULL};
	static const char *const grades[] = {"unknown", "possible", "likely", NULL};
	json_t *list = json_object_get(object, "grades");
	struct grade_rule *rules;
	size_t index;
	json_t *item;

	if (!json_is_array(list) || json_array_size(list) == 0) {
		family_bad(l, "has to be a list", "grades");
		return;
	}
	rules = family_take(l, json_array_size(list), sizeof *rules);
	if (rules == NULL)
		return;
	family->rules = rules;
	family->rule_count = json_array_size(list);
	json_array_foreach(list, index, item)
	{
		json_t *when = json_object_get(item, "when");
		struct grade_term *terms =
			family_take(l, json_array_size(when), sizeof *terms);
		size_t number;
		json_t *term;

		family_check_keys(l, item, keys, "grades");
		rules[index].grade =
			(enum triage_grade)family_choose(l, item, "grade", grades);
		if (json_array_size(when) == 0)
			family_bad(l, "a grade needs signs", "when");
		if (index > 0 && rules[index].grade > rules[index - 1].grade)
			family_bad(l, "the most certain comes first", "grades");
		rules[index].terms = terms;
		json_array_foreach(when, number, term)
		{
			if (!json_is_string(term))
				family_bad(l, "has to be a list of signs", "when");
			if (l->status != AGX_OK)
				return;
			get_term(l, family, json_string_value(term), &terms[number]);
			rules[index].count++;
		}
	}
}

static void get_against(struct family_loader *l, json_t *object, struct family *family)
{
	static const char *const keys[] = {"sign", "absent", "says", NULL};
	json_t *list = json_object_get(object, "against");
	struct against *against;
	size_t index;
	json_t *item;

	if (list == NULL)
		return;
	against = family_take(l, json_array_size(list), sizeof *against);
	if (against == NULL)
		return;
	family->against = against;
	json_array_foreach(list, index, item)
	{
		const char *present = json_string_value(json_object_get(item, "sign"));
		const char *absent = json_string_value(json_object_get(item, "absent"));
		const char *name = present != NULL ? present : absent;

		family_check_keys(l, item, keys, "against");
		if (name == NULL ||
		    !find_sign(family, name, strlen(name), &against[index].sign)) {
			family_bad(l, "there is no such sign",
				   name == NULL ? "against" : name);
			return;
		}
		against[index].absent = present == NULL;
		against[index].says = family_text(l, item, "says", true);
		family->against_count++;
	}
}

static void get_fixed(struct family_loader *l, json_t *object, struct family *family)
{
	static const char *const keys[] = {"product", "text", NULL};
	json_t *list = json_object_get(object, "fixed_in");
	struct fixed_in *fixed;
	size_t index;
	json_t *item;

	if (list == NULL)
		return;
	fixed = family_take(l, json_array_size(list), sizeof *fixed);
	if (fixed == NULL)
		return;
	family->fixed = fixed;
	json_array_foreach(list, index, item)
	{
		family_check_keys(l, item, keys, "fixed_in");
		fixed[index].product = family_text(l, item, "product", true);
		fixed[index].text = family_text(l, item, "text", true);
		family->fixed_count++;
	}
}

void family_read(struct family_loader *l, json_t *object, struct family *family)
{
	static const char *const keys[] = {
		"schema",   "id",	 "name",  "summary", "fault",	"established",
		"affected", "rank",	 "signs", "grades",  "against", "fixed_in",
		"advice",   "decide_by", "links", NULL};
	json_t *signs = json_object_get(object, "signs");
	const char *schema = json_string_value(json_object_get(object, "schema"));
	struct sign *list;
	const char *name;
	json_t *item;

	family_check_keys(l, object, keys, "family");
	if (schema == NULL || strcmp(schema, "agxrace/family/1") != 0)
		family_bad(l, "has to be \"agxrace/family/1\"", "schema");
	family->id = family_text(l, object, "id", true);
	family->name = family_text(l, object, "name", true);
	family->summary = family_text(l, object, "summary", true);
	family->fault = family_text(l, object, "fault", true);
	family->established = family_text(l, object, "established", true);
	family->affected = family_text(l, object, "affected", false);
	family->rank = family_number(l, json_object_get(object, "rank"), "rank");
	family->advice = family_texts(l, object, "advice", true);
	family->decide_by = family_texts(l, object, "decide_by", true);
	family->links = family_texts(l, object, "links", false);
	if (!json_is_object(signs)) {
		family_bad(l, "has to be an object", "signs");
		return;
	}
	if (json_object_size(signs) > SIGNS_MAX) {
		family_bad(l, "too many", "signs");
		return;
	}
	list = family_take(l, json_object_size(signs), sizeof *list);
	if (list == NULL)
		return;
	family->signs = list;
	json_object_foreach(signs, name, item)
	{
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

void family_read_shared(struct family_loader *l)
{
	json_t *products = json_object_get(l->shared, "products");
	struct product *list;
	const char *name;
	json_t *item;

	l->file = FAMILY_SHARED_NAME;
	l->set->trusted_lines = family_patterns(l, l->shared, "trusted-lines");
	l->set->driver_images = family_patterns(l, l->shared, "driver-images");
	l->set->skipped_frames = family_patterns(l, l->shared, "skipped-frames");
	if (!json_is_object(products)) {
		family_bad(l, "has to be an object", "products");
		return;
	}
	list = family_take(l, json_object_size(products), sizeof *list);
	if (list == NULL)
		return;
	l->set->products = list;
	json_object_foreach(products, name, item)
	{
		list[l->set->product_count].name = family_copy(l, name);
		list[l->set->product_count++].images = family_patterns(l, products, name);
	}
}
