/* SPDX-License-Identifier: MIT */
#include "verdict/vacuity.h"

#include <stdio.h>

static const char *const role_names[] = {
#define ROLE_NAME(name, text) [name] = text,
	VACUITY_MAP(ROLE_NAME)
#undef ROLE_NAME
};

const char *vacuity_role_name(enum vacuity_role role)
{
	return role_names[role];
}

/* The guards that stand for locks: all of a published model, those before the pool's in the uniform one. */
static uint64_t locks_of(const struct question *question)
{
	return question->kind == QUESTION_ENCODING ? (UINT64_C(1) << GUARD_find_free) - 1 : UINT64_MAX;
}

/* CELL without the guards DROPPED besides those that it has left out already. */
static enum agx_status judge_without(const struct cell *cell, const struct cell_limits *limits,
				     uint64_t dropped, struct cell *ret_cell, struct agx_error *err)
{
	struct cell_limits without = *limits;

	without.guards_dropped |= dropped;
	without.certificate = NULL;
	without.hazards = false;
	without.bounded = true;
	without.explore_all = false;
	if (without.states_max == 0 || without.states_max > 2 * VACUITY_STATES_MAX)
		without.states_max = 2 * VACUITY_STATES_MAX;
	return cell_judge(&cell->question, &without, ret_cell, err);
}

static enum agx_status judge_guard(const struct cell *cell, const struct cell_limits *limits,
				   struct vacuity_guard *guard, struct agx_error *err)
{
	struct cell without;
	enum agx_status status;

	if ((cell->result.guards_false >> guard->guard & 1) == 0) {
		guard->role = VACUITY_IDLE;
		return AGX_OK;
	}
	status = judge_without(cell, limits, UINT64_C(1) << guard->guard, &without, err);
	if (status != AGX_OK)
		return status;
	guard->role = without.verdict == AGX_VIOLATED ? VACUITY_NEEDED
		      : without.verdict == AGX_HOLDS  ? VACUITY_REDUNDANT
						      : VACUITY_OPEN;
	if (guard->role == VACUITY_NEEDED)
		(void)snprintf(guard->without, sizeof guard->without, "%s in %zu states",
			       cell_hazard_name(&without), without.result.path.length);
	cell_release(&without);
	return AGX_OK;
}

static enum agx_status judge_locks(const struct cell *cell, const struct cell_limits *limits,
				   uint64_t locks, struct vacuity *vacuity, struct agx_error *err)
{
	struct cell without;
	enum agx_status status;

	vacuity->locks = (size_t)__builtin_popcountll(locks);
	if (locks == 0)
		return AGX_OK;
	status = judge_without(cell, limits, locks, &without, err);
	if (status != AGX_OK)
		return status;
	vacuity->holds_without_locks = without.verdict == AGX_HOLDS;
	cell_release(&without);
	return AGX_OK;
}

static void judge_invariants(const struct agx_check_model *model, struct vacuity *vacuity)
{
	uint64_t unbroken = agx_check_vacuous_invariants(model);

	for (size_t i = 0; i < model->invariant_count && i < VACUITY_INVARIANTS_MAX; i++) {
		if ((unbroken >> i & 1) != 0)
			vacuity->unbroken[vacuity->unbroken_count++] = model->invariants[i].name;
	}
}

enum agx_status vacuity_judge(const struct cell *cell, const struct cell_limits *limits,
			      struct vacuity *ret_vacuity, struct agx_error *err)
{
	uint64_t active = (cell->result.guards_true | cell->result.guards_false) & ~limits->guards_dropped;
	struct vacuity vacuity = {.judged = cell->result.distinct <= VACUITY_STATES_MAX};
	struct question_model model;
	enum agx_status status = question_open(&cell->question, &model, err);

	if (status != AGX_OK)
		return status;
	judge_invariants(model.check, &vacuity);
	for (unsigned g = 0; g < model.check->guard_count && vacuity.judged && status == AGX_OK; g++) {
		struct vacuity_guard *guard = &vacuity.guards[vacuity.count];

		if ((active >> g & 1) == 0)
			continue;
		*guard = (struct vacuity_guard) {.guard = g, .name = model.check->guards[g]};
		status = judge_guard(cell, limits, guard, err);
		vacuity.count++;
	}
	if (status == AGX_OK && vacuity.judged)
		status = judge_locks(cell, limits, active & locks_of(&cell->question), &vacuity, err);
	question_close(&model);
	if (status == AGX_OK)
		*ret_vacuity = vacuity;
	return status;
}
