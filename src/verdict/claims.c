/* SPDX-License-Identifier: MIT */
#include "verdict/claims.h"

#include <stdio.h>
#include <stdlib.h>

enum { PUBLISHED_SIZE = 4, OTHER_VIEWS_MAX = 10000 };

static const struct {
	const char *name;
	const char *system;
	const char *sentence;
} hazards[] = {
#define HAZARD(id, system, sentence) {#id, system, sentence},
	CLAIM_HAZARD_MAP(HAZARD)
#undef HAZARD
};

static const struct {
	const char *name;
	const char *policy;
	const char *sentence;
} claims_known[] = {
#define CLAIM(name, text, policy, sentence) {text, policy, sentence},
	CLAIM_MAP(CLAIM)
#undef CLAIM
};

const char *claim_name(enum claim_number claim)
{
	return claims_known[claim].name;
}

const char *claim_policy(enum claim_number claim)
{
	return claims_known[claim].policy;
}

const char *claim_sentence(enum claim_number claim)
{
	return claims_known[claim].sentence;
}

const char *claim_hazard_name(enum claim_hazard hazard)
{
	return hazards[hazard].name;
}

const char *claim_hazard_sentence(enum claim_hazard hazard)
{
	return hazards[hazard].sentence;
}

static size_t row_of(const struct claims *claims, enum claim_number claim)
{
	char name[32];
	size_t row = 0;

	while (strcmp(policy_format(claims->policies[row], name, sizeof name),
		      claims_known[claim].policy) != 0)
		row++;
	return row;
}

const struct cell *claim_cell(const struct claims *claims, enum claim_number claim,
			      enum claim_hazard hazard)
{
	return &claims->cells[row_of(claims, claim)][hazard];
}

size_t claim_rival(const struct claims *claims, enum claim_hazard hazard)
{
	size_t row = 0;

	while (row < CLAIM_POLICIES && (claims->parallel[row] < 2 ||
					claims->cells[row][hazard].verdict != AGX_HOLDS))
		row++;
	return row;
}

static enum claim_answer when(const struct cell *cell, enum agx_verdict verdict)
{
	if (cell->verdict == AGX_INCONCLUSIVE)
		return CLAIM_OPEN;
	return cell->verdict == verdict ? CLAIM_YES : CLAIM_NO;
}

/* Does a policy lose under HAZARD what the mutex that is held for an encoder's life keeps? */
static enum claim_answer insufficient(const struct claims *claims, enum claim_number claim,
				      enum claim_hazard hazard)
{
	const struct cell *global = claim_cell(claims, CLAIM_MUTEX_MODELLED, hazard);

	if (global->verdict == AGX_VIOLATED)
		return CLAIM_MUTE;
	if (global->verdict == AGX_INCONCLUSIVE)
		return CLAIM_OPEN;
	return when(claim_cell(claims, claim, hazard), AGX_VIOLATED);
}

static enum claim_answer minimal(const struct claims *claims, enum claim_hazard hazard)
{
	const struct cell *global = claim_cell(claims, CLAIM_MUTEX_MODELLED, hazard);

	if (global->verdict == AGX_VIOLATED)
		return CLAIM_MUTE;
	for (size_t row = 0; row < CLAIM_POLICIES; row++) {
		if (claims->cells[row][hazard].verdict == AGX_INCONCLUSIVE)
			return CLAIM_OPEN;
	}
	return claim_rival(claims, hazard) == CLAIM_POLICIES ? CLAIM_YES : CLAIM_NO;
}

static enum claim_answer answer(const struct claims *claims, enum claim_number claim,
				enum claim_hazard hazard)
{
	const struct cell *cell = claim_cell(claims, claim, hazard);

	switch (claim) {
	case CLAIM_RACE:
		if (cell->verdict == AGX_VIOLATED)
			return cell->error == NULL_DEREF ? CLAIM_YES : CLAIM_NO;
		return when(cell, AGX_VIOLATED);
	case CLAIM_MUTEX_PRINTED:
	case CLAIM_MUTEX_MODELLED:
		return when(cell, AGX_HOLDS);
	case CLAIM_MINIMAL:
		return minimal(claims, hazard);
	default:
		return insufficient(claims, claim, hazard);
	}
}

