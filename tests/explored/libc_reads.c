/* SPDX-License-Identifier: MIT */
/* What libc reads and writes of the program's memory counts for races and for the bounds of heap blocks. */
#include "programs.h"

#include <stdio.h>
#include <strings.h>
#include <unistd.h>

static char text[32] = "text 12";
static int numbers[4] = {3, 1, 2, 0};

static void *change_text(void *p)
{
	text[1] = 'E';
	return p;
}

static void *change_rest(void *p)
{
	text[20] = 'E';
	return p;
}

static void *change_numbers(void *p)
{
	numbers[3] = 5;
	return p;
}

static int order(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* What strtol() is called by in programs built against glibc 2.38 and later. */
long __isoc23_strtol(const char *, char **, int);

/* By the names that objects built elsewhere, with _FORTIFY_SOURCE, call them by. */
void *checked_memset(void *, int, size_t, size_t) __asm__("__memset_chk");
void *checked_memcpy(void *, const void *, size_t, size_t) __asm__("__memcpy_chk");
char *checked_strcpy(char *, const char *, size_t) __asm__("__strcpy_chk");
int checked_snprintf(char *, size_t, int, size_t, const char *, ...) __asm__("__snprintf_chk");

/* One reader after the other races with a write of what it reads, and not with one of what is behind it. */
#define READER(name, statement) \
	static void *name##_reader(void *p) \
	{ \
		statement; \
		return p; \
	} \
	static void name##_races(void) \
	{ \
		run_two(name##_reader, change_text); \
	} \
	static void name##_stops(void) \
	{ \
		run_two(name##_reader, change_rest); \
	}

READER(puts, puts(text))
READER(fputs, fputs(text, stdout))
READER(fwrite, fwrite(text, 1, 8, stdout))
READER(write, if (write(1, text, 8) != 8) p = NULL)
READER(printf, printf("%d %-*s|%c %.1f\n", 1, 9, text, 'c', 1.5))
READER(precision, printf("%ld %% %.4s\n", 1L, text))
READER(snprintf, char to[40]; snprintf(to, sizeof to, "%Lf%llx%zu%p%s", 1.5L, 1LL, sizeof to, p, text))
READER(fprintf, fprintf(stdout, "%s", text))
READER(strtol, if (strtol(text + 1, NULL, 36) == 0) p = NULL)
READER(isoc23_strtol, if (__isoc23_strtol(text + 1, NULL, 36) == 0) p = NULL)
READER(checked_memset, checked_memset(text, 'a', 8, 32))
READER(checked_memcpy, checked_memcpy(text, "text 13", 8, 32))
READER(checked_strcpy, checked_strcpy(text, "text 13", 32))
READER(checked_snprintf, checked_snprintf(text, 8, 1, 32, "text %d", 13))
READER(atoi, if (atoi(text) != 0) p = NULL)
READER(strcasecmp, if (strcasecmp(text, "TEXT 12") != 0) p = NULL)
READER(strcspn, if (strcspn(text, "1") != 5) p = NULL)
READER(strtok, char own[9]; strtok(strcpy(own, text), " "))

static void *printf_nothing(void *p)
{
	printf("%.0s|%.1s|%s\n", text, text, (char *)NULL);
	return p;
}

/* A precision that ends before what changes. */
static void precision_ends(void)
{
	run_two(printf_nothing, change_text);
}

static void *sort(void *p)
{
	qsort(numbers, 4, sizeof *numbers, order);
	return p;
}

static void qsort_races(void)
{
	run_two(sort, change_numbers);
}

/* Each on its own string, but libc has one place for both. */
static void *split_own(void *p)
{
	char own[] = "a b";

	return strtok(own, " ") != NULL ? p : NULL;
}

static void strtok_shares(void)
{
	run_two(split_own, split_own);
}

static void *split_reentrant(void *p)
{
	char own[] = "a b";
	char *rest;

	return strtok_r(own, " ", &rest) != NULL ? p : NULL;
}

static void strtok_r_shares_nothing(void)
{
	run_two(split_reentrant, split_reentrant);
}

/* The state of strtok is of one execution. */
static void strtok_begins_anew(void)
{
	char own[] = "a b c";

	assert(strtok(NULL, " ") == NULL);
	assert(strcmp(strtok(own, " "), "a") == 0 && strcmp(strtok(NULL, " "), "b") == 0);
	run_two(change_text, change_numbers);
}

static void sprintf_overruns(void)
{
	char *block = malloc(4);

	sprintf(block, "%d", 12345);
	free(block);
}

static void puts_after_free(void)
{
	char *block = strdup("word");

	free(block);
	puts(block);
}

static void memchr_stops(void)
{
	char *block = strdup("word");

	assert(memchr(block, 'r', SIZE_MAX) == block + 2);
	free(block);
}

static void printf_of_wild(void)
{
	printf("%s", (char *)8);
}

PROGRAMS(
	T(puts_races), /* violated data-race */
	T(puts_stops), /* holds 1 */
	T(fputs_races), /* violated data-race */
	T(fputs_stops), /* holds 1 */
	T(fwrite_races), /* violated data-race */
	T(fwrite_stops), /* holds 1 */
	T(write_races), /* violated data-race */
	T(write_stops), /* holds 1 */
	T(printf_races), /* violated data-race */
	T(printf_stops), /* holds 1 */
	T(precision_races), /* violated data-race */
	T(precision_stops), /* holds 1 */
	T(precision_ends), /* holds 1 */
	T(snprintf_races), /* violated data-race */
	T(snprintf_stops), /* holds 1 */
	T(fprintf_races), /* violated data-race */
	T(fprintf_stops), /* holds 1 */
	T(strtol_races), /* violated data-race */
	T(strtol_stops), /* holds 1 */
	T(isoc23_strtol_races), /* violated data-race */
	T(isoc23_strtol_stops), /* holds 1 */
	T(checked_memset_races), /* violated data-race */
	T(checked_memset_stops), /* holds 1 */
	T(checked_memcpy_races), /* violated data-race */
	T(checked_memcpy_stops), /* holds 1 */
	T(checked_strcpy_races), /* violated data-race */
	T(checked_strcpy_stops), /* holds 1 */
	T(checked_snprintf_races), /* violated data-race */
	T(checked_snprintf_stops), /* holds 1 */
	T(atoi_stops), /* holds 1 */
	T(strcasecmp_races), /* violated data-race */
	T(strcasecmp_stops), /* holds 1 */
	T(strcspn_races), /* violated data-race */
	T(strcspn_stops), /* holds 1 */
	T(strtok_races), /* violated data-race */
	T(strtok_stops), /* holds 1 */
	T(strtok_shares), /* violated data-race */
	T(strtok_r_shares_nothing), /* holds 1 */
	T(strtok_begins_anew), /* holds 1 */
	T(qsort_races), /* violated data-race */
	T(sprintf_overruns), /* violated out-of-bounds */
	T(puts_after_free), /* violated use-after-free */
	T(memchr_stops), /* holds 1 */
	T(printf_of_wild), /* violated null-dereference */
)
