/* SPDX-License-Identifier: MIT */
#include "explore/replay_prefix.h"

#include "explore/runtime_internal.h"
#include "explore/shadow.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct writer {
	char *text;
	size_t bytes;
	size_t length;
};

static void put(struct writer *writer, const char *format, uint64_t a, unsigned b)
{
	size_t left = writer->bytes - writer->length;
	int more;

	if (writer->length >= writer->bytes)
		return;
	more = snprintf(writer->text + writer->length, left, format, a, b);
	writer->length = more < 0 || (size_t)more >= left ? writer->bytes : writer->length + (size_t)more;
}

static void put_threads(struct writer *writer)
{
	unsigned parent;
	unsigned number;
	bool needed = false;

	for (unsigned id = 1; runtime_child_of(id, &parent, &number); id++)
		needed = needed || parent != 0;
	if (!needed)
		return;
	for (unsigned id = 1; runtime_child_of(id, &parent, &number); id++)
		put(writer, id == 1 ? "t%" PRIx64 ".%u" : "-%" PRIx64 ".%u", parent, number);
	put(writer, ":", 0, 0);
}

static void put_promoted(struct writer *writer)
{
	uintptr_t address;
	unsigned size;
	unsigned i;

	for (i = 0; shadow_promoted(i, &address, &size); i++)
		put(writer, i == 0 ? "p%" PRIx64 ".%u" : "-%" PRIx64 ".%u", address, size);
	if (i > 0)
		put(writer, ":", 0, 0);
}

size_t replay_prefix_write(char *text, size_t bytes)
{
	struct writer writer = {text, bytes, 0};

	text[0] = '\0';
	put_threads(&writer);
	put_promoted(&writer);
	return writer.length;
}

/* "A.B", then '-' for more or ':' for the end. */
static bool take_pair(const char **text, uint64_t *ret_a, unsigned *ret_b, bool *ret_more)
{
	char *end;

	*ret_a = strtoull(*text, &end, 16);
	if (end == *text || *end != '.')
		return false;
	*text = end + 1;
	*ret_b = (unsigned)strtoul(*text, &end, 10);
	if (end == *text || (*end != '-' && *end != ':'))
		return false;
	*ret_more = *end == '-';
	*text = end + 1;
	return true;
}

static bool take_section(const char **text, bool (*take)(uint64_t, unsigned))
{
	bool more = true;

	++*text;
	while (more) {
		uint64_t a;
		unsigned b;

		if (!take_pair(text, &a, &b, &more) || !take(a, b))
			return false;
	}
	return true;
}

static bool take_promoted(uint64_t address, unsigned size)
{
	return size <= 8 && (size & (size - 1)) == 0 && (size == 0 || address % size == 0) &&
	       shadow_promote(address, size);
}

const char *replay_prefix_read(const char *text, const char **ret_rest)
{
	static const char wrong[] = "this is no replay string";

	if (*text == 't' && !take_section(&text, runtime_child_add))
		return wrong;
	if (*text == 'p' && !take_section(&text, take_promoted))
		return wrong;
	*ret_rest = text;
	return NULL;
}
