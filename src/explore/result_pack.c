/* SPDX-License-Identifier: MIT */
#include "explore/result_pack.h"

#include "explore/explorer_internal.h"

#include <stdlib.h>
#include <string.h>

enum { NUMBER_BYTES = sizeof(uint64_t), CONSTANTS_MAX = 64 };

static void pack_stack(struct packer *packer, const struct explorer_stack *stack)
{
	pack_number(packer, stack->count);
	pack_number(packer, stack->exact);
	pack(packer, stack->pcs, stack->count * sizeof *stack->pcs);
}

static void unpack_stack(struct unpacker *unpacker, struct explorer_stack *stack)
{
	uint64_t count = unpack_number(unpacker);

	stack->exact = unpack_number(unpacker) != 0;
	if (count > EXPLORER_STACK_MAX)
		unpacker->failed = true;
	stack->count = unpacker->failed ? 0 : (unsigned)count;
	unpack(unpacker, stack->pcs, stack->count * sizeof *stack->pcs);
}

static void pack_finding(struct packer *packer, const struct explorer_finding *finding)
{
	pack(packer, finding->kind, sizeof finding->kind);
	pack(packer, finding->message, sizeof finding->message);
	pack_number(packer, finding->thread);
	pack_number(packer, (uint64_t)(int64_t)finding->other);
	pack(packer, &finding->place, sizeof finding->place);
	pack_number(packer, (uint64_t)(int64_t)finding->other_step);
	pack_number(packer, finding->has_gap);
	pack(packer, &finding->gap, sizeof finding->gap);
	pack_number(packer, finding->has_address);
	pack_number(packer, finding->address);
	pack_text(packer, finding->access);
	pack_text(packer, finding->other_access);
	pack_stack(packer, &finding->stack);
	pack_stack(packer, &finding->other_stack);
	pack_number(packer, finding->step_count);
	pack(packer, finding->steps, finding->step_count * sizeof *finding->steps);
	pack_number(packer, finding->steps_clipped);
	pack_text(packer, finding->replay);
	pack_number(packer, finding->times);
	pack_number(packer, finding->promoted);
}

/* A text that is never freed: a kind of access. There are few, and each is kept once. */
static const char *unpack_constant(struct unpacker *unpacker)
{
	static char *known[CONSTANTS_MAX];
	char *text = unpack_text(unpacker);

	for (unsigned i = 0; i < CONSTANTS_MAX && text != NULL; i++) {
		if (known[i] == NULL)
			return known[i] = text;
		if (strcmp(known[i], text) != 0)
			continue;
		free(text);
		return known[i];
	}
	free(text);
	unpacker->failed = true;
	return "";
}

static void unpack_steps(struct unpacker *unpacker, struct explorer_finding *finding)
{
	size_t count = unpack_count(unpacker, sizeof *finding->steps);

	finding->steps = count > 0 ? calloc(count, sizeof *finding->steps) : NULL;
	if (count > 0 && finding->steps == NULL) {
		unpacker->failed = true;
		return;
	}
	finding->step_count = count;
	if (count > 0)
		unpack(unpacker, finding->steps, count * sizeof *finding->steps);
}

static void unpack_finding(struct unpacker *unpacker, struct explorer_finding *finding)
{
	unpack(unpacker, finding->kind, sizeof finding->kind);
	unpack(unpacker, finding->message, sizeof finding->message);
	finding->kind[sizeof finding->kind - 1] = '\0';
	finding->message[sizeof finding->message - 1] = '\0';
	finding->thread = (unsigned)unpack_number(unpacker);
	finding->other = (int)(int64_t)unpack_number(unpacker);
	unpack(unpacker, &finding->place, sizeof finding->place);
	finding->other_step = (int)(int64_t)unpack_number(unpacker);
	finding->has_gap = unpack_number(unpacker) != 0;
	unpack(unpacker, &finding->gap, sizeof finding->gap);
	finding->has_address = unpack_number(unpacker) != 0;
	finding->address = unpack_number(unpacker);
	finding->access = unpack_constant(unpacker);
	finding->other_access = unpack_constant(unpacker);
	unpack_stack(unpacker, &finding->stack);
	unpack_stack(unpacker, &finding->other_stack);
	unpack_steps(unpacker, finding);
	finding->steps_clipped = unpack_number(unpacker) != 0;
	finding->replay = unpack_text(unpacker);
	finding->times = unpack_number(unpacker);
	finding->promoted = unpack_number(unpacker) != 0;
}

