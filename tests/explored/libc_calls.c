/* SPDX-License-Identifier: MIT */
/* Ordinary libc from threads, and virtual time. */
#include "programs.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static atomic_int tally;

static int order(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void *libc_user(void *p)
{
	int numbers[] = {3, 1, 2};
	char line[40], *rest, *word, *copy;
	int two = 2;
	long *more;
	void *aligned;

	qsort(numbers, 3, sizeof *numbers, order);
	assert(numbers[0] == 1 && numbers[2] == 3);
	assert(*(int *)bsearch(&two, numbers, 3, sizeof two, order) == 2);
	snprintf(line, sizeof line, "%s %d,%.1f", "a", 7, 2.5);
	atomic_fetch_add(&tally, 1);
	word = strtok_r(line, " ,", &rest);
	assert(strcmp(word, "a") == 0 && strtol(strtok_r(NULL, ",", &rest), NULL, 10) == 7);
	assert(strtod(rest, NULL) == 2.5);
	copy = strdup(word);
	assert(asprintf(&rest, "%s%s", copy, copy) == 2 && strcmp(rest, "aa") == 0);
	free(rest);
	free(copy);
	more = calloc(2, sizeof *more);
	assert(more[1] == 0);
	more = realloc(more, 100 * sizeof *more);
	assert(more[1] == 0);
	more[99] = 1;
	free(more);
	aligned = aligned_alloc(256, 512);
	assert((uintptr_t)aligned % 256 == 0);
	free(aligned);
	assert(posix_memalign(&aligned, 64, 10) == 0 && (uintptr_t)aligned % 64 == 0);
	free(aligned);
	printf("%d %s\n", 3, "words");
	puts("a line");
	fputs("another", stderr);
	fwrite("x", 1, 1, stdout);
	fflush(stdout);
	errno = 0;
	assert(strtol("99999999999999999999", NULL, 10) > 0 && errno == ERANGE);
	return p;
}

static void libc(void)
{
	assert(errno == 0);
	run_two(libc_user, libc_user);
	errno = EDOM; /* the next execution begins with 0 */
}

static void *sleeper(void *p)
{
	struct timespec before, after, rest = {.tv_sec = 3};
	time_t start = time(NULL);

	clock_gettime(CLOCK_MONOTONIC, &before);
	nanosleep(&rest, NULL);
	usleep(1000000);
	sleep(1);
	clock_nanosleep(CLOCK_MONOTONIC, 0, &rest, NULL);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert(after.tv_sec - before.tv_sec >= 8 && after.tv_sec - before.tv_sec <= 9);
	after.tv_sec += 10;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &after, NULL);
	clock_gettime(CLOCK_MONOTONIC, &before);
	assert(before.tv_sec >= after.tv_sec);
	assert(time(NULL) - start >= 18);
	return p;
}

static void virtual_time(void)
{
	begin(0, sleeper);
	end(0);
}

/* By the names that objects built elsewhere, with _FORTIFY_SOURCE, call them by. */
void *checked_memset(void *, int, size_t, size_t) __asm__("__memset_chk");
void *checked_memcpy(void *, const void *, size_t, size_t) __asm__("__memcpy_chk");
void *checked_memmove(void *, const void *, size_t, size_t) __asm__("__memmove_chk");
void *checked_mempcpy(void *, const void *, size_t, size_t) __asm__("__mempcpy_chk");
char *checked_strcpy(char *, const char *, size_t) __asm__("__strcpy_chk");
char *checked_strncpy(char *, const char *, size_t, size_t) __asm__("__strncpy_chk");
char *checked_stpcpy(char *, const char *, size_t) __asm__("__stpcpy_chk");
char *checked_strcat(char *, const char *, size_t) __asm__("__strcat_chk");
char *checked_strncat(char *, const char *, size_t, size_t) __asm__("__strncat_chk");
int checked_sprintf(char *, int, size_t, const char *, ...) __asm__("__sprintf_chk");
int checked_snprintf(char *, size_t, int, size_t, const char *, ...) __asm__("__snprintf_chk");
int checked_printf(int, const char *, ...) __asm__("__printf_chk");
int checked_asprintf(char **, int, const char *, ...) __asm__("__asprintf_chk");

static void *fortified_user(void *p)
{
	char line[16], *copy;

	checked_memset(line, 'a', 15, 16);
	assert(checked_memcpy(line, "bcd", 3, 16) == line && checked_memmove(line + 1, line, 3, 15) == line + 1);
	assert(checked_mempcpy(line + 4, "xy", 3, 12) == line + 7 && strcmp(line, "bbcdxy") == 0);
	assert(checked_stpcpy(checked_strcpy(line, "one", 16) + 3, "two", 13) == line + 6);
	assert(strcmp(checked_strcat(line, "!", 16), "onetwo!") == 0);
	assert(strcmp(checked_strncat(checked_strncpy(line, "four", 5, 16), "five", 2, 16), "fourfi") == 0);
	assert(checked_sprintf(line, 1, 16, "%d", 42) == 2 && strcmp(line, "42") == 0);
	assert(checked_snprintf(line, 3, 1, 16, "%s", "long") == 4 && strcmp(line, "lo") == 0);
	assert(checked_printf(1, "%s", line) == 2);
	assert(checked_asprintf(&copy, 1, "%s.", line) == 3 && strcmp(copy, "lo.") == 0);
	free(copy);
	atomic_fetch_add(&tally, 1);
	return p;
}

static void fortified_names(void)
{
	run_two(fortified_user, fortified_user);
	assert(tally == 2);
}

PROGRAMS(
	T(fortified_names), /* holds 2 */
	T(libc), /* holds 2 */
	T(virtual_time), /* holds 1 */
)
