/* SPDX-License-Identifier: MIT */
#include "report/document.h"

#include "base/assert.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static bool is_html(const struct document *doc)
{
	return doc->form == DOCUMENT_HTML;
}

static struct agx_text *target(struct document *doc)
{
	return doc->out != NULL ? doc->out : &doc->text;
}

/* Add MARKDOWN or HTML, which are markup already. */
static void add(struct document *doc, const char *markdown, const char *html)
{
	agx_text_puts(target(doc), is_html(doc) ? html : markdown);
}

static void escape_html_byte(struct agx_text *out, char c)
{
	switch (c) {
	case '&': agx_text_puts(out, "&amp;"); break;
	case '<': agx_text_puts(out, "&lt;"); break;
	case '>': agx_text_puts(out, "&gt;"); break;
	case '"': agx_text_puts(out, "&quot;"); break;
	case '\'': agx_text_puts(out, "&#39;"); break;
	default: agx_text_add(out, (unsigned char)c < ' ' && c != '\n' ? " " : &c, 1);
	}
}

void document_escape_html(struct agx_text *out, const char *text)
{
	for (; *text != '\0'; text++)
		escape_html_byte(out, *text);
}

/* Add the LENGTH bytes at BYTES as they are to be read. Within code, Markdown takes nothing for markup but the
 * backtick, which is not in it, and in a table the bar. */
static void add_span(struct document *doc, const char *bytes, size_t length, bool code)
{
	for (size_t i = 0; i < length; i++) {
		char c = (unsigned char)bytes[i] < ' ' ? ' ' : bytes[i];

		if (is_html(doc)) {
			escape_html_byte(target(doc), c);
			continue;
		}
		if (strchr(code ? "|" : "\\`*_<>[]#|&", c) != NULL)
			agx_text_puts(target(doc), "\\");
		agx_text_add(target(doc), &c, 1);
	}
}

/* Code is what stands between two backticks; a last odd one is a character like others. */
static void add_text(struct document *doc, const char *text)
{
	while (*text != '\0') {
		size_t plain = strcspn(text, "`");
		const char *end = text[plain] == '`' ? strchr(text + plain + 1, '`') : NULL;

		if (end == NULL) {
			add_span(doc, text, strlen(text), false);
			return;
		}
		add_span(doc, text, plain, false);
		add(doc, "`", "<code>");
		add_span(doc, text + plain + 1, (size_t)(end - text) - plain - 1, true);
		add(doc, "`", "</code>");
		text = end + 1;
	}
}

static void add_formatted(struct document *doc, const char *format, va_list args)
{
	struct agx_text text = {0};

	agx_text_vprintf(&text, format, args);
	add_text(doc, agx_text_string(&text));
	doc->text.failed = doc->text.failed || agx_text_failed(&text);
	agx_text_release(&text);
}

static void end_section(struct document *doc)
{
	if (doc->in_section)
		add(doc, "", "</section>\n");
	doc->in_section = false;
}

void document_section(struct document *doc, const char *id, const char *title)
{
	end_section(doc);
	if (is_html(doc))
		agx_text_printf(&doc->text, "<section id=\"%s\" aria-labelledby=\"%s-title\">\n<h2 id=\"%s-title\">",
				id, id, id);
	add(doc, "\n## ", "");
	add_text(doc, title);
	add(doc, "\n\n", "</h2>\n");
	doc->in_section = true;
}

void document_heading(struct document *doc, const char *title)
{
	add(doc, "### ", "<h3>");
	add_text(doc, title);
	add(doc, "\n\n", "</h3>\n");
}

#define FORMATTED(doc, format) \
	do { \
		va_list args; \
		va_start(args, format); \
		add_formatted(doc, format, args); \
		va_end(args); \
	} while (0)

void document_text(struct document *doc, const char *format, ...)
{
	add(doc, "", "<p>");
	FORMATTED(doc, format);
	add(doc, "\n\n", "</p>\n");
}

void document_lead(struct document *doc, const char *format, ...)
{
	add(doc, "**", "<p class=\"lead\">");
	FORMATTED(doc, format);
	add(doc, "**\n\n", "</p>\n");
}

void document_gap(struct document *doc, const char *format, ...)
{
	add(doc, "> Missing: ", "<p class=\"gap\"><strong>Missing:</strong> ");
	FORMATTED(doc, format);
	add(doc, "\n\n", "</p>\n");
}

