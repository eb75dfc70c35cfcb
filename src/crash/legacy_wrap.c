/* SPDX-License-Identifier: MIT */
/* Lines that a copy has wrapped: what belongs to the line before. */
#include "crash/legacy_internal.h"

#include <stdlib.h>
#include <string.h>

/* A frame line ends in "+ 32" or, with a source line, in a parenthesis. */
static bool frame_is_whole(const char *line)
{
	size_t length = strlen(line);
	size_t digits = 0;

	while (length > 0 && line[length - 1] == ' ')
		length--;
	while (digits < length && line[length - 1 - digits] >= '0' &&
	       line[length - 1 - digits] <= '9')
		digits++;
	return (digits > 0 && digits + 2 <= length &&
		memcmp(line + length - digits - 2, "+ ", 2) == 0) ||
	       (length > 0 && line[length - 1] == ')');
}

static bool header_may_wrap(const char *line)
{
	static const char *const keys[] = {"Exception", "Termination Reason",
					   "Crashed Thread", "Triggered by",
					   "OS Version"};

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		if (strncmp(line, keys[i], strlen(keys[i])) == 0)
			return true;
	}
	return false;
}

/* "Framework Version: 1.0" */
static bool looks_like_key(const char *line)
{
	enum {
		KEY_BYTES_MAX = 40
	};
	size_t length = strcspn(line, ":");

	return *line >= 'A' && *line <= 'Z' && length <= KEY_BYTES_MAX &&
	       line[length] == ':' &&
	       (line[length + 1] == ' ' || line[length + 1] == '\0');
}

bool legacy_continues(enum legacy_kind kind, const char *pending, const char *line)
{
	size_t length = strlen(pending);

	if (*line == '`' || strstr(line, "assert") != NULL || looks_like_key(line))
		return false;
	switch (kind) {
	case LEGACY_FRAME:
		return !frame_is_whole(pending) || (*line >= '0' && *line <= '9');
	case LEGACY_IMAGE:
		return true;
	case LEGACY_THREAD_HEAD:
		return length > 0 && pending[length - 1] != ':';
	case LEGACY_HEADER:
		return header_may_wrap(pending);
	case LEGACY_OTHER:
	case LEGACY_BLANK:
	case LEGACY_STATE_HEAD:
	case LEGACY_IMAGES_HEAD:
	case LEGACY_ASI_HEAD:
	case LEGACY_BACKTRACE_HEAD:
	case LEGACY_OTHER_HEAD:
		break;
	}
	return false;
}

bool legacy_begins_frame(const struct legacy_reader *r, enum legacy_kind kind,
			 const char *pending, const char *line)
{
	enum {
		IMAGE_COLUMN_MIN = 3
	};
	uint64_t expected = kind == LEGACY_FRAME ? strtoull(pending, NULL, 10) + 1 : 0;
	char *end;

	if ((r->section != SECTION_THREAD && r->section != SECTION_BACKTRACE &&
	     kind != LEGACY_THREAD_HEAD) ||
	    *line < '0' || *line > '9')
		return false;
	return strtoull(line, &end, 10) == expected && strspn(end, " \t") >= 1 &&
	       strlen(end) > IMAGE_COLUMN_MIN;
}

void legacy_join(char *line, const char *rest)
{
	size_t length = strlen(line);

	memmove(line + length, rest, strlen(rest) + 1);
}
