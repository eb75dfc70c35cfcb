/* SPDX-License-Identifier: MIT */
#include "explore/spin.h"

#include "explore/runtime.h"

#include <string.h>

bool spin_seen;

#define MIX UINT64_C(0x9e3779b97f4a7c15)

__extension__ typedef unsigned __int128 double_word;

/* Both halves of the product: each bit of a factor reaches all of it. */
static inline uint64_t mixed(uint64_t a, uint64_t b)
{
	const double_word product = (double_word)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

enum { BELOW_FRAMES = 512 }; /* what the runtime's own calls may leave below a frame of the program */

__attribute__((noinline)) void spin_thread_begin(void)
{
	const struct runner *runner = &runners[current];
	const uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	uintptr_t low = runner->spin_lowest;
	char *leftovers;

	if (low == 0)
		return;
	low = low - (uintptr_t)runner->fiber.stack_low > BELOW_FRAMES ? low - BELOW_FRAMES : (uintptr_t)runner->fiber.stack_low;
	leftovers = __builtin_alloca(here - low);
	memset(leftovers, 0, here - low);
	__asm__ volatile("" : : "r"(leftovers) : "memory");
}

bool spin_repeats(const void *pc, const uint64_t *frame)
{
	struct runner *runner = &runners[current];
	const uint64_t *high = (const uint64_t *)runner->fiber.stack_high;
	const uint64_t *word = frame;
	uint64_t even = (uintptr_t)pc * MIX; /* two that do not wait for each other */
	uint64_t odd = MIX;
	uint64_t hash;

	spin_forget();
	if (runner->spin_lowest == 0 || (uintptr_t)frame < runner->spin_lowest)
		runner->spin_lowest = (uintptr_t)frame;
	for (; word + 3 < high; word += 4) {
		even = mixed(even ^ word[0], MIX ^ word[1]);
		odd = mixed(odd ^ word[2], MIX ^ word[3]);
	}
	for (; word < high; word++)
		even = mixed(even ^ word[0], MIX);
	hash = mixed(even ^ MIX, odd);
	for (unsigned i = 0; i < runner->spin_count; i++)
		if (runner->spin_states[i] == hash) {
			runner->spin_from = i;
			return true;
		}
	runner->spin_from = SPIN_MAX;
	if (runner->spin_count == SPIN_MAX)
		runner->spin_count = 0;
	runner->spin_states[runner->spin_count++] = hash;
	return false;
}

void spin_remember(uintptr_t address, unsigned size, struct value value)
{
	struct runner *runner = &runners[current];
	unsigned at = runner->spin_count - 1;

	if (runner->spin_count == 0 || runner->spin_from != SPIN_MAX)
		return; /* nothing was added */
	runner->spin_read[at].address = address;
	runner->spin_read[at].size = size;
	runner->spin_read[at].value = value;
}

static bool repeats_for_ever(const struct runner *runner)
{
	if (runner->spin_from >= runner->spin_count)
		return false;
	for (unsigned i = runner->spin_from; i < runner->spin_count; i++) {
		struct value now = memory_read(runner->spin_read[i].address, runner->spin_read[i].size);

		if (!value_equal(now, runner->spin_read[i].value))
			return false;
	}
	return true;
}

bool spin_hangs(void)
{
	bool any = false;

	if (explorer_options.weak_cas_fails)
		return false; /* the next try may go otherwise */
	for (unsigned t = 0; t < thread_count; t++) {
		if (!threads[t].exists || (threads[t].finished && !runtime_has_exited(t)))
			continue;
		if (runtime_has_exited(t) || runners[t].assumes)
			return false;
		if (runners[t].in_atomic != NULL && !repeats_for_ever(&runners[t]))
			return false;
		any = any || runners[t].in_atomic != NULL;
	}
	return any;
}
