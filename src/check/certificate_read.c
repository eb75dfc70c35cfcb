/* SPDX-License-Identifier: MIT */
#include "check/certificate.h"

#include "base/clock.h"
#include "base/file.h"
#include "check/verify.h"

#include <stdlib.h>

enum {
	FLAGS_AT = 8,
	GUARDS_AT = 16,
	ERRORS_AT = 24,
	COUNT_AT = 32,
	NAME_AT = 40,
	CONFIGURATION_AT = NAME_AT + AGX_CHECK_CERTIFICATE_NAME_BYTES,
	SECTIONS_AT = CONFIGURATION_AT + AGX_CHECK_CERTIFICATE_CONFIGURATION_BYTES,
	SECTION_HEAD_BYTES = 24,
	SUM_BYTES = 8,
};

static uint64_t word_at(const char *bytes)
{
	uint64_t word = 0;

	for (unsigned b = 8; b-- > 0;)
		word = word << 8 | (unsigned char)bytes[b];
	return word;
}

static uint64_t checksum(const char *bytes, size_t length)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < length; i++)
		sum = (sum ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return sum;
}

/* A text that fills its place up with zeros, so that each has one spelling. */
static bool take_text(const char *bytes, size_t size, char *ret_text)
{
	size_t length = strnlen(bytes, size);

	for (size_t i = length; i < size; i++) {
		if (bytes[i] != '\0')
			return false;
	}
	memcpy(ret_text, bytes, size);
	return length < size;
}

static bool take_header(struct certificate_file *file)
{
	const char *b = file->bytes;
	struct agx_check_certificate *claim = &file->claim;
	uint64_t flags = word_at(b + FLAGS_AT);
	uint64_t few = (flags & 1) != 0 ? AGX_CHECK_VIEW_THREADS_MAX : 0;

	claim->every_n = (flags & 1) != 0;
	claim->deadlock = (flags & 2) != 0;
	claim->guards_dropped = word_at(b + GUARDS_AT);
	claim->errors_ignored = word_at(b + ERRORS_AT);
	file->sections = word_at(b + COUNT_AT);
	return flags <= 2 && file->sections >= 1 + (flags & 1) && file->sections <= 1 + few &&
	       take_text(b + NAME_AT, sizeof claim->model, claim->model) &&
	       take_text(b + CONFIGURATION_AT, sizeof claim->configuration, claim->configuration);
}

enum agx_status certificate_open(struct certificate_file *ret_file, const char *path,
				 struct agx_error *err)
{
	struct certificate_file file = {.at = SECTIONS_AT};
	enum agx_status status = agx_file_read(path, AGX_CHECK_CERTIFICATE_BYTES_MAX, &file.bytes,
					       &file.length, err);

	if (status != AGX_OK)
		return status;
	file.claim.bytes = file.length;
	file.length -= SUM_BYTES;
	if (file.claim.bytes < SECTIONS_AT + SUM_BYTES || memcmp(file.bytes, "AGXCERT1", 8) != 0)
		status = agx_fail(err, AGX_BAD_INPUT, "%s is not a certificate", path);
	else if (checksum(file.bytes, file.length) != word_at(file.bytes + file.length))
		status = agx_fail(err, AGX_BAD_INPUT,
				  "%s is cut short or was changed: its checksum is wrong", path);
	else if (!take_header(&file))
		status = agx_fail(err, AGX_BAD_INPUT, "%s: its header makes no sense", path);
	if (status == AGX_OK)
		*ret_file = file;
	else
		free(file.bytes);
	return status;
}

void certificate_close(struct certificate_file *file)
{
	free(file->bytes);
	file->bytes = NULL;
}

static bool take_head(const struct certificate_file *file, struct certificate_set *ret_set)
{
	const char *b = file->bytes + file->at;
	size_t left = file->length - file->at;

	if (left < SECTION_HEAD_BYTES || word_at(b) > AGX_CHECK_ACTORS_MAX || word_at(b + 8) < 1 ||
	    word_at(b + 8) > AGX_CHECK_WORDS_MAX ||
	    word_at(b + 16) > (left - SECTION_HEAD_BYTES) / 8 / word_at(b + 8))
		return false;
	*ret_set = (struct certificate_set) {.threads = (unsigned)word_at(b),
					     .words = (unsigned)word_at(b + 8),
					     .count = (size_t)word_at(b + 16)};
	return true;
}

enum agx_status certificate_next(struct certificate_file *file, bool with_states,
				 struct certificate_set *ret_set, struct agx_error *err)
{
	const char *states = file->bytes + file->at + SECTION_HEAD_BYTES;
	struct certificate_set set;
	size_t words;

