// SPDX-License-Identifier: MIT
#include "cli/explore_options.h"

#include "subject/subject.h"

#include <string.h>

static bool is_one_of(const char *word, const char *const *words)
{
	for (; word && *words; words++)
		if (strcmp(word, *words) == 0)
			return true;
	return word == NULL;
}

static const char not_divisible[] =
	"with dpor, strategies and bounded preemptions each execution depends on those before it";

static bool is_divisible(const struct explore_options *o)
{
	return !o->strategy && o->preemptions == EXPLORE_NO_BOUND && !(o->engine && strcmp(o->engine, "dpor") == 0);
}

int explore_options_check(const struct explore_options *o, const struct cli_command *command, char *const *operands,
			  size_t operand_count)
{
	static const char *const models[] = {"rc11", "sc", NULL};
	static const char *const engines[] = {"graph", "dpor", NULL};
	static const char *const strategies[] = {"random", "pct", NULL};
	static const char *const races[] = {"stop", "explore", "ignore", NULL};
	static const char *const colours[] = {"auto", "always", "never", NULL};
	static const char *const formats[] = {"text", "json", "perfetto", NULL};

	if (operand_count == 0)
		return cli_usage(command, "name a C file, or a program built for exploration");
	if (!is_one_of(o->memory_model, models))
		return cli_usage(command, "no memory model '%s': rc11 and sc are", o->memory_model);
	if (!is_one_of(o->engine, engines))
		return cli_usage(command, "no engine '%s': graph and dpor are", o->engine);
	if (!is_one_of(o->strategy, strategies))
		return cli_usage(command, "no strategy '%s': random and pct are", o->strategy);
	if (!is_one_of(o->races, races))
		return cli_usage(command, "--races is stop, explore or ignore, not '%s'", o->races);
	if (o->gdb && (!o->replay || o->json || o->trace))
		return cli_usage(command, "--gdb goes with --replay, and not with --json or --trace");
	if (!is_one_of(o->colour, colours))
		return cli_usage(command, "--color is auto, always or never, not '%s'", o->colour);
	if (!is_one_of(o->trace_format, formats))
		return cli_usage(command, "no trace format '%s': text, json and perfetto are", o->trace_format);
	if (o->engine && strcmp(o->engine, "dpor") == 0 && o->memory_model && strcmp(o->memory_model, "sc") != 0)
		return cli_usage(command, "the engine dpor knows sequential consistency (sc) only");
	if (!is_divisible(o) && o->jobs > 1)
		return cli_usage(command, "--jobs is for the engine graph: %s", not_divisible);
	if (!is_divisible(o) && o->checkpoint)
		return cli_usage(command, "--checkpoint is for the engine graph: %s", not_divisible);
	for (size_t i = 0; i < operand_count && operand_count > 1; i++)
		if (!subject_takes(operands[i]))
			return cli_usage(command, "'%s' is no .c, .o or .a file", operands[i]);
	return -1;
}

void explore_options_imply_engine(struct explore_options *o)
{
	if (!o->engine && (o->strategy || o->preemptions != EXPLORE_NO_BOUND)) {
		o->engine = "dpor";
		o->memory_model = "sc";
	}
}
