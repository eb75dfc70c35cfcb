/* SPDX-License-Identifier: MIT */
#include "base/random.h"
#include "workload/workload_internal.h"

#include <stdlib.h>

/* Uniform in [-1, 1), exact in single precision. */
static void fill(struct sim_buffer *buffer, struct agx_random *random)
{
	for (size_t i = 0; i < buffer->count; i++)
		buffer->contents[i] =
			(float)(int32_t)agx_random_below(random, 1 << 20) / (float)(1 << 19) - 1.0f;
}

enum agx_status model_init(struct model *model, uint64_t seed, struct agx_error *err)
{
	struct agx_random random = agx_random_split(seed, 0);
	size_t n = MODEL_FEATURES;
	float *storage = malloc((n * n + n) * sizeof *storage);

	if (storage == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the model");
	model->storage = storage;
	model->weights = (struct sim_buffer) {storage, n * n};
	model->bias = (struct sim_buffer) {storage + n * n, n};
	fill(&model->weights, &random);
	fill(&model->bias, &random);
	return AGX_OK;
}

void model_release(struct model *model)
{
	free(model->storage);
}
