/* SPDX-License-Identifier: MIT */
/* A report written once and read in two forms, Markdown and HTML, so that REPORT.md and index.html cannot
 * disagree. Texts are plain; a part between backticks is code in both forms. Everything else that the form would
 * take for markup is escaped, line breaks become blanks.
 *
 *	struct document doc = {.form = DOCUMENT_HTML};
 *	document_section(&doc, "rates", "How often?");
 *	document_text(&doc, "%" PRIu64 " runs.", runs);
 *	document_end(&doc);
 *
 * Lack of memory shows in agx_text_failed(&doc.text).
 * Thread safety: none; one owner. */
#ifndef AGX_REPORT_DOCUMENT_H
#define AGX_REPORT_DOCUMENT_H

#include "base/text.h"

#include <stdbool.h>

enum document_form { DOCUMENT_MARKDOWN, DOCUMENT_HTML };

enum { DOCUMENT_COLUMNS_MAX = 24 };

struct document {
	enum document_form form;
	struct agx_text text;
	bool in_section;
	bool in_folded;
	bool numeric[DOCUMENT_COLUMNS_MAX]; /* of the open table's columns */
	unsigned columns;
	unsigned column; /* cells of the open row */
	struct agx_text *cells; /* Markdown: of the open table, whose columns are aligned at its end */
	size_t cell_count;
	size_t cell_capacity;
	struct agx_text *out; /* where text goes: &text, or a cell */
};

/* ID names the section in links. Ends the one before. */
void document_section(struct document *doc, const char *id, const char *title);
void document_heading(struct document *doc, const char *title);
void document_text(struct document *doc, const char *format, ...) AGX_PRINTF(2, 3);
/* The one line to be read first; and what could not be told. */
void document_lead(struct document *doc, const char *format, ...) AGX_PRINTF(2, 3);
void document_gap(struct document *doc, const char *format, ...) AGX_PRINTF(2, 3);

/* As it stands, in a fixed-width font. */
void document_code(struct document *doc, const char *text);

void document_list_begin(struct document *doc);
/* A text that is a https address and nothing else becomes a link. */
void document_item(struct document *doc, const char *format, ...) AGX_PRINTF(2, 3);
void document_list_end(struct document *doc);

/* HEADINGS: NULL at its end; "#Runs" is a column of numbers. CAPTION names the table. */
void document_table_begin(struct document *doc, const char *caption, const char *const *headings);
void document_row_begin(struct document *doc);
void document_cell(struct document *doc, const char *format, ...) AGX_PRINTF(2, 3);
/* A cell of CLASS with a button that opens what VIEW number NUMBER is; text alone in Markdown. */
void document_cell_button(struct document *doc, const char *class, const char *view, size_t number,
			  const char *label, const char *format, ...) AGX_PRINTF(6, 7);
void document_row_end(struct document *doc);
void document_table_end(struct document *doc);

/* The place of a drawing, described by LABEL; nothing in Markdown. */
void document_view(struct document *doc, const char *view, const char *label);

/* Cards that stand side by side; headings in Markdown. */
void document_cards_begin(struct document *doc);
void document_card_begin(struct document *doc, const char *class, const char *title);
void document_card_end(struct document *doc);
void document_cards_end(struct document *doc);

/* What is folded away until asked for. */
void document_folded_begin(struct document *doc, const char *title);
void document_folded_end(struct document *doc);

void document_end(struct document *doc);

/* TEXT for HTML, quotes included. */
void document_escape_html(struct agx_text *out, const char *text);

#endif
