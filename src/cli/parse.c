/* SPDX-License-Identifier: MIT */
#include "cli/command.h"

#include "cli/help.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int cli_fail(const struct cli_command *command, enum agx_status status, const struct agx_error *err)
{
	const char *text = err->text[0] != '\0' ? err->text : agx_status_text(status);

	fprintf(stderr, "agxrace %s: %s\n", command->name, text);
	return agx_status_exit_code(status);
}

int cli_usage(const struct cli_command *command, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "agxrace %s: ", command->name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\nSee 'agxrace %s --help'.\n", command->name);
	return agx_status_exit_code(AGX_USAGE);
}

int cli_finish(const struct cli_command *command, int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	fprintf(stderr, "agxrace %s: cannot write standard output: %s\n", command->name,
		strerror(errno));
	return agx_status_exit_code(AGX_IO);
}

/* Decimal digits only, whole string up to STOP, within the option's bounds. */
static bool parse_uint(const struct cli_option *option, const char *text, const char *stop,
		       uint64_t *ret_value)
{
	uint64_t value = 0;

	if (text == stop)
		return false;
	for (const char *p = text; p < stop; p++) {
		uint64_t digit = (uint64_t)(*p - '0');

		if (*p < '0' || *p > '9' || value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*ret_value = value;
	return value >= option->min && value <= option->max;
}

static bool parse_uints(const struct cli_option *option, const char *text, struct cli_uints *ret_list)
{
	struct cli_uints list = {0};

	for (;;) {
		const char *stop = strchr(text, ',');
		const char *end = stop != NULL ? stop : text + strlen(text);

		if (list.count == CLI_UINTS_MAX ||
		    !parse_uint(option, text, end, &list.values[list.count]))
			return false;
		list.count++;
		if (stop == NULL)
			break;
		text = stop + 1;
	}
	*ret_list = list;
	return true;
}

static int store(const struct cli_command *command, const struct cli_option *option,
		 const char *text, void *options)
{
	void *field = (char *)options + option->offset;
	bool ok = true;

	switch (option->kind) {
	case CLI_KIND_FLAG:
		*(bool *)field = true;
		break;
	case CLI_KIND_STRING:
		*(const char **)field = text;
		break;
	case CLI_KIND_UINT:
		ok = parse_uint(option, text, text + strlen(text), field);
		break;
	case CLI_KIND_UINTS:
		ok = parse_uints(option, text, field);
		break;
	case CLI_KIND_END:
		break;
	}
	if (ok)
		return -1;
	return cli_usage(command, "--%s %s: expected %s from %" PRIu64 " to %" PRIu64, option->name,
			 text,
			 option->kind == CLI_KIND_UINTS ? "whole numbers, separated by commas,"
							: "a whole number",
			 option->min, option->max);
}

static const struct cli_option *find(const struct cli_command *command, const char *name,
				     size_t length, char letter)
{
	for (const struct cli_option *o = command->options; o->kind != CLI_KIND_END; o++) {
		if (letter != 0 ? o->letter == letter
				: strlen(o->name) == length && memcmp(o->name, name, length) == 0)
			return o;
	}
	return NULL;
}

/* Parse ARGV[*INDEX], an option; advances *INDEX past a separate value. */
static int parse_option(const struct cli_command *command, int argc, char **argv, int *index,
			void *options)
{
	const char *word = argv[*index];
	bool is_long = word[1] == '-';
	const char *name = is_long ? word + 2 : word + 1;
	const char *equals = is_long ? strchr(name, '=') : NULL;
	size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
	const struct cli_option *option = find(command, name, length, is_long ? 0 : name[0]);
	const char *value = equals != NULL ? equals + 1 : NULL;

	if (option == NULL)
		return cli_usage(command, "unknown option '%s'", word);
	if (option->kind == CLI_KIND_FLAG) {
		if (value != NULL || (!is_long && name[1] != '\0'))
			return cli_usage(command, "option '%s' takes no value", word);
		return store(command, option, "", options);
	}
	if (!is_long && name[1] != '\0')
		value = name + 1;
	if (value == NULL) {
		if (*index + 1 >= argc)
			return cli_usage(command, "option '%s' needs a value", word);
		value = argv[++*index];
	}
	return store(command, option, value, options);
}

int cli_parse(const struct cli_command *command, int argc, char **argv, void *options,
	      int *ret_operands)
{
	int operands = 0;
	bool only_operands = false;

	for (int i = 0; i < argc; i++) {
		int code;

		if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0') {
			argv[operands++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			only_operands = true;
			continue;
		}
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			cli_help_command(command, stdout);
			return cli_finish(command, 0);
		}
		code = parse_option(command, argc, argv, &i, options);
		if (code >= 0)
			return code;
	}
	if (operands > 0 && command->operands == NULL)
		return cli_usage(command, "unexpected operand '%s'", argv[0]);
	*ret_operands = operands;
	return -1;
}
