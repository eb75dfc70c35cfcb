/* SPDX-License-Identifier: MIT */
/* The model and the simulator say the same: what a policy's file, or the fix's function, calls safe holds in the model, and
 * everything else is violated. The exceptions are the table below the heading "Where model and simulator differ" of
 * docs/model.md, read from there. */
#include "policy/policy.h"
#include "verdict_fixture.h"

#include <stdlib.h>

static char *document;
static char *exceptions; /* the section, NUL-terminated; NULL before it is read */

static void begin(void)
{
	static const char heading[] = "## Where model and simulator differ";
	FILE *file = fopen(SOURCE_DIR "/docs/model.md", "r");
	size_t length;
	char *next;

	cr_assert_not_null(file, "docs/model.md");
	document = calloc(1, 1 << 20);
	cr_assert_not_null(document);
	length = fread(document, 1, (1 << 20) - 1, file);
	cr_assert_gt(length, 0);
	(void)fclose(file);
	exceptions = strstr(document, heading);
	cr_assert_not_null(exceptions, "docs/model.md has no section '%s'", heading);
	next = strstr(exceptions + 1, "\n## ");
	if (next != NULL)
		*next = '\0';
}

static void end(void)
{
	free(document);
}

TestSuite(encoding_sim, .init = begin, .fini = end);

/* Is there a row "| CHOICE | FAULT | reason |"? */
static bool is_exception(const char *choice, const char *fault)
{
	char row[128];

	(void)snprintf(row, sizeof row, "\n| %s | %s |", choice, fault);
	return strstr(exceptions, row) != NULL;
}

static void compare(const char *kind, const char *choice, uint32_t safe)
{
	for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
		const char *fault = sim_fault_name((enum sim_fault)(1 << bit));
		bool simulated = (safe >> bit & 1) != 0;
		char text[QUESTION_TEXT_BYTES];
		struct cell cell;
		bool modelled;

		(void)snprintf(text, sizeof text, "encoding threads=3 slots=2 %s=%s faults=%s", kind,
			       choice, fault);
		cell = judge(text, &(struct cell_limits) {.bounded = true});
		cr_expect_neq(cell.verdict, AGX_INCONCLUSIVE, "%s", text);
		modelled = cell.verdict == AGX_HOLDS;
		cr_expect_eq(modelled != simulated, is_exception(choice, fault),
			     "%s under %s: the model says %s, the simulator %s, and docs/model.md %s it",
			     choice, fault, modelled ? "safe" : "breaks", simulated ? "safe" : "breaks",
			     is_exception(choice, fault) ? "lists" : "does not list");
		cell_release(&cell);
	}
}

Test(encoding_sim, every_policy)
{
	for (int kind = 0; kind < POLICY_COUNT; kind++) {
		for (unsigned n = kind == POLICY_THROTTLE; n <= 3 * (kind == POLICY_THROTTLE); n++) {
			struct policy_choice choice = {(enum policy_kind)kind, n};
			char name[32];

			compare("policy", policy_format(choice, name, sizeof name),
				policy_safe_against(choice));
		}
	}
}

Test(encoding_sim, every_fix)
{
	for (int fix = 0; fix < SIM_FIX_COUNT; fix++)
		compare("fix", sim_fix_name((enum sim_fix)fix),
			sim_fix_safe_against((enum sim_fix)fix));
}
