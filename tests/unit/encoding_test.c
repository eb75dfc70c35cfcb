/* SPDX-License-Identifier: MIT */
/* What the uniform model must say of every policy and fix under every fault. The verdicts were derived from what the policies
 * exclude; the lengths are what a search gives, and stand here so that a change of the model shows. */
#include "verdict_fixture.h"

static const char *const faults[] = {"claim-race",	  "foreign-teardown", "async-completion",
				     "late-null",	  "shared-stream",    "sync-ends-encoder",
				     "use-after-end",	  "use-after-commit"};

enum { FAULTS = sizeof faults / sizeof faults[0] };

struct row {
	const char *name; /* of a policy, or of a fix */
	const char *cells[FAULTS];
};

/* The last two columns are what one thread does alone: no lock of the client's can help. So is async-completion, whose
 * thread takes none. */
static const struct row policies[] = {
	{"none",
	 {"null-deref 10", "null-deref 9", "null-deref 11", "null-deref 9", "double-open 5",
	  "null-deref 7", "null-deref 5", "after-commit 5"}},
	/* Claiming and the late clear are each inside one call; a context's life is not. */
	{"global-call",
	 {"every N", "null-deref 9", "null-deref 11", "every N", "commit-open 6", "null-deref 7",
	  "null-deref 5", "after-commit 5"}},
	/* Nobody else creates, commits, releases or synchronizes while a context lives. */
	{"global-encoder",
	 {"every N", "every N", "null-deref 11", "every N", "every N", "every N", "null-deref 5",
	  "after-commit 5"}},
	/* Slots are shared by all streams, encoders are not. */
	{"per-stream",
	 {"null-deref 10", "null-deref 9", "null-deref 11", "null-deref 9", "every N", "every N",
	  "null-deref 5", "after-commit 5"}},
	/* Two calls of different threads on one encoder exclude each other; that helps against nothing alone. */
	{"per-encoder",
	 {"null-deref 10", "null-deref 9", "null-deref 11", "null-deref 9", "double-open 5",
	  "null-deref 7", "null-deref 5", "after-commit 5"}},
	/* Two creations exclude each other, a creation and a late clear do not. */
	{"per-op",
	 {"every N", "null-deref 9", "null-deref 11", "null-deref 9", "commit-open 6",
	  "null-deref 7", "null-deref 5", "after-commit 5"}},
	/* Creation and teardown both write: as global-call. */
	{"rwlock",
	 {"every N", "null-deref 9", "null-deref 11", "every N", "commit-open 6", "null-deref 7",
	  "null-deref 5", "after-commit 5"}},
	{"serial-queue",
	 {"null-deref 10", "null-deref 9", "null-deref 11", "null-deref 9", "every N", "every N",
	  "null-deref 5", "after-commit 5"}},
	{"thread-local",
	 {"null-deref 10", "null-deref 9", "null-deref 11", "null-deref 9", "every N", "every N",
	  "null-deref 5", "after-commit 5"}},
	/* One permit is one mutex; two let two threads race. */
	{"throttle-1",
	 {"every N", "every N", "null-deref 11", "every N", "every N", "every N", "null-deref 5",
	  "after-commit 5"}},
	{"throttle-2",
	 {"null-deref 10", "null-deref 9", "null-deref 11", "null-deref 9", "double-open 5",
	  "null-deref 7", "null-deref 5", "after-commit 5"}},
};

/* No driver repairs what the client does to itself: with a NULL check it is lost work instead of a crash. */
static const struct row fixes[] = {
	{"null-before-unlock",
	 {"null-deref 10", "null-deref 9", "null-deref 11", "every N", "double-open 5",
	  "null-deref 7", "null-deref 5", "after-commit 5"}},
	/* A call waits for the teardown and goes on in a context that is free or another's. */
	{"context-mutex",
	 {"wrong-context 8", "use-after-free 8", "lost-work 10", "lost-work 8", "double-open 5",
	  "use-after-free 7", "lost-work 5", "after-commit 5"}},
	/* Two threads tear one context down at once and drop one reference twice. */
	{"refcount",
	 {"every N", "every N", "over-release 8", "every N", "double-open 5", "use-after-free 9",
	  "lost-work 5", "after-commit 5"}},
	{"context-mutex+refcount",
	 {"every N", "every N", "every N", "every N", "double-open 5", "lost-work 6", "lost-work 5",
	  "after-commit 5"}},
	{"refcount+acqrel",
	 {"every N", "every N", "every N", "every N", "double-open 5", "lost-work 6", "lost-work 5",
	  "after-commit 5"}},
};

