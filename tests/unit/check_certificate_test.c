/* SPDX-License-Identifier: MIT */
/* Certificates of every kind are accepted, and none that was tampered with: damaged, or forged with a right checksum. */
#include "base/file.h"
#include "model/encoding.h"
#include "model/published.h"
#include "support/check_oracle.h"
#include "support/check_random.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FLAGS_AT = 8,
	ERRORS_AT = 24,
	SECTIONS_AT = 1128,
	STATES_AT = SECTIONS_AT + 24, /* of the first section */
};

static char folder[] = "/tmp/agxrace-certificate-XXXXXX";
static char written[64]; /* by the checker */
static char path[64];    /* to be verified: that, or a forgery in memory */
static int memory = -1;

static void make_folder(void)
{
	cr_assert_not_null(mkdtemp(folder));
	(void)snprintf(written, sizeof written, "%s/it", folder);
	(void)snprintf(path, sizeof path, "%s", written);
	memory = memfd_create("forgery", 0);
	cr_assert_geq(memory, 0);
}

static void remove_folder(void)
{
	(void)close(memory);
	(void)unlink(written);
	(void)rmdir(folder);
}

TestSuite(check_certificate, .init = make_folder, .fini = remove_folder);

/* The file in memory, to be tampered with. */
struct forgery {
	unsigned char *bytes;
	size_t length;
};

static struct forgery load(void)
{
	struct forgery f;
	char *bytes;
	struct agx_error err = {""};

	cr_assert_eq(agx_file_read(path, 1 << 28, &bytes, &f.length, &err), AGX_OK, "%s", err.text);
	f.bytes = (unsigned char *)bytes;
	return f;
}

static uint64_t word(const struct forgery *f, size_t at)
{
	uint64_t value = 0;

	for (unsigned b = 0; b < 8; b++)
		value |= (uint64_t)f->bytes[at + b] << 8 * b;
	return value;
}

static void set_word(struct forgery *f, size_t at, uint64_t value)
{
	for (unsigned b = 0; b < 8; b++)
		f->bytes[at + b] = (unsigned char)(value >> 8 * b);
}

static void write_file(const void *bytes, size_t length)
{
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", memory);
	cr_assert_eq(ftruncate(memory, 0), 0);
	cr_assert_eq(pwrite(memory, bytes, length, 0), (ssize_t)length);
}

/* Save with a right checksum. */
static void save(struct forgery *f)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < f->length - 8; i++)
		sum = (sum ^ f->bytes[i]) * UINT64_C(0x100000001b3);
	set_word(f, f->length - 8, sum);
	write_file(f->bytes, f->length);
}

/* Take LENGTH bytes at AT out. */
static void cut(struct forgery *f, size_t at, size_t length)
{
	memmove(f->bytes + at, f->bytes + at + length, f->length - at - length);
	f->length -= length;
}

static const struct agx_check_verify_options verify_options;

static enum agx_status verify(const struct agx_check_model *model)
{
	struct agx_check_verification v;
	struct agx_error err = {""};
	enum agx_status status =
		agx_check_certificate_verify(model, &verify_options, path, &v, &err);

	cr_assert(status == AGX_OK || err.text[0] != '\0', "refused without a reason");
	return status;
}

static enum agx_status verify_views(const struct agx_check_family *family)
{
	struct agx_check_verification v;
	struct agx_error err = {""};
	enum agx_status status =
		agx_check_certificate_verify_views(family, &verify_options, path, &v, &err);

	cr_assert(status == AGX_OK || err.text[0] != '\0', "refused without a reason");
	return status;
}

static void certify(const struct agx_check_model *model, struct agx_check_options options)
{
	struct agx_check_result r;
	struct agx_error err = {""};

	options.keep_states = true;
	(void)snprintf(path, sizeof path, "%s", written);
	cr_assert_eq(agx_check_run(model, &options, &r, &err), AGX_OK, "%s", err.text);
	cr_assert_eq(r.verdict, AGX_HOLDS);
	cr_assert_eq(agx_check_certificate_write(model, &options, &r, "some words", path, &err),
		     AGX_OK, "%s", err.text);
	agx_check_result_release(&r);
}

static void make(struct published *model, bool fixed, unsigned threads, unsigned slots)
{
	struct agx_error err = {""};
	enum agx_status status = fixed ? published_fixed_init(model, threads, slots, &err)
				       : published_race_init(model, threads, slots, &err);

	cr_assert_eq(status, AGX_OK, "%s", err.text);
}

