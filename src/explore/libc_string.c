/* SPDX-License-Identifier: MIT */
/* memcpy and its like read and write the program's memory without hooks: they are seen here. A fault in them is the
 * caller's. The _chk variants are those of _FORTIFY_SOURCE; what they check is checked by the shadow. */
#include "explore/crash.h"
#include "explore/explored.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/spin.h"
#include "explore/watched.h"

#include <string.h>
#include <strings.h>

void watched_read(const void *from, size_t bytes, const void *pc)
{
	if (running)
		shadow_read_range((uintptr_t)from, bytes, pc);
}

void watched_write(const void *to, size_t bytes, const void *pc)
{
	if (!running)
		return;
	spin_plain_write((uintptr_t)to);
	shadow_write_range((uintptr_t)to, bytes, pc);
}

static void *copy(void *to, const void *from, size_t bytes, const void *pc)
{
	watched_read(from, bytes, pc);
	watched_write(to, bytes, pc);
	crash_blame(pc, false);
	memmove(to, from, bytes);
	crash_blame(NULL, false);
	return to;
}

static void *fill(void *to, int byte, size_t bytes, const void *pc)
{
	watched_write(to, bytes, pc);
	crash_blame(pc, true);
	memset(to, byte, bytes);
	crash_blame(NULL, false);
	return to;
}

size_t watched_length(const char *string, size_t bytes_max, const void *pc)
{
	size_t length;

	crash_blame(pc, false);
	length = strnlen(string, bytes_max);
	crash_blame(NULL, false);
	watched_read(string, length < bytes_max ? length + 1 : length, pc);
	return length;
}

#define COPY(name, type, result) \
	type explored_##name(type to, const type from, size_t bytes); \
	type explored_##name(type to, const type from, size_t bytes) \
	{ \
		(void)copy(to, from, bytes, CALLER); \
		return result; \
	} \
	type explored___##name##_chk(type to, const type from, size_t bytes, size_t room); \
	type explored___##name##_chk(type to, const type from, size_t bytes, size_t room) \
	{ \
		(void)room; \
		(void)copy(to, from, bytes, CALLER); \
		return result; \
	}

typedef void *pointer;
COPY(memcpy, pointer, to)
COPY(memmove, pointer, to)
COPY(mempcpy, pointer, (char *)to + bytes)

EXPLORED(memset);
void *explored_memset(void *to, int byte, size_t bytes)
{
	return fill(to, byte, bytes, CALLER);
}

void *explored___memset_chk(void *to, int byte, size_t bytes, size_t room);
void *explored___memset_chk(void *to, int byte, size_t bytes, size_t room)
{
	(void)room;
	return fill(to, byte, bytes, CALLER);
}

EXPLORED(bzero);
void explored_bzero(void *to, size_t bytes)
{
	(void)fill(to, 0, bytes, CALLER);
}

EXPLORED(explicit_bzero);
void explored_explicit_bzero(void *to, size_t bytes)
{
	(void)fill(to, 0, bytes, CALLER);
}

EXPLORED(bcopy);
void explored_bcopy(const void *from, void *to, size_t bytes)
{
	(void)copy(to, from, bytes, CALLER);
}

static int compare(const void *a, const void *b, size_t bytes, const void *pc)
{
	int result;

	watched_read(a, bytes, pc);
	watched_read(b, bytes, pc);
	crash_blame(pc, false);
	result = memcmp(a, b, bytes);
	crash_blame(NULL, false);
	return result;
}

EXPLORED(memcmp);
int explored_memcmp(const void *a, const void *b, size_t bytes)
{
	return compare(a, b, bytes, CALLER);
}

EXPLORED(bcmp);
int explored_bcmp(const void *a, const void *b, size_t bytes)
{
	return compare(a, b, bytes, CALLER);
}

/* Reads no further than it must. */
static void *find(const void *bytes, int byte, size_t count, const void *pc)
{
	char *found;

	crash_blame(pc, false);
	found = (char *)(uintptr_t)memchr(bytes, byte, count);
	crash_blame(NULL, false);
	watched_read(bytes, found != NULL ? (size_t)(found - (const char *)bytes) + 1 : count, pc);
	return found;
}

EXPLORED(memchr);
void *explored_memchr(const void *bytes, int byte, size_t count)
{
	return find(bytes, byte, count, CALLER);
}

EXPLORED(memrchr);
void *explored_memrchr(const void *bytes, int byte, size_t count)
{
	watched_read(bytes, count, CALLER);
	return (void *)(uintptr_t)memrchr(bytes, byte, count);
}

