/* SPDX-License-Identifier: MIT */
/* The uniform model's rule text, taken as text. */
#include "model/model_export.h"

#include "model/encoding_internal.h"
#include "model/model_export_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	FIELDS_MAX = 48,
	NAMES_MAX = 80,
	ABOUT_LINES = 5,
	ABOUT_BYTES = 320,
};

/* Everything that a rule_system points to. */
struct description {
	struct rule_system system;
	struct rule_field fields[FIELDS_MAX];
	struct rule_name names[NAMES_MAX];
	char lines[ABOUT_LINES][ABOUT_BYTES];
	const char *about[ABOUT_LINES + 1];
};

/* rule, what it stands for */
#define RULE_MEANINGS(X) \
	X(find, "computeCommandEncoder looks for a free context slot") \
	X(take_found, "computeCommandEncoder takes the slot that it found") \
	X(find_again, "the slot found is still referenced: computeCommandEncoder starts again") \
	X(claim, "computeCommandEncoder takes a free context slot") \
	X(publish, "computeCommandEncoder initialises the context and stores it in _impl") \
	X(drain, "the stores to the context's fields become visible") \
	X(join, "computeCommandEncoder returns the encoder that is open on the shared stream") \
	X(reopen, "computeCommandEncoder re-opens the encoder just ended on the same buffer") \
	X(load, "setComputePipelineState: loads _impl") \
	X(skip, "setComputePipelineState: finds _impl NULL and returns") \
	X(retain, "setComputePipelineState: counts a reference to the context") \
	X(use, "setComputePipelineState: uses the context") \
	X(use_retained, "setComputePipelineState: uses the context it has counted") \
	X(use_gated, "setComputePipelineState: takes the context's mutex and uses the context") \
	X(skip_gated, "setComputePipelineState: finds _impl changed under the context's mutex and returns") \
	X(leave, "setComputePipelineState: is done with the context") \
	X(end, "endEncoding on the shared stream's encoder") \
	X(commit, "endEncoding and commit: hands over what was encoded, destroyImpl") \
	X(commit_nothing, "commit of a buffer that another thread has committed already") \
	X(late_clear, "destroyImpl clears _impl after it dropped the lock") \
	X(call_ended, "the client calls a method of an encoder that has ended") \
	X(open_committed, "the client opens an encoder on a committed buffer") \
	X(complete, "the GPU has executed the buffer: waitUntilCompleted returns") \
	X(completion_looks, "the completion thread looks whether somebody owns the buffer's context") \
	X(completion_ends, "the completion thread tears the context down by what it saw") \
	X(completion_teardown, "the completion thread tears the buffer's context down") \
	X(completion_late, "the completion thread clears _impl after it dropped the lock") \
	X(wait_inside, "the client has waited for the completion inside its widest scope") \
	X(drop, "the command buffer is released: destroyImpl a second time, or its reference goes") \
	X(drop_clear, "that destroyImpl clears _impl after it dropped the lock") \
	X(sync_begin, "synchronize() finds an encoder open on another thread's stream") \
	X(sync_commit, "synchronize() ends and commits it: destroyImpl") \
	X(sync_clear, "that destroyImpl clears _impl after it dropped the lock") \
	X(sync_complete, "the GPU has executed the buffer that synchronize() committed") \
	X(sync_drop, "synchronize() releases the buffer: destroyImpl a second time, or its reference goes") \
	X(sync_drop_clear, "that destroyImpl clears _impl after it dropped the lock")

#define MEANING(rule, text) static const char meaning_##rule[] = text;
RULE_MEANINGS(MEANING)
#undef MEANING

