/* SPDX-License-Identifier: MIT */
/* What an investigation says on the terminal while it goes on.
 *
 * Thread safety: writes to standard output. */
#ifndef AGX_CLI_INVESTIGATION_TELL_H
#define AGX_CLI_INVESTIGATION_TELL_H

#include "report/investigation.h"

/* The part's number, title and command, before it is run. */
void investigation_tell_begin(const struct investigation *plan, unsigned part);

/* What it found, from the evidence that it left in FOLDER. Returns AGX_OK, AGX_NO_MEMORY or AGX_BAD_INPUT (the folder is
 * gone). */
AGX_MUST_USE enum agx_status investigation_tell_end(const struct investigation_part *part,
						    const char *folder, struct agx_error *err);

#endif