/* Is there a policy that lets two threads encode at once and withstands everything that the global mutex does? */
static bool has_rival_everywhere(const struct claims *claims)
{
	for (size_t row = 0; row < CLAIM_POLICIES; row++) {
		bool everywhere = claims->parallel[row] >= 2;

		for (int h = 0; h < CLAIM_HAZARDS && everywhere; h++) {
			const struct cell *global =
				claim_cell(claims, CLAIM_MUTEX_MODELLED, (enum claim_hazard)h);

			everywhere = global->verdict != AGX_HOLDS ||
				     claims->cells[row][h].verdict == AGX_HOLDS;
		}
		if (everywhere)
			return true;
	}
	return false;
}

/* "Exists" and "insufficient" need one hazard, "prevents" needs all. The minimal one is minimal if nothing else withstands
 * all that it does, in part if something withstands some of it. */
static enum claim_result sum_up(const struct claims *claims, enum claim_number number)
{
	const struct claim *claim = &claims->claims[number];
	unsigned count[4] = {0};

	for (int h = 0; h < CLAIM_HAZARDS; h++)
		count[claim->answers[h]]++;
	switch (number) {
	case CLAIM_MUTEX_PRINTED:
	case CLAIM_MUTEX_MODELLED:
		if (count[CLAIM_NO] > 0)
			return CLAIM_FALSE;
		return count[CLAIM_OPEN] > 0 ? CLAIM_UNDECIDED : CLAIM_TRUE;
	case CLAIM_MINIMAL:
		if (count[CLAIM_OPEN] > 0)
			return CLAIM_UNDECIDED;
		if (has_rival_everywhere(claims))
			return CLAIM_FALSE;
		return count[CLAIM_NO] > 0 ? CLAIM_IN_PART : CLAIM_TRUE;
	default:
		if (count[CLAIM_YES] > 0)
			return CLAIM_TRUE;
		return count[CLAIM_OPEN] > 0 ? CLAIM_UNDECIDED : CLAIM_FALSE;
	}
}

static bool stopped(const struct cell_limits *limits)
{
	return limits->stop != NULL && limits->stop(limits->callback_context);
}

/* Judge SYSTEM, words of a question; after a wish to stop the cell is inconclusive. */
static enum agx_status judge(const char *system, const struct cell_limits *limits, struct cell *cell,
			     struct agx_error *err)
{
	struct question question;
	enum agx_status status = question_parse(system, &question, err);

	if (status != AGX_OK)
		return status;
	if (!stopped(limits))
		return cell_judge(&question, limits, cell, err);
	*cell = (struct cell) {.question = question,
			       .verdict = AGX_INCONCLUSIVE,
			       .outcome = CELL_INCONCLUSIVE,
			       .limit = AGX_CHECK_LIMIT_INTERRUPTED};
	return AGX_OK;
}

/* How many threads POLICY lets into calls at once, by a system without a fault. */
static enum agx_status measure(const char *policy, const struct cell_limits *limits,
			       unsigned *ret_parallel, struct agx_error *err)
{
	struct cell_limits bounded = *limits;
	char text[QUESTION_TEXT_BYTES];
	struct cell cell;
	enum agx_status status;

	bounded.bounded = true;
	(void)snprintf(text, sizeof text, "encoding threads=2 slots=2 policy=%s", policy);
	status = judge(text, &bounded, &cell, err);
	if (status != AGX_OK)
		return status;
	*ret_parallel = cell.result.gauge_max;
	cell_release(&cell);
	return AGX_OK;
}

static enum agx_status judge_row(struct claims *claims, size_t row, unsigned threads, unsigned slots,
				 const struct cell_limits *limits, struct agx_error *err)
{
	char policy[32];
	enum agx_status status;

	policy_format(claims->policies[row], policy, sizeof policy);
	status = measure(policy, limits, &claims->parallel[row], err);
	for (int h = 0; h < CLAIM_HAZARDS && status == AGX_OK; h++) {
		char text[QUESTION_TEXT_BYTES];

		(void)snprintf(text, sizeof text, "encoding threads=%u slots=%u policy=%s %s", threads,
			       slots, policy, hazards[h].system);
		status = judge(text, limits, &claims->cells[row][h], err);
	}
	return status;
}

static enum agx_status judge_published(struct claims *claims, const struct cell_limits *limits,
				       struct agx_error *err)
{
	struct cell_limits unlocked = *limits;
	char text[QUESTION_TEXT_BYTES];
	enum agx_status status;

	unlocked.guards_dropped = (UINT64_C(1) << PUBLISHED_GUARD_COUNT) - 1;
	(void)snprintf(text, sizeof text, "published-race threads=%d slots=%d", PUBLISHED_SIZE,
		       PUBLISHED_SIZE);
	status = judge(text, limits, &claims->published_race, err);
	(void)snprintf(text, sizeof text, "published-fixed threads=%d slots=%d", PUBLISHED_SIZE,
		       PUBLISHED_SIZE);
	if (status == AGX_OK)
		status = judge(text, limits, &claims->published_fixed, err);
	if (status == AGX_OK)
		status = judge(text, &unlocked, &claims->published_unlocked, err);
	return status;
}

