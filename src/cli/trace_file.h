/* SPDX-License-Identifier: MIT */
/* A trace as a file, whole or not at all. */
#ifndef AGX_CLI_TRACE_FILE_H
#define AGX_CLI_TRACE_FILE_H

#include "agxrace/status.h"
#include "trace/trace.h"

/* FORMAT: "text", "json" or "perfetto". Returns AGX_OK, AGX_IO or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status cli_trace_write(const char *path, const char *format, const struct trace *trace,
					     struct agx_error *err);

#endif
