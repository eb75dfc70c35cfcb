/* SPDX-License-Identifier: MIT */
/* The command line that repeats an execution. */
#ifndef AGX_CLI_EXPLORE_COMMAND_LINE_H
#define AGX_CLI_EXPLORE_COMMAND_LINE_H

#include "base/text.h"

/* Append WORD, quoted if a shell would take it for more than a word. */
void explore_command_add_word(struct agx_text *out, const char *word);

/* Append "agxrace explore" and those of the COUNT words of ARGV that decide what one execution is: not how the search is
 * made (--jobs, --checkpoint), how it is printed (--json), or which execution it was (--replay). */
void explore_command_repeat(struct agx_text *out, char **argv, int count);

#endif
