/* SPDX-License-Identifier: MIT */
/* Exports are made for every configuration, and say what belongs to it only. What they mean is tested by tests/spin. */
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
