/* SPDX-License-Identifier: MIT */
#include "model/model_export_internal.h"
#include "model/published.h"

#include <stdio.h>
#include <stdlib.h>

enum phase { IDLE, CREATING, ENCODING, DESTROYING, WAITING };

static const struct rule_text race_rules[] = {
#define RACE_RULE(kind, id, at, guard, effect) {#id, RULE_OF_##kind, #at, #guard, #effect, NULL},
#include "model/published_rules.h"
};

static const struct rule_text fixed_rules[] = {
#define FIXED_RULE(kind, id, at, guard, effect) {#id, RULE_OF_##kind, #at, #guard, #effect, NULL},
#include "model/published_rules.h"
};

enum {
	RULES_MAX = 6,
	RACE_RULES = sizeof race_rules / sizeof race_rules[0],
	FIXED_RULES = sizeof fixed_rules / sizeof fixed_rules[0],
};

static const struct rule_name names[] = {
	{"IDLE", IDLE, RULE_LOCATION},
	{"CREATING", CREATING, RULE_LOCATION},
	{"ENCODING", ENCODING, RULE_LOCATION},
	{"DESTROYING", DESTROYING, RULE_LOCATION},
	{"WAITING", WAITING, RULE_LOCATION},
	{"NULL_DEREF", PUBLISHED_NULL_DEREF, RULE_ERROR},
};

static const char *const guards[PUBLISHED_GUARD_COUNT] = {
	[PUBLISHED_TRY_FREE] = "try_free",       [PUBLISHED_TAKE_FREE] = "take_free",
	[PUBLISHED_CREATE_HELD] = "create_held", [PUBLISHED_USE_HELD] = "use_held",
	[PUBLISHED_DESTROY_HELD] = "destroy_held",
};

static const struct {
	const char *rule;
	const char *text;
} meanings[] = {
	{"start", "createContext picks an invalid slot"},
	{"finish", "createContext makes it valid"},
	{"use", "setComputePipelineState: uses the slot"},
	{"destroy", "destroyContext gives the slot back"},
	{"foreign_destroy", "destroyContext invalidates another thread's slot"},
	{"try_take", "the thread takes the free mutex"},
	{"try_wait", "the thread waits for the mutex"},
	{"take", "the thread takes the mutex after waiting"},
	{"create", "createContext makes an invalid slot valid and its own"},
};

/* Everything that a rule_system points to. */
struct description {
	struct rule_system system;
	struct rule_field fields[5];
	struct rule_text rules[RULES_MAX];
	char line[160];
	const char *about[2];
};

static void add_rules(struct description *d, enum published_kind kind)
{
	d->system.rule_count = kind == PUBLISHED_RACE ? RACE_RULES : FIXED_RULES;
	for (size_t r = 0; r < d->system.rule_count; r++) {
		d->rules[r] = kind == PUBLISHED_RACE ? race_rules[r] : fixed_rules[r];
		for (size_t m = 0; m < sizeof meanings / sizeof meanings[0]; m++) {
			if (strcmp(meanings[m].rule, d->rules[r].name) == 0)
				d->rules[r].stands_for = meanings[m].text;
		}
	}
}

static void describe_system(struct description *d, enum published_kind kind, unsigned threads,
			    unsigned slots)
{
	const struct rule_field fields[] = {
		{.record = RULE_THREAD, .name = "pc", .top = kind == PUBLISHED_RACE ? DESTROYING : WAITING},
		{.record = RULE_THREAD, .name = "slot", .top = slots},
		{.record = RULE_SLOT, .name = "valid", .top = 1},
		{.record = RULE_SLOT, .name = "owner", .top = threads},
		{.record = RULE_GLOBAL, .name = "holder", .top = kind == PUBLISHED_RACE ? 0 : threads},
	};

	memcpy(d->fields, fields, sizeof fields);
	(void)snprintf(d->line, sizeof d->line, "The report's model \"%s\": %u threads, %u context slots.",
		       kind == PUBLISHED_RACE ? "AGXContextRace" : "AGXContextFixed", threads, slots);
	d->about[0] = d->line;
	d->system = (struct rule_system) {
		.name = kind == PUBLISHED_RACE ? "PublishedRace" : "PublishedFixed",
		.about = d->about,
		.threads = threads,
		.slots = slots,
		.fields = d->fields,
		.field_count = sizeof fields / sizeof fields[0],
		.names = names,
		.name_count = sizeof names / sizeof names[0],
		.rules = d->rules,
		.guards = guards,
		.guard_count = PUBLISHED_GUARD_COUNT,
		/* The race model does not say that anybody ever has to move. */
		.rest = kind == PUBLISHED_RACE ? NULL : "th[q].pc == IDLE",
	};
	add_rules(d, kind);
}

enum agx_status published_export(enum published_kind kind, unsigned threads, unsigned slots,
				 uint64_t guards_dropped, enum model_language language,
				 struct agx_text *out, struct agx_error *err)
{
	struct description *d;
	struct published *model = calloc(1, sizeof *model);
	enum agx_status status;

	if (model == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the export");
	status = kind == PUBLISHED_RACE ? published_race_init(model, threads, slots, err)
					: published_fixed_init(model, threads, slots, err);
	free(model);
	if (status != AGX_OK)
		return status;
	d = calloc(1, sizeof *d);
	if (d == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the export");
	describe_system(d, kind, threads, slots);
	d->system.guards_dropped = guards_dropped;
	status = model_write(&d->system, language, out, err);
	free(d);
	return status;
}
