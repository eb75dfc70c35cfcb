/* SPDX-License-Identifier: MIT */
/* The driver's per-encoder state, ContextCommon in its symbols. Slots of a pool that lives as long as the
 * device: the memory of a released context stays mapped and is handed to the next encoder.
 *
 * Offsets are those of the reported faults (the bug report: 0x5c8, 0x98, 0x184; further reports of the same
 * workload: 0x5f4, 0x5d8, 0x638, and 0x3b90 in setBuffer:offset:atIndex:). Whoever loads a NULL `_impl` and
 * goes on faults there by its own load or store.
 *
 * Who may touch what:
 *	call state, bindings, commands   the one encoder whose _impl points here
 *	owner, generation                the pool's lock
 *	gate, references                 atomics, see context_gate.h and context_pool.h */
#ifndef AGX_SIM_CONTEXT_H
#define AGX_SIM_CONTEXT_H

#include "sim/gpu_command.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct sim_encoder;
struct sim_pipeline;

struct context_common {
	uint8_t unnamed_000[0x98];
	uint64_t segment_cursor; /* prepareForEnqueue reads it: where the next command goes */
	uint8_t unnamed_0a0[0x184 - 0xa0];
	uint32_t spill_bytes; /* allocateUSCSpillBuffer writes it */
	uint8_t unnamed_188[0x5c8 - 0x188];
	const struct sim_pipeline *pipeline; /* setComputePipelineState reads it first: bound already? */
	uint8_t unnamed_5d0[0x5d8 - 0x5d0];
	uint64_t residency_count; /* resources used so far */
	uint8_t unnamed_5e0[0x5f4 - 0x5e0];
	uint32_t threads_per_group_max; /* dispatchThreads reads it to check the size */
	uint8_t unnamed_5f8[0x638 - 0x5f8];
	uint64_t dispatch_count;

	/* The simulation's own book-keeping. */
	uint32_t slot;
	uint32_t generation;        /* counts claims of this slot */
	struct sim_encoder *owner;  /* whose _impl points here; NULL when torn down */
	_Atomic uint32_t gate;      /* context_gate.h: 0 open, 1 taken */
	_Atomic uint32_t references; /* counted fixes only; 0: free */
	struct command_list commands; /* encoded so far, in the command buffer's storage */
	struct sim_residency residency;
	uint8_t unnamed_rest[0x3b90 - (0x638 + 8 + 4 + 4 + 8 + 4 + 4 + sizeof(struct command_list) +
				       sizeof(struct sim_residency))];
	struct sim_binding bindings[SIM_BINDINGS]; /* setBuffer writes them */
	uint64_t samplers[SIM_SAMPLERS];
};

_Static_assert(offsetof(struct context_common, segment_cursor) == 0x98, "prepareForEnqueue");
_Static_assert(offsetof(struct context_common, spill_bytes) == 0x184, "allocateUSCSpillBuffer");
_Static_assert(offsetof(struct context_common, pipeline) == 0x5c8, "setComputePipelineState");
_Static_assert(offsetof(struct context_common, residency_count) == 0x5d8, "residency");
_Static_assert(offsetof(struct context_common, threads_per_group_max) == 0x5f4, "dispatchThreads");
_Static_assert(offsetof(struct context_common, dispatch_count) == 0x638, "dispatch count");
_Static_assert(offsetof(struct context_common, bindings) == 0x3b90, "setBuffer");

#endif
