/* SPDX-License-Identifier: MIT */
/* What must be true of every state that a correct run of the uniform model reaches, and of every step out of it, said
 * without the rules: who holds which lock, how many references there are and whose, who is inside a slot, and which error
 * a use or a commit must be. Runs end at their first error, as processes may. */
#include "model/encoding_internal.h"
#include "verdict/question.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

enum { STATES_MAX = 40000, SUCCESSORS_MAX = 256 };

static struct encoding *encoding;
static const struct encoding_constants *k;
static uint64_t *states; /* words each, in the order in which they were found */
static size_t count;
static char system_text[QUESTION_TEXT_BYTES];

static unsigned words(void)
{
	return encoding->check.words;
}

static void add(const uint64_t *state)
{
	for (size_t i = 0; i < count; i++) {
		if (memcmp(states + i * words(), state, words() * sizeof *state) == 0)
			return;
	}
	if (count < STATES_MAX)
		memcpy(states + count++ * words(), state, words() * sizeof *state);
}

static const struct encoding_encoder *encoder_of(const struct encoding_state *s, unsigned t)
{
	return k->SHARED ? &s->global.encoder : &s->threads[t].encoder;
}

static bool creates(int pc)
{
	return pc == FOUND || pc == TAKEN;
}

static bool encodes(int pc)
{
	return pc == LOADED || pc == RETAINED || pc == IN;
}

/* Between creation and commit, the late clear included. */
static bool lives(int pc)
{
	return creates(pc) || pc == OPEN || encodes(pc) || pc == ENDED || pc == LATE_CLEAR;
}

