/* SPDX-License-Identifier: MIT */
/* One configuration of a model, exported or searched whole, for the comparison with other checkers.
 *
 *	model_case promela|tla|tlc-config WORD...	print the export
 *	model_case search WORD...			print what our search finds, as "key value" lines
 *	model_case rules				print the names of the uniform model's rules
 *
 * A word is "key=value" or a flag: model, policy, fix, faults, threads, slots, drop (a guard's name; "all" in the
 * published models), hostile, follows, waits-inside, weak, null-check, release-publish,
 * atomic-retain, environment. */
#include "model/encoding_internal.h"
#include "model/model_export.h"
#include "model/published.h"

#include <stdio.h>
#include <stdlib.h>

struct chosen {
	struct encoding_config config;
	bool published;
	enum published_kind kind;
	uint64_t guards_dropped;
};

static void check(enum agx_status status, const struct agx_error *err)
{
	if (status == AGX_OK)
		return;
	(void)fprintf(stderr, "model_case: %s\n", err->text);
	exit(agx_status_exit_code(status));
}

static const char *value_of(const char *word, const char *key)
{
	size_t length = strlen(key);

	return strncmp(word, key, length) == 0 && word[length] == '=' ? word + length + 1 : NULL;
}

static void choose_model(struct chosen *chosen, const char *name)
{
	chosen->published = strcmp(name, "encoding") != 0;
	chosen->kind = strcmp(name, "published-fixed") == 0 ? PUBLISHED_FIXED : PUBLISHED_RACE;
}

static void drop_guard(struct chosen *chosen, const char *name)
{
	struct agx_error err;
	unsigned guard;

	if (strcmp(name, "all") == 0) {
		chosen->guards_dropped = (UINT64_C(1) << PUBLISHED_GUARD_COUNT) - 1;
		return;
	}
	check(encoding_guard_parse(name, &guard, &err), &err);
	chosen->guards_dropped |= UINT64_C(1) << guard;
	chosen->config.guards_dropped = chosen->guards_dropped;
}

static bool choose_value(struct chosen *chosen, const char *word)
{
	struct encoding_config *config = &chosen->config;
	struct agx_error err;
	const char *value;

	if ((value = value_of(word, "model")) != NULL)
		choose_model(chosen, value);
	else if ((value = value_of(word, "policy")) != NULL)
		check(policy_parse(value, &config->policy, &err), &err);
	else if ((value = value_of(word, "fix")) != NULL)
		check(sim_fix_parse(value, &config->fix, &err), &err);
	else if ((value = value_of(word, "faults")) != NULL)
		check(sim_faults_parse(value, &config->faults, &err), &err);
	else if ((value = value_of(word, "threads")) != NULL)
		config->threads = (unsigned)strtoul(value, NULL, 10);
	else if ((value = value_of(word, "slots")) != NULL)
		config->slots = (unsigned)strtoul(value, NULL, 10);
	else if ((value = value_of(word, "drop")) != NULL)
		drop_guard(chosen, value);
	return value != NULL;
}

static void choose(struct chosen *chosen, const char *word)
{
	struct encoding_config *config = &chosen->config;
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{"hostile", &config->hostile},       {"follows", &config->follows},
		{"waits-inside", &config->waits_inside}, {"weak", &config->weak_memory},
		{"null-check", &config->null_check}, {"atomic-retain", &config->atomic_retain},
		{"release-publish", &config->publishes}, {"environment", &config->environment},
	};

	if (choose_value(chosen, word))
		return;
	for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) {
		if (strcmp(word, flags[i].name) == 0) {
			*flags[i].flag = true;
			return;
		}
	}
	(void)fprintf(stderr, "model_case: unknown word '%s'\n", word);
	exit(2);
}

