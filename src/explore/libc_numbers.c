/* SPDX-License-Identifier: MIT */
/* Strings to numbers, sorting, and words of a string. */
#include "explore/crash.h"
#include "explore/explored.h"
#include "explore/runtime_internal.h"
#include "explore/spin.h"
#include "explore/watched.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* What a conversion looked at ends with the byte at which it stopped. */
static void watch_number(const char *string, const char *stop, char **ret_end, const void *pc)
{
	watched_read(string, (size_t)(stop - string) + 1, pc);
	if (ret_end == NULL)
		return;
	watched_write(ret_end, sizeof *ret_end, pc);
	*ret_end = (char *)(uintptr_t)stop;
}

#define NUMBER(name, type, parameters, call) \
	type explored_##name parameters; \
	type explored_##name parameters \
	{ \
		char *stop; \
		type value; \
\
		crash_blame(CALLER, false); \
		value = call; \
		crash_blame(NULL, false); \
		watch_number(string, stop, ret_end, CALLER); \
		return value; \
	}

#define NUMBER_ALONE(name, type, call) \
	type explored_##name(const char *string); \
	type explored_##name(const char *string) \
	{ \
		char *stop; \
		type value; \
\
		crash_blame(CALLER, false); \
		value = (type)call; \
		crash_blame(NULL, false); \
		watch_number(string, stop, NULL, CALLER); \
		return value; \
	}

/* From version 2.38 on glibc has two of each: the header gives the runtime the one that knows "0b1", and programs theirs. */
#define INTEGER(name, type) \
	extern type plain_##name(const char *string, char **ret_end, int base) __asm__(#name); \
	NUMBER(name, type, (const char *string, char **ret_end, int base), plain_##name(string, &stop, base)) \
	NUMBER(__isoc23_##name, type, (const char *string, char **ret_end, int base), name(string, &stop, base))

INTEGER(strtol, long)
INTEGER(strtoll, long long)
INTEGER(strtoul, unsigned long)
INTEGER(strtoull, unsigned long long)
NUMBER(strtod, double, (const char *string, char **ret_end), strtod(string, &stop))
NUMBER(strtof, float, (const char *string, char **ret_end), strtof(string, &stop))
NUMBER(strtold, long double, (const char *string, char **ret_end), strtold(string, &stop))
NUMBER_ALONE(atoi, int, strtol(string, &stop, 10))
NUMBER_ALONE(atol, long, strtol(string, &stop, 10))
NUMBER_ALONE(atoll, long long, strtoll(string, &stop, 10))
NUMBER_ALONE(atof, double, strtod(string, &stop))

/* Moves the elements about; what the comparison reads it tells itself. */
EXPLORED(qsort);
void explored_qsort(void *base, size_t count, size_t bytes, int (*compare)(const void *, const void *))
{
	if (count > 1) {
		watched_read(base, count * bytes, CALLER);
		watched_write(base, count * bytes, CALLER);
	}
	qsort(base, count, bytes, compare);
}

/* The place where strtok is, of all threads; of this execution only. */
static struct {
	char *rest;
	uint32_t generation;
} words;

EXPLORED(strtok);
char *explored_strtok(char *restrict string, const char *restrict ends)
{
	char *word;

	watched_read(&words.rest, sizeof words.rest, CALLER);
	watched_write(&words.rest, sizeof words.rest, CALLER);
	spin_side_effect();
	if (words.generation != generation)
		words.rest = NULL;
	words.generation = generation;
	if (string == NULL)
		string = words.rest;
	if (string == NULL)
		return NULL;
	(void)watched_length(string, SIZE_MAX, CALLER); /* only its reads are wanted */
	word = strtok_r(string, ends, &words.rest);
	if (word != NULL)
		watched_write(word + strlen(word), 1, CALLER);
	return word;
}
