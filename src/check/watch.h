/* SPDX-License-Identifier: MIT */
/* Reasons to give up that come from outside: the caller's stop and the clock.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CHECK_WATCH_H
#define AGX_CHECK_WATCH_H

#include "agxrace/check.h"

#include "base/clock.h"

struct watch {
	bool (*stop)(void *context);
	void *context;
	uint64_t deadline_ns; /* UINT64_MAX: none */
	uint32_t skipped;     /* looks that were not taken */
};

/* From now on, TIMEOUT_MS (0: none). */
static inline struct watch watch_start(bool (*stop)(void *context), void *context, uint64_t timeout_ms)
{
	return (struct watch) {.stop = stop,
			       .context = context,
			       .deadline_ns = timeout_ms == 0
						      ? UINT64_MAX
						      : agx_clock_ns() + timeout_ms * 1000000};
}

static inline enum agx_check_limit watch_look(const struct watch *watch)
{
	if (watch->stop != NULL && watch->stop(watch->context))
		return AGX_CHECK_LIMIT_INTERRUPTED;
	if (watch->deadline_ns != UINT64_MAX && agx_clock_ns() > watch->deadline_ns)
		return AGX_CHECK_LIMIT_TIME;
	return AGX_CHECK_NO_LIMIT;
}

/* Look only every EVERY calls. */
static inline enum agx_check_limit watch_look_now_and_then(struct watch *watch, uint32_t every)
{
	if (++watch->skipped < every)
		return AGX_CHECK_NO_LIMIT;
	watch->skipped = 0;
	return watch_look(watch);
}

#endif