#define EXPECT(condition) \
	cr_assert((condition), "%s: state %zu: not: %s", system_text, number, #condition)

/* Is the completion thread between two steps of tearing E's context down? */
static bool is_tearing(const struct encoding_state *s, const struct encoding_encoder *e)
{
	return e->torn != 0 && (s->global.late != 0 || e->looked != 0);
}

/* What a synchronize() on E holds: 1 and 2, the widest scope; 2, that of a call that destroys; 5, that of a release. */
static int syncs(const struct encoding_encoder *e, int from, int to)
{
	return !k->HOSTILE && e->sync >= from && e->sync <= to;
}

/* Locks: of the threads, of a completion thread and a synchronize() that follow the policy. */
static void check_locks(const struct encoding_state *s, size_t number)
{
	int creating = 0;
	int encoding_now = 0;
	int living = 0;
	int dropping = 0;
	int clearing = 0;
	int tearing = 0;

	for (unsigned t = 0; t < encoding->config.threads; t++) {
		int pc = s->threads[t].pc;

		creating += creates(pc);
		encoding_now += encodes(pc);
		living += lives(pc);
		dropping += pc == DROP_CLEAR;
		clearing += pc == LATE_CLEAR;
		tearing += k->FOLLOWS && is_tearing(s, encoder_of(s, t));
		if (!k->SHARED || t == 0) {
			living += syncs(encoder_of(s, t), 1, 2);
			clearing += syncs(encoder_of(s, t), 2, 2);
			dropping += syncs(encoder_of(s, t), 5, 5);
		}
		if (k->LIFE_STREAM && !k->SHARED)
			EXPECT(encoder_of(s, t)->lock ==
			       (lives(pc) || (pc == DROP_CLEAR && k->RELEASE_STREAM) ||
				syncs(encoder_of(s, t), 1, 2) ||
				(syncs(encoder_of(s, t), 5, 5) && k->RELEASE_STREAM) ||
				(k->FOLLOWS && is_tearing(s, encoder_of(s, t)))));
		if (k->CALL_ENCODER && !k->SHARED)
			EXPECT(encoder_of(s, t)->lock ==
			       (encodes(pc) || pc == LATE_CLEAR || syncs(encoder_of(s, t), 2, 2) ||
				(k->FOLLOWS && is_tearing(s, encoder_of(s, t)))));
	}
	dropping += tearing; /* it holds the same locks */
	if (k->LIFE_GLOBAL)
		EXPECT(s->global.lock == living + dropping);
	if (k->LIFE_PERMIT)
		EXPECT(s->global.permits == living + dropping);
	if (k->CALL_GLOBAL)
		EXPECT(s->global.lock == creating + encoding_now + dropping + clearing);
	if (k->CALL_OP) {
		EXPECT(s->global.creates == creating);
		EXPECT(s->global.encodes == encoding_now);
		EXPECT(s->global.destroys == dropping + clearing);
	}
	if (k->CALL_RW)
		EXPECT(s->global.writer == creating + dropping + clearing);
}

/* References to SLOT, counted by who holds them. */
static int references(const struct encoding_state *s, int slot)
{
	int sum = 0;

	for (unsigned t = 0; t < encoding->config.threads; t++) {
		const struct encoding_thread *thread = &s->threads[t];
		const struct encoding_encoder *e = &thread->encoder;

		if (thread->pc == TAKEN && thread->got == slot)
			return 2 + k->ASYNC; /* all of them, by who has just taken it */
		sum += e->owns[slot];
		/* Its command buffer's, which may be in a synchronizing thread's hands; then the completion thread's. */
		sum += e->claim == slot || thread->kept == slot || e->foreign == slot;
		if (k->ASYNC)
			sum += e->claim == slot || (thread->kept == slot && thread->pc == WAIT) ||
			       (e->foreign == slot && e->sync == 3) || e->torn == slot;
		if (k->RETAINS)
			sum += thread->got == slot && (thread->pc == RETAINED || thread->pc == IN);
	}
	return sum;
}

static void check_slots(const struct encoding_state *s, size_t number)
{
	for (int slot = 0; slot <= (int)encoding->config.slots; slot++) {
		int inside = 0;
		int gated = 0;

		for (unsigned t = 0; t < encoding->config.threads; t++) {
			const struct encoding_thread *thread = &s->threads[t];
			const struct encoding_encoder *e = encoder_of(s, t);

			inside += thread->pc == IN && thread->got == slot;
			gated += k->GATED && thread->kept == slot && k->LATE &&
				 (thread->pc == LATE_CLEAR || thread->pc == DROP_CLEAR);
			gated += k->GATED && (!k->SHARED || t == 0) && e->foreign == slot && slot != 0 &&
				 (e->sync == 2 || e->sync == 5);
			gated += k->GATED && k->ASYNC && e->torn == slot && is_tearing(s, e);
		}
		if (slot == 0) {
			EXPECT(s->slots[0].used == 0 && s->slots[0].refs == 0 && s->slots[0].busy == 0 &&
			       s->slots[0].unready == 0);
			continue;
		}
		EXPECT(s->slots[slot].busy == (inside + gated > 0));
		/* Who has loaded a pointer that another thread tears down may count too late. */
		if (k->COUNTED && !k->SHARED && !(k->RETAINS && k->SYNC_ENDS)) {
			EXPECT(s->slots[slot].refs == references(s, slot));
			EXPECT(s->slots[slot].used == (s->slots[slot].refs > 0) || k->CLAIM_RACE);
		}
	}
}

/* Who is idle holds nothing and remembers nothing. */
static void check_idle(const struct encoding_state *s, size_t number)
{
	for (unsigned t = 0; t < encoding->config.threads; t++) {
		const struct encoding_thread *thread = &s->threads[t];

		if (thread->pc != IDLE)
			continue;
		EXPECT(thread->got == 0);
		EXPECT(thread->gone == 0);
		EXPECT(thread->stale == 0);
		EXPECT(thread->kept == 0);
		if (!k->SHARED && !k->SYNC_ENDS) {
			EXPECT(thread->encoder.open == 0);
			EXPECT(thread->encoder.buffer == 0);
			EXPECT(thread->encoder.claim == 0);
		}
	}
}

/* Who synchronizes works on one encoder, and what that has of it is gone when it is done. */
static void check_syncs(const struct encoding_state *s, size_t number)
{
	int threads = 0;
	int encoders = 0;

	for (unsigned t = 0; t < encoding->config.threads; t++) {
		threads += s->threads[t].pc == SYNCING;
		if (k->SHARED && t > 0)
			continue;
		encoders += encoder_of(s, t)->sync != 0;
		EXPECT(encoder_of(s, t)->sync != 0 || encoder_of(s, t)->foreign == 0);
	}
	EXPECT(threads == encoders);
}

/* Which error using SLOT through encoder E has to be; 0: none that this test knows. */
static unsigned use_error(const struct encoding_state *s, const struct encoding_encoder *e, int slot)
{
	if (slot == 0)
		return NULL_DEREF;
	if (s->slots[slot].used == 0)
		return USE_AFTER_FREE;
	if (!k->COUNTED && e->owns[slot] == 0)
		return WRONG_CONTEXT;
	return 0;
}

static void check_step(const struct encoding_state *before, uint32_t step, size_t number)
{
	unsigned actor = agx_check_step_actor(step);
	unsigned error = agx_check_step_error(step);
	const char *name = encoding_rules[agx_check_step_action(step)].name;
	const struct encoding_thread *me = &before->threads[actor];
	unsigned must = 0;

	if (actor >= encoding->config.threads)
		return;
	if (strncmp(name, "use", 3) == 0 || strcmp(name, "leave") == 0)
		must = use_error(before, encoder_of(before, actor), me->got);
	else if (strncmp(name, "skip", 4) == 0)
		must = LOST_WORK;
	else if (strcmp(name, "commit") == 0 && !k->SHARED)
		must = encoder_of(before, actor)->impl == 0
			       ? LOST_WORK
			       : use_error(before, encoder_of(before, actor),
					   encoder_of(before, actor)->impl);
	else if (strcmp(name, "publish") == 0 && encoder_of(before, actor)->open != 0)
		must = DOUBLE_OPEN;
	else if (strcmp(name, "commit") == 0 && encoder_of(before, actor)->open != 0)
		must = COMMIT_OPEN;
	if (must != 0)
		EXPECT(error == must);
}

/* What a synchronizing thread does to the slot of the buffer that it ends: a second teardown leaves it free, a late clear
 * leaves its owner without a pointer. */
static void check_sync_step(const struct encoding_state *before, const struct encoding_state *after,
			    uint32_t step, size_t number)
{
	const char *name = encoding_rules[agx_check_step_action(step)].name;
	bool drops = strcmp(name, "sync_drop") == 0 && k->TEARS_TWICE && !k->COUNTED;
	bool clears = strcmp(name, "sync_clear") == 0 || strcmp(name, "sync_drop_clear") == 0;

	for (unsigned t = 0; (drops || clears) && t < encoding->config.threads; t++) {
		int slot = encoder_of(before, t)->foreign;

		if (encoder_of(before, t)->sync == encoder_of(after, t)->sync)
			continue;
		EXPECT(!drops || after->slots[slot].used == 0);
		for (unsigned q = 0; clears && q < encoding->config.threads; q++)
			EXPECT(encoder_of(after, q)->owns[slot] == 0 || encoder_of(after, q)->impl == 0);
	}
}

static void explore(void)
{
	uint64_t buffer[SUCCESSORS_MAX * AGX_CHECK_WORDS_MAX];
	uint32_t steps[SUCCESSORS_MAX];
	struct agx_check_out out = {.states = buffer, .steps = steps, .capacity = SUCCESSORS_MAX,
				    .words = words()};

	encoding->check.initial(encoding, &out);
	add(out.states);
	for (size_t i = 0; i < count; i++) {
		size_t number = i;
		struct encoding_state state;

		encoding_unpack(encoding, states + i * words(), &state);
		if (!k->WAITS_INSIDE && !(k->CALL_ENCODER && k->SHARED))
			check_locks(&state, number);
		check_slots(&state, number);
		check_idle(&state, number);
		check_syncs(&state, number);
		out.count = 0;
		encoding_successors(encoding, states + i * words(), &out);
		EXPECT(!out.overflow);
		for (size_t n = 0; n < out.count; n++) {
			struct encoding_state after;

			encoding_unpack(encoding, out.states + n * words(), &after);
			check_step(&state, out.steps[n], number);
			check_sync_step(&state, &after, out.steps[n], number);
			if (agx_check_step_error(out.steps[n]) == 0)
				add(out.states + n * words());
		}
	}
	cr_assert_lt(count, STATES_MAX, "%s is too large for this test", system_text);
	cr_assert_gt(count, 10, "%s", system_text);
}

static void explore_system(const char *text)
{
	struct question question;

	(void)snprintf(system_text, sizeof system_text, "encoding threads=2 slots=2 %s", text);
	cr_assert_eq(question_parse(system_text, &question, NULL), AGX_OK, "%s", system_text);
	cr_assert_eq(encoding_new(&question.encoding, &encoding, NULL), AGX_OK, "%s", system_text);
	k = &encoding->constants;
	states = calloc(STATES_MAX, AGX_CHECK_WORDS_MAX * sizeof *states);
	cr_assert_not_null(states);
	count = 0;
	explore();
	free(states);
	encoding_free(encoding);
}

Test(encoding_steps, under_every_policy_and_fault)
{
	for (int kind = 0; kind < POLICY_COUNT; kind++) {
		for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
			struct policy_choice choice = {(enum policy_kind)kind,
						       kind == POLICY_THROTTLE ? 2 : 0};
			char text[QUESTION_TEXT_BYTES];
			char name[32];

			(void)snprintf(text, sizeof text, "policy=%s faults=%s",
				       policy_format(choice, name, sizeof name),
				       sim_fault_name((enum sim_fault)(1 << bit)));
			explore_system(text);
		}
	}
}

