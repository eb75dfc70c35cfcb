/* SPDX-License-Identifier: MIT */
/* MTLCommandBuffer: assertions are unlocked checks of _status and _current_encoder, as the driver's are. */
#include "base/assert.h"
#include "sim/context_pool.h"
#include "trace/abort_message.h"
#include "trace/activity.h"

static void assert_uncommitted(const struct sim_command_buffer *buffer)
{
	if (buffer->_status >= SIM_STATUS_COMMITTED)
		abort_message("-[IOGPUMetalCommandBuffer setCurrentCommandEncoder:]: failed assertion "
			      "`_status < MTLCommandBufferStatusCommitted'");
}

/* tryCoalescingPreviousComputeCommandEncoder: the encoder that was ended last is the same kind, so it becomes
 * the new one, with its context. */
static struct sim_encoder *try_coalescing(struct sim_command_buffer *buffer)
{
	struct sim_encoder *encoder = buffer->_previous_compute_encoder;

	if (encoder == NULL)
		return NULL;
	buffer->_previous_compute_encoder = NULL;
	encoder->ended = false;
	encoder->buffer = buffer;
	sim_event(encoder->device, "reInitWithCommandBuffer:", "encoder", encoder->id, buffer->id);
	return encoder;
}

/* The buffer's storage for records, made when it is first needed. */
static bool has_storage(struct sim_command_buffer *buffer)
{
	struct sim_device *device = buffer->queue->device;
	uint64_t id;

	if (buffer->storage == NULL)
		buffer->storage = sim_object_new(
			device, device->config.commands * sizeof *buffer->storage, &id);
	return buffer->storage != NULL;
}

static struct sim_encoder *encoder_init(struct sim_command_buffer *buffer)
{
	struct sim_device *device = buffer->queue->device;
	struct sim_encoder *encoder = has_storage(buffer) ? sim_encoder_take(device) : NULL;

	if (encoder == NULL)
		return NULL;
	encoder->buffer = buffer;
	encoder->ended = false;
	buffer->slot = context_claim(encoder);
	if (buffer->slot == SIM_NO_SLOT) {
		sim_encoder_put(device, encoder);
		return NULL;
	}
	return encoder;
}

struct sim_encoder *sim_command_buffer_computeCommandEncoder(struct sim_command_buffer *buffer)
{
	struct activity_mark mark = activity_enter("computeCommandEncoder", "command buffer", buffer->id);
	struct sim_encoder *encoder;

	if (buffer->_current_encoder != NULL)
		abort_message("-[IOGPUMetalCommandBuffer tryCoalescingPreviousComputeCommandEncoderWith"
			      "Config:nextEncoderClass:]: failed assertion `A command encoder is already "
			      "encoding to this command buffer'");
	assert_uncommitted(buffer);
	encoder = try_coalescing(buffer);
	if (encoder == NULL)
		encoder = encoder_init(buffer);
	sim_jitter(buffer->queue->device);
	buffer->_current_encoder = encoder;
	sim_event(buffer->queue->device, "computeCommandEncoder", "command buffer", buffer->id,
		  encoder == NULL ? 0 : encoder->id);
	activity_leave(mark);
	return encoder;
}

bool sim_command_buffer_has_open_encoder(const struct sim_command_buffer *buffer)
{
	return buffer->_current_encoder != NULL;
}

void sim_command_buffer_addCompletedHandler(struct sim_command_buffer *buffer,
					    void (*handler)(void *context), void *context)
{
	if (buffer->_status >= SIM_STATUS_COMMITTED)
		abort_message("-[_MTLCommandBuffer addCompletedHandler:]: failed assertion `Completed "
			      "handler provided after commit call'");
	buffer->handler = handler;
	buffer->handler_context = context;
}

void sim_command_buffer_commit(struct sim_command_buffer *buffer)
{
	struct sim_device *device = buffer->queue->device;
	struct activity_mark mark = activity_enter("commit", "command buffer", buffer->id);
	struct sim_encoder *encoder = buffer->_previous_compute_encoder;

	if (buffer->_status >= SIM_STATUS_COMMITTED)
		abort_message("-[IOGPUMetalCommandBuffer validate]: failed assertion `commit an already "
			      "committed command buffer'");
	if (buffer->_current_encoder != NULL)
		abort_message("-[IOGPUMetalCommandBuffer validate]: failed assertion `commit command "
			      "buffer with uncommitted encoder'");
	buffer->_status = SIM_STATUS_COMMITTED;
	if (encoder != NULL) {
		sim_encoder_deferredEndEncoding(encoder);
		if (!sim_has_fault(device, SIM_FAULT_ASYNC_COMPLETION) && buffer->slot != SIM_NO_SLOT)
			context_teardown(device, buffer->slot);
	}
	sim_event(device, "commit", "command buffer", buffer->id, buffer->commands.count);
	if (device->config.gpu_threads > 0)
		sim_gpu_submit(device, buffer);
	else
		sim_gpu_execute(device, buffer);
	activity_leave(mark);
}

