/* SPDX-License-Identifier: MIT */
/* The sections of a report. Each takes every figure from the evidence and says what is missing; the two orders, that
 * of REPORT.md and that of the page, are in page.c.
 *
 * Thread safety: pure but for the document. */
#ifndef AGX_REPORT_SECTION_H
#define AGX_REPORT_SECTION_H

#include "report/document.h"
#include "report/evidence.h"

/* name, id, title */
#define SECTION_MAP(X) \
	X(summary, "summary", "Summary") \
	X(severity, "severity", "Severity") \
	X(steps, "steps", "Steps to reproduce") \
	X(rates, "rates", "Crash rates") \
	X(sites, "sites", "Crash sites") \
	X(registers, "registers", "Registers") \
	X(threads, "threads", "All threads") \
	X(hypotheses, "hypotheses", "Hypotheses") \
	X(verdicts, "verdicts", "Which policy withstands which fault") \
	X(claims, "claims", "Claims checked") \
	X(fix, "fix", "Fix") \
	X(workarounds, "workarounds", "Workarounds and what they cost") \
	X(removed, "removed", "Personal data removed") \
	X(system, "system", "System") \
	X(missing, "missing", "What is missing")

enum section {
#define SECTION_ENUM(name, id, title) SECTION_##name,
	SECTION_MAP(SECTION_ENUM)
#undef SECTION_ENUM
	SECTION_COUNT
};

#define SECTION_DECLARE(name, id, title) \
	void section_##name(const struct evidence *evidence, struct document *doc);
SECTION_MAP(SECTION_DECLARE)
#undef SECTION_DECLARE

/* Append SECTION with its title, or nothing when it has nothing to say of this kind of evidence. */
void section_tell(enum section section, const struct evidence *evidence, struct document *doc);

#endif