static void expect_row(const struct row *row, const char *kind, const char *other,
		       const struct cell_limits *limits)
{
	for (size_t f = 0; f < FAULTS; f++) {
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding threads=3 slots=2 %s=%s %s=none faults=%s",
			       kind, row->name, other, faults[f]);
		expect(text, limits, row->cells[f]);
	}
}

Test(encoding, every_policy_under_every_fault)
{
	for (size_t r = 0; r < sizeof policies / sizeof policies[0]; r++)
		expect_row(&policies[r], "policy", "fix", &(struct cell_limits) {0});
}

Test(encoding, every_fix_under_every_fault)
{
	for (size_t r = 0; r < sizeof fixes / sizeof fixes[0]; r++)
		expect_row(&fixes[r], "fix", "policy", &(struct cell_limits) {0});
}

/* The smallest system that can be wrong is as telling: 2 threads, and 1 slot where that is enough. */
Test(encoding, two_threads_tell_the_same)
{
	for (size_t r = 0; r < sizeof policies / sizeof policies[0]; r++) {
		for (size_t f = 0; f < FAULTS; f++) {
			char text[QUESTION_TEXT_BYTES];

			(void)snprintf(text, sizeof text,
				       "encoding threads=2 slots=2 policy=%s faults=%s",
				       policies[r].name, faults[f]);
			expect(text, &(struct cell_limits) {0}, policies[r].cells[f]);
		}
	}
}

/* A third slot changes nothing; a single one does: nothing is recycled while it is in use. */
Test(encoding, three_slots_tell_the_same_and_one_is_too_few)
{
	for (size_t r = 0; r < sizeof policies / sizeof policies[0]; r++) {
		for (size_t f = 0; f < FAULTS; f++) {
			struct cell_limits limits = {.bounded = true};
			const char *expected = policies[r].cells[f];
			char text[QUESTION_TEXT_BYTES];

			(void)snprintf(text, sizeof text,
				       "encoding threads=3 slots=3 policy=%s faults=%s",
				       policies[r].name, faults[f]);
			expect(text, &limits, strcmp(expected, "every N") == 0 ? "to 3" : expected);
		}
	}
	expect("encoding threads=3 slots=1 policy=none faults=async-completion",
	       &(struct cell_limits) {0}, "every N");
}

Test(encoding, without_a_fault_everything_holds)
{
	for (size_t r = 0; r < sizeof policies / sizeof policies[0]; r++) {
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding threads=3 slots=2 policy=%s faults=none",
			       policies[r].name);
		expect(text, &(struct cell_limits) {0}, "every N");
	}
	for (size_t r = 0; r < sizeof fixes / sizeof fixes[0]; r++) {
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding threads=3 slots=2 fix=%s faults=none",
			       fixes[r].name);
		expect(text, &(struct cell_limits) {0}, "every N");
	}
}

/* Every kind of hazard that is possible, and how near it is: as the search gives them, so that a change shows. SPIN finds the
 * same on the exports. A process that has crashed does not go on; one whose memory is corrupt does. */
