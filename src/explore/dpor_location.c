// SPDX-License-Identifier: MIT
/* An open-addressing table whose entries are of this execution if they carry its number, so that nothing is cleared
 * between executions. */
#include "explore/dpor_internal.h"

#include <stdlib.h>
#include <string.h>

static struct dpor_location *table;
static uint32_t *made_in;
static uint32_t execution;
static int count;

bool dpor_locations_begin(void)
{
	if (!table) {
		table = calloc(DPOR_LOCATIONS_MAX, sizeof *table);
		made_in = calloc(DPOR_LOCATIONS_MAX, sizeof *made_in);
	}
	execution++;
	count = 0;
	return table && made_in;
}

static unsigned first_slot(const struct operation *op)
{
	uint64_t key = (uint64_t)op->address * 2 + op->virtual;

	return (unsigned)(key * UINT64_C(0x9e3779b97f4a7c15) >> 40) % DPOR_LOCATIONS_MAX;
}

struct dpor_location *dpor_location(const struct operation *op)
{
	unsigned slot = first_slot(op);

	for (; made_in[slot] == execution; slot = (slot + 1) % DPOR_LOCATIONS_MAX)
		if (table[slot].address == op->address && table[slot].virtual == op->virtual)
			return &table[slot];
	if (++count > DPOR_LOCATIONS_MAX / 2)
		runtime_end(OUTCOME_BOUND);
	made_in[slot] = execution;
	memset(&table[slot], 0, sizeof table[slot]);
	table[slot].address = op->address;
	table[slot].virtual = op->virtual;
	table[slot].number = (int)slot;
	table[slot].last = -1;
	table[slot].last_write = -1;
	return &table[slot];
}

struct value dpor_value(const struct dpor_location *location, unsigned size)
{
	return location->virtual ? location->value : memory_read(location->address, size);
}
