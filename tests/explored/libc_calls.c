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

PROGRAMS(
	T(libc), /* holds 2 */
	T(virtual_time), /* holds 1 */
)