static void print_export(const struct chosen *chosen, enum model_language language)
{
	struct agx_text text = {0};
	struct agx_error err;
	struct encoding *encoding;

	if (chosen->published) {
		check(published_export(chosen->kind, chosen->config.threads, chosen->config.slots,
				       chosen->guards_dropped, language, &text, &err),
		      &err);
	} else {
		check(encoding_new(&chosen->config, &encoding, &err), &err);
		check(encoding_export(encoding, language, &text, &err), &err);
		encoding_free(encoding);
	}
	(void)fputs(agx_text_string(&text), stdout);
	agx_text_release(&text);
}

static void search(const struct agx_check_model *model, struct agx_check_options options,
		   struct agx_check_result *result)
{
	struct agx_error err;

	check(agx_check_run(model, &options, result, &err), &err);
}

/* A model that keeps which rules were taken. */
struct watched {
	const struct agx_check_model *model;
	bool taken[ENCODING_RULES_MAX];
};

static struct watched watched;

static void watch(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	size_t first = out->count;

	watched.model->successors(context, state, out);
	for (size_t i = first; i < out->count; i++)
		watched.taken[agx_check_step_action(out->steps[i])] = true;
}

static void print_taken(const struct agx_check_model *model)
{
	struct agx_check_options options = {.errors_ignored = ~UINT64_C(0)};
	struct agx_check_model watching = *model;
	struct agx_check_result result;

	watched.model = model;
	watching.successors = watch;
	search(&watching, options, &result);
	agx_check_result_release(&result);
	for (size_t r = 0; r < encoding_rule_count; r++) {
		if (watched.taken[r])
			(void)printf("taken %s\n", encoding_rules[r].name);
	}
}

/* The whole graph, then a search for each kind of error alone, then for deadlock alone. */
static void print_findings(const struct agx_check_model *model, uint64_t guards_dropped)
{
	const uint64_t all = ~UINT64_C(0);
	struct agx_check_options options = {.guards_dropped = guards_dropped, .errors_ignored = all};
	struct agx_check_result result;

	search(model, options, &result);
	(void)printf("states %llu\ndepth %llu\ngenerated %llu\n", (unsigned long long)result.distinct,
		     (unsigned long long)result.depth, (unsigned long long)result.generated);
	agx_check_result_release(&result);
	for (size_t error = 1; error < model->error_count; error++) {
		options.errors_ignored = all & ~(UINT64_C(1) << error);
		search(model, options, &result);
		if (result.kind == AGX_CHECK_ERROR)
			(void)printf("error %zu %s %zu\n", error, model->errors[error],
				     result.path.length);
		agx_check_result_release(&result);
	}
	options.errors_ignored = all;
	options.deadlock = true;
	search(model, options, &result);
	if (result.kind == AGX_CHECK_DEADLOCK)
		(void)printf("deadlock\n");
	agx_check_result_release(&result);
}

static void print_search(const struct chosen *chosen)
{
	struct agx_error err;
	struct encoding *encoding;
	static struct published published;

	if (!chosen->published) {
		check(encoding_new(&chosen->config, &encoding, &err), &err);
		print_findings(encoding_model(encoding), chosen->guards_dropped);
		print_taken(encoding_model(encoding));
		encoding_free(encoding);
		return;
	}
	check((chosen->kind == PUBLISHED_RACE ? published_race_init : published_fixed_init)(
		      &published, chosen->config.threads, chosen->config.slots, &err),
	      &err);
	print_findings(&published.model, chosen->guards_dropped);
}

int main(int argc, char **argv)
{
	struct chosen chosen = {.config = encoding_config_default()};
	enum model_language language;
	struct agx_error err;

	if (argc < 2) {
		(void)fprintf(stderr, "usage: model_case promela|tla|tlc-config|search|rules WORD...\n");
		return 2;
	}
	for (int i = 2; i < argc; i++)
		choose(&chosen, argv[i]);
	if (strcmp(argv[1], "search") == 0) {
		print_search(&chosen);
		return 0;
	}
	if (strcmp(argv[1], "rules") == 0) {
		for (size_t r = 0; r < encoding_rule_count; r++)
			(void)printf("%s\n", encoding_rules[r].name);
		return 0;
	}
	check(model_language_parse(argv[1], &language, &err), &err);
	print_export(&chosen, language);
	return 0;
}