static const struct {
	const char *system;
	const char *hazards;
} hazard_lists[] = {
	{"policy=none faults=claim-race",
	 "wrong-context 8, use-after-free 9, lost-work 9, null-deref 10, data-race 11"},
	{"policy=none faults=foreign-teardown",
	 "lost-work 8, use-after-free 8, null-deref 9, wrong-context 10, data-race 13"},
	{"policy=none faults=async-completion",
	 "lost-work 10, null-deref 11"},
	{"policy=none faults=late-null",
	 "lost-work 8, null-deref 9"},
	{"policy=none faults=shared-stream",
	 "double-open 5, commit-open 6, null-deref 8, use-after-free 8, data-race 8, wrong-context 9"},
	{"policy=none faults=sync-ends-encoder",
	 "null-deref 7, use-after-free 7, wrong-context 8, data-race 11"},
	{"policy=per-encoder faults=shared-stream",
	 "double-open 5, commit-open 6, null-deref 8, wrong-context 10"},
	{"policy=per-op faults=shared-stream",
	 "commit-open 6, null-deref 8, use-after-free 8, wrong-context 9"},
	{"policy=rwlock faults=shared-stream",
	 "commit-open 6, null-deref 8, data-race 8, wrong-context 10"},
	{"policy=global-call faults=shared-stream",
	 "commit-open 6, null-deref 8, wrong-context 10"},
	{"policy=global-call faults=sync-ends-encoder",
	 "null-deref 7"},
	{"fix=context-mutex faults=shared-stream",
	 "double-open 5, commit-open 6, lost-work 7, use-after-free 8, wrong-context 9"},
	{"fix=context-mutex faults=sync-ends-encoder",
	 "lost-work 6, use-after-free 7, wrong-context 8"},
	{"fix=context-mutex+refcount faults=shared-stream",
	 "double-open 5, commit-open 6, lost-work 7, wrong-context 11"},
	{"fix=refcount faults=sync-ends-encoder",
	 "lost-work 6, use-after-free 9, wrong-context 10, data-race 14"},
	{"fix=refcount faults=shared-stream",
	 "double-open 5, commit-open 6, lost-work 7, wrong-context 9, use-after-free 10, data-race 10"},
	{"policy=none faults=sync-ends-encoder with=weak-memory",
	 "uninitialised 5, null-deref 7, use-after-free 7, wrong-context 8, data-race 11"},
	{"policy=none faults=shared-stream with=weak-memory",
	 "double-open 5, uninitialised 6, commit-open 6, null-deref 8, use-after-free 8, data-race 8, wrong-context 9"},
	{"policy=none faults=shared-stream,sync-ends-encoder",
	 "double-open 5, commit-open 6, null-deref 7, use-after-free 7, wrong-context 8, data-race 8"},
	{"policy=none faults=shared-stream,late-null",
	 "double-open 5, commit-open 6, use-after-free 8, data-race 8, null-deref 9, wrong-context 10, lost-work 10"},
	{"policy=none faults=sync-ends-encoder,async-completion",
	 "null-deref 9, use-after-free 9, lost-work 10, wrong-context 11, data-race 14"},
	{"policy=none faults=sync-ends-encoder,foreign-teardown,late-null",
	 "use-after-free 7, null-deref 8, lost-work 8, wrong-context 10, data-race 13"},
	{"policy=global-call faults=sync-ends-encoder,async-completion,late-null with=completion-follows",
	 "null-deref 10, lost-work 11"},
	{"policy=per-op faults=sync-ends-encoder,foreign-teardown,late-null",
	 "use-after-free 7, null-deref 8, lost-work 8, wrong-context 10"},
	{"policy=rwlock faults=foreign-teardown,late-null",
	 "lost-work 10, null-deref 11"},
	{"policy=none faults=use-after-end,use-after-commit",
	 "null-deref 5, after-commit 5"},
	{"fix=context-mutex faults=async-completion,late-null",
	 "lost-work 10"},
	{"policy=none faults=claim-race,shared-stream with=weak-memory",
	 "uninitialised 7, commit-open 7, double-open 7, null-deref 9, use-after-free 9, data-race 9, wrong-context 11"},
};

