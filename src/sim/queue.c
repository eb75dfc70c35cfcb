/* SPDX-License-Identifier: MIT */
/* MTLCommandQueue. */
#include "sim/sim_internal.h"
#include "trace/activity.h"

#include <stdlib.h>

struct sim_queue *sim_queue_new(struct sim_device *device)
{
	struct sim_queue *queue = calloc(1, sizeof *queue);

	if (queue == NULL)
		return NULL;
	if (pthread_mutex_init(&queue->lock, NULL) != 0)
		goto out_free;
	if (pthread_cond_init(&queue->completion, NULL) != 0)
		goto out_mutex;
	queue->device = device;
	pthread_mutex_lock(&device->lock);
	queue->id = ++device->next_object;
	queue->next = device->queues;
	device->queues = queue;
	pthread_mutex_unlock(&device->lock);
	return queue;

out_mutex:
	pthread_mutex_destroy(&queue->lock);
out_free:
	free(queue);
	return NULL;
}

static struct sim_command_buffer *buffer_new(struct sim_queue *queue)
{
	uint64_t id = 0;
	struct sim_command_buffer *buffer = sim_object_new(queue->device, sizeof *buffer, &id);

	if (buffer == NULL)
		return NULL;
	buffer->queue = queue;
	buffer->id = id;
	return buffer;
}

static void buffer_init(struct sim_command_buffer *buffer)
{
	buffer->client = sim_client;
	buffer->_status = SIM_STATUS_NOT_ENQUEUED;
	buffer->_current_encoder = NULL;
	buffer->_previous_compute_encoder = NULL;
	buffer->commands = (struct command_list) {NULL, 0};
	buffer->slot = SIM_NO_SLOT;
	buffer->handler = NULL;
	buffer->handler_context = NULL;
	buffer->completed = false;
	buffer->released = false;
}

void sim_command_buffer_put(struct sim_command_buffer *buffer)
{
	struct sim_queue *queue = buffer->queue;

	pthread_mutex_lock(&queue->lock);
	buffer->next = queue->free_buffers;
	queue->free_buffers = buffer;
	pthread_mutex_unlock(&queue->lock);
}

/* Give back the place in flight of a buffer that was never made. */
static void leave_flight(struct sim_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->in_flight--;
	pthread_cond_broadcast(&queue->completion);
	pthread_mutex_unlock(&queue->lock);
}

struct sim_command_buffer *sim_queue_commandBuffer(struct sim_queue *queue)
{
	struct activity_mark mark = activity_enter("commandBuffer", "queue", queue->id);
	struct sim_command_buffer *buffer;

	pthread_mutex_lock(&queue->lock);
	queue->waiters++;
	while (queue->in_flight == SIM_BUFFERS_IN_FLIGHT)
		pthread_cond_wait(&queue->completion, &queue->lock);
	queue->waiters--;
	queue->in_flight++;
	buffer = queue->free_buffers;
	if (buffer != NULL)
		queue->free_buffers = buffer->next;
	pthread_mutex_unlock(&queue->lock);
	if (buffer == NULL)
		buffer = buffer_new(queue);
	if (buffer == NULL) {
		leave_flight(queue);
	} else {
		buffer_init(buffer);
		sim_event(queue->device, "commandBuffer", "queue", queue->id, buffer->id);
	}
	activity_leave(mark);
	return buffer;
}