	if (!take_head(file, &set))
		return agx_fail(err, AGX_BAD_INPUT, "a section of the certificate makes no sense");
	words = set.count * set.words;
	if (with_states) {
		set.states = malloc((words + 1) * sizeof *set.states);
		if (set.states == NULL)
			return agx_fail(err, AGX_NO_MEMORY, "no memory for the states");
		for (size_t i = 0; i < words; i++)
			set.states[i] = word_at(states + 8 * i);
	}
	file->at += SECTION_HEAD_BYTES + words * 8;
	file->claim.states += set.count;
	file->claim.threads = set.threads - (file->claim.every_n && set.threads > 0);
	*ret_set = set;
	return AGX_OK;
}

enum agx_status agx_check_certificate_read(const char *path,
					   struct agx_check_certificate *ret_certificate,
					   struct agx_error *err)
{
	struct certificate_file file;
	enum agx_status status = certificate_open(&file, path, err);

	if (status != AGX_OK)
		return status;
	for (uint64_t i = 0; status == AGX_OK && i < file.sections; i++) {
		struct certificate_set set;

		status = certificate_next(&file, false, &set, err);
	}
	if (status == AGX_OK && file.at != file.length)
		status = agx_fail(err, AGX_BAD_INPUT, "the certificate goes on after its end");
	if (status == AGX_OK)
		*ret_certificate = file.claim;
	certificate_close(&file);
	return status;
}

/* The next section of FILE against MODEL. */
static enum agx_status verify_section(struct certificate_file *file,
				      const struct agx_check_model *model, bool views,
				      const struct agx_check_verify_options *options,
				      struct agx_check_verification *verification,
				      struct agx_error *err)
{
	struct certificate_set set;
	const struct verify_question question = {model, &file->claim, &set, views, options};
	enum agx_status status = certificate_next(file, true, &set, err);

	if (status != AGX_OK)
		return status;
	status = verify_set(&question, &verification->steps, err);
	free(set.states);
	return status;
}

static enum agx_status verify_family(struct certificate_file *file,
				     const struct agx_check_family *family,
				     const struct agx_check_verify_options *options,
				     struct agx_check_verification *verification,
				     struct agx_error *err)
{
	enum agx_status status = AGX_OK;

	for (unsigned n = 1; status == AGX_OK && n <= file->sections; n++) {
		const struct agx_check_model *model;

		status = family->make(family->context, n, &model, err);
		if (status != AGX_OK)
			return status;
		status = verify_section(file, model, n == file->sections, options, verification, err);
		family->free(model);
	}
	return status;
}

/* Of MODEL or, if that is NULL, of FAMILY. */
static enum agx_status verify(const struct agx_check_model *model,
			      const struct agx_check_family *family,
			      const struct agx_check_verify_options *options, const char *path,
			      struct agx_check_verification *ret_verification, struct agx_error *err)
{
	struct agx_check_verification verification = {0};
	struct certificate_file file;
	uint64_t cpu_ns = agx_cpu_ns();
	enum agx_status status = certificate_open(&file, path, err);

	if (status != AGX_OK)
		return status;
	if (file.claim.every_n != (model == NULL))
		status = agx_fail(err, AGX_BAD_INPUT, "%s is about %s number of threads", path,
				  model == NULL ? "one" : "any");
	else if (model != NULL)
		status = verify_section(&file, model, false, options, &verification, err);
	else
		status = verify_family(&file, family, options, &verification, err);
	if (status == AGX_OK && file.at != file.length)
		status = agx_fail(err, AGX_BAD_INPUT, "%s goes on after its end", path);
	certificate_close(&file);
	if (status != AGX_OK)
		return status;
	verification.claim = file.claim;
	verification.cpu_ns = agx_cpu_ns() - cpu_ns;
	*ret_verification = verification;
	return AGX_OK;
}

enum agx_status agx_check_certificate_verify(const struct agx_check_model *model,
					     const struct agx_check_verify_options *options,
					     const char *path,
					     struct agx_check_verification *ret_verification,
					     struct agx_error *err)
{
	return verify(model, NULL, options, path, ret_verification, err);
}

enum agx_status agx_check_certificate_verify_views(const struct agx_check_family *family,
						   const struct agx_check_verify_options *options,
						   const char *path,
						   struct agx_check_verification *ret_verification,
						   struct agx_error *err)
{
	return verify(NULL, family, options, path, ret_verification, err);
}
