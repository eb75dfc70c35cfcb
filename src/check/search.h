/* SPDX-License-Identifier: MIT */
/* The breadth-first search behind agx_check_run, in parts that its users share. */
#ifndef AGX_CHECK_SEARCH_H
#define AGX_CHECK_SEARCH_H

#include "agxrace/check.h"
#include "check/state_table.h"
#include "check/symmetry.h"

/* Something bad, and where: STATE is where it is (a deadlock, a broken invariant) or where STEP leaves from. */
struct finding {
	enum agx_check_kind kind;
	size_t what;
	size_t length; /* states of the counterexample */
	uint64_t state[AGX_CHECK_WORDS_MAX];
	uint32_t step; /* errors only */
};

/* Keep the shorter of two findings, and of equals the one whose state is less, so that the choice does not depend on
 * who found it first. */
void finding_keep(struct finding *best, const struct finding *other, unsigned words);

/* The buffer of a successor function. False on lack of memory. */
bool out_init(struct agx_check_out *out, const struct agx_check_model *model,
	      const struct agx_check_options *options, size_t states);
void out_release(struct agx_check_out *out);

/* Is ERROR one that counts? Errors above 63 cannot be ignored. */
static inline bool error_counts(uint64_t errors_ignored, unsigned error)
{
	return error != 0 && (error >= 64 || (errors_ignored >> error & 1) == 0);
}

/* The whole search, all workers. FINDING of kind AGX_CHECK_NONE: nothing bad. */
enum agx_status search_run(const struct agx_check_model *model,
			   const struct agx_check_options *options, const struct symmetry *symmetry,
			   struct agx_check_result *result, struct finding *ret_finding,
			   struct agx_error *err);

/* A shortest path to FINDING, by a second search that keeps each state's predecessor. SYMMETRY may be NULL. Returns
 * AGX_OK (with a path, or without one and why in *RET_LIMIT), or AGX_FAILED for a model that is not what it says. */
enum agx_status path_find(const struct agx_check_model *model, const struct agx_check_options *options,
			  const struct symmetry *symmetry, const struct finding *finding,
			  struct agx_check_path *ret_path, enum agx_check_limit *ret_limit,
			  struct agx_error *err);

/* Partial deadlock and starvation, on the graph of all states, of which there are DISTINCT. Sets *RET_FINDING and, where it is
 * a lasso, *RET_PATH. Returns why it was given up, with nothing found. */
enum agx_check_limit graph_check(const struct agx_check_model *model,
				 const struct agx_check_options *options, uint64_t distinct,
				 struct finding *ret_finding, struct agx_check_path *ret_path);

#endif
