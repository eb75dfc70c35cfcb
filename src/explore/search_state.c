/* SPDX-License-Identifier: MIT */
#include "explore/search_state.h"

#include <stdlib.h>
#include <string.h>

void item_stack_add(struct item_stack *stack, const void *bytes, size_t count)
{
	pack_number(&stack->items, count);
	pack(&stack->items, bytes, count);
	stack->count++;
}

bool item_stack_each(const struct item_stack *stack, bool (*take)(const void *bytes, size_t count))
{
	struct unpacker rest = {.at = stack->items.bytes, .left = stack->items.length};

	for (size_t i = 0; i < stack->count; i++) {
		size_t count = unpack_count(&rest, 1);

		if (rest.failed || !take(rest.at, count))
			return false;
		rest.at += count;
		rest.left -= count;
	}
	return rest.left == 0;
}

size_t search_state_items(const struct search_state *state)
{
	size_t count = 0;

	for (unsigned i = 0; i < state->stack_count; i++)
		count += state->stacks[i].count;
	return count;
}

void search_state_drop_items(struct search_state *state)
{
	for (unsigned i = 0; i < state->stack_count; i++)
		free(state->stacks[i].items.bytes);
	memset(state->stacks, 0, sizeof state->stacks);
	state->stack_count = 0;
}

bool search_state_deal(struct search_state *state, unsigned count)
{
	for (unsigned i = count; i < state->stack_count; i++) {
		struct item_stack *from = &state->stacks[i];
		struct item_stack *to = &state->stacks[i % count];

		pack(&to->items, from->items.bytes, from->items.length);
		to->count += from->count;
		if (to->items.failed)
			return false;
		free(from->items.bytes);
		*from = (struct item_stack) {0};
	}
	state->stack_count = count;
	return true;
}

void search_state_promote(struct search_state *state, uint64_t address, uint64_t size)
{
	for (unsigned i = 0; i < state->promoted_count; i++)
		if (state->promoted[i].address == address)
			return;
	if (state->promoted_count == SEARCH_PROMOTED_MAX)
		return; /* its race stays a finding, as in a search by one process */
	state->promoted[state->promoted_count].address = address;
	state->promoted[state->promoted_count++].size = size;
}

void search_state_pack(struct packer *packer, const struct search_state *state)
{
	result_pack(packer, &state->result);
	pack(packer, &state->cpu_seconds, sizeof state->cpu_seconds);
	pack_number(packer, state->promoted_count);
	pack(packer, state->promoted, state->promoted_count * sizeof *state->promoted);
	pack(packer, state->children, sizeof state->children);
	pack_number(packer, state->stack_count);
	for (unsigned i = 0; i < state->stack_count; i++) {
		const struct item_stack *stack = &state->stacks[i];

		packer->failed = packer->failed || stack->items.failed;
		pack_number(packer, stack->count);
		pack_number(packer, stack->items.length);
		pack(packer, stack->items.bytes, stack->items.length);
	}
}

static void unpack_stack(struct unpacker *unpacker, struct item_stack *stack)
{
	size_t length;

	stack->count = (size_t)unpack_number(unpacker);
	length = unpack_count(unpacker, 1);
	if (unpacker->failed)
		return;
	pack(&stack->items, unpacker->at, length);
	unpacker->failed = stack->items.failed;
	unpacker->at += length;
	unpacker->left -= length;
}

void search_state_unpack(struct unpacker *unpacker, struct search_state *state)
{
	uint64_t stacks;

	memset(state, 0, sizeof *state);
	result_unpack(unpacker, &state->result);
	unpack(unpacker, &state->cpu_seconds, sizeof state->cpu_seconds);
	state->promoted_count = (unsigned)unpack_count(unpacker, sizeof *state->promoted);
	if (state->promoted_count > SEARCH_PROMOTED_MAX)
		unpacker->failed = true;
	if (unpacker->failed)
		state->promoted_count = 0;
	unpack(unpacker, state->promoted, state->promoted_count * sizeof *state->promoted);
	unpack(unpacker, state->children, sizeof state->children);
	stacks = unpack_number(unpacker);
	if (stacks > SEARCH_JOBS_MAX)
		unpacker->failed = true;
	while (state->stack_count < stacks && !unpacker->failed)
		unpack_stack(unpacker, &state->stacks[state->stack_count++]);
}

void search_state_release(struct search_state *state)
{
	explorer_result_release(&state->result);
	search_state_drop_items(state);
	memset(state, 0, sizeof *state);
}