void result_pack(struct packer *packer, const struct explorer_result *result)
{
	pack(packer, result->outcomes, sizeof result->outcomes);
	pack_number(packer, result->operations);
	pack_number(packer, result->threads);
	pack_number(packer, result->findings_clipped);
	pack_number(packer, result->finding_count);
	for (size_t i = 0; i < result->finding_count; i++)
		pack_finding(packer, &result->findings[i]);
	pack_number(packer, result->note_count);
	pack(packer, result->notes, result->note_count * sizeof *result->notes);
}

void result_unpack(struct unpacker *unpacker, struct explorer_result *result)
{
	size_t findings;
	size_t notes;

	memset(result, 0, sizeof *result);
	unpack(unpacker, result->outcomes, sizeof result->outcomes);
	result->operations = unpack_number(unpacker);
	result->threads = (unsigned)unpack_number(unpacker);
	result->findings_clipped = unpack_number(unpacker) != 0;
	findings = unpack_count(unpacker, NUMBER_BYTES);
	if (findings > EXPLORER_FINDINGS_MAX)
		unpacker->failed = true;
	if (findings > 0 && !unpacker->failed) {
		result->findings = calloc(EXPLORER_FINDINGS_MAX, sizeof *result->findings);
		unpacker->failed = result->findings == NULL;
	}
	while (result->finding_count < findings && !unpacker->failed)
		unpack_finding(unpacker, &result->findings[result->finding_count++]);
	notes = unpack_count(unpacker, sizeof *result->notes);
	if (notes > EXPLORER_NOTES_MAX)
		unpacker->failed = true;
	result->note_count = unpacker->failed ? 0 : notes;
	unpack(unpacker, result->notes, result->note_count * sizeof *result->notes);
}

static bool comes_before(const struct explorer_finding *a, const struct explorer_finding *b)
{
	int kinds = strcmp(a->kind, b->kind);
	uintptr_t places[2] = {a->stack.count > 0 ? (uintptr_t)a->stack.pcs[0] : 0,
			       b->stack.count > 0 ? (uintptr_t)b->stack.pcs[0] : 0};

	if (kinds != 0)
		return kinds < 0;
	if (places[0] != places[1])
		return places[0] < places[1];
	return strcmp(a->message, b->message) < 0;
}

/* Move ONE to its place among the findings from FIRST on. */
static void insert(struct explorer_result *result, size_t first, struct explorer_finding *one)
{
	size_t at = result->finding_count++;

	for (; at > first && comes_before(one, &result->findings[at - 1]); at--)
		result->findings[at] = result->findings[at - 1];
	result->findings[at] = *one;
	one->steps = NULL;
	one->replay = NULL;
}

static void merge_finding(struct explorer_result *result, size_t first, struct explorer_finding *one)
{
	struct explorer_finding *same = findings_find(result, one);

	if (same != NULL) {
		same->times += one->times;
		same->promoted = same->promoted || one->promoted;
		return;
	}
	if (result->findings == NULL)
		result->findings = calloc(EXPLORER_FINDINGS_MAX, sizeof *result->findings);
	if (result->findings == NULL || result->finding_count == EXPLORER_FINDINGS_MAX)
		result->findings_clipped = true;
	else
		insert(result, first, one);
}

void result_merge(struct explorer_result *result, struct explorer_result *more, size_t first)
{
	for (int i = 0; i < OUTCOME_COUNT; i++)
		result->outcomes[i] += more->outcomes[i];
	result->operations += more->operations;
	if (more->threads > result->threads)
		result->threads = more->threads;
	result->findings_clipped = result->findings_clipped || more->findings_clipped;
	for (size_t i = 0; i < more->finding_count; i++)
		merge_finding(result, first, &more->findings[i]);
	for (size_t i = 0; i < more->note_count; i++)
		notes_add(result, more->notes[i].kind, more->notes[i].pc, more->notes[i].text);
}