/* In Markdown by indentation, so that no text can end the block. */
void document_code(struct document *doc, const char *text)
{
	if (is_html(doc)) {
		agx_text_puts(&doc->text, "<pre tabindex=\"0\">");
		document_escape_html(&doc->text, text);
		agx_text_puts(&doc->text, "</pre>\n");
		return;
	}
	while (*text != '\0') {
		size_t length = strcspn(text, "\n");

		agx_text_puts(&doc->text, "    ");
		agx_text_add(&doc->text, text, length);
		agx_text_puts(&doc->text, "\n");
		text += length + (text[length] == '\n');
	}
	agx_text_puts(&doc->text, "\n");
}

void document_list_begin(struct document *doc)
{
	add(doc, "", "<ul>\n");
}

static bool is_address(const char *text)
{
	static const char scheme[] = "https://";

	return strncmp(text, scheme, sizeof scheme - 1) == 0 && strpbrk(text, " \"<>`'\n") == NULL;
}

void document_item(struct document *doc, const char *format, ...)
{
	struct agx_text text = {0};
	va_list args;

	va_start(args, format);
	agx_text_vprintf(&text, format, args);
	va_end(args);
	add(doc, "- ", "<li>");
	if (is_address(agx_text_string(&text))) {
		add(doc, "<", "<a href=\"");
		if (is_html(doc))
			document_escape_html(&doc->text, agx_text_string(&text));
		add(doc, "", "\">");
		if (is_html(doc))
			document_escape_html(&doc->text, agx_text_string(&text));
		else
			agx_text_puts(&doc->text, agx_text_string(&text));
		add(doc, ">", "</a>");
	} else {
		add_text(doc, agx_text_string(&text));
	}
	add(doc, "\n", "</li>\n");
	doc->text.failed = doc->text.failed || agx_text_failed(&text);
	agx_text_release(&text);
}

void document_list_end(struct document *doc)
{
	add(doc, "\n", "</ul>\n");
}

/* The text of a new cell of the open table; Markdown only. */
static void open_cell(struct document *doc)
{
	if (doc->cell_count == doc->cell_capacity) {
		size_t capacity = doc->cell_capacity == 0 ? 64 : doc->cell_capacity * 2;
		struct agx_text *grown = realloc(doc->cells, capacity * sizeof *grown);

		if (grown == NULL) {
			doc->text.failed = true;
			return; /* the cell's text goes to a document that has failed */
		}
		doc->cells = grown;
		doc->cell_capacity = capacity;
	}
	doc->cells[doc->cell_count] = (struct agx_text) {0};
	doc->out = &doc->cells[doc->cell_count++];
}

