/* SPDX-License-Identifier: MIT */
/* Heapsort (Williams, CACM 1964): in place, and no order of the input is a bad one. */
#include "check/state_sort.h"

#include <stdbool.h>

static bool is_less(const uint64_t *a, const uint64_t *b, unsigned words)
{
	unsigned i = 0;

	while (i + 1 < words && a[i] == b[i])
		i++;
	return a[i] < b[i];
}

static void swap(uint64_t *a, uint64_t *b, unsigned words)
{
	for (unsigned i = 0; i < words; i++) {
		uint64_t kept = a[i];

		a[i] = b[i];
		b[i] = kept;
	}
}

/* Let the state at AT sink to its place among the first COUNT. */
static void sink(uint64_t *states, size_t at, size_t count, unsigned words)
{
	while (2 * at + 1 < count) {
		size_t child = 2 * at + 1;

		if (child + 1 < count &&
		    is_less(states + child * words, states + (child + 1) * words, words))
			child++;
		if (!is_less(states + at * words, states + child * words, words))
			return;
		swap(states + at * words, states + child * words, words);
		at = child;
	}
}

void state_sort(uint64_t *states, size_t count, unsigned words)
{
	for (size_t at = count / 2; at-- > 0;)
		sink(states, at, count, words);
	for (size_t end = count; end-- > 1;) {
		swap(states, states + end * words, words);
		sink(states, 0, end, words);
	}
}
