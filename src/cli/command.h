/* SPDX-License-Identifier: MIT */
/* Commands and their options. One cmd_x.c defines one `struct cli_command`: a table of options and
 * run(). The table makes the parser, --help, the man page and the completions.
 *
 *	struct options { uint64_t threads; bool json; };
 *	static const struct cli_option options[] = {
 *		CLI_UINT("threads", 't', struct options, threads, "N", 1, AGX_THREADS_MAX, "client threads"),
 *		CLI_FLAG("json", 0, struct options, json, "print one JSON document"),
 *		CLI_END,
 *	};
 *
 * Adding a command: write cmd_x.c, add its name to CLI_COMMANDS. */
#ifndef AGX_CLI_COMMAND_H
#define AGX_CLI_COMMAND_H

#include "agxrace/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cli_option_kind {
	CLI_KIND_END,
	CLI_KIND_FLAG,   /* bool */
	CLI_KIND_UINT,   /* uint64_t within [min, max] */
	CLI_KIND_UINTS,  /* struct cli_uints: 1,2,4 each within [min, max] */
	CLI_KIND_STRING, /* const char *, borrowed from argv */
};

enum { CLI_UINTS_MAX = 32 };

struct cli_uints {
	uint64_t values[CLI_UINTS_MAX];
	size_t count;
};

struct cli_option {
	enum cli_option_kind kind;
	const char *name;    /* without dashes */
	char letter;         /* 0: none */
	size_t offset;       /* of the value in the command's options struct */
	const char *metavar; /* NULL for flags */
	uint64_t min;
	uint64_t max;
	const char *help; /* a clause, no capital, no stop */
};

#define CLI_FLAG(name, letter, type, field, help) \
	{CLI_KIND_FLAG, name, letter, offsetof(type, field), NULL, 0, 0, help}
#define CLI_UINT(name, letter, type, field, metavar, min, max, help) \
	{CLI_KIND_UINT, name, letter, offsetof(type, field), metavar, min, max, help}
#define CLI_UINTS(name, letter, type, field, metavar, min, max, help) \
	{CLI_KIND_UINTS, name, letter, offsetof(type, field), metavar, min, max, help}
#define CLI_STRING(name, letter, type, field, metavar, help) \
	{CLI_KIND_STRING, name, letter, offsetof(type, field), metavar, 0, 0, help}
#define CLI_END \
	{CLI_KIND_END, NULL, 0, 0, NULL, 0, 0, NULL}

struct cli_command {
	const char *name;
	const char *summary;   /* one clause: "run a workload until it crashes" */
	const char *operands;  /* "REPORT..." as in the usage line; NULL: none are accepted */
	const char *text;      /* paragraphs for --help and the man page */
	const struct cli_option *options;
	/* ARGV as after the command's name. Parses with cli_parse. Returns the exit code. */
	int (*run)(const struct cli_command *command, int argc, char **argv);
};

/* The commands, in the order of --help. */
#define CLI_COMMANDS(X) \
	X(investigate) \
	X(repro) \
	X(campaign) \
	X(bench) \
	X(check) \
	X(explore) \
	X(triage) \
	X(report) \
	X(help)

#define CLI_DECLARE(name) extern const struct cli_command cmd_##name;
CLI_COMMANDS(CLI_DECLARE)
#undef CLI_DECLARE

/* NULL-terminated. */
extern const struct cli_command *const cli_commands[];

/* Fill OPTIONS (the struct that the table's offsets are of; defaults set before) from ARGV. Operands are
 * moved to the front of ARGV and counted in *RET_OPERANDS; "--" ends the options and is dropped.
 * Returns -1 to go on, or the exit code at which the command must end now (--help printed: 0; wrong usage,
 * told on stderr: 2). */
int cli_parse(const struct cli_command *command, int argc, char **argv, void *options,
	      int *ret_operands);

/* Tell on stderr "agxrace COMMAND: TEXT" and return the status's exit code. */
int cli_fail(const struct cli_command *command, enum agx_status status, const struct agx_error *err);

/* Wrong usage: tell on stderr, with a pointer to --help; returns 2. */
int cli_usage(const struct cli_command *command, const char *format, ...) AGX_PRINTF(2, 3);

/* Flush stdout; returns CODE, or 1 with a message when the output could not be written. */
int cli_finish(const struct cli_command *command, int code);

#endif
