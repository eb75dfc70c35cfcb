/* SPDX-License-Identifier: MIT */
/* The rules' text, compiled. Each rule becomes a location, a guard and an effect; the driver loop below them is
 * ordinary code. */
#include "model/encoding_internal.h"

#include <stddef.h>

struct encoding_step {
	const struct encoding_constants *constants;
	struct agx_check_out *out;
	struct encoding_state w; /* the state that the effect changes */
	struct {
		int at;
		int hit;
		int late;
	} scratch;
	int t; /* who moves */
	int chosen; /* slot */
	int victim;
	int failure;
	int threads;
};

static inline struct encoding_encoder *encoder_of(struct encoding_step *step, int t)
{
	return step->constants->SHARED ? &step->w.global.encoder : &step->w.threads[t].encoder;
}

/* Whose step is a rule of thread t? */
static uint8_t actor_of(const struct encoding *encoding, const struct encoding_rule *rule)
{
	if (strstr(rule->name, "complet") != NULL)
		return ENCODING_COMPLETION;
	if (strcmp(rule->name, "drain") == 0)
		return ENCODING_MEMORY;
	if (rule->kind == ENCODING_VICTIM && encoding->constants.ENVIRONMENT)
		return ENCODING_SOMEBODY;
	return ENCODING_SELF;
}

/* Whom can thread T be a nuisance to? In an environment of any number of threads: to itself, the nuisance being a
 * thread that the model does not have. On a shared stream: to the one there is. Else: to all others. */
static bool is_victim(const struct encoding *encoding, int t, int v)
{
	if (encoding->constants.ENVIRONMENT)
		return v == t;
	return encoding->constants.SHARED ? v == 0 : v != t;
}

/* The names of the rules' language. */
#define me (step->w.threads[step->t])
#define e (*encoder_of(step, step->t))
#define ve (*encoder_of(step, step->victim))
#define qe (*encoder_of(step, q))
#define th (step->w.threads)
#define slot (step->w.slots)
#define g (step->w.global)
#define x (step->scratch)
#define s (step->chosen)
#define error step->failure
#define PICK(c, a, b) ((c) ? (a) : (b))
#define G(name, c) agx_check_guard(step->out, GUARD_##name, (c))
#define APPLY(c, name) apply((c), name, step)
#define K (step->constants)
#define LIFE_GLOBAL (K->LIFE_GLOBAL)
#define LIFE_STREAM (K->LIFE_STREAM)
#define LIFE_PERMIT (K->LIFE_PERMIT)
#define PERMITS (K->PERMITS)
#define RELEASE_STREAM (K->RELEASE_STREAM)
#define CALL_GLOBAL (K->CALL_GLOBAL)
#define CALL_ENCODER (K->CALL_ENCODER)
#define CALL_OP (K->CALL_OP)
#define CALL_RW (K->CALL_RW)
#define CLAIM_RACE (K->CLAIM_RACE)
#define SHARED (K->SHARED)
#define ASYNC (K->ASYNC)
#define LATE (K->LATE)
#define TEARS_TWICE (K->TEARS_TWICE)
#define SYNC_ENDS (K->SYNC_ENDS)
#define USE_AFTER_END (K->USE_AFTER_END)
#define USE_AFTER_COMMIT (K->USE_AFTER_COMMIT)
#define COUNTED (K->COUNTED)
#define REFS (K->REFS)
#define GATED (K->GATED)
#define RECHECKS (K->RECHECKS)
#define RETAINS (K->RETAINS)
#define CHECKED (K->CHECKED)
#define PUBLISHES (K->PUBLISHES)
#define WEAK (K->WEAK)
#define HOSTILE (K->HOSTILE)
#define FOLLOWS (K->FOLLOWS)
#define WAITS_INSIDE (K->WAITS_INSIDE)
#define ATOMIC_RETAIN (K->ATOMIC_RETAIN)
#define ENVIRONMENT (K->ENVIRONMENT)
#define COMMITS_AT (K->COMMITS_AT)
#define AFTER_COMMIT (K->AFTER_COMMIT)
#define DROPS_AT (K->DROPS_AT)
#define SYNC_FROM (K->SYNC_FROM)
#define SYNC_AT (K->SYNC_AT)
#define SYNC_AFTER (K->SYNC_AFTER)

static inline void apply(int condition, void (*each)(struct encoding_step *),
			 struct encoding_step *step)
{
	if (condition)
		each(step);
}

