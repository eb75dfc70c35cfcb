/* SPDX-License-Identifier: MIT */
#include "trace/abort_message.h"

#include <stdio.h>
#include <stdlib.h>

_Thread_local char abort_message_text[ABORT_MESSAGE_BYTES];

void abort_message(const char *text)
{
	(void)snprintf(abort_message_text, sizeof abort_message_text, "%s", text);
	fprintf(stderr, "%s\n", text);
	abort();
}
