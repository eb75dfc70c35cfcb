/* SPDX-License-Identifier: MIT */
/* The GPU: one thread that executes committed buffers in the order of their commits. */
#include "sim/sim_internal.h"
#include "trace/activity.h"

#include <string.h>

static struct sim_counters run_commands(const struct sim_device *device,
					const struct sim_command_buffer *buffer)
{
	struct sim_counters executed = {.executed = buffer->commands.count, .buffers = 1};

	for (uint32_t i = 0; i < buffer->commands.count && !device->config.kernels_empty; i++) {
		const struct sim_command *command = &buffer->commands.records[i];

		executed.foreign_commands += command->client != buffer->client;
		executed.wrong_results += !sim_command_execute(command);
	}
	return executed;
}

void sim_gpu_execute(struct sim_device *device, struct sim_command_buffer *buffer)
{
	struct activity_mark mark =
		activity_enter("executeCommandBuffer", "command buffer", buffer->id);

	sim_command_buffer_complete(buffer, run_commands(device, buffer));
	activity_leave(mark);
}

void sim_gpu_submit(struct sim_device *device, struct sim_command_buffer *buffer)
{
	struct sim_gpu *gpu = &device->gpu;
	bool wake;

	pthread_mutex_lock(&gpu->lock);
	buffer->next = NULL;
	if (gpu->last != NULL)
		gpu->last->next = buffer;
	else
		gpu->first = buffer;
	gpu->last = buffer;
	wake = gpu->idle;
	pthread_mutex_unlock(&gpu->lock);
	if (wake)
		pthread_cond_signal(&gpu->work);
}

/* All that was submitted since the last call; NULL when the GPU is to stop and has nothing left. */
static struct sim_command_buffer *take_batch(struct sim_gpu *gpu)
{
	struct sim_command_buffer *batch;

	pthread_mutex_lock(&gpu->lock);
	while (gpu->first == NULL && !gpu->stop) {
		gpu->idle = true;
		pthread_cond_wait(&gpu->work, &gpu->lock);
	}
	gpu->idle = false;
	batch = gpu->first;
	gpu->first = NULL;
	gpu->last = NULL;
	pthread_mutex_unlock(&gpu->lock);
	return batch;
}

static void *gpu_main(void *context)
{
	struct sim_device *device = context;
	struct sim_command_buffer *batch;

	activity_name("gpu", NULL);
	while ((batch = take_batch(&device->gpu)) != NULL) {
		while (batch != NULL) {
			struct sim_command_buffer *next = batch->next;

			sim_gpu_execute(device, batch);
			batch = next;
		}
	}
	return NULL;
}

enum agx_status sim_gpu_start(struct sim_device *device, struct agx_error *err)
{
	struct sim_gpu *gpu = &device->gpu;
	int error;

	gpu->device = device;
	if (device->config.gpu_threads == 0)
		return AGX_OK;
	error = pthread_create(&gpu->thread, NULL, gpu_main, device);
	if (error != 0)
		return agx_fail(err, AGX_FAILED, "cannot start the GPU thread: %s", strerror(error));
	gpu->running = true;
	return AGX_OK;
}

void sim_gpu_stop(struct sim_device *device)
{
	struct sim_gpu *gpu = &device->gpu;

	if (!gpu->running)
		return;
	pthread_mutex_lock(&gpu->lock);
	gpu->stop = true;
	pthread_mutex_unlock(&gpu->lock);
	pthread_cond_signal(&gpu->work);
	pthread_join(gpu->thread, NULL);
	gpu->running = false;
}
