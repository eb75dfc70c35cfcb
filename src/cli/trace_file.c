/* SPDX-License-Identifier: MIT */
#include "cli/trace_file.h"

#include "base/file.h"
#include "report/trace_format.h"

#include <stdlib.h>
#include <string.h>

enum agx_status cli_trace_write(const char *path, const char *format, const struct trace *trace,
				struct agx_error *err)
{
	struct agx_text text = {0};
	json_t *document = NULL;
	char *bytes = NULL;
	enum agx_status status;

	if (strcmp(format, "text") == 0) {
		trace_format_text(trace, 0, false, &text);
	} else {
		document = strcmp(format, "json") == 0 ? trace_format_json(trace) : trace_format_perfetto(trace);
		bytes = document != NULL ? json_dumps(document, JSON_INDENT(1)) : NULL;
		text.failed = bytes == NULL;
		if (bytes != NULL)
			agx_text_puts(&text, bytes);
	}
	if (agx_text_failed(&text))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the trace");
	else
		status = agx_file_write(path, agx_text_string(&text), text.length, err);
	free(bytes);
	json_decref(document);
	agx_text_release(&text);
	return status;
}