Test(check_certificate, says_what_it_is_about)
{
	struct agx_check_certificate c;
	struct agx_check_verification v;
	struct published model;
	struct agx_error err;
	struct stat file;

	make(&model, true, 4, 4);
	certify(&model.model, (struct agx_check_options) {.deadlock = true, .guards_dropped = 16,
							  .errors_ignored = 4});
	cr_assert_eq(agx_check_certificate_read(path, &c, &err), AGX_OK);
	cr_assert_str_eq(c.model, "published-fixed");
	cr_assert_str_eq(c.configuration, "some words");
	cr_assert(c.deadlock && !c.every_n);
	cr_assert_eq(c.guards_dropped, 16);
	cr_assert_eq(c.errors_ignored, 4);
	cr_assert_eq(c.threads, 4);
	cr_assert_eq(c.states, 303);
	cr_assert_eq(stat(path, &file), 0);
	cr_assert_eq(c.bytes, (uint64_t)file.st_size);
	cr_assert_eq(agx_check_certificate_verify(&model.model, &verify_options, path, &v, &err),
		     AGX_OK);
	cr_assert_eq(memcmp(&v.claim, &c, sizeof c), 0);
	cr_assert_gt(v.steps, 303);
}

Test(check_certificate, published_ones_are_accepted)
{
	struct published model;

	make(&model, true, 8, 8);
	certify(&model.model, (struct agx_check_options) {.deadlock = true});
	cr_assert_eq(verify(&model.model), AGX_OK);
	certify(&model.model, (struct agx_check_options) {.workers = 3});
	cr_assert_eq(verify(&model.model), AGX_OK);
	make(&model, true, 4, 4);
	certify(&model.model, (struct agx_check_options) {.guards_dropped = 31});
	cr_assert_eq(verify(&model.model), AGX_OK);
	make(&model, false, 3, 2);
	certify(&model.model, (struct agx_check_options) {.errors_ignored = 2});
	cr_assert_eq(verify(&model.model), AGX_OK);
}

