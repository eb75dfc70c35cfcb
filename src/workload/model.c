/* SPDX-License-Identifier: MIT */
#include "base/random.h"
#include "workload/workload_internal.h"

#include <stdlib.h>

static struct sim_buffer carve(float **storage, size_t count)
{
	struct sim_buffer buffer = {*storage, count};

	*storage += count;
	return buffer;
}

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
	float *storage = malloc((n * n + n + 2 * MODEL_INPUTS * n) * sizeof *storage);

	if (storage == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the model");
	model->storage = storage;
	model->weights = carve(&storage, n * n);
	model->bias = carve(&storage, n);
	fill(&model->weights, &random);
	fill(&model->bias, &random);
	for (unsigned i = 0; i < MODEL_INPUTS; i++) {
		model->inputs[i] = carve(&storage, n);
		model->expected[i] = carve(&storage, n);
		fill(&model->inputs[i], &random);
		sim_kernel_linear(model->inputs[i].contents, n, model->weights.contents,
				  model->bias.contents, model->expected[i].contents, n);
	}
	return AGX_OK;
}

void model_release(struct model *model)
{
	free(model->storage);
}
