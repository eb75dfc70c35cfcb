/* SPDX-License-Identifier: MIT */
/* Locations whose plain accesses are made as atomic ones, and instructions whose races are passed over. */
#include "explore/shadow_internal.h"

enum { PROMOTED_MAX = 64 };

static struct {
	uintptr_t address;
	unsigned size;
} promoted[PROMOTED_MAX];
unsigned shadow_promoted_count;

bool shadow_is_promoted(uintptr_t address)
{
	for (unsigned i = 0; i < shadow_promoted_count; i++)
		if (promoted[i].address == address)
			return true;
	return false;
}

bool shadow_promote(uintptr_t address, unsigned size)
{
	if (shadow_is_promoted(address) || shadow_promoted_count == PROMOTED_MAX)
		return false;
	promoted[shadow_promoted_count].address = address;
	promoted[shadow_promoted_count++].size = size;
	return true;
}

void shadow_promote_none(void)
{
	shadow_promoted_count = 0;
}

bool shadow_promoted(unsigned i, uintptr_t *ret_address, unsigned *ret_size)
{
	if (i >= shadow_promoted_count)
		return false;
	*ret_address = promoted[i].address;
	*ret_size = promoted[i].size;
	return true;
}