static void add_headings(struct document *doc, const char *const *headings)
{
	for (doc->columns = 0; headings[doc->columns] != NULL; doc->columns++) {
		const char *heading = headings[doc->columns];
		bool numeric = heading[0] == '#';

		AGX_ASSERT(doc->columns < DOCUMENT_COLUMNS_MAX);
		doc->numeric[doc->columns] = numeric;
		if (!is_html(doc))
			open_cell(doc);
		add(doc, "", numeric ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
		add_text(doc, heading + numeric);
		add(doc, "", "</th>");
		doc->out = NULL;
	}
}

void document_table_begin(struct document *doc, const char *caption, const char *const *headings)
{
	/* A region that scrolls must be reachable by keyboard, and named. */
	if (is_html(doc)) {
		agx_text_puts(&doc->text, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"");
		document_escape_html(&doc->text, caption);
		agx_text_puts(&doc->text, "\"><table>\n<caption>");
		add_text(doc, caption);
		agx_text_puts(&doc->text, "</caption>\n<thead><tr>");
	}
	add_headings(doc, headings);
	add(doc, "", "</tr></thead>\n<tbody>\n");
}

void document_row_begin(struct document *doc)
{
	doc->column = 0;
	add(doc, "", "<tr>");
}

/* The first cell of a row is its heading. */
static void begin_cell(struct document *doc, const char *class)
{
	bool numeric = doc->column < doc->columns && doc->numeric[doc->column];

	AGX_ASSERT(doc->column < doc->columns);
	if (!is_html(doc))
		open_cell(doc);
	else if (doc->column == 0)
		agx_text_printf(&doc->text, "<th scope=\"row\"%s>", numeric ? " class=\"n\"" : "");
	else if (class[0] != '\0')
		agx_text_printf(&doc->text, "<td class=\"%s\">", class);
	else
		agx_text_puts(&doc->text, numeric ? "<td class=\"n\">" : "<td>");
}

static void end_cell(struct document *doc)
{
	add(doc, "", doc->column == 0 ? "</th>" : "</td>");
	doc->out = NULL;
	doc->column++;
}

void document_cell(struct document *doc, const char *format, ...)
{
	begin_cell(doc, "");
	FORMATTED(doc, format);
	end_cell(doc);
}

void document_cell_button(struct document *doc, const char *class, const char *view, size_t number,
			  const char *label, const char *format, ...)
{
	begin_cell(doc, class);
	if (is_html(doc)) {
		agx_text_printf(&doc->text, "<button type=\"button\" data-open=\"%s\" data-number=\"%zu\" aria-label=\"",
				view, number);
		document_escape_html(&doc->text, label);
		agx_text_puts(&doc->text, "\">");
	}
	FORMATTED(doc, format);
	add(doc, "", "</button>");
	end_cell(doc);
}

void document_row_end(struct document *doc)
{
	AGX_ASSERT(doc->column == doc->columns);
	add(doc, "", "</tr>\n");
}

/* Characters of TEXT, counted by the first bytes of UTF-8. */
static size_t width_of(const struct agx_text *text)
{
	size_t width = 0;

	for (size_t i = 0; i < text->length; i++)
		width += ((unsigned char)text->bytes[i] & 0xc0) != 0x80;
	return width;
}

static void add_padding(struct agx_text *out, char c, size_t count)
{
	for (size_t i = 0; i < count; i++)
		agx_text_add(out, &c, 1);
}

static void add_row(struct document *doc, const struct agx_text *cells, const size_t *widths)
{
	struct agx_text *out = &doc->text;

	for (unsigned i = 0; i < doc->columns; i++) {
		size_t padding = widths[i] - width_of(&cells[i]);

		agx_text_puts(out, "| ");
		if (doc->numeric[i])
			add_padding(out, ' ', padding);
		agx_text_puts(out, agx_text_string(&cells[i]));
		if (!doc->numeric[i])
			add_padding(out, ' ', padding);
		agx_text_puts(out, " ");
	}
	agx_text_puts(out, "|\n");
}

/* The cells, padded so that the columns stand below each other as text too. */
static void add_table(struct document *doc)
{
	size_t widths[DOCUMENT_COLUMNS_MAX] = {0};
	struct agx_text *out = &doc->text;

	for (size_t i = 0; i < doc->cell_count; i++) {
		size_t width = width_of(&doc->cells[i]);

		if (width > widths[i % doc->columns])
			widths[i % doc->columns] = width;
		out->failed = out->failed || agx_text_failed(&doc->cells[i]);
	}
	for (size_t i = 0; i + doc->columns <= doc->cell_count; i += doc->columns) {
		add_row(doc, &doc->cells[i], widths);
		for (unsigned c = 0; i == 0 && c < doc->columns; c++) {
			agx_text_puts(out, "|");
			add_padding(out, '-', widths[c] + 1);
			agx_text_puts(out, doc->numeric[c] ? ":" : "-");
		}
		agx_text_puts(out, i == 0 ? "|\n" : "");
	}
	agx_text_puts(out, "\n");
}

void document_table_end(struct document *doc)
{
	if (is_html(doc)) {
		agx_text_puts(&doc->text, "</tbody></table></div>\n");
		return;
	}
	add_table(doc);
	for (size_t i = 0; i < doc->cell_count; i++)
		agx_text_release(&doc->cells[i]);
	free(doc->cells);
	doc->cells = NULL;
	doc->cell_count = 0;
	doc->cell_capacity = 0;
}

void document_view(struct document *doc, const char *view, const char *label)
{
	if (!is_html(doc))
		return;
	agx_text_printf(&doc->text, "<div class=\"view\" data-view=\"%s\" data-label=\"", view);
	document_escape_html(&doc->text, label);
	agx_text_puts(&doc->text, "\"></div>\n");
}

void document_cards_begin(struct document *doc)
{
	add(doc, "", "<div class=\"cards\">\n");
}

void document_card_begin(struct document *doc, const char *class, const char *title)
{
	if (is_html(doc))
		agx_text_printf(&doc->text, "<article class=\"card %s\">\n", class);
	add(doc, "#### ", "<h4>");
	add_text(doc, title);
	add(doc, "\n\n", "</h4>\n");
}

void document_card_end(struct document *doc)
{
	add(doc, "", "</article>\n");
}

void document_cards_end(struct document *doc)
{
	add(doc, "", "</div>\n");
}

void document_folded_begin(struct document *doc, const char *title)
{
	AGX_ASSERT(!doc->in_folded);
	doc->in_folded = true;
	add(doc, "### ", "<details><summary>");
	add_text(doc, title);
	add(doc, "\n\n", "</summary>\n");
}

void document_folded_end(struct document *doc)
{
	AGX_ASSERT(doc->in_folded);
	doc->in_folded = false;
	add(doc, "", "</details>\n");
}

void document_end(struct document *doc)
{
	end_section(doc);
}
