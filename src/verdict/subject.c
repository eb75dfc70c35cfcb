/* SPDX-License-Identifier: MIT */
#include "verdict/subject.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const kind_names[] = {
#define KIND_NAME(name, text) text,
	SUBJECT_MAP(KIND_NAME)
#undef KIND_NAME
};

static const struct variant {
	const char *name;
	size_t offset; /* of the bool in struct encoding_config */
} variants[] = {
#define VARIANT(field, name, sentence) {name, offsetof(struct encoding_config, field)},
	SUBJECT_VARIANT_MAP(VARIANT)
#undef VARIANT
};

enum { VARIANTS = sizeof variants / sizeof variants[0] };

static bool *variant_of(struct encoding_config *config, size_t i)
{
	return (bool *)((char *)config + variants[i].offset);
}

struct subject subject_default(enum subject_kind kind)
{
	return (struct subject) {.kind = kind, .encoding = encoding_config_default()};
}

const char *subject_kind_name(enum subject_kind kind)
{
	return (unsigned)kind < SUBJECT_COUNT ? kind_names[kind] : "unknown";
}

enum agx_status subject_kind_parse(const char *text, enum subject_kind *ret_kind,
				   struct agx_error *err)
{
	for (int i = 0; i < SUBJECT_COUNT; i++) {
		if (strcmp(text, kind_names[i]) == 0) {
			*ret_kind = (enum subject_kind)i;
			return AGX_OK;
		}
	}
	return agx_fail(err, AGX_USAGE, "unknown model '%.64s'; known: %s, %s, %s", text,
			kind_names[0], kind_names[1], kind_names[2]);
}

static size_t find_variant(const char *text, size_t length)
{
	size_t i = 0;

	while (i < VARIANTS && (strlen(variants[i].name) != length ||
				strncmp(variants[i].name, text, length) != 0))
		i++;
	return i;
}

enum agx_status subject_variants_parse(const char *text, struct encoding_config *config,
				       struct agx_error *err)
{
	struct encoding_config parsed = *config;

	if (strcmp(text, "none") == 0)
		return AGX_OK;
	for (;;) {
		size_t length = strcspn(text, ",");
		size_t i = find_variant(text, length);

		if (i == VARIANTS) {
			struct agx_text known = {0};
			enum agx_status status;

			for (i = 0; i < VARIANTS; i++)
				agx_text_printf(&known, "%s%s", i == 0 ? "" : ", ", variants[i].name);
			status = agx_fail(err, AGX_USAGE, "unknown variant '%.*s'; known: none, %s",
					  length < 64 ? (int)length : 64, text, agx_text_string(&known));
			agx_text_release(&known);
			return status;
		}
		*variant_of(&parsed, i) = true;
		if (text[length] == '\0')
			break;
		text += length + 1;
	}
	*config = parsed;
	return AGX_OK;
}

const char *subject_variants_format(const struct encoding_config *config, char *out, size_t size)
{
	struct encoding_config copy = *config;
	size_t used = 0;

	(void)snprintf(out, size, "none");
	for (size_t i = 0; i < VARIANTS; i++) {
		int n;

		if (!*variant_of(&copy, i))
			continue;
		n = snprintf(out + used, size - used, "%s%s", used > 0 ? "," : "", variants[i].name);
		if (n < 0 || (size_t)n >= size - used)
			break;
		used += (size_t)n;
	}
	return out;
}

const char *subject_format(const struct subject *subject, char *out, size_t size)
{
	const struct encoding_config *c = &subject->encoding;
	char policy[32];
	char faults[160];
	char with[160];

	if (subject->kind != SUBJECT_ENCODING)
		(void)snprintf(out, size, "%s threads=%u slots=%u", subject_kind_name(subject->kind),
			       c->threads, c->slots);
	else
		(void)snprintf(out, size, "%s threads=%u slots=%u policy=%s fix=%s faults=%s with=%s",
			       subject_kind_name(subject->kind), c->threads, c->slots,
			       policy_format(c->policy, policy, sizeof policy), sim_fix_name(c->fix),
			       sim_faults_format(c->faults, faults, sizeof faults),
			       subject_variants_format(c, with, sizeof with));
	return out;
}

