/* SPDX-License-Identifier: MIT */
#include "verdict/question.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const kind_names[] = {
#define KIND_NAME(name, text) text,
	QUESTION_MAP(KIND_NAME)
#undef KIND_NAME
};

static const struct variant {
	const char *name;
	size_t offset; /* of the bool in struct encoding_config */
} variants[] = {
#define VARIANT(field, name, sentence) {name, offsetof(struct encoding_config, field)},
	QUESTION_VARIANT_MAP(VARIANT)
#undef VARIANT
};

enum { VARIANTS = sizeof variants / sizeof variants[0] };

static bool *variant_of(struct encoding_config *config, size_t i)
{
	return (bool *)((char *)config + variants[i].offset);
}

struct question question_default(enum question_kind kind)
{
	return (struct question) {.kind = kind, .encoding = encoding_config_default()};
}

const char *question_kind_name(enum question_kind kind)
{
	return (unsigned)kind < QUESTION_COUNT ? kind_names[kind] : "unknown";
}

enum agx_status question_kind_parse(const char *text, enum question_kind *ret_kind,
				   struct agx_error *err)
{
	for (int i = 0; i < QUESTION_COUNT; i++) {
		if (strcmp(text, kind_names[i]) == 0) {
			*ret_kind = (enum question_kind)i;
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

enum agx_status question_variants_parse(const char *text, struct encoding_config *config,
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

const char *question_variants_format(const struct encoding_config *config, char *out, size_t size)
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

const char *question_format(const struct question *question, char *out, size_t size)
{
	const struct encoding_config *c = &question->encoding;
	char policy[32];
	char faults[160];
	char with[160];

	if (question->kind != QUESTION_ENCODING)
		(void)snprintf(out, size, "%s threads=%u slots=%u", question_kind_name(question->kind),
			       c->threads, c->slots);
	else
		(void)snprintf(out, size, "%s threads=%u slots=%u policy=%s fix=%s faults=%s with=%s",
			       question_kind_name(question->kind), c->threads, c->slots,
			       policy_format(c->policy, policy, sizeof policy), sim_fix_name(c->fix),
			       sim_faults_format(c->faults, faults, sizeof faults),
			       question_variants_format(c, with, sizeof with));
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

static enum agx_status parse_word(const char *word, struct question *question, struct agx_error *err)
{
	struct encoding_config *c = &question->encoding;
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
		return question_variants_parse(value, c, err);
	return agx_fail(err, AGX_USAGE, "unknown word '%.64s'", word);
}

enum agx_status question_parse(const char *text, struct question *ret_question, struct agx_error *err)
{
	char copy[QUESTION_TEXT_BYTES];
	struct question question = question_default(QUESTION_ENCODING);
	enum agx_status status = AGX_OK;
	char *rest = NULL;
	char *word;

	if (strlen(text) >= sizeof copy)
		return agx_fail(err, AGX_BAD_INPUT, "a model's description is too long");
	memcpy(copy, text, strlen(text) + 1);
	word = strtok_r(copy, " ", &rest);
	if (word == NULL)
		return agx_fail(err, AGX_BAD_INPUT, "a model's description is empty");
	status = question_kind_parse(word, &question.kind, err);
	while (status == AGX_OK && (word = strtok_r(NULL, " ", &rest)) != NULL)
		status = parse_word(word, &question, err);
	if (status != AGX_OK)
		return AGX_BAD_INPUT;
	*ret_question = question;
	return AGX_OK;
}

static enum agx_status open_published(const struct question *question, struct question_model *model,
				      struct agx_error *err)
{
	const struct encoding_config *c = &question->encoding;
	struct published *published = calloc(1, sizeof *published);
	enum agx_status status;

	if (published == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the model");
	if (question->kind == QUESTION_PUBLISHED_RACE)
		status = published_race_init(published, c->threads, c->slots, err);
	else
		status = published_fixed_init(published, c->threads, c->slots, err);
	if (status != AGX_OK) {
		free(published);
		return status;
	}
	*model = (struct question_model) {.check = &published->model, .published = published};
	return AGX_OK;
}

enum agx_status question_open(const struct question *question, struct question_model *ret_model,
			     struct agx_error *err)
{
	struct encoding *encoding;
	enum agx_status status;

	if (question->kind != QUESTION_ENCODING)
		return open_published(question, ret_model, err);
	status = encoding_new(&question->encoding, &encoding, err);
	if (status == AGX_OK)
		*ret_model = (struct question_model) {.check = encoding_model(encoding),
						     .encoding = encoding};
	return status;
}

void question_close(struct question_model *model)
{
	encoding_free(model->encoding);
	free(model->published);
	*model = (struct question_model) {0};
}
