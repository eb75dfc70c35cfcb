/* SPDX-License-Identifier: MIT */
/* What an encoder writes and the GPU executes: resources, pipelines and command records.
 *
 * A record is a snapshot: kernel, all bindings, sizes, and a checksum over them that the GPU verifies, so that
 * a record torn by two threads is told, not executed. */
#ifndef AGX_SIM_GPU_COMMAND_H
#define AGX_SIM_GPU_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sim_kernel {
	SIM_KERNEL_COPY,   /* out[i] = a[i]: bindings 0 a, 1 out */
	SIM_KERNEL_ADD,    /* out[i] = a[i] + b[i]: bindings 0 a, 1 out, 2 b */
	SIM_KERNEL_LINEAR, /* out = weights^T a + bias: bindings 0 a, 1 out, 2 weights (in x out), 3 bias */
};

/* MTLBuffer. The client owns it and keeps it until the buffers that use it have completed. */
struct sim_buffer {
	float *contents;
	size_t count; /* floats */
};

/* MTLComputePipelineState. Immutable; shared by any number of threads. */
struct sim_pipeline {
	enum sim_kernel kernel;
	uint32_t spill_bytes; /* not 0: dispatching allocates a spill buffer */
	uint32_t threads_per_group_max;
};

struct sim_binding {
	const struct sim_buffer *buffer;
	size_t offset; /* floats */
	size_t attribute_stride;
};

/* Entries of Metal's argument tables (Metal feature set tables). */
enum { SIM_BINDINGS = 31, SIM_SAMPLERS = 16 };

struct sim_command {
	const struct sim_pipeline *pipeline;
	uint64_t client;     /* stream that the encoding thread worked for */
	uint32_t threads[3]; /* grid */
	uint32_t group[3];
	uint32_t spill_bytes;
	uint32_t sequence;   /* position in its encoder */
	struct sim_binding bindings[SIM_BINDINGS];
	uint64_t samplers[SIM_SAMPLERS];
	const float *expected; /* what out must hold afterwards, bit for bit; NULL: unchecked */
	uint64_t checksum;     /* of all of the above */
};

/* The device's configured number of records. A growing array would move under a racing writer; a fixed one,
 * and a writer that reads its position once, stay within whatever races. */
struct command_list {
	struct sim_command *records; /* NULL until the first command; the device owns them */
	uint32_t count;
};

/* The set of resources a context has made resident, open addressing; full: the rest is not tracked. */
enum { SIM_RESIDENCY_SLOTS = 64 };
struct sim_residency {
	const struct sim_buffer *entries[SIM_RESIDENCY_SLOTS];
};

uint64_t sim_command_checksum(const struct sim_command *command);

/* Remember BUFFER. Returns true if it was not there before. */
bool sim_residency_add(struct sim_residency *residency, const struct sim_buffer *buffer);

/* Execute COMMAND on the CPU. Returns false when the result differs from expected, or the record is torn. */
bool sim_command_execute(const struct sim_command *command);

/* The kernels themselves, for references. OUT and inputs do not overlap; LINEAR: OUTPUTS columns. */
void sim_kernel_linear(const float *input, size_t inputs, const float *weights, const float *bias,
		       float *out, size_t outputs);

#endif