Test(check_certificate, every_flipped_bit_is_refused)
{
	struct published model;
	struct forgery f;
	struct agx_check_certificate c;

	make(&model, true, 2, 1);
	certify(&model.model, (struct agx_check_options) {.deadlock = true});
	f = load();
	for (size_t bit = 0; bit < f.length * 8; bit++) {
		f.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		write_file(f.bytes, f.length);
		cr_assert_eq(verify(&model.model), AGX_BAD_INPUT, "bit %zu", bit);
		cr_assert_eq(agx_check_certificate_read(path, &c, NULL), AGX_BAD_INPUT);
		f.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	write_file(f.bytes, f.length);
	cr_assert_eq(verify(&model.model), AGX_OK);
	free(f.bytes);
}

/* With the checksum put right, what is left is the proof; and each reachable state is needed for it. */
static void refuse_flips(const struct agx_check_model *model, const struct agx_check_family *family,
			 size_t from)
{
	struct forgery f = load();

	for (size_t bit = from * 8; bit < (f.length - 8) * 8; bit++) {
		enum agx_status status;

		f.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		save(&f);
		status = model != NULL ? verify(model) : verify_views(family);
		cr_assert_eq(status, AGX_BAD_INPUT, "bit %zu: %s", bit, agx_status_text(status));
		f.bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	free(f.bytes);
}

Test(check_certificate, a_forged_bit_is_refused)
{
	struct published model;

	make(&model, true, 2, 1);
	certify(&model.model, (struct agx_check_options) {.deadlock = true});
	refuse_flips(&model.model, NULL, SECTIONS_AT);
}

Test(check_certificate, a_missing_state_is_refused)
{
	struct published model;
	struct forgery f;

	make(&model, true, 3, 2);
	certify(&model.model, (struct agx_check_options) {0});
	f = load();
	for (size_t i = 0; i < 67; i++) {
		struct forgery g = {malloc(f.length), f.length};

		memcpy(g.bytes, f.bytes, f.length);
		cut(&g, STATES_AT + 8 * i, 8);
		set_word(&g, SECTIONS_AT + 16, 66);
		save(&g);
		cr_assert_eq(verify(&model.model), AGX_BAD_INPUT, "state %zu", i);
		free(g.bytes);
	}
	free(f.bytes);
}

/* Sets that are closed, and in which something is wrong. */
Test(check_certificate, an_error_inside_is_refused)
{
	struct published model;
	struct forgery f;

	make(&model, false, 3, 2);
	certify(&model.model, (struct agx_check_options) {.errors_ignored = 2});
	f = load();
	set_word(&f, ERRORS_AT, 0);
	save(&f);
	cr_assert_eq(verify(&model.model), AGX_BAD_INPUT);
	free(f.bytes);
}

static bool broken(const void *context, const uint64_t *state)
{
	(void)context;
	return (*state & 7) != 2;
}

Test(check_certificate, a_broken_invariant_inside_is_refused)
{
	const struct agx_check_invariant invariant = {"broken", broken};
	struct published model;

	make(&model, true, 2, 1);
	certify(&model.model, (struct agx_check_options) {0});
	model.model.invariants = &invariant;
	cr_assert_eq(verify(&model.model), AGX_BAD_INPUT);
}

Test(check_certificate, another_model_is_refused)
{
	struct published model;
	struct published other;

	make(&model, true, 3, 2);
	certify(&model.model, (struct agx_check_options) {.deadlock = true});
	make(&other, true, 4, 2);
	cr_assert_eq(verify(&other.model), AGX_BAD_INPUT);
	make(&other, true, 3, 1);
	cr_assert_eq(verify(&other.model), AGX_BAD_INPUT);
	make(&other, false, 3, 2);
	cr_assert_eq(verify(&other.model), AGX_BAD_INPUT);
	other.model.name = "published-fixed";
	cr_assert_eq(verify(&other.model), AGX_BAD_INPUT);
	make(&other, true, 3, 2);
	other.model.name = "published-fixed-elsewhere";
	cr_assert_eq(verify(&other.model), AGX_BAD_INPUT, "the same states under another name");
	make(&other, true, 3, 2);
	other.model.at_rest = NULL;
	cr_assert_eq(verify(&other.model), AGX_BAD_INPUT, "no deadlock of a model that knows none");
	make(&other, true, 3, 2);
	cr_assert_eq(verify(&other.model), AGX_OK);
}

Test(check_certificate, cut_short_or_gone_on_is_refused)
{
	struct published model;
	struct forgery f;

	make(&model, true, 2, 1);
	certify(&model.model, (struct agx_check_options) {0});
	f = load();
	for (size_t length = 0; length < f.length; length++) {
		struct forgery g = {malloc(f.length), length};

		memcpy(g.bytes, f.bytes, length);
		if (length >= 8)
			save(&g);
		else
			write_file(g.bytes, length);
		cr_assert_eq(verify(&model.model), AGX_BAD_INPUT, "length %zu", length);
		free(g.bytes);
	}
	f.bytes = realloc(f.bytes, f.length + 8);
	f.length += 8;
	save(&f);
	cr_assert_eq(verify(&model.model), AGX_BAD_INPUT);
	free(f.bytes);
}

Test(check_certificate, no_file_is_refused)
{
	struct agx_check_certificate c;
	struct agx_check_verification v;
	struct published model;
	struct agx_error err;

	make(&model, true, 2, 1);
	cr_assert_eq(agx_check_certificate_read("/nowhere/at/all", &c, &err), AGX_BAD_INPUT);
	cr_assert_eq(agx_check_certificate_verify(&model.model, &verify_options, folder, &v, &err),
		     AGX_BAD_INPUT);
}

Test(check_certificate, only_what_holds_is_written)
{
	const struct agx_check_options options = {.keep_states = true};
	char long_words[AGX_CHECK_CERTIFICATE_CONFIGURATION_BYTES + 1];
	struct published model;
	struct agx_check_result r;
	struct agx_error err;

	make(&model, false, 2, 1);
	cr_assert_eq(agx_check_run(&model.model, &options, &r, &err), AGX_OK);
	cr_assert_eq(agx_check_certificate_write(&model.model, &options, &r, "", path, &err),
		     AGX_USAGE);
	agx_check_result_release(&r);
	make(&model, true, 2, 1);
	cr_assert_eq(agx_check_run(&model.model, &(struct agx_check_options) {0}, &r, &err), AGX_OK);
	cr_assert_eq(agx_check_certificate_write(&model.model, &options, &r, "", path, &err),
		     AGX_USAGE, "its states were not kept");
	agx_check_result_release(&r);
	cr_assert_eq(agx_check_run(&model.model, &options, &r, &err), AGX_OK);
	memset(long_words, 'x', sizeof long_words - 1);
	long_words[sizeof long_words - 1] = '\0';
	cr_assert_eq(agx_check_certificate_write(&model.model, &options, &r, long_words, path, &err),
		     AGX_USAGE);
	cr_assert_neq(access(path, F_OK), 0, "something was written");
	cr_assert_eq(agx_check_certificate_write(&model.model, &options, &r, "", "/nowhere/it", &err),
		     AGX_IO);
	agx_check_result_release(&r);
	cr_assert_eq(agx_check_run(&model.model,
				   &(struct agx_check_options) {.keep_states = true, .symmetry = true},
				   &r, &err),
		     AGX_USAGE);
}

static bool stop_at_once(void *context)
{
	(void)context;
	return true;
}

Test(check_certificate, verification_can_be_stopped)
{
	const struct agx_check_verify_options options = {.stop = stop_at_once};
	struct agx_check_verification v;
	struct published model;
	struct agx_error err;

	make(&model, true, 4, 4);
	certify(&model.model, (struct agx_check_options) {0});
	cr_assert_eq(agx_check_certificate_verify(&model.model, &options, path, &v, &err),
		     AGX_INTERRUPTED);
}

/* Random systems of every width: accepted where nothing is wrong; and where something is, what would be their certificate is
 * refused. */
Test(check_certificate, random_systems_are_judged_as_the_second_checker_does)
{
	unsigned accepted = 0;
	unsigned errors = 0;
	unsigned stuck = 0;

	for (uint64_t seed = 1; seed <= 600; seed++) {
		struct random_system system;
		struct oracle oracle;
		struct forgery f;
		bool is_stuck;
		bool is_wrong;

		random_system_make(&system, seed,
				   (struct random_shape) {.threads = 1 + (unsigned)(seed % 3),
							  .slots = 1 + (unsigned)(seed % 2),
							  .errors = seed % 3 == 0 ? 70 : 0});
		system.model.invariant_count = 0;
		if (!oracle_build(&oracle, &system.model, 0, 500))
			continue;
		is_wrong = oracle_shortest(&oracle, AGX_CHECK_ERROR, 0) != 0;
		is_stuck = oracle_shortest(&oracle, AGX_CHECK_DEADLOCK, 0) != 0 ||
			   oracle_shortest(&oracle, AGX_CHECK_PARTIAL_DEADLOCK, 0) != 0;
		certify(&system.model, (struct agx_check_options) {.errors_ignored = 15});
		cr_assert_eq(verify(&system.model), AGX_OK, "seed %" PRIu64, seed);
		f = load();
		set_word(&f, FLAGS_AT, 2);
		save(&f);
		cr_assert_eq(verify(&system.model), is_stuck ? AGX_BAD_INPUT : AGX_OK,
			     "seed %" PRIu64 ": deadlock", seed);
		set_word(&f, FLAGS_AT, 0);
		set_word(&f, ERRORS_AT, 0);
		save(&f);
		cr_assert_eq(verify(&system.model), is_wrong ? AGX_BAD_INPUT : AGX_OK,
			     "seed %" PRIu64 ": error", seed);
		accepted += !is_stuck && !is_wrong;
		stuck += is_stuck;
		errors += is_wrong;
		free(f.bytes);
		oracle_release(&oracle);
	}
	cr_assert(accepted > 20 && stuck > 50 && errors > 30, "%u accepted, %u stuck, %u with errors",
		  accepted, stuck, errors);
}

static void certify_views(const struct agx_check_family *family,
			  struct agx_check_views_options options)
{
	struct agx_check_views_result r;
	struct agx_error err = {""};

	(void)snprintf(path, sizeof path, "%s", written);
	cr_assert_eq(agx_check_views(family, &options, &r, &err), AGX_OK, "%s", err.text);
	cr_assert_eq(r.verdict, AGX_HOLDS);
	cr_assert_eq(agx_check_certificate_write_views(family, &options, &r, "views", path, &err),
		     AGX_OK, "%s", err.text);
	agx_check_views_release(&r);
}

static struct encoding_config small_config(void)
{
	struct encoding_config config = encoding_config_default();

	config.slots = 1;
	return config;
}

Test(check_certificate, views_are_accepted)
{
	struct encoding_config config = encoding_config_default();
	const struct agx_check_family family = encoding_family(&config);
	struct agx_check_certificate c;

	for (unsigned k = 2; k <= 3; k++) {
		certify_views(&family, (struct agx_check_views_options) {.threads = k});
		cr_assert_eq(verify_views(&family), AGX_OK);
		cr_assert_eq(agx_check_certificate_read(path, &c, NULL), AGX_OK);
		cr_assert(c.every_n && !c.deadlock);
		cr_assert_eq(c.threads, k);
		cr_assert_str_eq(c.model, "encoding");
	}
	config.faults = SIM_FAULT_FOREIGN_TEARDOWN;
	config.fix = SIM_FIX_REFCOUNT_ACQREL;
	certify_views(&family, (struct agx_check_views_options) {.threads = 2});
	cr_assert_eq(verify_views(&family), AGX_OK);
	config.fix = SIM_FIX_NONE;
	cr_assert_eq(verify_views(&family), AGX_BAD_INPUT, "the fix was taken away");
}

Test(check_certificate, forged_views_are_refused)
{
	struct encoding_config config = small_config();
	const struct agx_check_family family = encoding_family(&config);

	certify_views(&family, (struct agx_check_views_options) {.threads = 2});
	refuse_flips(NULL, &family, SECTIONS_AT);
}

/* A view less, in each place of the last section. */
Test(check_certificate, a_missing_view_is_refused)
{
	struct encoding_config config = small_config();
	const struct agx_check_family family = encoding_family(&config);
	struct forgery f;
	size_t head = SECTIONS_AT;
	uint64_t words;
	uint64_t count;

	certify_views(&family, (struct agx_check_views_options) {.threads = 2});
	f = load();
	for (unsigned section = 1; section < 3; section++)
		head += 24 + (size_t)(word(&f, head + 8) * word(&f, head + 16) * 8);
	words = word(&f, head + 8);
	count = word(&f, head + 16);
	cr_assert_eq(words, 3);
	cr_assert_gt(count, 10);
	for (size_t i = 0; i < count; i++) {
		struct forgery g = {malloc(f.length), f.length};

		memcpy(g.bytes, f.bytes, f.length);
		cut(&g, head + 24 + i * words * 8, words * 8);
		set_word(&g, head + 16, count - 1);
		save(&g);
		cr_assert_eq(verify_views(&family), AGX_BAD_INPUT, "view %zu", i);
		free(g.bytes);
	}
	free(f.bytes);
}

/* Nothing leads out of an empty set; but the initial states are not in it. */
Test(check_certificate, an_empty_set_is_refused)
{
	struct encoding_config config = small_config();
	const struct agx_check_family family = encoding_family(&config);
	struct published model;
	struct forgery f;
	size_t head = SECTIONS_AT;

	make(&model, true, 2, 1);
	certify(&model.model, (struct agx_check_options) {0});
	f = load();
	cut(&f, STATES_AT, f.length - 8 - STATES_AT);
	set_word(&f, SECTIONS_AT + 16, 0);
	save(&f);
	cr_assert_eq(verify(&model.model), AGX_BAD_INPUT);
	free(f.bytes);

	certify_views(&family, (struct agx_check_views_options) {.threads = 2});
	f = load();
	for (unsigned section = 1; section < 3; section++)
		head += 24 + (size_t)(word(&f, head + 8) * word(&f, head + 16) * 8);
	cut(&f, head + 24, f.length - 8 - head - 24);
	set_word(&f, head + 16, 0);
	save(&f);
	cr_assert_eq(verify_views(&family), AGX_BAD_INPUT);
	free(f.bytes);
}

Test(check_certificate, kinds_are_not_taken_for_each_other)
{
	struct encoding_config config = small_config();
	const struct agx_check_family family = encoding_family(&config);
	struct published model;

	make(&model, true, 2, 1);
	certify(&model.model, (struct agx_check_options) {0});
	cr_assert_eq(verify_views(&family), AGX_BAD_INPUT);
	certify_views(&family, (struct agx_check_views_options) {.threads = 2});
	cr_assert_eq(verify(&model.model), AGX_BAD_INPUT);
}
