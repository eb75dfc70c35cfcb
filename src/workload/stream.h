/* SPDX-License-Identifier: MIT */
/* A framework's stream: a queue with the command buffer and the encoder that are open on it, kept open from call to
 * call so that kernels coalesce, and ended by synchronize (PyTorch's MPSStream, MLX's CommandEncoder).
 *
 * Its fields are not protected by themselves. Whoever works on a stream holds the stream's own lock (unless the fault
 * shared-stream or the choice of one stream per thread says otherwise) or what the policy gives. */
#ifndef AGX_WORKLOAD_STREAM_H
#define AGX_WORKLOAD_STREAM_H

#include "policy/policy.h"
#include "sim/sim.h"

#include <pthread.h>

struct stream {
	unsigned index;
	struct policy *policy;
	struct sim_queue *queue;
	struct sim_command_buffer *buffer; /* NULL: none open */
	struct sim_encoder *encoder;       /* NULL: none open */
	/* The framework's own lock: excludes the threads that share the stream, from stream_begin to stream_finish. */
	pthread_mutex_t lock;
	bool has_lock;   /* the framework uses it */
};

/* The caller destroys it with stream_release. Returns AGX_OK or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status stream_init(struct stream *stream, unsigned index, struct sim_device *device,
					 struct policy *policy, bool has_lock, struct agx_error *err);
void stream_release(struct stream *stream);

/* Begin to encode: enters the stream's lock and the policy's widest scope. */
void stream_begin(struct stream *stream);

/* The open encoder; opened if there is none. NULL when the driver has no memory or context for one. */
struct sim_encoder *stream_encoder(struct stream *stream);

/* End and commit what is open, and leave what stream_begin entered. Returns the committed buffer, which the caller
 * waits for and releases; NULL if nothing was open. */
struct sim_command_buffer *stream_finish(struct stream *stream);

/* End and commit what is open on a stream that another thread may be using, as synchronizeAllStreams does: in the
 * policy's scope, but without the stream's own lock. Returns as stream_finish. */
struct sim_command_buffer *stream_end_foreign(struct stream *stream);

/* Wait for BUFFER and release it in the policy's scope; nothing for NULL. */
void stream_wait(struct stream *stream, struct sim_command_buffer *buffer);
void stream_drop(struct stream *stream, struct sim_command_buffer *buffer);

/* Encoder calls in the policy's scope. A call on a NULL encoder does nothing: a message to nil. */
void stream_set_pipeline(struct stream *stream, struct sim_encoder *encoder,
			 const struct sim_pipeline *pipeline);
void stream_set_buffers(struct stream *stream, struct sim_encoder *encoder,
			const struct sim_buffer *const *buffers, unsigned count);
void stream_dispatch(struct stream *stream, struct sim_encoder *encoder, uint32_t threads,
		     const float *expected);

#endif
