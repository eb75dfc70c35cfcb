// SPDX-License-Identifier: MIT
#include "cli/explore_command_line.h"

#include <string.h>

void explore_command_add_word(struct agx_text *out, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=+,:@%";

	if (word[0] && strspn(word, plain) == strlen(word)) {
		agx_text_printf(out, " %s", word);
		return;
	}
	agx_text_puts(out, " '");
	for (; *word; word++) {
		if (*word == '\'')
			agx_text_puts(out, "'\\''");
		else
			agx_text_add(out, word, 1);
	}
	agx_text_puts(out, "'");
}

/* How many words from WORD on are left out; 0: it stays. */
static int left_out(const char *word)
{
	static const char *const options[] = {"--replay", "--jobs", "--checkpoint", "-j"};

	if (strcmp(word, "--json") == 0)
		return 1;
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		size_t length = strlen(options[i]);
		bool is_short = options[i][1] != '-';

		if (strcmp(word, options[i]) == 0)
			return 2;
		if (strncmp(word, options[i], length) == 0 && (is_short || word[length] == '='))
			return 1;
	}
	return 0;
}

void explore_command_repeat(struct agx_text *out, char **argv, int count)
{
	agx_text_puts(out, "agxrace explore");
	for (int i = 0; i < count;) {
		int skipped = left_out(argv[i]);

		if (skipped == 0)
			explore_command_add_word(out, argv[i++]);
		i += skipped;
	}
}