#define ALL(name, condition) \
	static bool all_##name(struct encoding_step *step) \
	{ \
		for (int q = 0; q < step->threads; q++) { \
			if (!(condition)) \
				return false; \
		} \
		return true; \
	}
#define EACH(name, effect) \
	static void name(struct encoding_step *step) \
	{ \
		for (int q = 0; q < step->threads; q++) { \
			effect; \
		} \
	}
#include "model/encoding_rules.h"

#define nobody_reads all_nobody_reads(step)
#define nobody_owns all_nobody_owns(step)

/* The parameter is named in every function, used or not by what the text says. */
#define RULE(kind, id, where, guard, effect) \
	static int at_##id(const struct encoding_step *step) \
	{ \
		(void)step; \
		return where; \
	} \
	static bool guard_##id(struct encoding_step *step) \
	{ \
		(void)step; \
		return guard; \
	} \
	static void effect_##id(struct encoding_step *step) \
	{ \
		effect; \
	}
#include "model/encoding_rules.h"

const struct encoding_rule encoding_rules[] = {
#define RULE(kind, id, where, guard, effect) {#id, ENCODING_##kind, at_##id, guard_##id, effect_##id},
#include "model/encoding_rules.h"
};

const size_t encoding_rule_count = sizeof encoding_rules / sizeof encoding_rules[0];

_Static_assert(sizeof encoding_rules / sizeof encoding_rules[0] <= ENCODING_RULES_MAX, "rules_at");

#undef me
#undef e
#undef ve
#undef qe
#undef th
#undef slot
#undef g
#undef x
#undef s
#undef error

void encoding_index_rules(struct encoding *encoding)
{
	const struct encoding_step step = {.constants = &encoding->constants};

	for (size_t r = 0; r < encoding_rule_count; r++) {
		int at = encoding_rules[r].at(&step);

		encoding->rule_actor[r] = actor_of(encoding, &encoding_rules[r]);
		for (int pc = 0; pc < ANYWHERE; pc++) {
			if (at == pc || at == ANYWHERE)
				encoding->rules_at[pc][encoding->rule_count_at[pc]++] = (uint8_t)r;
		}
	}
}

/* Make rule number R of thread STEP->t, with whatever s and v are set, if its guard says so. */
static void try_rule(const struct encoding *encoding, struct encoding_step *step, unsigned r,
		     const uint64_t *packed)
{
	const struct encoding_rule *rule = &encoding_rules[r];
	uint64_t after[AGX_CHECK_WORDS_MAX];
	unsigned argument = rule->kind == ENCODING_SLOT     ? (unsigned)step->chosen
			    : rule->kind == ENCODING_VICTIM ? (unsigned)step->victim
							    : (unsigned)step->t;
	unsigned actor = encoding->rule_actor[r] == ENCODING_SELF
				 ? (unsigned)step->t
				 : encoding->config.threads + encoding->rule_actor[r];

	if (!rule->guard(step))
		return;
	step->failure = 0;
	memset(&step->scratch, 0, sizeof step->scratch);
	rule->effect(step);
	if (!encoding_pack(encoding, &step->w, after))
		step->out->overflow = true;
	agx_check_emit_error(step->out, after,
			     agx_check_step(actor, r, argument), (unsigned)step->failure);
	encoding_unpack(encoding, packed, &step->w);
}

static void try_rule_all(const struct encoding *encoding, struct encoding_step *step, unsigned r,
			 const uint64_t *packed)
{
	switch (encoding_rules[r].kind) {
	case ENCODING_THREAD:
		try_rule(encoding, step, r, packed);
		break;
	case ENCODING_SLOT:
		for (step->chosen = 1; step->chosen <= (int)encoding->config.slots; step->chosen++)
			try_rule(encoding, step, r, packed);
		break;
	case ENCODING_VICTIM:
		for (step->victim = 0; step->victim < step->threads; step->victim++) {
			if (is_victim(encoding, step->t, step->victim))
				try_rule(encoding, step, r, packed);
		}
		break;
	}
}

void encoding_successors(const void *context, const uint64_t *packed, struct agx_check_out *out)
{
	const struct encoding *encoding = context;
	struct encoding_step step = {.constants = &encoding->constants,
				     .out = out,
				     .threads = (int)encoding->config.threads};

	encoding_unpack(encoding, packed, &step.w);
	for (step.t = 0; step.t < step.threads; step.t++) {
		int pc = step.w.threads[step.t].pc;

		for (unsigned i = 0; i < encoding->rule_count_at[pc]; i++)
			try_rule_all(encoding, &step, encoding->rules_at[pc][i], packed);
	}
}
