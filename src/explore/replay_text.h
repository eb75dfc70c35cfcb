/* SPDX-License-Identifier: MIT */
/* Writing a replay string into the bytes that there are. */
#ifndef AGX_EXPLORE_REPLAY_TEXT_H
#define AGX_EXPLORE_REPLAY_TEXT_H

#include <stddef.h>

struct replay_text {
	char *bytes;
	size_t size;
	size_t length; /* what it would be with enough room */
};

static inline void replay_put_char(struct replay_text *text, char c)
{
	if (text->length + 1 < text->size) {
		text->bytes[text->length] = c;
		text->bytes[text->length + 1] = 0;
	}
	text->length++;
}

static inline void replay_put_number(struct replay_text *text, unsigned number)
{
	if (number >= 10)
		replay_put_number(text, number / 10);
	replay_put_char(text, (char)('0' + number % 10));
}

static inline void replay_put_field(struct replay_text *text, char letter, unsigned number)
{
	replay_put_char(text, letter);
	replay_put_number(text, number);
}

#endif