EXPLORED(strlen);
size_t explored_strlen(const char *string)
{
	return watched_length(string, SIZE_MAX, CALLER);
}

EXPLORED(strnlen);
size_t explored_strnlen(const char *string, size_t bytes)
{
	return watched_length(string, bytes, CALLER);
}

static char *copy_string(char *to, const char *from, const void *pc)
{
	size_t length = watched_length(from, SIZE_MAX, pc);

	(void)copy(to, from, length + 1, pc);
	return to + length;
}

static char *append(char *to, const char *from, size_t bytes_max, const void *pc)
{
	char *end = to + watched_length(to, SIZE_MAX, pc);
	size_t length = watched_length(from, bytes_max, pc);

	(void)copy(end, from, length, pc);
	(void)fill(end + length, 0, 1, pc);
	return to;
}

static char *copy_bounded(char *to, const char *from, size_t bytes, const void *pc)
{
	size_t length = watched_length(from, bytes, pc);

	(void)copy(to, from, length, pc);
	(void)fill(to + length, 0, bytes - length, pc);
	return to;
}

#define STRING(name, call) \
	char *explored_##name(char *to, const char *from); \
	char *explored_##name(char *to, const char *from) \
	{ \
		return call; \
	} \
	char *explored___##name##_chk(char *to, const char *from, size_t room); \
	char *explored___##name##_chk(char *to, const char *from, size_t room) \
	{ \
		(void)room; \
		return call; \
	}

#define STRING_BOUNDED(name, call) \
	char *explored_##name(char *to, const char *from, size_t bytes); \
	char *explored_##name(char *to, const char *from, size_t bytes) \
	{ \
		return call; \
	} \
	char *explored___##name##_chk(char *to, const char *from, size_t bytes, size_t room); \
	char *explored___##name##_chk(char *to, const char *from, size_t bytes, size_t room) \
	{ \
		(void)room; \
		return call; \
	}

STRING(strcpy, (copy_string(to, from, CALLER), to))
STRING(stpcpy, copy_string(to, from, CALLER))
STRING(strcat, append(to, from, SIZE_MAX, CALLER))
STRING_BOUNDED(strncpy, copy_bounded(to, from, bytes, CALLER))
STRING_BOUNDED(strncat, append(to, from, bytes, CALLER))

static int compare_strings(const char *a, const char *b, size_t bytes, const void *pc)
{
	(void)watched_length(a, bytes, pc);
	(void)watched_length(b, bytes, pc);
	return bytes == SIZE_MAX ? strcmp(a, b) : strncmp(a, b, bytes);
}

EXPLORED(strcmp);
int explored_strcmp(const char *a, const char *b)
{
	return compare_strings(a, b, SIZE_MAX, CALLER);
}

EXPLORED(strncmp);
int explored_strncmp(const char *a, const char *b, size_t bytes)
{
	return compare_strings(a, b, bytes, CALLER);
}

EXPLORED(strchr);
char *explored_strchr(const char *string, int byte)
{
	(void)watched_length(string, SIZE_MAX, CALLER);
	return (char *)(uintptr_t)strchr(string, byte);
}

EXPLORED(strrchr);
char *explored_strrchr(const char *string, int byte)
{
	(void)watched_length(string, SIZE_MAX, CALLER);
	return (char *)(uintptr_t)strrchr(string, byte);
}

EXPLORED(strstr);
char *explored_strstr(const char *string, const char *part)
{
	(void)watched_length(string, SIZE_MAX, CALLER);
	(void)watched_length(part, SIZE_MAX, CALLER);
	return (char *)(uintptr_t)strstr(string, part);
}

EXPLORED(strcasecmp);
int explored_strcasecmp(const char *a, const char *b)
{
	(void)watched_length(a, SIZE_MAX, CALLER);
	(void)watched_length(b, SIZE_MAX, CALLER);
	return strcasecmp(a, b);
}

EXPLORED(strncasecmp);
int explored_strncasecmp(const char *a, const char *b, size_t bytes)
{
	(void)watched_length(a, bytes, CALLER);
	(void)watched_length(b, bytes, CALLER);
	return strncasecmp(a, b, bytes);
}

#define SPAN(name, type) \
	type explored_##name(const char *string, const char *set); \
	type explored_##name(const char *string, const char *set) \
	{ \
		(void)watched_length(string, SIZE_MAX, CALLER); \
		(void)watched_length(set, SIZE_MAX, CALLER); \
		return (type)name(string, set); \
	}

SPAN(strspn, size_t)
SPAN(strcspn, size_t)
SPAN(strpbrk, char *)