Test(encoding, every_kind_of_hazard_and_how_near_it_is)
{
	const struct cell_limits limits = {.bounded = true, .hazards = true};

	for (size_t i = 0; i < sizeof hazard_lists / sizeof hazard_lists[0]; i++) {
		char text[QUESTION_TEXT_BYTES];
		struct agx_text found = {0};
		struct cell cell;

		(void)snprintf(text, sizeof text, "encoding threads=2 slots=2 %s",
			       hazard_lists[i].system);
		cell = judge(text, &limits);
		cr_expect(cell.hazards_whole, "%s", text);
		for (size_t k = 0; k < cell.hazard_count; k++)
			agx_text_printf(&found, "%s%s %zu", k > 0 ? ", " : "",
					encoding_error_name(cell.hazards[k].error),
					cell.hazards[k].length);
		cr_expect_str_eq(agx_text_string(&found), hazard_lists[i].hazards, "%s: %s", text,
				 agx_text_string(&found));
		agx_text_release(&found);
		cell_release(&cell);
	}
}

/* Who accepts lost calls gets a full fix that neither crashes nor corrupts nor hangs under a client that ends encoders, with
 * whatever locks that client holds. */
Test(encoding, the_full_fix_only_loses_work_where_encoders_are_ended)
{
	const struct cell_limits lost = {.bounded = true,
					 .errors_ignored = UINT64_C(1) << LOST_WORK};

	for (size_t r = 0; r < sizeof policies / sizeof policies[0]; r++) {
		static const char *const systems[] = {
			"fix=context-mutex+refcount faults=sync-ends-encoder",
			"fix=refcount+acqrel faults=sync-ends-encoder with=hostile-sync",
			"fix=refcount+acqrel faults=use-after-end",
			"fix=refcount+acqrel faults=sync-ends-encoder,async-completion,claim-race",
		};

		for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++) {
			char text[QUESTION_TEXT_BYTES];

			(void)snprintf(text, sizeof text, "encoding threads=2 slots=2 policy=%s %s",
				       policies[r].name, systems[i]);
			expect(text, &lost, "to 2");
		}
	}
}

/* Foreign actors that take the policy's locks, and such as do not. */
Test(encoding, a_foreign_actor_is_stopped_only_by_locks_that_it_takes)
{
	const struct cell_limits plain = {0};

	expect("encoding policy=global-encoder faults=sync-ends-encoder with=hostile-sync", &plain,
	       "null-deref 7");
	expect("encoding policy=per-stream faults=sync-ends-encoder with=hostile-sync", &plain,
	       "null-deref 7");
	expect("encoding policy=thread-local faults=sync-ends-encoder with=hostile-sync", &plain,
	       "null-deref 7");
	expect("encoding policy=global-encoder faults=async-completion with=completion-follows",
	       &plain, "every N");
	expect("encoding policy=per-stream faults=async-completion with=completion-follows", &plain,
	       "every N");
	/* A lock that is held for each call does not cover a context's life. */
	expect("encoding policy=global-call faults=async-completion with=completion-follows", &plain,
	       "null-deref 11");
	expect("encoding policy=thread-local faults=async-completion with=completion-follows", &plain,
	       "null-deref 11");
}

/* Who waits for the GPU inside a lock that the completion takes waits for ever. */
Test(encoding, waiting_inside_the_lock_deadlocks)
{
	const struct cell_limits plain = {0};
	const char *with = "faults=async-completion with=completion-follows,wait-inside";
	static const struct {
		const char *policy;
		const char *expected;
	} cells[] = {
		{"global-encoder", "deadlock 5"}, /* claim, initImpl, commit, didComplete */
		{"throttle-1", "deadlock 5"},
		{"per-stream", "deadlock 8"}, /* the second buffer waits for the completion thread as well */
		{"serial-queue", "deadlock 8"},
		{"throttle-2", "deadlock 8"},
		{"none", "every N"}, {"global-call", "every N"}, {"per-op", "every N"},
		{"rwlock", "every N"},
	};

	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding policy=%s %s", cells[i].policy, with);
		expect(text, &plain, cells[i].expected);
	}
	/* It waits for the completion, not for the lock, if the completion takes none. */
	expect("encoding policy=global-encoder faults=async-completion with=wait-inside", &plain,
	       "every N");
}

