/* SPDX-License-Identifier: MIT */
#include "../../threads.h"

struct tagged {
	_Alignas(16) uint64_t value;
	uint64_t tag;
};

static _Atomic struct tagged word;

static void *body(void *argument)
{
	struct tagged seen = atomic_load(&word);

	for (;;) {
		struct tagged next = {seen.value + (uint64_t)number(argument) + 1, seen.tag + 1};

		if (atomic_compare_exchange_strong(&word, &seen, next))
			return NULL;
	}
}

int main(void)
{
	struct tagged end;

	run_threads(2, body);
	end = atomic_load(&word);
	assert(end.value == 3 && end.tag == 2);
	return 0;
}
