// SPDX-License-Identifier: MIT
/* "holds" is said only if there is nothing left to say against it: each way in which a search can fall short is asked. */
#include "subject/subject.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct subject_note *find_note(const struct subject_result *r, const char *kind)
{
	for (size_t i = 0; i < r->note_count; i++)
		if (strcmp(r->notes[i].kind, kind) == 0)
			return &r->notes[i];
	return NULL;
}

enum agx_verdict subject_verdict(const struct subject_result *r, char *why, size_t bytes)
{
	const struct subject_note *unsupported = find_note(r, "unsupported");
	const struct subject_note *lost = find_note(r, "lost");

	if (bytes)
		why[0] = '\0';
	if (r->finding_count > 0 || r->found > 0 || r->deadlocked > 0) {
		snprintf(why, bytes, "%s", r->finding_count ? r->findings[0].message : "a deadlock");
		return AGX_VIOLATED;
	}
	if (r->unsupported > 0)
		snprintf(why, bytes, "unsupported: %s", unsupported ? unsupported->text : "something that is not supported");
	else if (r->nondeterministic > 0)
		snprintf(why, bytes, "the program did something else when the same execution was repeated");
	else if (strcmp(r->stopped, "lost") == 0)
		snprintf(why, bytes, "%s", lost ? lost->text : "a process of the search died");
	else if (r->stopped[0])
		snprintf(why, bytes, "stopped: %s", r->stopped);
	else if (r->bounded > 0)
		snprintf(why, bytes, "bounded: %" PRIu64 " executions were cut at the bound on events", r->bounded);
	else if (!r->exhaustive)
		snprintf(why, bytes, "not every execution was looked at");
	else if (find_note(r, "early-allocation"))
		snprintf(why, bytes, "unsupported: memory that is allocated before main");
	else if (r->executions == 0)
		snprintf(why, bytes, "no execution ran to its end");
	else
		return AGX_HOLDS;
	return AGX_INCONCLUSIVE;
}