/* A rule without a meaning does not compile. The macros of the rules' text are expanded on the way through a second macro. */
#define TEXT_OF_RULE(kind, id, at, guard, effect, meaning) \
	{id, RULE_OF_##kind, #at, #guard, #effect, meaning},
#define TEXT_OF_MACRO(id, text) {id, #text},

static const struct rule_text rule_texts[] = {
#define RULE(kind, id, at, guard, effect) TEXT_OF_RULE(kind, #id, at, guard, effect, meaning_##id)
#include "model/encoding_rules.h"
};

static const struct rule_macro alls[] = {
#define ALL(name, condition) TEXT_OF_MACRO(#name, condition)
#include "model/encoding_rules.h"
};

static const struct rule_macro eachs[] = {
#define EACH(name, effect) TEXT_OF_MACRO(#name, effect)
#include "model/encoding_rules.h"
};

static const char *const guards[] = {
#define GUARD_NAME(name, text, sentence) #name,
	ENCODING_GUARDS(GUARD_NAME)
#undef GUARD_NAME
};

static void add_field(struct description *d, enum rule_record record, const char *name,
		      enum agx_check_range range, int bits)
{
	unsigned slots = d->system.slots;
	unsigned top = range == AGX_CHECK_SLOT_REF ? slots : (1u << bits) - 1;

	if (record == RULE_THREAD && strcmp(name, "pc") == 0)
		top = ANYWHERE - 1;
	d->fields[d->system.field_count++] =
		(struct rule_field) {.record = record, .name = name, .top = bits == 0 ? 0 : top};
}

static void add_fields(struct description *d, const struct encoding_constants *c)
{
	const int ref = 1; /* how many bits is the packing's affair */

#define ADD(name, range, bits) add_field(d, record, #name, range, bits);
	{
		const enum rule_record record = RULE_THREAD;
		ENCODING_THREAD_FIELDS(ADD)
	}
	{
		const enum rule_record record = RULE_ENCODER;
		ENCODING_ENCODER_FIELDS(ADD)
	}
	{
		const enum rule_record record = RULE_SLOT;
		ENCODING_SLOT_FIELDS(ADD)
	}
	{
		const enum rule_record record = RULE_GLOBAL;
		ENCODING_GLOBAL_FIELDS(ADD)
	}
#undef ADD
	d->fields[d->system.field_count++] = (struct rule_field) {
		.record = RULE_ENCODER, .name = "owns", .top = 1, .per_slot = true};
}

static void add_name(struct description *d, const char *name, int value, enum rule_meaning meaning)
{
	d->names[d->system.name_count++] =
		(struct rule_name) {.name = name, .value = value, .meaning = meaning};
}

/* Locations by their own names first: those are what is written. */
static void add_names(struct description *d, const struct encoding_constants *c)
{
#define ADD_LOCATION(name) add_name(d, #name, name, RULE_LOCATION);
	ENCODING_PC_MAP(ADD_LOCATION)
#undef ADD_LOCATION
#define ADD_ERROR(name, text, sentence) add_name(d, #name, name, RULE_ERROR);
	ENCODING_ERROR_MAP(ADD_ERROR)
#undef ADD_ERROR
	add_name(d, "COMMITS_AT", c->COMMITS_AT, RULE_LOCATION);
	add_name(d, "AFTER_COMMIT", c->AFTER_COMMIT, RULE_LOCATION);
	add_name(d, "DROPS_AT", c->DROPS_AT, RULE_LOCATION);
	add_name(d, "SYNC_FROM", c->SYNC_FROM, RULE_LOCATION);
	add_name(d, "SYNC_AT", c->SYNC_AT, RULE_LOCATION);
	/* Those above are found first. */
#define ADD_CONSTANT(name) add_name(d, #name, c->name, RULE_PLAIN);
	ENCODING_CONSTANTS(ADD_CONSTANT)
#undef ADD_CONSTANT
}

static void add_about(struct description *d, const struct encoding_config *config)
{
	char faults[160];
	char policy[32];

	(void)snprintf(d->lines[0], ABOUT_BYTES,
		       "agxrace's uniform model of threads that encode GPU work: %u threads, %u context slots.",
		       config->threads, config->slots);
	(void)snprintf(d->lines[1], ABOUT_BYTES, "policy: %s; fix: %s; faults: %s.",
		       policy_format(config->policy, policy, sizeof policy), sim_fix_name(config->fix),
		       sim_faults_format(config->faults, faults, sizeof faults));
	(void)snprintf(d->lines[2], ABOUT_BYTES,
		       "synchronize() %s the policy's locks; the completion thread %s them;",
		       config->hostile ? "ignores" : "takes", config->follows ? "takes" : "ignores");
	(void)snprintf(d->lines[3], ABOUT_BYTES, "the client waits %s its widest scope; memory is %s;",
		       config->waits_inside ? "inside" : "outside",
		       config->weak_memory ? "weakly ordered" : "sequentially consistent");
	(void)snprintf(d->lines[4], ABOUT_BYTES, "NULL check: %s; _impl is published with release and acquire: %s; load and retain: %s.%s%s",
		       config->null_check ? "always" : "by the fix",
		       config->publishes ? "always" : "by the fix",
		       config->atomic_retain ? "one step" : "two steps",
		       config->environment ? " synchronize() is called by threads beyond these." : "",
		       config->guards_dropped != 0 ? " Some guards are left out." : "");
	for (size_t i = 0; i < ABOUT_LINES; i++)
		d->about[i] = d->lines[i];
}

static void describe_system(const struct encoding *encoding, struct description *d)
{
	const struct encoding_config *config = &encoding->config;
	const struct encoding_constants *c = &encoding->constants;

	d->system = (struct rule_system) {
		.name = "Encoding",
		.about = d->about,
		.threads = config->threads,
		.slots = config->slots,
		.shared_encoder = c->SHARED,
		.victims = c->ENVIRONMENT ? RULE_VICTIM_SELF
			   : c->SHARED    ? RULE_VICTIM_SHARED
					  : RULE_VICTIM_OTHER,
		.fields = d->fields,
		.names = d->names,
		.rules = rule_texts,
		.rule_count = sizeof rule_texts / sizeof rule_texts[0],
		.alls = alls,
		.all_count = sizeof alls / sizeof alls[0],
		.eachs = eachs,
		.each_count = sizeof eachs / sizeof eachs[0],
		.guards = guards,
		.guard_count = ENCODING_GUARD_COUNT,
		.guards_dropped = config->guards_dropped,
		.rest = "th[q].pc == IDLE",
	};
	add_fields(d, c);
	add_names(d, c);
	add_about(d, config);
}

enum agx_status encoding_export(const struct encoding *encoding, enum model_language language,
				struct agx_text *out, struct agx_error *err)
{
	struct description *d = calloc(1, sizeof *d);
	enum agx_status status;

	if (d == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the export");
	describe_system(encoding, d);
	status = model_write(&d->system, language, out, err);
	free(d);
	return status;
}
