/* SPDX-License-Identifier: MIT */
/* Peterson's lock (Peterson, "Myths about the mutual exclusion problem", Information Processing Letters 12(3), 1981):
 *
 *	flag[me] = true; turn = other;
 *	while (flag[other] && turn == other) ;
 *	critical section; flag[me] = false;
 *
 * checked for mutual exclusion, deadlock, and progress under weak fairness; and with its two stores swapped, which a
 * compiler or a processor does that is not told otherwise.
 *
 *	peterson		exit 0: the lock holds and the swapped one is violated; 1: not so
 *
 * Each store and each test is one step, and memory is sequentially consistent: that is what the model says. */
#include <agxrace/check.h>

#include <stdio.h>

enum location { AWAY, FIRST_STORE, SECOND_STORE, WAITING, INSIDE };
enum action { WANT, SET_FLAG, SET_TURN, ENTER, LEAVE };

/* One word: a thread's location in three bits each, then the flags, then whose turn it is. */
enum { LOCATION_BITS = 3, FLAG_SHIFT = 2 * LOCATION_BITS, TURN_SHIFT = FLAG_SHIFT + 2 };

struct lock {
	bool swapped; /* turn is stored before the flag */
};

static enum location location_of(uint64_t state, unsigned thread)
{
	return (enum location)(state >> thread * LOCATION_BITS & 7);
}

static uint64_t move_to(uint64_t state, unsigned thread, enum location location)
{
	unsigned shift = thread * LOCATION_BITS;

	return (state & ~(UINT64_C(7) << shift)) | (uint64_t)location << shift;
}

static bool flag_of(uint64_t state, unsigned thread)
{
	return (state >> (FLAG_SHIFT + thread) & 1) != 0;
}

static uint64_t with_flag(uint64_t state, unsigned thread, bool value)
{
	uint64_t bit = UINT64_C(1) << (FLAG_SHIFT + thread);

	return value ? state | bit : state & ~bit;
}

static uint64_t with_turn(uint64_t state, unsigned thread)
{
	return (state & ~(UINT64_C(1) << TURN_SHIFT)) | (uint64_t)thread << TURN_SHIFT;
}

static void initial(const void *context, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, 0, 0, 0);
}

/* One of the two stores, and on to NEXT. */
static void store(uint64_t state, unsigned thread, bool to_flag, enum location next,
		  struct agx_check_out *out)
{
	uint64_t after = to_flag ? with_flag(state, thread, true) : with_turn(state, 1 - thread);

	agx_check_emit_word(out, move_to(after, thread, next),
			    agx_check_step(thread, to_flag ? SET_FLAG : SET_TURN, 0), 0);
}

static void successors(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	const struct lock *lock = context;

	for (unsigned t = 0; t < 2; t++) {
		unsigned turn = (unsigned)(*state >> TURN_SHIFT & 1);

		switch (location_of(*state, t)) {
		case AWAY:
			agx_check_emit_word(out, move_to(*state, t, FIRST_STORE),
					    agx_check_step(t, WANT, 0), 0);
			break;
		case FIRST_STORE:
			store(*state, t, !lock->swapped, SECOND_STORE, out);
			break;
		case SECOND_STORE:
			store(*state, t, lock->swapped, WAITING, out);
			break;
		case WAITING:
			if (!flag_of(*state, 1 - t) || turn == t)
				agx_check_emit_word(out, move_to(*state, t, INSIDE),
						    agx_check_step(t, ENTER, 0), 0);
			break;
		case INSIDE:
			agx_check_emit_word(out, with_flag(move_to(*state, t, AWAY), t, false),
					    agx_check_step(t, LEAVE, 0), 0);
			break;
		}
	}
}

static bool at_most_one_inside(const void *context, const uint64_t *state)
{
	(void)context;
	return location_of(*state, 0) != INSIDE || location_of(*state, 1) != INSIDE;
}

/* Nobody has to want the lock. */
static bool at_rest(const void *context, const uint64_t *state, unsigned thread)
{
	(void)context;
	return location_of(*state, thread) == AWAY;
}

/* Who wants the lock must get it in the end. */
static bool waits(const void *context, const uint64_t *state, unsigned thread)
{
	enum location location = location_of(*state, thread);

	(void)context;
	return location != AWAY && location != INSIDE;
}

static void describe(const void *context, uint32_t step, const uint64_t *before, const uint64_t *after,
		     struct agx_check_label *ret_label)
{
	static const char *const operations[] = {"wants the lock", "flag[me] = true", "turn = other", "enters",
						 "leaves"};

	(void)context;
	(void)before;
	(void)after;
	*ret_label = (struct agx_check_label) {.column = agx_check_step_actor(step)};
	(void)snprintf(ret_label->operation, sizeof ret_label->operation, "%s",
		       operations[agx_check_step_action(step)]);
}

static struct agx_check_model model_of(const struct lock *lock)
{
	static const struct agx_check_invariant invariants[] = {{"mutual exclusion", at_most_one_inside}};
	static const char *const threads[] = {"thread 0", "thread 1"};

	return (struct agx_check_model) {
		.name = lock->swapped ? "Peterson's lock, stores swapped" : "Peterson's lock",
		.context = lock,
		.words = 1,
		.successors_max = 2,
		.initial = initial,
		.successors = successors,
		.invariants = invariants,
		.invariant_count = 1,
		.at_rest = at_rest,
		.waits = waits,
		.actors = threads,
		.actor_count = 2,
		.describe = describe,
	};
}

static void print_path(const struct agx_check_model *model, const struct agx_check_path *path)
{
	for (size_t i = 0; i + 1 < path->length; i++) {
		struct agx_check_label label;

		model->describe(model->context, path->steps[i], path->states + i, path->states + i + 1, &label);
		(void)printf("  %zu. %*s%s: %s\n", i + 1, (int)label.column * 24, "",
			     model->actors[label.column], label.operation);
	}
}

/* Check LOCK and say what was found; false when it could not be done. */
static bool check(const struct lock *lock, enum agx_verdict *ret_verdict)
{
	const struct agx_check_model model = model_of(lock);
	const struct agx_check_options options = {.deadlock = true, .progress = true};
	struct agx_check_result result;
	struct agx_error error;

	if (agx_check_run(&model, &options, &result, &error) != AGX_OK) {
		(void)fprintf(stderr, "peterson: %s\n", error.text);
		return false;
	}
	(void)printf("%s: %s, %llu states", model.name, agx_verdict_text(result.verdict),
		     (unsigned long long)result.distinct);
	if (result.kind == AGX_CHECK_INVARIANT)
		(void)printf("; not kept: %s, counterexample of %zu states", model.invariants[result.what].name,
			     result.path.length);
	else if (result.verdict == AGX_VIOLATED)
		(void)printf("; %s", agx_check_kind_text(result.kind));
	else
		(void)printf("; mutual exclusion, no deadlock, progress under weak fairness");
	(void)printf("\n");
	print_path(&model, &result.path);
	*ret_verdict = result.verdict;
	agx_check_result_release(&result);
	return true;
}

int main(void)
{
	const struct lock right = {.swapped = false};
	const struct lock wrong = {.swapped = true};
	enum agx_verdict verdicts[2];

	if (!check(&right, &verdicts[0]) || !check(&wrong, &verdicts[1]))
		return 1;
	return verdicts[0] == AGX_HOLDS && verdicts[1] == AGX_VIOLATED ? 0 : 1;
}
