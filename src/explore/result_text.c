/* SPDX-License-Identifier: MIT */
/* For a person who runs an explored program by hand; agxrace explore PROGRAM says more. */
#include "explore/result_write.h"

#include <inttypes.h>

static void print_stack(FILE *out, const char *title, const struct explorer_stack *stack)
{
	if (stack->count == 0)
		return;
	(void)fprintf(out, "  %s:", title);
	for (unsigned i = 0; i < stack->count; i++)
		(void)fprintf(out, " %p", stack->pcs[i]);
	(void)fputc('\n', out);
}

void result_print(FILE *out, const struct explorer_result *result, double cpu_seconds)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		const struct explorer_finding *finding = &result->findings[i];

		(void)fprintf(out, "%s: %s (%" PRIu64 " executions)\n", finding->kind, finding->message,
			      finding->times);
		print_stack(out, "at", &finding->stack);
		print_stack(out, "other", &finding->other_stack);
		if (finding->replay != NULL && finding->replay[0] != '\0')
			(void)fprintf(out, "  repeat with: AGXRACE_EXPLORE=replay=%s\n", finding->replay);
	}
	for (size_t i = 0; i < result->note_count; i++)
		(void)fprintf(out, "note: %s\n", result->notes[i].text);
	for (int i = 0; i < OUTCOME_COUNT; i++)
		if (result->outcomes[i] > 0)
			(void)fprintf(out, "%s: %" PRIu64 "\n", outcome_word((enum outcome)i), result->outcomes[i]);
	if (result->stop != STOP_NONE)
		(void)fprintf(out, "stopped: %s\n", explorer_stop_word(result->stop));
	(void)fprintf(out, "operations: %" PRIu64 "\nCPU seconds: %.3f\n", result->operations, cpu_seconds);
}