Test(encoding_steps, under_every_fix_and_fault)
{
	for (int fix = SIM_FIX_NONE + 1; fix < SIM_FIX_COUNT; fix++) {
		for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
			char text[QUESTION_TEXT_BYTES];

			(void)snprintf(text, sizeof text, "fix=%s faults=%s",
				       sim_fix_name((enum sim_fix)fix),
				       sim_fault_name((enum sim_fault)(1 << bit)));
			explore_system(text);
		}
	}
}

Test(encoding_steps, in_combination)
{
	static const char *const systems[] = {
		"policy=global-encoder faults=claim-race,foreign-teardown,late-null",
		"policy=global-call faults=claim-race,late-null",
		"policy=per-op faults=claim-race,late-null",
		"policy=rwlock faults=claim-race,foreign-teardown,late-null",
		"policy=per-stream faults=foreign-teardown,late-null",
		"policy=throttle-1 faults=claim-race,foreign-teardown,late-null",
		"policy=per-encoder faults=late-null,foreign-teardown",
		"policy=global-call fix=refcount faults=claim-race",
		"policy=per-stream fix=refcount faults=claim-race",
		"policy=throttle-2 fix=context-mutex+refcount faults=claim-race",
		"fix=context-mutex faults=late-null,foreign-teardown",
		"fix=context-mutex+refcount faults=claim-race,async-completion,late-null",
		"fix=refcount faults=claim-race,async-completion with=atomic-retain",
		"policy=none faults=late-null with=null-check",
		"fix=context-mutex faults=async-completion,late-null",
		"fix=context-mutex faults=sync-ends-encoder,late-null,foreign-teardown",
		"policy=global-encoder faults=sync-ends-encoder,late-null,foreign-teardown",
		"policy=per-stream faults=sync-ends-encoder,late-null",
		"policy=none faults=sync-ends-encoder,late-null",
		"fix=context-mutex+refcount faults=sync-ends-encoder,async-completion",
		"policy=throttle-2 faults=sync-ends-encoder,late-null,foreign-teardown",
		"policy=global-call faults=sync-ends-encoder,late-null,foreign-teardown",
		"policy=per-encoder faults=sync-ends-encoder,late-null,foreign-teardown",
		"policy=per-op faults=sync-ends-encoder,late-null,foreign-teardown",
		"policy=rwlock faults=sync-ends-encoder,late-null",
		"policy=rwlock faults=sync-ends-encoder,late-null with=hostile-sync",
		"policy=global-call faults=shared-stream,late-null",
		"policy=global-encoder faults=shared-stream,late-null,foreign-teardown",
		"policy=global-call faults=async-completion,late-null with=completion-follows",
		"policy=global-call fix=refcount faults=async-completion with=completion-follows",
		"policy=per-op fix=context-mutex+refcount faults=async-completion "
		"with=completion-follows",
		"policy=rwlock fix=refcount+acqrel faults=async-completion with=completion-follows",
		"policy=per-encoder fix=refcount faults=async-completion,claim-race "
		"with=completion-follows",
		"policy=per-stream fix=refcount faults=async-completion with=completion-follows",
		"policy=global-encoder faults=async-completion,late-null with=completion-follows",
		"policy=throttle-2 faults=async-completion,late-null with=completion-follows",
		"policy=none faults=claim-race with=weak-memory",
	};

	for (size_t i = 0; i < sizeof systems / sizeof systems[0]; i++)
		explore_system(systems[i]);
}
