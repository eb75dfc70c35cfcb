/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <string.h>

enum { TEXT_COLUMNS = 80 };

static const char exit_codes[] =
	"exit status: 0 done, or the property holds; 10 violated, or a crash was found; 20 inconclusive; 1 the "
	"tool failed; 2 wrong usage; 3 bad input; 77 not possible here";

/* TEXT in lines of at most 80 columns; its own line ends stay. */
static void print_wrapped(const char *text, FILE *out)
{
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");
		size_t cut = length;

		if (length > TEXT_COLUMNS) {
			cut = TEXT_COLUMNS;
			while (cut > 0 && text[cut] != ' ')
				cut--;
			if (cut == 0) /* one long word */
				cut = strcspn(text, " \n");
		}
		fprintf(out, "%.*s\n", (int)cut, text);
		text += cut;
		if (*text == ' ' || *text == '\n')
			text++;
	}
}

void cli_help_overview(FILE *out)
{
	fputs("usage: agxrace <command> [options]\n\ncommands:\n", out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		fprintf(out, "  %-12s %s\n", (*c)->name, (*c)->summary);
	fputs("\n'agxrace <command> --help' tells more.\n\n", out);
	print_wrapped(exit_codes, out);
}

static void print_option(const struct cli_option *option, FILE *out)
{
	char left[64];
	int n = option->letter != 0 ? snprintf(left, sizeof left, "-%c, ", option->letter)
				    : snprintf(left, sizeof left, "    ");

	(void)snprintf(left + n, sizeof left - (size_t)n, "--%s%s%s", option->name,
		       option->metavar != NULL ? " " : "",
		       option->metavar != NULL ? option->metavar : "");
	fprintf(out, "  %-30s %s\n", left, option->help);
}

void cli_help_command(const struct cli_command *command, FILE *out)
{
	fprintf(out, "usage: agxrace %s [options]%s%s\n\n", command->name,
		command->operands != NULL ? " " : "",
		command->operands != NULL ? command->operands : "");
	print_wrapped(command->text, out);
	fputs("\noptions:\n", out);
	for (const struct cli_option *o = command->options; o->kind != CLI_KIND_END; o++)
		print_option(o, out);
	fprintf(out, "  %-30s %s\n\n", "-h, --help", "print this and exit");
	print_wrapped(exit_codes, out);
}

/* roff: a leading dot or quote is a request and a backslash an escape. */
static void roff_text(const char *text, FILE *out)
{
	bool line_start = true;

	for (; *text != '\0'; text++) {
		if (line_start && (*text == '.' || *text == '\''))
			fputs("\\&", out);
		if (*text == '\\')
			fputs("\\e", out);
		else if (*text == '-')
			fputs("\\-", out);
		else
			fputc(*text, out);
		line_start = *text == '\n';
	}
}

static void man_command(const struct cli_command *command, FILE *out)
{
	fprintf(out, ".SS agxrace %s [options]%s%s\n", command->name,
		command->operands != NULL ? " " : "",
		command->operands != NULL ? command->operands : "");
	roff_text(command->text, out);
	fputc('\n', out);
	for (const struct cli_option *o = command->options; o->kind != CLI_KIND_END; o++) {
		fputs(".TP\n\\fB", out);
		if (o->letter != 0)
			fprintf(out, "\\-%c\\fR, \\fB", o->letter);
		fputs("\\-\\-", out);
		roff_text(o->name, out);
		fprintf(out, "\\fR%s%s\n", o->metavar != NULL ? " " : "",
			o->metavar != NULL ? o->metavar : "");
		roff_text(o->help, out);
		fputc('\n', out);
	}
}

void cli_help_man(FILE *out)
{
	fprintf(out,
		".TH AGXRACE 1 \"\" \"agxrace %s\" \"User Commands\"\n.SH NAME\nagxrace \\- reproduce, "
		"check and triage races between threads that encode GPU work\n.SH SYNOPSIS\n.B agxrace\n"
		"<command> [options]\n.SH COMMANDS\n",
		AGXRACE_VERSION);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		man_command(*c, out);
	fputs(".SH EXIT STATUS\n", out);
	roff_text(exit_codes, out);
	fputc('\n', out);
}

void cli_help_bash(FILE *out)
{
	fputs("_agxrace() {\n\tlocal current=${COMP_WORDS[COMP_CWORD]} words=\n"
	      "\tif [ \"$COMP_CWORD\" = 1 ]; then words='",
	      out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++)
		fprintf(out, "%s%s", c == cli_commands ? "" : " ", (*c)->name);
	fputs("'\n\telse case ${COMP_WORDS[1]} in\n", out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		fprintf(out, "\t%s) words='--help", (*c)->name);
		for (const struct cli_option *o = (*c)->options; o->kind != CLI_KIND_END; o++)
			fprintf(out, " --%s", o->name);
		fputs("' ;;\n", out);
	}
	fputs("\tesac; fi\n\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n}\n"
	      "complete -o default -F _agxrace agxrace\n",
	      out);
}

/* Within _arguments, brackets and colons in the text are syntax. */
static void zsh_text(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '[' || *text == ']' || *text == ':')
			fputc('\\', out);
		if (*text == '\'')
			fputs("'\\'", out);
		fputc(*text, out);
	}
}

void cli_help_zsh(FILE *out)
{
	fputs("#compdef agxrace\nif (( CURRENT == 2 )); then\n\tlocal -a commands\n\tcommands=(\n", out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		fprintf(out, "\t\t'%s:", (*c)->name);
		zsh_text((*c)->summary, out);
		fputs("'\n", out);
	}
	fputs("\t)\n\t_describe command commands\n\treturn\nfi\ncase $words[2] in\n", out);
	for (const struct cli_command *const *c = cli_commands; *c != NULL; c++) {
		fprintf(out, "%s) _arguments '--help[print help]'", (*c)->name);
		for (const struct cli_option *o = (*c)->options; o->kind != CLI_KIND_END; o++) {
			fprintf(out, " '--%s[", o->name);
			zsh_text(o->help, out);
			fprintf(out, "]%s%s%s'", o->metavar != NULL ? ":" : "",
				o->metavar != NULL ? o->metavar : "", o->metavar != NULL ? ":" : "");
		}
		fputs(" '*:file:_files' ;;\n", out);
	}
	fputs("esac\n", out);
}
