/* SPDX-License-Identifier: MIT */
#include "workload/stream.h"

#include "trace/activity.h"

enum { THREADS_PER_GROUP = 256 };

enum agx_status stream_init(struct stream *stream, unsigned index, struct sim_device *device,
			    struct policy *policy, bool has_lock, struct agx_error *err)
{
	*stream = (struct stream) {.index = index, .policy = policy, .has_lock = has_lock};
	stream->queue = sim_queue_new(device);
	if (stream->queue == NULL || pthread_mutex_init(&stream->lock, NULL) != 0)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for stream %u", index);
	return AGX_OK;
}

void stream_release(struct stream *stream)
{
	pthread_mutex_destroy(&stream->lock);
}

void stream_begin(struct stream *stream)
{
	if (stream->has_lock)
		pthread_mutex_lock(&stream->lock);
	policy_enter(stream->policy, POLICY_SCOPE_ENCODER, stream->index, 0);
}

static uint64_t encoder_key(const struct stream *stream)
{
	return stream->index + 1; /* one encoder at a time is open on a stream */
}

struct sim_encoder *stream_encoder(struct stream *stream)
{
	struct activity_mark mark = activity_enter("commandEncoder", "stream", stream->index);
	struct sim_encoder *encoder;

	policy_enter(stream->policy, POLICY_SCOPE_CREATE, stream->index, 0);
	sim_set_client(stream->index + 1);
	if (stream->buffer == NULL)
		stream->buffer = sim_queue_commandBuffer(stream->queue);
	if (stream->encoder == NULL && stream->buffer != NULL)
		stream->encoder = sim_command_buffer_computeCommandEncoder(stream->buffer);
	encoder = stream->encoder;
	policy_leave(stream->policy, POLICY_SCOPE_CREATE, stream->index, 0);
	activity_leave(mark);
	return encoder;
}

/* End the encoder and commit the buffer, each a call of its own. */
static struct sim_command_buffer *end_and_commit(struct stream *stream)
{
	struct sim_command_buffer *buffer;
	struct sim_encoder *encoder;

	policy_enter(stream->policy, POLICY_SCOPE_DESTROY, stream->index, encoder_key(stream));
	encoder = stream->encoder;
	stream->encoder = NULL;
	if (encoder != NULL)
		sim_encoder_endEncoding(encoder);
	policy_leave(stream->policy, POLICY_SCOPE_DESTROY, stream->index, encoder_key(stream));

	policy_enter(stream->policy, POLICY_SCOPE_DESTROY, stream->index, encoder_key(stream));
	buffer = stream->buffer;
	stream->buffer = NULL;
	if (buffer != NULL)
		sim_command_buffer_commit(buffer);
	policy_leave(stream->policy, POLICY_SCOPE_DESTROY, stream->index, encoder_key(stream));
	return buffer;
}

struct sim_command_buffer *stream_finish(struct stream *stream)
{
	struct sim_command_buffer *buffer = end_and_commit(stream);

	policy_leave(stream->policy, POLICY_SCOPE_ENCODER, stream->index, 0);
	if (stream->has_lock)
		pthread_mutex_unlock(&stream->lock);
	return buffer;
}

struct sim_command_buffer *stream_end_foreign(struct stream *stream)
{
	struct activity_mark mark = activity_enter("synchronizeAllStreams", "stream", stream->index);
	struct sim_command_buffer *buffer = NULL;

	policy_enter(stream->policy, POLICY_SCOPE_ENCODER, stream->index, 0);
	if (stream->encoder != NULL)
		buffer = end_and_commit(stream);
	policy_leave(stream->policy, POLICY_SCOPE_ENCODER, stream->index, 0);
	activity_leave(mark);
	return buffer;
}

void stream_drop(struct stream *stream, struct sim_command_buffer *buffer)
{
	if (buffer == NULL)
		return;
	policy_enter(stream->policy, POLICY_SCOPE_RELEASE, stream->index, 0);
	sim_command_buffer_release(buffer);
	policy_leave(stream->policy, POLICY_SCOPE_RELEASE, stream->index, 0);
}

void stream_wait(struct stream *stream, struct sim_command_buffer *buffer)
{
	if (buffer == NULL)
		return;
	sim_command_buffer_waitUntilCompleted(buffer);
	stream_drop(stream, buffer);
}

void stream_set_pipeline(struct stream *stream, struct sim_encoder *encoder,
			 const struct sim_pipeline *pipeline)
{
	if (encoder == NULL)
		return;
	policy_enter(stream->policy, POLICY_SCOPE_ENCODE, stream->index, encoder_key(stream));
	sim_encoder_setComputePipelineState(encoder, pipeline);
	policy_leave(stream->policy, POLICY_SCOPE_ENCODE, stream->index, encoder_key(stream));
}

void stream_set_buffers(struct stream *stream, struct sim_encoder *encoder,
			const struct sim_buffer *const *buffers, unsigned count)
{
	if (encoder == NULL)
		return;
	policy_enter(stream->policy, POLICY_SCOPE_ENCODE, stream->index, encoder_key(stream));
	sim_encoder_setBuffers(encoder, buffers, count);
	policy_leave(stream->policy, POLICY_SCOPE_ENCODE, stream->index, encoder_key(stream));
}

void stream_dispatch(struct stream *stream, struct sim_encoder *encoder, uint32_t threads,
		     const float *expected)
{
	if (encoder == NULL)
		return;
	policy_enter(stream->policy, POLICY_SCOPE_ENCODE, stream->index, encoder_key(stream));
	sim_encoder_dispatchThreads(encoder, threads, THREADS_PER_GROUP, expected);
	policy_leave(stream->policy, POLICY_SCOPE_ENCODE, stream->index, encoder_key(stream));
}
