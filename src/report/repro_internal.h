/* SPDX-License-Identifier: MIT */
/* Shared by the two forms of a reproduction's result. */
#ifndef AGX_REPORT_REPRO_INTERNAL_H
#define AGX_REPORT_REPRO_INTERNAL_H

#include "report/repro_format.h"

/* One clause that says why the verdict is what it is. */
void repro_because(const struct repro_result *result, struct agx_text *out);

/* The command that does it again. */
void repro_command(const struct repro_result *result, struct agx_text *out);

#endif