/* The value of "KEY=value", if WORD is that; else NULL. */
static const char *value_of(const char *word, const char *key)
{
	size_t length = strlen(key);

	return strncmp(word, key, length) == 0 && word[length] == '=' ? word + length + 1 : NULL;
}

static enum agx_status parse_size(const char *text, unsigned *ret_size, struct agx_error *err)
{
	if (text[0] < '1' || text[0] > '9' || strspn(text, "0123456789") != strlen(text) ||
	    strlen(text) > 3)
		return agx_fail(err, AGX_USAGE, "'%.16s' is no number of threads or slots", text);
	*ret_size = (unsigned)strtoul(text, NULL, 10);
	return AGX_OK;
}

static enum agx_status parse_word(const char *word, struct subject *subject, struct agx_error *err)
{
	struct encoding_config *c = &subject->encoding;
	const char *value;

	if ((value = value_of(word, "threads")) != NULL)
		return parse_size(value, &c->threads, err);
	if ((value = value_of(word, "slots")) != NULL)
		return parse_size(value, &c->slots, err);
	if ((value = value_of(word, "policy")) != NULL)
		return policy_parse(value, &c->policy, err);
	if ((value = value_of(word, "fix")) != NULL)
		return sim_fix_parse(value, &c->fix, err);
	if ((value = value_of(word, "faults")) != NULL)
		return sim_faults_parse(value, &c->faults, err);
	if ((value = value_of(word, "with")) != NULL)
		return subject_variants_parse(value, c, err);
	return agx_fail(err, AGX_USAGE, "unknown word '%.64s'", word);
}

enum agx_status subject_parse(const char *text, struct subject *ret_subject, struct agx_error *err)
{
	char copy[SUBJECT_TEXT_BYTES];
	struct subject subject = subject_default(SUBJECT_ENCODING);
	enum agx_status status = AGX_OK;
	char *rest = NULL;
	char *word;

	if (strlen(text) >= sizeof copy)
		return agx_fail(err, AGX_BAD_INPUT, "a model's description is too long");
	memcpy(copy, text, strlen(text) + 1);
	word = strtok_r(copy, " ", &rest);
	if (word == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "a model's description is empty");
	status = subject_kind_parse(word, &subject.kind, err);
	while (status == AGX_OK && (word = strtok_r(NULL, " ", &rest)) != NULL)
		status = parse_word(word, &subject, err);
	if (status != AGX_OK)
		return AGX_BAD_INPUT;
	*ret_subject = subject;
	return AGX_OK;
}

static enum agx_status open_published(const struct subject *subject, struct subject_model *model,
				      struct agx_error *err)
{
	const struct encoding_config *c = &subject->encoding;
	struct published *published = calloc(1, sizeof *published);
	enum agx_status status;

	if (published == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the model");
	if (subject->kind == SUBJECT_PUBLISHED_RACE)
		status = published_race_init(published, c->threads, c->slots, err);
	else
		status = published_fixed_init(published, c->threads, c->slots, err);
	if (status != AGX_OK) {
		free(published);
		return status;
	}
	*model = (struct subject_model) {.check = &published->model, .published = published};
	return AGX_OK;
}

enum agx_status subject_open(const struct subject *subject, struct subject_model *ret_model,
			     struct agx_error *err)
{
	struct encoding *encoding;
	enum agx_status status;

	if (subject->kind != SUBJECT_ENCODING)
		return open_published(subject, ret_model, err);
	status = encoding_new(&subject->encoding, &encoding, err);
	if (status == AGX_OK)
		*ret_model = (struct subject_model) {.check = encoding_model(encoding),
						     .encoding = encoding};
	return status;
}

void subject_close(struct subject_model *model)
{
	encoding_free(model->encoding);
	free(model->published);
	*model = (struct subject_model) {0};
}
