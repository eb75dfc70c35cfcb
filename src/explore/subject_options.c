/* SPDX-License-Identifier: MIT */
#include "explore/subject_options.h"

#include "explore/packing.h"
#include "explore/result_write.h"
#include "explore/search_state.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first is the default. */
static const struct engine *const engines[] = {
#ifdef AGX_HAVE_ENGINE_GRAPH
	&engine_graph,
#endif
	&engine_dpor,
};

static bool parse_number(const char *text, uint64_t max, uint64_t *ret)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno != 0 || end == text || *end != '\0' || value > max || *text == '-')
		return false;
	*ret = value;
	return true;
}

static bool parse_seconds(const char *text, double *ret)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || *end != '\0' || !(value >= 0 && value <= 1e9))
		return false;
	*ret = value;
	return true;
}

/* %XX stands for a byte: words end at blanks. */
static bool parse_path(char *value, struct subject_options *options)
{
	char *to = value;

	options->checkpoint = value;
	for (const char *from = value; *from != '\0'; from++) {
		unsigned byte = (unsigned char)*from;

		if (*from == '%' && (sscanf(from, "%%%2x", &byte) != 1 || from[2] == '\0' || byte == 0))
			return false;
		if (*from == '%')
			from += 2;
		*to++ = (char)byte;
	}
	*to = '\0';
	return value[0] != '\0';
}

static bool parse_engine(const char *text, struct subject_options *options)
{
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++)
		if (strcmp(engines[i]->name, text) == 0)
			options->explorer.engine = engines[i];
	return options->explorer.engine != NULL && strcmp(options->explorer.engine->name, text) == 0;
}

static bool parse_model(const char *text, struct subject_options *options)
{
	static const char *const words[] = {
#define WORD(name, word) word,
		MEMORY_MODEL_MAP(WORD)
#undef WORD
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i], text) == 0) {
			options->explorer.search.model = (enum memory_model)i;
			return true;
		}
	return false;
}

#define FLAG_MAP(X) \
	X(no_races) X(no_spin_loops) X(spurious_wakeups) X(weak_cas_fails) X(malloc_fails) X(volatile_atomic) \
	X(explore_races) X(leaks) X(any_exit_status)

static bool parse_flag(const char *key, struct subject_options *options)
{
#define FLAG(name) \
	if (strcmp(key, #name) == 0) { \
		options->explorer.name = true; \
		return true; \
	}
	FLAG_MAP(FLAG)
#undef FLAG
	if (strcmp(key, "no_lock_revisits") == 0)
		options->explorer.search.revisit_locks_in_place = false;
	else if (strcmp(key, "output") == 0)
		options->output = true;
	else
		return false;
	return true;
}

static bool parse_pair(const char *key, char *value, struct subject_options *options)
{
	struct explorer_options *explorer = &options->explorer;
	uint64_t number = 0;

	if (strcmp(key, "engine") == 0)
		return parse_engine(value, options);
	if (strcmp(key, "model") == 0)
		return parse_model(value, options);
	if (strcmp(key, "strategy") == 0)
		return (explorer->search.strategy = value) != NULL;
	if (strcmp(key, "replay") == 0)
		return (explorer->search.replay = value) != NULL;
	if (strcmp(key, "seconds") == 0)
		return parse_seconds(value, &explorer->seconds_max);
	if (strcmp(key, "checkpoint") == 0)
		return parse_path(value, options);
	if (strcmp(key, "checkpoint_seconds") == 0)
		return parse_seconds(value, &options->checkpoint_seconds);
	if (!parse_number(value, UINT64_MAX, &number))
		return false;
	if (strcmp(key, "executions") == 0)
		explorer->executions_max = number;
	else if (strcmp(key, "runs") == 0)
		explorer->search.runs_max = number;
	else if (strcmp(key, "seed") == 0)
		explorer->search.seed = number;
	else if (number > INT_MAX)
		return false;
	else if (strcmp(key, "events") == 0)
		explorer->search.events_max = (unsigned)number;
	else if (strcmp(key, "findings") == 0)
		explorer->findings_max = (unsigned)number;
	else if (strcmp(key, "preemptions") == 0)
		explorer->search.preemptions_max = (unsigned)number;
	else if (strcmp(key, "result") == 0)
		options->result_fd = (int)number;
	else if (strcmp(key, "jobs") == 0 && number >= 1 && number <= SEARCH_JOBS_MAX)
		options->jobs = (unsigned)number;
	else
		return false;
	return true;
}

/* Of the environment variable. */
static const char *complain(const char *word, const char *value)
{
	static char text[256];

	if (value != NULL)
		(void)snprintf(text, sizeof text, "AGXRACE_EXPLORE: cannot use %.80s=%.80s", word, value);
	else
		(void)snprintf(text, sizeof text, "AGXRACE_EXPLORE: unknown word %.80s", word);
	return text;
}

const char *subject_options_parse(const char *text, struct subject_options *options)
{
	char *rest = options->text;
	char *word;
	bool model_given = false;

	memset(options, 0, sizeof *options);
	options->result_fd = -1;
	options->jobs = 1;
	options->explorer.search.preemptions_max = UINT_MAX;
	options->explorer.search.revisit_locks_in_place = true;
	options->explorer.findings_max = 1;
	options->explorer.engine = engines[0];
	if (text == NULL)
		text = "";
	if (strlen(text) >= sizeof options->text)
		return "AGXRACE_EXPLORE is too long";
	memcpy(options->text, text, strlen(text) + 1);
	while ((word = strtok_r(rest, " ", &rest)) != NULL) {
		char *equals = strchr(word, '=');

		if (equals == NULL && !parse_flag(word, options))
			return complain(word, NULL);
		if (equals == NULL)
			continue;
		*equals = '\0';
		model_given = model_given || strcmp(word, "model") == 0;
		if (!parse_pair(word, equals + 1, options))
			return complain(word, equals + 1);
	}
	if (!model_given)
		options->explorer.search.model =
			options->explorer.engine == &engine_dpor ? MEMORY_SC : MEMORY_RC11;
	return NULL;
}

static void put_word(struct packer *packer, const char *word)
{
	pack(packer, " ", packer->length > 0);
	pack(packer, word, strlen(word));
}

static void put_pair(struct packer *packer, const char *key, uint64_t value)
{
	char text[64];

	(void)snprintf(text, sizeof text, "%s=%llu", key, (unsigned long long)value);
	put_word(packer, text);
}

char *subject_options_identity(const struct subject_options *options, int count, char *const *arguments)
{
	const struct explorer_options *explorer = &options->explorer;
	struct packer packer = {0};

	put_word(&packer, explorer->engine->name);
	put_word(&packer, memory_model_word(explorer->search.model));
	put_pair(&packer, "events", explorer->search.events_max > 0 ? explorer->search.events_max : EXPLORER_EVENTS_DEFAULT);
#define FLAG(name) \
	if (explorer->name) \
		put_word(&packer, #name);
	FLAG_MAP(FLAG)
#undef FLAG
	if (!explorer->search.revisit_locks_in_place)
		put_word(&packer, "no_lock_revisits");
	for (int i = 1; i < count; i++) {
		put_pair(&packer, "argument", strlen(arguments[i]));
		put_word(&packer, arguments[i]);
	}
	pack(&packer, "", 1);
	if (packer.failed)
		free(packer.bytes);
	return packer.failed ? NULL : (char *)packer.bytes;
}
