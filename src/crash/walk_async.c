/* SPDX-License-Identifier: MIT */
#include "crash/async_internal.h"

#include <stddef.h>

#include "crash/async_banned.h"

enum {
	FRAME_BYTES_MAX = 1024 * 1024, /* of one function; more is a chain that is none */
};

/* On arm64 a return address may carry a signature in the bits that addresses do not use. */
#if defined(__aarch64__)
#define ADDRESS_BITS UINT64_C(0x0000ffffffffffff)
#else
#define ADDRESS_BITS UINT64_MAX
#endif

/* Both processors' conventions: a frame pointer points at the caller's, and the return address follows. */
void crash_async_walk(const void *context, struct snapshot_thread *slot)
{
	uint64_t pc;
	uint64_t frame;

	crash_async_context_frame(context, &pc, &frame);
	if (!crash_async_frame(slot, pc))
		return;
	while (frame != 0 && frame % sizeof(uint64_t) == 0) {
		const uint64_t *words = (const uint64_t *)(uintptr_t)frame;
		uint64_t caller = words[0];

		if (words[1] == 0 || !crash_async_frame(slot, words[1] & ADDRESS_BITS))
			return;
		if (caller <= frame || caller - frame > FRAME_BYTES_MAX)
			return;
		frame = caller;
	}
}
