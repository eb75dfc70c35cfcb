/* SPDX-License-Identifier: MIT */
/* Exports are made for every configuration, and rule text that means nothing is refused instead of being written. What the
 * exports mean is tested by tests/spin. */
#include "export/promela.h"
#include "export/rule_parse.h"
#include "model/encoding.h"
#include "model/model_export.h"
#include "model/published.h"

#include <criterion/criterion.h>
#include <stdio.h>

static const enum model_language languages[] = {MODEL_PROMELA, MODEL_TLA, MODEL_TLC_CONFIG};

/* All languages of CONFIG, which has to be possible. */
static void export_all(struct encoding_config config)
{
	struct agx_error err = {""};
	struct encoding *encoding = NULL;

	cr_assert_eq(encoding_new(&config, &encoding, &err), AGX_OK, "%s", err.text);
	for (size_t i = 0; i < 3; i++) {
		struct agx_text text = {0};

		cr_expect_eq(encoding_export(encoding, languages[i], &text, &err), AGX_OK,
			     "policy %d, fix %d, faults %x: %s", (int)config.policy.kind,
			     (int)config.fix, config.faults, err.text);
		cr_expect_gt(text.length, 40);
		agx_text_release(&text);
	}
	encoding_free(encoding);
}

Test(model_export, every_policy_and_fix_under_every_fault)
{
	for (unsigned fault = 0; fault <= SIM_FAULT_COUNT; fault++) {
		struct encoding_config config = encoding_config_default();

		config.faults = fault == SIM_FAULT_COUNT ? 0 : 1u << fault;
		for (unsigned policy = 0; policy < POLICY_COUNT; policy++) {
			config.policy.kind = (enum policy_kind)policy;
			config.policy.throttle = policy == POLICY_THROTTLE ? 2 : 0;
			export_all(config);
		}
		config.policy = (struct policy_choice) {POLICY_NONE, 0};
		for (unsigned fix = 0; fix < SIM_FIX_COUNT; fix++) {
			config.fix = (enum sim_fix)fix;
			export_all(config);
		}
	}
}

Test(model_export, everything_at_once_at_the_largest_size)
{
	struct encoding_config config = {
		.threads = ENCODING_THREADS_MAX,
		.slots = ENCODING_SLOTS_MAX,
		.policy = {POLICY_RWLOCK, 0},
		.fix = SIM_FIX_REFCOUNT,
		.faults = (1u << SIM_FAULT_COUNT) - 1,
		.hostile = true,
		.follows = true,
		.waits_inside = true,
		.weak_memory = true,
	};

	config.threads = 4; /* more do not fit a state */
	export_all(config);
	config.environment = true;
	export_all(config);
}

static const char *promela_of(struct encoding_config config, struct agx_text *text)
{
	struct agx_error err = {""};
	struct encoding *encoding = NULL;

	cr_assert_eq(encoding_new(&config, &encoding, &err), AGX_OK, "%s", err.text);
	cr_assert_eq(encoding_export(encoding, MODEL_PROMELA, text, &err), AGX_OK, "%s", err.text);
	encoding_free(encoding);
	return agx_text_string(text);
}

Test(model_export, a_dropped_guard_is_gone)
{
	struct encoding_config config = encoding_config_default();
	struct agx_text with = {0};
	struct agx_text without = {0};

	config.policy.kind = POLICY_GLOBAL_ENCODER;
	cr_expect_not_null(strstr(promela_of(config, &with), "g.lock == 0"));
	config.guards_dropped = UINT64_C(1) << GUARD_life_global;
	cr_expect_null(strstr(promela_of(config, &without), "g.lock == 0"));
	agx_text_release(&with);
	agx_text_release(&without);
}

Test(model_export, what_a_configuration_does_not_have_is_not_written)
{
	static const char *const absent[] = {"refs", "g.",       "unready",   "stale",
					     ".sync", "late_clear", "x_late", "drop"};
	struct agx_text text = {0};
	const char *promela = promela_of(encoding_config_default(), &text);

	for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
		cr_expect_null(strstr(promela, absent[i]), "%s", absent[i]);
	agx_text_release(&text);
}