static void list_policies(struct claims *claims)
{
	for (int kind = 0; kind < POLICY_COUNT; kind++)
		claims->policies[kind] =
			(struct policy_choice) {(enum policy_kind)kind, kind == POLICY_THROTTLE};
	claims->policies[POLICY_COUNT] = (struct policy_choice) {POLICY_THROTTLE, 2};
}

enum agx_status claims_judge(unsigned threads, unsigned slots, const struct cell_limits *limits,
			     struct claims **ret_claims, struct agx_error *err)
{
	struct claims *claims = calloc(1, sizeof *claims);
	enum agx_status status = AGX_OK;

	if (claims == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the claims");
	list_policies(claims);
	for (size_t row = 0; row < CLAIM_POLICIES && status == AGX_OK; row++)
		status = judge_row(claims, row, threads, slots, limits, err);
	if (status == AGX_OK)
		status = judge_published(claims, limits, err);
	if (status != AGX_OK) {
		claims_free(claims);
		return status;
	}
	for (int c = 0; c < CLAIMS; c++) {
		for (int h = 0; h < CLAIM_HAZARDS; h++)
			claims->claims[c].answers[h] =
				answer(claims, (enum claim_number)c, (enum claim_hazard)h);
		claims->claims[c].result = sum_up(claims, (enum claim_number)c);
	}
	*ret_claims = claims;
	return AGX_OK;
}

void claims_free(struct claims *claims)
{
	if (claims == NULL)
		return;
	for (size_t row = 0; row < CLAIM_POLICIES; row++) {
		for (int h = 0; h < CLAIM_HAZARDS; h++)
			cell_release(&claims->cells[row][h]);
	}
	cell_release(&claims->published_race);
	cell_release(&claims->published_fixed);
	cell_release(&claims->published_unlocked);
	free(claims);
}

static const struct {
	const char *name;
	const char *system;
} ablation_rows[] = {
#define ROW(name, system) {name, system},
	ABLATION_MAP(ROW)
#undef ROW
};

static const struct {
	const char *name;
	const char *faults;
	const char *with;
	unsigned only;
} ablation_columns[] = {
#define COLUMN(name, faults, with, only) {name, faults, with, only},
	ABLATION_COLUMN_MAP(COLUMN)
#undef COLUMN
};

const char *ablation_row_name(size_t row)
{
	return ablation_rows[row].name;
}

const char *ablation_column_name(size_t column)
{
	return ablation_columns[column].name;
}

enum agx_status ablation_judge(unsigned threads, unsigned slots, const struct cell_limits *limits,
			       struct ablation **ret_ablation, struct agx_error *err)
{
	struct ablation *ablation = calloc(1, sizeof *ablation);
	enum agx_status status = AGX_OK;

	if (ablation == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the parts of the fix");
	for (size_t i = 0; i < ABLATION_ROWS * ABLATION_COLUMNS && status == AGX_OK; i++) {
		size_t row = i / ABLATION_COLUMNS;
		size_t column = i % ABLATION_COLUMNS;
		struct cell_limits own = *limits;
		char text[QUESTION_TEXT_BYTES];

		if (ablation_columns[column].only != 0) { /* what goes on past errors has many views */
			own.errors_ignored = ~(UINT64_C(1) << ablation_columns[column].only);
			own.views_max = OTHER_VIEWS_MAX;
		}
		(void)snprintf(text, sizeof text, "encoding threads=%u slots=%u %s faults=%s%s%s",
			       threads, slots, ablation_rows[row].system,
			       ablation_columns[column].faults,
			       ablation_columns[column].with[0] != '\0' ? " with=" : "",
			       ablation_columns[column].with);
		status = judge(text, &own, &ablation->cells[row][column], err);
	}
	if (status != AGX_OK) {
		ablation_free(ablation);
		return status;
	}
	*ret_ablation = ablation;
	return AGX_OK;
}

void ablation_free(struct ablation *ablation)
{
	if (ablation == NULL)
		return;
	for (size_t i = 0; i < ABLATION_ROWS * ABLATION_COLUMNS; i++)
		cell_release(&ablation->cells[i / ABLATION_COLUMNS][i % ABLATION_COLUMNS]);
	free(ablation);
}
