/* SPDX-License-Identifier: MIT */
#include "report/page.h"

#include "base/file.h"
#include "report/page_assets.h"
#include "report/page_data.h"
#include "report/section.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What maintainers ask for, in the order of their forms. */
static const enum section markdown_order[] = {
	SECTION_summary,    SECTION_severity, SECTION_steps,	     SECTION_rates,  SECTION_sites,
	SECTION_registers,  SECTION_threads,  SECTION_hypotheses,  SECTION_verdicts, SECTION_claims,
	SECTION_fix,	  SECTION_workarounds, SECTION_removed, SECTION_system, SECTION_missing};

/* The order in which a reader asks. */
static const enum section page_order[] = {
	SECTION_summary,	 SECTION_steps,	    SECTION_rates,     SECTION_verdicts, SECTION_workarounds,
	SECTION_fix,	 SECTION_threads,	    SECTION_hypotheses, SECTION_claims,  SECTION_severity,
	SECTION_sites,	 SECTION_registers,   SECTION_removed,   SECTION_system,   SECTION_missing};

_Static_assert(sizeof markdown_order / sizeof *markdown_order == SECTION_COUNT, "every section");
_Static_assert(sizeof page_order / sizeof *page_order == SECTION_COUNT, "every section");

static const char *title_of(const struct evidence *evidence)
{
	return evidence_is_bundle(evidence) ? "A GPU crash report" : "An investigation of GPU encoding races";
}

void page_markdown(const struct evidence *evidence, struct agx_text *out)
{
	struct document doc = {.form = DOCUMENT_MARKDOWN};

	agx_text_printf(&doc.text, "# %s\n", title_of(evidence));
	for (size_t i = 0; i < SECTION_COUNT; i++)
		section_tell(markdown_order[i], evidence, &doc);
	document_end(&doc);
	agx_text_puts(out, agx_text_string(&doc.text));
	out->failed = out->failed || agx_text_failed(&doc.text);
	agx_text_release(&doc.text);
}

/* Links to the sections that were told: their headings are found in BODY. */
static void add_contents(const char *body, struct agx_text *out)
{
	static const char mark[] = "-title\">";
	const char *at = body;

	while ((at = strstr(at, "<section id=\"")) != NULL) {
		const char *id = at + strlen("<section id=\"");
		const char *title = strstr(strstr(id, "<h2 "), mark) + sizeof mark - 1;

		agx_text_printf(out, "<li><a href=\"#%.*s\">%.*s</a></li>\n", (int)strcspn(id, "\""), id,
				(int)(strstr(title, "</h2>") - title), title);
		at = title;
	}
}

/* Fill the frame's mark NAME by FILL; the rest of the frame is left for the next. */
static const char *fill(const char *frame, const char *name, const char *text, struct agx_text *out)
{
	char mark[32];
	const char *found;

	(void)snprintf(mark, sizeof mark, "@%s@", name);
	found = strstr(frame, mark);
	if (found == NULL) {
		out->failed = true; /* the frame is ours: cannot be */
		return frame;
	}
	agx_text_add(out, frame, (size_t)(found - frame));
	agx_text_puts(out, text);
	return found + strlen(mark);
}

void page_html(const struct evidence *evidence, struct agx_text *out)
{
	struct document doc = {.form = DOCUMENT_HTML};
	struct agx_text contents = {0};
	struct agx_text data = {0};
	json_t *root = page_data(evidence);
	const char *frame = page_asset_html;

	for (size_t i = 0; i < SECTION_COUNT; i++)
		section_tell(page_order[i], evidence, &doc);
	document_end(&doc);
	add_contents(agx_text_string(&doc.text), &contents);
	page_data_embed(root, &data);
	frame = fill(frame, "TITLE", title_of(evidence), out);
	frame = fill(frame, "STYLE", page_asset_css, out);
	frame = fill(frame, "HEADING", title_of(evidence), out);
	frame = fill(frame, "CONTENTS", agx_text_string(&contents), out);
	frame = fill(frame, "BODY", agx_text_string(&doc.text), out);
	frame = fill(frame, "VERSION", AGXRACE_VERSION, out);
	frame = fill(frame, "DATA", agx_text_string(&data), out);
	frame = fill(frame, "SCRIPT", page_asset_js, out);
	agx_text_puts(out, frame);
	out->failed = out->failed || root == NULL || agx_text_failed(&doc.text) ||
		      agx_text_failed(&contents) || agx_text_failed(&data);
	agx_text_release(&doc.text);
	agx_text_release(&contents);
	agx_text_release(&data);
	json_decref(root);
}

static enum agx_status write_page(const struct evidence *evidence, const char *name,
				  void (*make)(const struct evidence *, struct agx_text *),
				  struct agx_error *err)
{
	char path[AGX_PATH_BYTES_MAX];
	struct agx_text text = {0};
	enum agx_status status;
	int length = snprintf(path, sizeof path, "%s/%s", evidence->folder, name);

	if (length < 0 || (size_t)length >= sizeof path)
		return agx_fail(err, AGX_IO, "%s: path too long", evidence->folder);
	make(evidence, &text);
	if (agx_text_failed(&text))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for %s", name);
	else
		status = agx_file_write(path, agx_text_string(&text), text.length, err);
	agx_text_release(&text);
	return status;
}

enum agx_status page_build(const char *folder, struct agx_error *err)
{
	struct evidence *evidence = calloc(1, sizeof *evidence);
	enum agx_status status;

	if (evidence == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the report");
	status = evidence_load(folder, evidence, err);
	if (status == AGX_OK) {
		status = write_page(evidence, "REPORT.md", page_markdown, err);
		if (status == AGX_OK)
			status = write_page(evidence, "index.html", page_html, err);
		evidence_release(evidence);
	}
	free(evidence);
	return status;
}
