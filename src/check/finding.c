/* SPDX-License-Identifier: MIT */
#include "check/search.h"

#include <stdlib.h>

void finding_keep(struct finding *best, const struct finding *other, unsigned words)
{
	int order = 0;

	if (other->kind == AGX_CHECK_NONE)
		return;
	if (best->kind != AGX_CHECK_NONE) {
		if (other->length != best->length)
			order = other->length < best->length ? -1 : 1;
		for (unsigned i = 0; order == 0 && i < words; i++) {
			if (other->state[i] != best->state[i])
				order = other->state[i] < best->state[i] ? -1 : 1;
		}
		if (order > 0 || (order == 0 && other->step >= best->step))
			return;
	}
	*best = *other;
}

bool out_init(struct agx_check_out *out, const struct agx_check_model *model,
	      const struct agx_check_options *options, size_t states)
{
	size_t capacity = states * model->successors_max;

	*out = (struct agx_check_out) {.capacity = capacity,
				       .words = model->words,
				       .guards_dropped = options->guards_dropped};
	out->states = malloc(capacity * model->words * sizeof *out->states);
	out->steps = malloc(capacity * sizeof *out->steps);
	return out->states != NULL && out->steps != NULL;
}

void out_release(struct agx_check_out *out)
{
	free(out->states);
	free(out->steps);
	out->states = NULL;
	out->steps = NULL;
}