Test(model_export, published_sizes_and_languages_are_checked)
{
	struct agx_text text = {0};
	struct agx_error err = {""};
	enum model_language language;

	cr_expect_eq(published_export(PUBLISHED_RACE, PUBLISHED_THREADS_MAX + 1, 2, 0, MODEL_TLA,
				      &text, &err),
		     AGX_USAGE);
	cr_expect_eq(published_export(PUBLISHED_FIXED, 2, 0, 0, MODEL_PROMELA, &text, &err),
		     AGX_USAGE);
	cr_expect_eq(text.length, 0);
	cr_expect_eq(model_language_parse("murphi", &language, &err), AGX_USAGE);
	cr_expect_not_null(strstr(err.text, "promela, tla, tlc-config"));
	cr_expect_eq(model_language_parse("tla", &language, &err), AGX_OK);
	cr_expect_eq(language, MODEL_TLA);
}

/* A system of one rule. */
static enum agx_status parse_rule(const char *guard, const char *effect, struct agx_error *err)
{
	static const struct rule_field fields[] = {{RULE_THREAD, "pc", 1, false},
						   {RULE_GLOBAL, "kept", 1, false},
						   {RULE_GLOBAL, "absent", 0, false}};
	static const struct rule_name names[] = {{"IDLE", 0, RULE_LOCATION}, {"BUSY", 1, RULE_LOCATION}};
	static const struct rule_macro each = {"all_busy", "th[q].pc = BUSY"};
	const struct rule_text rule = {"odd", RULE_OF_THREAD, "IDLE", guard, effect, "is odd"};
	const char *const about[] = {NULL};
	const struct rule_system system = {.name = "Odd",
					   .about = about,
					   .threads = 2,
					   .slots = 1,
					   .fields = fields,
					   .field_count = 3,
					   .names = names,
					   .name_count = 2,
					   .rules = &rule,
					   .rule_count = 1,
					   .eachs = &each,
					   .each_count = 1};
	struct rule_parse parse;
	enum agx_status status = rule_parse(&system, &parse, err);

	if (status == AGX_OK)
		rule_parse_release(&parse);
	return status;
}

Test(model_export, text_that_means_nothing_is_refused)
{
	static const struct {
		const char *guard;
		const char *effect;
		const char *complaint;
	} cases[] = {
		{"unheard_of", "g.kept = 1", "unknown name"},
		{"g.unheard_of == 0", "g.kept = 1", "unknown field"},
		{"G(unheard_of, 1)", "g.kept = 1", "unknown guard"},
		{"1 2", "g.kept = 1", "the condition goes on"},
		{"(1", "g.kept = 1", "')' is missing"},
		{"PICK(g.kept, 1)", "g.kept = 1", "',' is missing"},
		{"1", "g.kept 1", "'=' is missing"},
		{"1", "g.kept = 1 g.kept = 0", "';' is missing"},
		{"1", "g.kept = x.at", "scratch is read before it is set"},
		{"1", "g.absent = g.kept", "does not keep"},
		{"1", "APPLY(g.kept == 1, all_busy)", "does not decide"},
		{"1", "APPLY(1, unheard_of)", "unknown EACH"},
		{"ve.impl == 0", "g.kept = 1", "no meaning here"},
		{"th[q].pc == IDLE", "g.kept = 1", "no meaning here"},
		{"a_name_that_is_longer_than_any_name_of_the_rules == 0", "g.kept = 1", "too long"},
	};
	struct agx_error err;

	cr_expect_eq(parse_rule("g.absent == 0", "x.at = 1; g.kept = x.at; APPLY(1, all_busy)", &err),
		     AGX_OK);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		err.text[0] = '\0';
		cr_expect_eq(parse_rule(cases[i].guard, cases[i].effect, &err), AGX_FAILED, "%s / %s",
			     cases[i].guard, cases[i].effect);
		cr_expect_not_null(strstr(err.text, "'odd'"), "%s", err.text);
		cr_expect_not_null(strstr(err.text, cases[i].complaint), "%s, not: %s",
				   cases[i].complaint, err.text);
	}
}
