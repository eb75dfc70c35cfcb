// SPDX-License-Identifier: MIT
/* Synchronisation of C11, section 5.1.2.4: a read with acquire order gets what the write that it reads released, or
 * what the release sequence of that write did. Release sequences are those of C++20: only updates continue one, not
 * the same thread's later relaxed stores, so a program that relies on the latter is reported. */
#include "explore/dpor_internal.h"

#include <string.h>

void dpor_synchronise_begin(void)
{
	memset(dpor.acquired, 0, sizeof dpor.acquired);
	memset(dpor.released, 0, sizeof dpor.released);
}

static void acquire(unsigned self, enum order order, const uint32_t *from)
{
	clock_join(order_acquires(order) ? threads[self].clock : dpor.acquired[self], from);
}

static const uint32_t *releases(unsigned self, enum order order)
{
	return order_releases(order) ? threads[self].clock : dpor.released[self];
}

static void fence(unsigned self, enum order order)
{
	if (order_acquires(order))
		clock_join(threads[self].clock, dpor.acquired[self]);
	if (order_releases(order))
		memcpy(dpor.released[self], threads[self].clock, sizeof dpor.released[self]);
}

static void create(unsigned self, unsigned child)
{
	uint32_t own = threads[child].clock[child];

	clock_join(threads[child].clock, threads[self].clock);
	threads[child].clock[child] = own;
}

static void access_location(unsigned self, const struct operation *op, struct dpor_location *location,
			    bool writes)
{
	bool reads = op->kind != OPERATION_WRITE;
	enum order order = op->kind == OPERATION_UPDATE && !writes ? op->failure_order : op->order;

	if (reads)
		acquire(self, order, location->released);
	if (!writes)
		return;
	if (!reads)
		memset(location->released, 0, sizeof location->released);
	clock_join(location->released, releases(self, order));
}

void dpor_synchronise(const struct operation *op, struct dpor_location *location, bool writes)
{
	unsigned self = runtime_self();

	switch ((enum operation_kind)op->kind) {
	case OPERATION_READ:
	case OPERATION_WRITE:
	case OPERATION_UPDATE:
		access_location(self, op, location, writes);
		break;
	case OPERATION_FENCE:
		fence(self, op->order);
		break;
	case OPERATION_CREATE:
		create(self, op->target);
		break;
	case OPERATION_JOIN:
		clock_join(threads[self].clock, threads[op->target].clock);
		break;
	default:
		return;
	}
	threads[self].clock[self]++;
}