/* Only ERROR counts. */
static struct cell_limits only(unsigned error)
{
	return (struct cell_limits) {.errors_ignored = ~(UINT64_C(1) << error), .bounded = true};
}

/* Loading _impl and counting the reference as one step is more than a processor does: it hides the use after free. */
Test(encoding, an_atomic_load_and_retain_hides_a_use_after_free)
{
	const struct cell_limits freed = only(USE_AFTER_FREE);

	expect("encoding fix=refcount faults=sync-ends-encoder", &freed, "use-after-free 9");
	expect("encoding fix=refcount faults=sync-ends-encoder with=atomic-retain", &freed, "to 3");
}

/* Dropping a reference that is not there must be seen; a free that can be done twice would hide it. */
Test(encoding, a_second_free_is_not_silent)
{
	const struct cell_limits plain = {.bounded = true};
	const struct cell_limits idempotent = {.bounded = true,
					       .errors_ignored = UINT64_C(1) << OVER_RELEASE};

	expect("encoding fix=refcount faults=async-completion", &plain, "over-release 8");
	expect("encoding fix=refcount faults=async-completion", &idempotent, "to 3");
}

/* Creation must write: it changes what others claim. */
Test(encoding, creating_under_the_read_lock_breaks_the_reader_writer_lock)
{
	const struct cell_limits as_reader = {.bounded = true,
					      .guards_dropped = UINT64_C(1) << GUARD_create_writer |
								UINT64_C(1) << GUARD_create_readers};

	expect("encoding policy=rwlock faults=claim-race", &(struct cell_limits) {0}, "every N");
	expect("encoding policy=rwlock faults=claim-race", &as_reader, "null-deref 10");
}

/* A NULL check turns the crash into work that is silently lost, and does nothing about a context that is another's. */
Test(encoding, a_null_check_only_hides_the_crash)
{
	const struct cell_limits plain = {0};
	const struct cell_limits crash = only(NULL_DEREF);

	expect("encoding faults=sync-ends-encoder", &crash, "null-deref 7");
	expect("encoding faults=sync-ends-encoder with=null-check", &crash, "to 3");
	expect("encoding faults=use-after-end with=null-check", &plain, "lost-work 5");
	expect("encoding faults=claim-race with=null-check", &plain, "wrong-context 8");
}

/* H6: a thread that finds the encoder before its context's fields are visible. */
Test(encoding, weak_publication_needs_release_and_acquire_or_a_lock)
{
	const struct cell_limits unready = only(UNINITIALISED);
	const char *weak = "faults=sync-ends-encoder with=weak-memory";
	static const struct {
		const char *choice;
		const char *expected;
	} cells[] = {
		{"policy=none", "uninitialised 5"},
		{"policy=per-encoder", "uninitialised 5"}, /* its mutex does not cover the creation */
		{"policy=global-call", "to 3"},
		{"policy=global-encoder", "to 3"},
		{"policy=per-stream", "to 3"},
		{"policy=per-op", "to 3"},
		{"policy=rwlock", "to 3"},
		{"fix=context-mutex+refcount", "uninitialised 5"},
		{"fix=refcount+acqrel", "to 3"},
	};

	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding %s %s", cells[i].choice, weak);
		expect(text, &unready, cells[i].expected);
	}
	/* Under one thread's own eyes nothing is late. */
	expect("encoding policy=none faults=none with=weak-memory", &(struct cell_limits) {0},
	       "every N");
}

/* What the counted driver does when a slot is taken meanwhile must give back what the policy holds, and must do so under
 * every policy. */
Test(encoding, the_counted_fixes_hold_under_every_policy)
{
	for (size_t r = 0; r < sizeof policies / sizeof policies[0]; r++) {
		static const char *const counted[] = {"refcount", "context-mutex+refcount",
						      "refcount+acqrel"};

		for (size_t f = 0; f < sizeof counted / sizeof counted[0]; f++) {
			char text[QUESTION_TEXT_BYTES];

			(void)snprintf(text, sizeof text, "encoding policy=%s fix=%s faults=claim-race",
				       policies[r].name, counted[f]);
			expect(text, &(struct cell_limits) {.bounded = true}, "to 3");
			(void)snprintf(text, sizeof text,
				       "encoding policy=%s fix=%s "
				       "faults=claim-race,foreign-teardown,late-null",
				       policies[r].name, counted[f]);
			expect(text, &(struct cell_limits) {.bounded = true}, "to 3");
		}
	}
}

