/* SPDX-License-Identifier: MIT */
/* A trace for people (a column per thread), for programs ("agxrace/trace/1") and for Perfetto's viewer
 * (Chrome's JSON trace events). */
#ifndef AGX_REPORT_TRACE_FORMAT_H
#define AGX_REPORT_TRACE_FORMAT_H

#include "base/text.h"
#include "trace/trace.h"

#include <jansson.h>

/* Append TRACE to OUT as text, one numbered step after the other, each beginning in the lane of its thread, WIDTH columns of
 * the terminal at most (0: 100). Steps aside are left out, with their count. */
void trace_format_text(const struct trace *trace, unsigned width, bool colour, struct agx_text *out);

/* A new JSON document {"schema": "agxrace/trace/1", "threads": […], "steps": […], "ending": …}; NULL on
 * lack of memory. The caller owns it. */
json_t *trace_format_json(const struct trace *trace);

/* A new JSON document that ui.perfetto.dev and chrome://tracing open; steps without a clock are one
 * microsecond long each. NULL on lack of memory. */
json_t *trace_format_perfetto(const struct trace *trace);

#endif
