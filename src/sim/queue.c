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

struct sim_command_buffer *sim_queue_commandBuffer(struct sim_queue *queue)
{
	struct activity_mark mark = activity_enter("commandBuffer", "queue", queue->id);
	struct sim_command_buffer *buffer;

	pthread_mutex_lock(&queue->lock);
	while (queue->in_flight == SIM_BUFFERS_IN_FLIGHT)
		pthread_cond_wait(&queue->completion, &queue->lock);
	queue->in_flight++;
	pthread_mutex_unlock(&queue->lock);
	buffer = sim_command_buffer_take(queue->device);
	if (buffer == NULL) {
		pthread_mutex_lock(&queue->lock);
		queue->in_flight--;
		pthread_cond_broadcast(&queue->completion);
		pthread_mutex_unlock(&queue->lock);
	} else {
		buffer->queue = queue;
		sim_event(queue->device, "commandBuffer", "queue", queue->id, buffer->id);
	}
	activity_leave(mark);
	return buffer;
}
