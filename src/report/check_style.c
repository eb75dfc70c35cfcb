/* SPDX-License-Identifier: MIT */
#include "report/check_internal.h"

#include <stdio.h>
#include <string.h>

const char *check_colour_code(struct check_style style, enum check_colour colour)
{
	static const char *const codes[] = {
		[CHECK_PLAIN] = "\x1b[0m", [CHECK_GOOD] = "\x1b[32m", [CHECK_BAD] = "\x1b[31m",
		[CHECK_WARN] = "\x1b[33m", [CHECK_DIM] = "\x1b[2m",   [CHECK_STRONG] = "\x1b[1m",
	};

	return style.colour ? codes[colour] : "";
}

static unsigned columns_of(const char *text, size_t length)
{
	unsigned columns = 0;

	for (size_t i = 0; i < length; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

void check_put_padded(struct agx_text *out, struct check_style style, enum check_colour colour,
		      const char *text, unsigned width)
{
	unsigned used = columns_of(text, strlen(text));

	agx_text_printf(out, "%s%s%s%*s", colour != CHECK_PLAIN ? check_colour_code(style, colour) : "",
			text, colour != CHECK_PLAIN ? check_colour_code(style, CHECK_PLAIN) : "",
			used < width ? (int)(width - used) : 0, "");
}

void check_put_wrapped(struct agx_text *out, const char *text, unsigned at, unsigned indent,
		       unsigned width)
{
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		unsigned columns = columns_of(text, length);

		if (at > indent && at + columns > width) {
			agx_text_printf(out, "\n%*s", (int)indent, "");
			at = indent;
		}
		agx_text_add(out, text, length);
		at += columns;
		text += length;
		if (*text == ' ') {
			text++;
			if (at + 1 + columns_of(text, strcspn(text, " ")) <= width) {
				agx_text_puts(out, " ");
				at++;
			} else {
				at = width; /* the next word begins a line */
			}
		}
	}
	agx_text_puts(out, "\n");
}

enum check_colour check_outcome_colour(const struct cell *cell)
{
	switch (cell->outcome) {
	case CELL_EVERY_N:
	case CELL_HOLDS:
		return CHECK_GOOD;
	case CELL_INCONCLUSIVE:
	case CELL_LOST_WORK:
		return CHECK_WARN;
	default:
		return CHECK_BAD;
	}
}

/* A hazard in a few letters; assertions, which end the process in the same way, share theirs. */
static const char *short_error(unsigned error)
{
	static const char *const names[ENCODING_ERROR_COUNT] = {
		[NULL_DEREF] = "null",        [USE_AFTER_FREE] = "freed",
		[WRONG_CONTEXT] = "wrong",    [UNINITIALISED] = "uninit",
		[DATA_RACE] = "race",         [DOUBLE_OPEN] = "abort",
		[COMMIT_OPEN] = "abort",      [AFTER_COMMIT_OPEN] = "abort",
		[OVER_RELEASE] = "abort",     [LOST_WORK] = "lost",
	};

	return error < ENCODING_ERROR_COUNT && names[error] != NULL ? names[error] : "error";
}

const char *check_outcome_text(const struct cell *cell, char *out, size_t size)
{
	size_t length = cell->result.path.length;

	switch (cell->outcome) {
	case CELL_EVERY_N:
		(void)snprintf(out, size, "any N");
		break;
	case CELL_HOLDS:
		(void)snprintf(out, size, "to %u", cell->question.encoding.threads);
		break;
	case CELL_VIOLATED:
	case CELL_LOST_WORK:
		(void)snprintf(out, size, "%s %zu", short_error(cell->error), length);
		break;
	case CELL_DEADLOCK:
		(void)snprintf(out, size, "dead %zu", length);
		break;
	case CELL_PARTIAL_DEADLOCK:
		(void)snprintf(out, size, "stuck %zu", length);
		break;
	case CELL_STARVATION:
		(void)snprintf(out, size, "starve %zu", length);
		break;
	case CELL_INCONCLUSIVE:
		(void)snprintf(out, size, "?");
		break;
	}
	return out;
}
