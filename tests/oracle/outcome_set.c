// SPDX-License-Identifier: MIT
#include "oracle/outcome_set.h"

#include "base/assert.h"

#include <stdlib.h>
#include <string.h>

/* Where STATE is, or where it belongs. */
static size_t place_of(const struct outcome_set *set, const struct final_state *state,
		       bool *ret_found)
{
	size_t low = 0;
	size_t high = set->count;

	*ret_found = false;
	while (low < high && !*ret_found) {
		size_t middle = low + (high - low) / 2;
		int sign = memcmp(&set->list[middle].state, state, sizeof *state);

		if (sign == 0) {
			*ret_found = true;
			low = middle;
		} else if (sign < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

void outcome_set_add(struct outcome_set *set, const struct final_state *state)
{
	bool found;
	size_t at = place_of(set, state, &found);

	set->executions++;
	if (found) {
		set->list[at].executions++;
		return;
	}
	if (set->count == set->room) {
		set->room = set->room ? set->room * 2 : 64;
		set->list = realloc(set->list, set->room * sizeof *set->list);
		AGX_ASSERT(set->list != NULL);
	}
	memmove(&set->list[at + 1], &set->list[at], (set->count - at) * sizeof *set->list);
	set->list[at] = (struct outcome_count) {.state = *state, .executions = 1};
	set->count++;
}

bool outcome_set_same_states(const struct outcome_set *a, const struct outcome_set *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (memcmp(&a->list[i].state, &b->list[i].state, sizeof a->list[i].state) != 0)
			return false;
	}
	return true;
}

bool outcome_set_equal(const struct outcome_set *a, const struct outcome_set *b)
{
	if (!outcome_set_same_states(a, b))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->list[i].executions != b->list[i].executions)
			return false;
	}
	return true;
}

void outcome_set_clear(struct outcome_set *set)
{
	set->count = 0;
	set->executions = 0;
}

void outcome_set_release(struct outcome_set *set)
{
	free(set->list);
	*set = (struct outcome_set) {0};
}

static uint64_t count_in(const struct outcome_set *set, const struct final_state *state)
{
	bool found;
	size_t at = place_of(set, state, &found);

	return found ? set->list[at].executions : 0;
}

static void print_state(const struct final_state *state, FILE *out)
{
	for (unsigned t = 0; t < LITMUS_THREADS_MAX; t++) {
		for (unsigned r = 0; r < LITMUS_REGISTERS_MAX; r++) {
			if (state->reg[t][r] != 0)
				fprintf(out, " %u:r%u=%u", t, r, state->reg[t][r]);
		}
	}
	for (unsigned l = 0; l < LITMUS_LOCATIONS_MAX; l++)
		fprintf(out, " [%u]=%u", l, state->memory[l]);
}

void outcome_set_print_difference(const struct outcome_set *a, const struct outcome_set *b,
				  FILE *out)
{
	unsigned printed = 0;

	for (unsigned side = 0; side < 2; side++) {
		const struct outcome_set *from = side == 0 ? a : b;

		for (size_t i = 0; i < from->count && printed < 10; i++) {
			const struct final_state *state = &from->list[i].state;
			uint64_t in_a = count_in(a, state);
			uint64_t in_b = count_in(b, state);

			if (in_a == in_b || (side == 1 && in_a != 0))
				continue;
			fprintf(out, "\t%llu and %llu times:", (unsigned long long)in_a,
				(unsigned long long)in_b);
			print_state(state, out);
			fputc('\n', out);
			printed++;
		}
	}
}