/* Who finds its slot taken looks again, and holds nothing that it needs for that: with a slot for each, all get on. */
Test(encoding, who_finds_the_slot_taken_looks_again)
{
	const struct cell_limits fair = {.bounded = true, .starvation = true};

	expect("encoding threads=2 slots=2 policy=none fix=refcount faults=claim-race", &fair, "to 2");
	expect("encoding threads=2 slots=2 policy=per-stream fix=refcount faults=claim-race", &fair,
	       "to 2");
	expect("encoding threads=2 slots=2 policy=throttle-2 fix=context-mutex+refcount "
	       "faults=claim-race,foreign-teardown,late-null",
	       &fair, "to 2");
	/* A mutex gives no turns: under weak fairness alone one may wait for ever. */
	expect("encoding threads=2 slots=2 policy=global-call faults=none", &fair, "starvation 11");
}

/* A lock that is held across the driver's late clear, or the completion's, is given back. */
Test(encoding, locks_are_given_back_after_a_late_clear)
{
	static const struct {
		const char *system;
		const char *expected;
	} cells[] = {
		{"policy=rwlock faults=late-null", "to 3"},
		{"policy=global-call faults=late-null", "to 3"},
		{"policy=global-encoder faults=foreign-teardown,late-null", "to 3"},
		{"policy=global-encoder faults=sync-ends-encoder,late-null", "to 3"},
		{"policy=global-encoder faults=sync-ends-encoder,foreign-teardown,late-null", "to 3"},
		{"policy=throttle-1 faults=sync-ends-encoder,foreign-teardown,late-null", "to 3"},
		{"policy=global-encoder faults=shared-stream,late-null,foreign-teardown", "to 3"},
		{"policy=global-encoder faults=async-completion,late-null with=completion-follows",
		 "to 3"},
		{"policy=global-encoder faults=async-completion,sync-ends-encoder,late-null "
		 "with=completion-follows",
		 "to 3"},
		{"policy=per-stream fix=null-before-unlock "
		 "faults=async-completion,sync-ends-encoder,shared-stream with=completion-follows",
		 "to 3"},
		{"policy=per-stream fix=context-mutex+refcount "
		 "faults=async-completion,sync-ends-encoder,claim-race,foreign-teardown",
		 "to 3"},
		/* The completion and the release exclude each other. */
		{"policy=global-encoder fix=refcount faults=async-completion with=completion-follows",
		 "to 3"},
	};

	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding threads=3 slots=2 %s", cells[i].system);
		expect(text, &(struct cell_limits) {.bounded = true}, cells[i].expected);
	}
}

/* All four faults of the driver at once: only a driver with both parts of the fix withstands them. */
Test(encoding, the_driver_s_faults_together)
{
	const char *all = "faults=claim-race,foreign-teardown,async-completion,late-null";
	static const struct {
		const char *choice;
		const char *expected;
	} cells[] = {
		{"policy=global-encoder", "null-deref 13"},
		{"policy=global-encoder fix=refcount", "over-release 9"},
		{"fix=context-mutex", "wrong-context 8"},
		{"fix=refcount", "over-release 9"},
		{"fix=context-mutex+refcount", "every N"},
		{"fix=refcount+acqrel", "every N"},
	};

	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding %s %s", cells[i].choice, all);
		expect(text, &(struct cell_limits) {0}, cells[i].expected);
	}
	/* Without the completion thread's, the mutex that is held for the encoder's life is enough. */
	expect("encoding policy=global-encoder faults=claim-race,foreign-teardown,late-null",
	       &(struct cell_limits) {0}, "every N");
}
