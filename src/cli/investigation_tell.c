/* SPDX-License-Identifier: MIT */
#include "cli/investigation_tell.h"

#include "report/section.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void investigation_tell_begin(const struct investigation *plan, unsigned part)
{
	const struct investigation_part *p = &plan->parts[part];

	printf("\n== %u of %u: %s\n\n$ agxrace", part + 1, plan->count, p->title);
	for (unsigned i = 0; i < p->count; i++)
		printf(" %s", p->words[i] + (strncmp(p->words[i], "@/", 2) == 0 ? 2 : 0));
	printf("\n\n");
	(void)fflush(stdout); /* a failure shows at the end */
}

/* The line "because" of a reproduction's own document. */
static void tell_repro(const struct investigation_part *part, const char *folder)
{
	char path[4096];
	json_t *root;

	if (!investigation_path(part->output, folder, path, sizeof path))
		return;
	root = json_load_file(path, 0, NULL);
	if (root != NULL)
		printf("%s\n", evidence_string(root, "because"));
	json_decref(root);
}

static void tell_triage(const struct evidence *evidence)
{
	const json_t *groups = evidence_array(evidence->documents[EVIDENCE_TRIAGE], "groups");

	for (size_t i = 0; i < json_array_size(groups); i++) {
		const json_t *group = json_array_get(groups, i);
		const char *family = evidence_string(group, "family");
		uint64_t count = 0;

		if (evidence_uint(group, "count", &count))
			printf("%s%s%s: %d reports\n", family[0] != '\0' ? family : "no known family",
			       family[0] != '\0' ? ", " : "",
			       family[0] != '\0' ? evidence_string(group, "grade") : "", (int)count);
	}
}

static void tell_check(const struct evidence *evidence)
{
	const json_t *cells = evidence_array(evidence->documents[EVIDENCE_CHECK], "cells");
	size_t holds = 0;
	size_t violated = 0;

	for (size_t i = 0; i < json_array_size(cells); i++) {
		const char *verdict = evidence_string(json_array_get(cells, i), "verdict");

		holds += strcmp(verdict, "holds") == 0;
		violated += strcmp(verdict, "violated") == 0;
	}
	if (cells != NULL)
		printf("%zu cells: %zu hold, %zu are violated\n", json_array_size(cells), holds, violated);
}

static void tell(const struct investigation_part *part, const struct evidence *evidence)
{
	const char *command = part->words[0];
	struct document doc = {.form = DOCUMENT_MARKDOWN};

	if (strcmp(command, "campaign") == 0)
		section_rates(evidence, &doc);
	else if (strcmp(command, "bench") == 0)
		section_workarounds(evidence, &doc);
	else if (strcmp(command, "triage") == 0)
		tell_triage(evidence);
	else if (strcmp(part->output, "@/evidence/check.json") == 0)
		tell_check(evidence);
	fputs(agx_text_string(&doc.text), stdout);
	agx_text_release(&doc.text);
}

enum agx_status investigation_tell_end(const struct investigation_part *part, const char *folder,
				       struct agx_error *err)
{
	struct evidence *evidence;
	enum agx_status status;

	if (part->state == PART_FAILED)
		printf("%s\n", part->error);
	if (strcmp(part->words[0], "repro") == 0) {
		tell_repro(part, folder);
		return AGX_OK;
	}
	evidence = calloc(1, sizeof *evidence);
	if (evidence == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the evidence");
	status = evidence_load(folder, evidence, err);
	if (status == AGX_OK) {
		tell(part, evidence);
		evidence_release(evidence);
	}
	free(evidence);
	return status;
}
