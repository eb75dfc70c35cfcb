/* SPDX-License-Identifier: MIT */
/* A call before main that only main and what it starts can make. There is no execution to end: the process ends, with the
 * report that such an execution would have led to. */
#include "explore/explorer_internal.h"
#include "explore/result_write.h"
#include "explore/subject_options.h"
#include "explore/thread_calls.h"

#include <stdlib.h>
#include <unistd.h>

enum { EXIT_INCONCLUSIVE = 20 };

static void report(const struct subject_options *options, const struct explorer_result *result)
{
	FILE *out = options->result_fd >= 0 ? fdopen(options->result_fd, "w") : stdout;

	if (out == NULL)
		_exit(1);
	if (options->result_fd >= 0) {
		result_write_start(out, &options->explorer);
		result_write(out, result, 0);
	} else {
		result_print(out, result, 0);
	}
	if (fflush(out) != 0)
		_exit(1);
}

_Noreturn void early_call(const char *what)
{
	static struct subject_options options;
	static struct explorer_result result;
	const char *problem = subject_options_parse(getenv("AGXRACE_EXPLORE"), &options);
	char text[sizeof result.notes[0].text];

	if (problem != NULL) {
		(void)fprintf(stderr, "agxrace: %s\n", problem);
		_exit(2);
	}
	(void)snprintf(text, sizeof text, "%s is called before main, or by an object whose names are not redirected", what);
	result.outcomes[OUTCOME_UNSUPPORTED] = 1;
	notes_add(&result, "unsupported", NULL, text);
	report(&options, &result);
	_exit(options.result_fd >= 0 ? 0 : EXIT_INCONCLUSIVE);
}
