/* SPDX-License-Identifier: MIT */
#include "sim/gpu_command.h"

#include <stddef.h>
#include <string.h>

/* FNV-1a over words (Fowler, Noll, Vo; draft-eastlake-fnv), wide enough to see a torn record. */
uint64_t sim_command_checksum(const struct sim_command *command)
{
	uint64_t words[offsetof(struct sim_command, checksum) / sizeof(uint64_t)];
	uint64_t hash = 0xcbf29ce484222325u;

	_Static_assert(offsetof(struct sim_command, checksum) % sizeof(uint64_t) == 0, "whole words");
	memcpy(words, command, sizeof words);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		hash = (hash ^ words[i]) * 0x100000001b3u;
	return hash;
}

bool sim_residency_add(struct sim_residency *residency, const struct sim_buffer *buffer)
{
	size_t hash = (size_t)(((uintptr_t)buffer >> 4) * 0x9e3779b97f4a7c15u >> 32);

	for (size_t i = 0; i < SIM_RESIDENCY_SLOTS; i++) {
		const struct sim_buffer **entry =
			&residency->entries[(hash + i) % SIM_RESIDENCY_SLOTS];

		if (*entry == buffer)
			return false;
		if (*entry == NULL) {
			*entry = buffer;
			return true;
		}
	}
	return false;
}

/* Row by row, so that the sums of a column are added in the same order whatever the vector width:
 * results are equal bit for bit on every machine with IEEE single precision. */
void sim_kernel_linear(const float *input, size_t inputs, const float *weights, const float *bias,
		       float *restrict out, size_t outputs)
{
	memcpy(out, bias, outputs * sizeof *out);
	for (size_t i = 0; i < inputs; i++) {
		const float *row = weights + i * outputs;
		float x = input[i];

		for (size_t j = 0; j < outputs; j++)
			out[j] += x * row[j];
	}
}

/* Where binding INDEX points if it holds at least COUNT floats; NULL otherwise: the GPU's page fault. */
static float *at(const struct sim_command *command, unsigned index, size_t count)
{
	const struct sim_binding *binding = &command->bindings[index];

	if (binding->buffer == NULL || binding->offset > binding->buffer->count ||
	    binding->buffer->count - binding->offset < count)
		return NULL;
	return binding->buffer->contents + binding->offset;
}

static bool execute_copy(const struct sim_command *command, float *out, size_t count)
{
	const float *a = at(command, 0, count);

	if (a == NULL)
		return false;
	memmove(out, a, count * sizeof *out);
	return true;
}

static bool execute_add(const struct sim_command *command, float *out, size_t count)
{
	const float *a = at(command, 0, count);
	const float *b = at(command, 2, count);

	if (a == NULL || b == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		out[i] = a[i] + b[i];
	return true;
}

static bool execute_linear(const struct sim_command *command, float *out, size_t count)
{
	const float *a = at(command, 0, 1);
	size_t inputs = a == NULL ? 0 : command->bindings[0].buffer->count;
	const float *weights = at(command, 2, inputs * count);
	const float *bias = at(command, 3, count);

	if (inputs == 0 || weights == NULL || bias == NULL || a == out)
		return false;
	sim_kernel_linear(a, inputs, weights, bias, out, count);
	return true;
}

bool sim_command_execute(const struct sim_command *command)
{
	size_t count = command->threads[0];
	float *out;
	bool done = false;

	if (command->checksum != sim_command_checksum(command))
		return false;
	out = at(command, 1, count);
	if (command->pipeline == NULL || out == NULL)
		return false;
	switch (command->pipeline->kernel) {
	case SIM_KERNEL_COPY:
		done = execute_copy(command, out, count);
		break;
	case SIM_KERNEL_ADD:
		done = execute_add(command, out, count);
		break;
	case SIM_KERNEL_LINEAR:
		done = execute_linear(command, out, count);
		break;
	}
	return done && (command->expected == NULL ||
			memcmp(out, command->expected, count * sizeof *out) == 0);
}
