/* SPDX-License-Identifier: MIT */
/* The driver's encoding stack as a client sees it: Metal's objects, calls and assertions. The shape is that
 * of the real stack as public decompilations and crash reports show it; one file per object.
 *
 *	struct sim_device *device = ...;
 *	struct sim_queue *queue = sim_queue_new(device);
 *	struct sim_command_buffer *buffer = sim_queue_commandBuffer(queue);
 *	struct sim_encoder *encoder = sim_command_buffer_computeCommandEncoder(buffer);
 *	sim_encoder_setComputePipelineState(encoder, &add);
 *	sim_encoder_setBuffer(encoder, &a, 0, 0);
 *	sim_encoder_dispatchThreads(encoder, 512, 256, NULL);
 *	sim_encoder_endEncoding(encoder);
 *	sim_command_buffer_commit(buffer);
 *	sim_command_buffer_waitUntilCompleted(buffer);
 *	sim_command_buffer_release(buffer);
 *
 * Who must serialise (X: the caller; -: the driver does; s: same object only):
 *			device	queue	buffer	encoder
 *	device		-	-	-	-
 *	queue		-	-	-	-
 *	command buffer	-	-	X s	X own
 *	encoder		-	-	X own	X s
 *
 * Objects live in memory that the device keeps until it is released: an ended encoder or a completed
 * buffer is recycled, so a stale pointer stays readable and may name somebody else's object.
 *
 * What Metal asserts ends the process with SIGABRT and Metal's text (trace/abort_message.h). */
#ifndef AGX_SIM_SIM_H
#define AGX_SIM_SIM_H

#include "agxrace/status.h"
#include "sim/gpu_command.h"
#include "sim/sim_config.h"

#include <stdbool.h>
#include <stdint.h>

struct sim_device;
struct sim_queue;
struct sim_command_buffer;
struct sim_encoder;

enum { SIM_BUFFERS_IN_FLIGHT = 64 }; /* per queue; the next commandBuffer waits */

/* Totals since the device was made. */
struct sim_counters {
	uint64_t executed;       /* commands */
	uint64_t buffers;        /* command buffers completed */
	uint64_t lost_calls;     /* dropped by a fix that found _impl cleared */
	uint64_t foreign_commands; /* encoded for one client, executed in another's command buffer */
	uint64_t wrong_results;  /* torn, faulting or with another output than expected */
};

/* Who the calling thread encodes for; commands and command buffers carry it. 0: nobody in particular. */
void sim_set_client(uint64_t client);

/* Returns AGX_OK, AGX_USAGE (a size out of range), AGX_NO_MEMORY or AGX_FAILED (no GPU thread). */
AGX_MUST_USE enum agx_status sim_device_new(const struct sim_config *config, struct sim_device **ret_device,
					    struct agx_error *err);
/* Waits for the GPU to finish what was committed. No other call may be under way or follow. */
void sim_device_release(struct sim_device *device);
const struct sim_config *sim_device_config(const struct sim_device *device);
/* Exact when nothing is in flight. */
struct sim_counters sim_device_counters(struct sim_device *device);

/* NULL on lack of memory. Lives until the device is released. */
struct sim_queue *sim_queue_new(struct sim_device *device);

/* Blocks while 64 buffers of the queue are uncompleted. NULL on lack of memory. The caller releases it. */
struct sim_command_buffer *sim_queue_commandBuffer(struct sim_queue *queue);

/* Asserts that the buffer is uncommitted and has no open encoder. The encoder belongs to the buffer: no
 * release. May return the object that the previous encoder was, re-initialised. */
struct sim_encoder *sim_command_buffer_computeCommandEncoder(struct sim_command_buffer *buffer);

/* HANDLER runs once on the completion thread. At most one per buffer; asserts that it is uncommitted. */
void sim_command_buffer_addCompletedHandler(struct sim_command_buffer *buffer,
					    void (*handler)(void *context), void *context);

/* Asserts that the buffer is uncommitted and has no open encoder. */
void sim_command_buffer_commit(struct sim_command_buffer *buffer);

/* Blocks until the GPU has executed the committed buffer. */
void sim_command_buffer_waitUntilCompleted(struct sim_command_buffer *buffer);

/* Drop the buffer: uncommitted, or after it completed, or before (then it is recycled on completion).
 * Asserts that its encoder was ended. */
void sim_command_buffer_release(struct sim_command_buffer *buffer);

bool sim_command_buffer_has_open_encoder(const struct sim_command_buffer *buffer);

void sim_encoder_setComputePipelineState(struct sim_encoder *encoder,
					 const struct sim_pipeline *pipeline);
/* INDEX below SIM_BINDINGS. */
void sim_encoder_setBuffer(struct sim_encoder *encoder, const struct sim_buffer *buffer, size_t offset,
			   unsigned index);
/* setBuffers:offsets:withRange: from index 0, offsets 0. COUNT at most SIM_BINDINGS. */
void sim_encoder_setBuffers(struct sim_encoder *encoder, const struct sim_buffer *const *buffers,
			    unsigned count);
/* THREADS in the grid, PER_GROUP in a threadgroup. EXPECTED: what the output must be (gpu_command.h); NULL. */
void sim_encoder_dispatchThreads(struct sim_encoder *encoder, uint32_t threads, uint32_t per_group,
				 const float *expected);
void sim_encoder_endEncoding(struct sim_encoder *encoder);

#endif