/* Back to the free list, with the encoder that belonged to it. An uncommitted buffer's context is torn down
 * here. */
static void recycle(struct sim_command_buffer *buffer)
{
	struct sim_device *device = buffer->queue->device;
	struct sim_encoder *encoder = buffer->_previous_compute_encoder;

	if (buffer->slot != SIM_NO_SLOT) {
		/* Fault foreign-teardown: destroyImpl a second time, for whoever owns the slot now. With a counted
		 * fix this is where the buffer's own reference goes. */
		if (sim_has_fault(device, SIM_FAULT_FOREIGN_TEARDOWN) ||
		    sim_fix_is_counted(device->config.fix) || buffer->_status < SIM_STATUS_COMMITTED)
			context_teardown(device, buffer->slot);
		context_unref(device, buffer->slot);
		if (sim_has_fault(device, SIM_FAULT_ASYNC_COMPLETION) &&
		    buffer->_status < SIM_STATUS_COMMITTED)
			context_unref(device, buffer->slot); /* it will never complete */
	}
	buffer->_previous_compute_encoder = NULL;
	if (encoder != NULL)
		sim_encoder_put(device, encoder);
	sim_command_buffer_put(buffer);
}

void sim_command_buffer_complete(struct sim_command_buffer *buffer, struct sim_counters executed)
{
	struct sim_queue *queue = buffer->queue;
	struct sim_device *device = queue->device;
	uint32_t slot = buffer->slot;
	bool released;

	if (buffer->handler != NULL)
		buffer->handler(buffer->handler_context);
	sim_event(device, "didComplete", "command buffer", buffer->id, buffer->commands.count);
	pthread_mutex_lock(&queue->lock);
	sim_counters_add(&queue->executed, executed);
	buffer->_status = SIM_STATUS_COMPLETED;
	buffer->completed = true;
	released = buffer->released;
	queue->in_flight--;
	if (queue->waiters > 0)
		pthread_cond_broadcast(&queue->completion);
	pthread_mutex_unlock(&queue->lock);
	/* From here the client may have recycled the buffer and its encoder. */
	if (sim_has_fault(device, SIM_FAULT_ASYNC_COMPLETION) && slot != SIM_NO_SLOT) {
		sim_jitter(device);
		context_teardown(device, slot);
		context_unref(device, slot);
	}
	if (released)
		recycle(buffer);
}

void sim_command_buffer_waitUntilCompleted(struct sim_command_buffer *buffer)
{
	struct sim_queue *queue = buffer->queue;
	struct activity_mark mark = activity_enter("waitUntilCompleted", "command buffer", buffer->id);

	pthread_mutex_lock(&queue->lock);
	queue->waiters++;
	while (!buffer->completed)
		pthread_cond_wait(&queue->completion, &queue->lock);
	queue->waiters--;
	pthread_mutex_unlock(&queue->lock);
	activity_leave(mark);
}

void sim_command_buffer_release(struct sim_command_buffer *buffer)
{
	struct sim_queue *queue = buffer->queue;
	struct activity_mark mark = activity_enter("release", "command buffer", buffer->id);
	bool committed;
	bool now;

	if (buffer->_current_encoder != NULL)
		abort_message("-[_MTLCommandEncoder dealloc]: failed assertion `Command encoder released "
			      "without endEncoding'");
	pthread_mutex_lock(&queue->lock);
	committed = buffer->_status >= SIM_STATUS_COMMITTED;
	now = buffer->completed || !committed;
	if (!now)
		buffer->released = true;
	if (!committed) {
		queue->in_flight--;
		pthread_cond_broadcast(&queue->completion);
	}
	pthread_mutex_unlock(&queue->lock);
	if (now)
		recycle(buffer);
	activity_leave(mark);
}
