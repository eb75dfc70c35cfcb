/* SPDX-License-Identifier: MIT */
/* Writing certificates; docs/formats/certificate.md is the format. Reading them is verify.c, which shares nothing with
 * this file, so that a mistake here is not made twice. */
#include "agxrace/check.h"

#include "base/file.h"

#include <stdlib.h>

enum {
	HEADER_WORDS = 5,
	SECTION_WORDS = 3,
	CLAIM_EVERY_N = 1,
	CLAIM_NO_DEADLOCK = 2,
};

/* A file being put together in memory, a word at a time. */
struct writer {
	unsigned char *bytes;
	size_t length;
	size_t capacity;
	bool no_memory;
	bool too_large;
};

static unsigned char *reserve(struct writer *w, size_t extra)
{
	size_t capacity = w->capacity == 0 ? 4096 : w->capacity;
	unsigned char *grown;

	if (w->length + extra > AGX_CHECK_CERTIFICATE_BYTES_MAX)
		w->too_large = true;
	if (w->too_large || w->no_memory)
		return NULL;
	while (capacity < w->length + extra)
		capacity += capacity / 2;
	if (capacity > w->capacity) {
		grown = realloc(w->bytes, capacity);
		if (grown == NULL) {
			w->no_memory = true;
			return NULL;
		}
		w->bytes = grown;
		w->capacity = capacity;
	}
	w->length += extra;
	return w->bytes + w->length - extra;
}

static void put_words(struct writer *w, const uint64_t *words, size_t count)
{
	unsigned char *place = count > AGX_CHECK_CERTIFICATE_BYTES_MAX / 8
				       ? NULL
				       : reserve(w, count * 8);

	w->too_large |= count > AGX_CHECK_CERTIFICATE_BYTES_MAX / 8;
	for (size_t i = 0; place != NULL && i < count; i++) {
		for (unsigned b = 0; b < 8; b++)
			*place++ = (unsigned char)(words[i] >> 8 * b);
	}
}

static void put_text(struct writer *w, const char *text, size_t bytes)
{
	unsigned char *place = reserve(w, bytes);

	if (place == NULL)
		return;
	memset(place, 0, bytes);
	memcpy(place, text, strlen(text));
}

static void put_header(struct writer *w, const char *model, const char *configuration,
		       const uint64_t fields[static HEADER_WORDS - 1])
{
	put_text(w, "AGXCERT1", 8);
	put_words(w, fields, HEADER_WORDS - 1);
	put_text(w, model, AGX_CHECK_CERTIFICATE_NAME_BYTES);
	put_text(w, configuration, AGX_CHECK_CERTIFICATE_CONFIGURATION_BYTES);
}

static void put_section(struct writer *w, unsigned threads, unsigned words, const uint64_t *states,
			uint64_t count)
{
	const uint64_t head[SECTION_WORDS] = {threads, words, count};

	put_words(w, head, SECTION_WORDS);
	if (count > AGX_CHECK_CERTIFICATE_BYTES_MAX / 8)
		w->too_large = true;
	else
		put_words(w, states, (size_t)count * words);
}

/* FNV-1a, 64 bits. */
static uint64_t checksum(const unsigned char *bytes, size_t length)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < length; i++)
		sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static enum agx_status finish(struct writer *w, const char *path, struct agx_error *err)
{
	uint64_t sum = checksum(w->bytes, w->length);
	enum agx_status status;

	put_words(w, &sum, 1);
	if (w->too_large)
		status = agx_fail(err, AGX_UNSUPPORTED,
				  "%s: the certificate would be larger than %d MiB", path,
				  AGX_CHECK_CERTIFICATE_BYTES_MAX >> 20);
	else if (w->no_memory)
		status = agx_fail(err, AGX_NO_MEMORY, "%s: no memory for the certificate", path);
	else
		status = agx_file_write(path, w->bytes, w->length, err);
	free(w->bytes);
	return status;
}

static enum agx_status check_texts(const char *model, const char *configuration,
				   struct agx_error *err)
{
	if (strlen(model) >= AGX_CHECK_CERTIFICATE_NAME_BYTES)
		return agx_fail(err, AGX_USAGE, "the model's name does not fit a certificate");
	if (strlen(configuration) >= AGX_CHECK_CERTIFICATE_CONFIGURATION_BYTES)
		return agx_fail(err, AGX_USAGE, "the configuration does not fit a certificate");
	return AGX_OK;
}

enum agx_status agx_check_certificate_write(const struct agx_check_model *model,
					    const struct agx_check_options *options,
					    const struct agx_check_result *result,
					    const char *configuration, const char *path,
					    struct agx_error *err)
{
	const uint64_t fields[] = {options->deadlock && model->at_rest != NULL ? CLAIM_NO_DEADLOCK : 0,
				   options->guards_dropped, options->errors_ignored, 1};
	enum agx_status status = check_texts(model->name, configuration, err);
	struct writer w = {0};

	if (status != AGX_OK)
		return status;
	if (result->verdict != AGX_HOLDS || result->states == NULL)
		return agx_fail(err, AGX_USAGE,
				"only a verdict that holds, with its states kept, has a certificate");
	put_header(&w, model->name, configuration, fields);
	put_section(&w, model->threads, model->words, result->states, result->distinct);
	return finish(&w, path, err);
}

/* All states of THREADS threads, as a section. */
static enum agx_status put_few(struct writer *w, const struct agx_check_family *family,
			       const struct agx_check_views_options *options, unsigned threads,
			       struct agx_error *err)
{
	const struct agx_check_options few = {.guards_dropped = options->guards_dropped,
					      .errors_ignored = options->errors_ignored,
					      .stop = options->stop,
					      .callback_context = options->callback_context,
					      .keep_states = true};
	const struct agx_check_model *model;
	struct agx_check_result result;
	enum agx_status status = family->make(family->context, threads, &model, err);

	if (status != AGX_OK)
		return status;
	status = agx_check_run(model, &few, &result, err);
	if (status != AGX_OK)
		goto out_free;
	if (result.limit == AGX_CHECK_LIMIT_INTERRUPTED)
		status = agx_fail(err, AGX_INTERRUPTED, "interrupted");
	else if (result.states == NULL)
		status = agx_fail(err, AGX_USAGE, "the systems of few threads do not hold");
	else
		put_section(w, threads, model->words, result.states, result.distinct);
	agx_check_result_release(&result);
out_free:
	family->free(model);
	return status;
}

enum agx_status
agx_check_certificate_write_views(const struct agx_check_family *family,
				  const struct agx_check_views_options *options,
				  const struct agx_check_views_result *result,
				  const char *configuration, const char *path, struct agx_error *err)
{
	const uint64_t fields[] = {CLAIM_EVERY_N, options->guards_dropped, options->errors_ignored,
				   result->threads + UINT64_C(1)};
	const struct agx_check_model *model;
	struct writer w = {0};
	enum agx_status status;

	if (result->verdict != AGX_HOLDS || result->views == NULL)
		return agx_fail(err, AGX_USAGE, "only a verdict that holds has a certificate");
	status = family->make(family->context, result->threads + 1, &model, err);
	if (status != AGX_OK)
		return status;
	status = check_texts(model->name, configuration, err);
	if (status == AGX_OK)
		put_header(&w, model->name, configuration, fields);
	family->free(model);
	for (unsigned n = 1; status == AGX_OK && n <= result->threads; n++)
		status = put_few(&w, family, options, n, err);
	if (status != AGX_OK) {
		free(w.bytes);
		return status;
	}
	put_section(&w, result->threads + 1, result->words, result->views, result->count);
	return finish(&w, path, err);
}
