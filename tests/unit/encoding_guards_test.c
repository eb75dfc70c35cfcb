/* SPDX-License-Identifier: MIT */
/* Each guard of the uniform model is good for something: a system that holds with it and is violated without it. Guards
 * for which there is none are listed in docs/model.md, with the reason. */
#include "verdict_fixture.h"

struct need {
	enum encoding_guard guard;
	unsigned only; /* the one hazard that is looked at; 0: all */
	const char *system;
	const char *without;
};

static const struct need needs[] = {
	{GUARD_life_global, 0, "policy=global-encoder faults=claim-race", "null-deref 10"},
	{GUARD_life_stream, 0, "policy=per-stream faults=sync-ends-encoder", "null-deref 7"},
	{GUARD_life_permit, 0, "policy=throttle-1 faults=claim-race", "null-deref 10"},
	{GUARD_create_global, 0, "policy=global-call faults=claim-race", "null-deref 10"},
	{GUARD_create_op, 0, "policy=per-op faults=claim-race", "null-deref 10"},
	{GUARD_create_writer, 0, "policy=rwlock faults=claim-race", "null-deref 10"},
	{GUARD_create_readers, WRONG_CONTEXT,
	 "policy=rwlock faults=sync-ends-encoder with=hostile-sync", "wrong-context 8"},
	/* A call that takes no lock still drops it, and with it somebody else's. */
	{GUARD_encode_global, 0, "policy=global-call faults=claim-race", "null-deref 16"},
	{GUARD_encode_encoder, DATA_RACE, "policy=per-encoder faults=shared-stream", "data-race 8"},
	{GUARD_encode_op, DATA_RACE, "policy=per-op faults=sync-ends-encoder", "data-race 11"},
	{GUARD_destroy_global, 0, "policy=global-call faults=late-null", "null-deref 11"},
	{GUARD_destroy_encoder, WRONG_CONTEXT, "policy=per-encoder faults=sync-ends-encoder",
	 "wrong-context 8"},
	{GUARD_destroy_writer, 0, "policy=rwlock faults=late-null", "null-deref 11"},
	{GUARD_destroy_readers, USE_AFTER_FREE, "policy=rwlock faults=sync-ends-encoder",
	 "use-after-free 7"},
	{GUARD_release_global, WRONG_CONTEXT, "policy=global-call faults=foreign-teardown",
	 "wrong-context 10"},
	{GUARD_release_writer, WRONG_CONTEXT, "policy=rwlock faults=foreign-teardown",
	 "wrong-context 10"},
	{GUARD_release_readers, USE_AFTER_FREE, "policy=rwlock faults=foreign-teardown",
	 "use-after-free 9"},
	{GUARD_release_life_global, 0, "policy=global-encoder faults=foreign-teardown",
	 "null-deref 9"},
	{GUARD_release_life_permit, 0, "policy=throttle-1 faults=foreign-teardown", "null-deref 9"},
	{GUARD_find_free, 0, "policy=global-call faults=claim-race", "null-deref 10"},
	{GUARD_claim_free, 0, "policy=none faults=none", "null-deref 8"},
	{GUARD_take_counted, 0, "fix=refcount faults=claim-race", "over-release 9"},
	{GUARD_claim_counted, OVER_RELEASE, "fix=refcount faults=sync-ends-encoder",
	 "over-release 14"},
	{GUARD_null_check, NULL_DEREF, "fix=context-mutex faults=sync-ends-encoder",
	 "null-deref 7"},
	{GUARD_gate, 0, "fix=context-mutex+refcount faults=async-completion", "over-release 8"},
	{GUARD_recheck, USE_AFTER_FREE, "fix=context-mutex+refcount faults=sync-ends-encoder",
	 "use-after-free 8"},
};

enum { NEEDS = sizeof needs / sizeof needs[0] };

/* Redundant: docs/model.md says why. */
static const enum encoding_guard redundant[] = {GUARD_encode_reader, GUARD_destroy_op,
						GUARD_release_op, GUARD_release_life_stream};

enum { REDUNDANT = sizeof redundant / sizeof redundant[0] };

static struct cell_limits limits_of(unsigned only, uint64_t guards_dropped)
{
	return (struct cell_limits) {
		.bounded = true,
		.errors_ignored = only != 0 ? ~(UINT64_C(1) << only) : 0,
		.guards_dropped = guards_dropped,
	};
}

Test(encoding_guards, each_is_needed_somewhere)
{
	for (size_t i = 0; i < NEEDS; i++) {
		struct cell_limits with = limits_of(needs[i].only, 0);
		struct cell_limits without =
			limits_of(needs[i].only, UINT64_C(1) << needs[i].guard);
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding threads=3 slots=2 %s", needs[i].system);
		expect(text, &with, "to 3");
		expect(text, &without, needs[i].without);
	}
}

Test(encoding_guards, no_guard_is_forgotten)
{
	uint64_t seen = 0;

	for (size_t i = 0; i < NEEDS; i++)
		seen |= UINT64_C(1) << needs[i].guard;
	for (size_t i = 0; i < REDUNDANT; i++) {
		cr_expect_eq(seen >> redundant[i] & 1, 0, "guard %d is needed and redundant",
			     (int)redundant[i]);
		seen |= UINT64_C(1) << redundant[i];
	}
	cr_expect_eq(seen, (UINT64_C(1) << ENCODING_GUARD_COUNT) - 1, "seen %jx", (uintmax_t)seen);
}

/* All at once, under every fault: not a verdict changes. */
Test(encoding_guards, redundant_ones_change_no_verdict)
{
	static const char *const policies[] = {"per-op", "rwlock", "per-stream"};
	uint64_t dropped = 0;

	for (size_t i = 0; i < REDUNDANT; i++)
		dropped |= UINT64_C(1) << redundant[i];
	for (size_t p = 0; p < sizeof policies / sizeof policies[0]; p++) {
		for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
			struct cell_limits with = limits_of(0, 0);
			struct cell_limits without = limits_of(0, dropped);
			char text[QUESTION_TEXT_BYTES];
			char expected[64];
			struct cell cell;

			(void)snprintf(text, sizeof text,
				       "encoding threads=3 slots=2 policy=%s faults=%s", policies[p],
				       sim_fault_name((enum sim_fault)(1 << bit)));
			cell = judge(text, &with);
			in_words(&cell, expected, sizeof expected);
			cell_release(&cell);
			expect(text, &without, expected);
		}
	}
}
