/* SPDX-License-Identifier: MIT */
/* MTLDevice: the pool of contexts, and the memory of all objects. */
#include "base/random.h"
#include "sim/sim_internal.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

enum { CONTEXTS_DEFAULT = 512, COMMANDS_DEFAULT = 256 };

_Thread_local uint64_t sim_client;

void sim_set_client(uint64_t client)
{
	sim_client = client;
}

void sim_jitter_roll(const struct sim_device *device)
{
	static _Thread_local struct agx_random random;
	static _Thread_local bool seeded;

	if (!seeded) {
		random = agx_random_split(device->config.seed, sim_client);
		seeded = true;
	}
	if (agx_random_below(&random, 1000) < device->config.jitter)
		(void)sched_yield(); /* never fails on the systems we build for */
}

static enum agx_status check_config(struct sim_config *config, struct agx_error *err)
{
	if (config->contexts == 0)
		config->contexts = CONTEXTS_DEFAULT;
	if (config->commands == 0)
		config->commands = COMMANDS_DEFAULT;
	if (config->contexts > SIM_CONTEXTS_MAX)
		return agx_fail(err, AGX_USAGE, "a device has at most %d contexts", SIM_CONTEXTS_MAX);
	if (config->commands > SIM_COMMANDS_MAX)
		return agx_fail(err, AGX_USAGE, "an encoder holds at most %d commands",
				SIM_COMMANDS_MAX);
	if (config->gpu_threads > 1)
		return agx_fail(err, AGX_USAGE, "a device has at most one GPU thread");
	if (config->jitter > 1000)
		return agx_fail(err, AGX_USAGE, "jitter is at most 1000 per mille");
	return AGX_OK;
}

static enum agx_status init_locks(struct sim_device *device, struct agx_error *err)
{
	if (pthread_mutex_init(&device->lock, NULL) != 0)
		goto out;
	if (pthread_mutex_init(&device->gpu.lock, NULL) != 0)
		goto out_lock;
	if (pthread_cond_init(&device->gpu.work, NULL) != 0)
		goto out_gpu_lock;
	return AGX_OK;

out_gpu_lock:
	pthread_mutex_destroy(&device->gpu.lock);
out_lock:
	pthread_mutex_destroy(&device->lock);
out:
	return agx_fail(err, AGX_NO_MEMORY, "no memory for the device's locks");
}

static void destroy_locks(struct sim_device *device)
{
	pthread_cond_destroy(&device->gpu.work);
	pthread_mutex_destroy(&device->gpu.lock);
	pthread_mutex_destroy(&device->lock);
}

enum agx_status sim_device_new(const struct sim_config *config, struct sim_device **ret_device,
			       struct agx_error *err)
{
	struct sim_device *device = aligned_alloc(_Alignof(struct sim_device), sizeof *device);
	enum agx_status status;

	if (device == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the device");
	memset(device, 0, sizeof *device);
	device->config = *config;
	status = check_config(&device->config, err);
	if (status != AGX_OK)
		goto out_free;
	device->contexts = calloc(device->config.contexts, sizeof *device->contexts);
	if (device->contexts == NULL) {
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the contexts");
		goto out_free;
	}
	for (uint32_t i = 0; i < device->config.contexts; i++)
		device->contexts[i].slot = i;
	status = init_locks(device, err);
	if (status != AGX_OK)
		goto out_contexts;
	status = sim_gpu_start(device, err);
	if (status != AGX_OK)
		goto out_locks;
	*ret_device = device;
	return AGX_OK;

out_locks:
	destroy_locks(device);
out_contexts:
	free(device->contexts);
out_free:
	free(device);
	return status;
}

static void free_queues(struct sim_device *device)
{
	while (device->queues != NULL) {
		struct sim_queue *next = device->queues->next;

		pthread_cond_destroy(&device->queues->completion);
		pthread_mutex_destroy(&device->queues->lock);
		free(device->queues);
		device->queues = next;
	}
}

void sim_device_release(struct sim_device *device)
{
	sim_gpu_stop(device);
	while (device->allocations != NULL) {
		struct sim_allocation *next = device->allocations->next;

		free(device->allocations);
		device->allocations = next;
	}
	free_queues(device);
	destroy_locks(device);
	free(device->contexts);
	free(device);
}

const struct sim_config *sim_device_config(const struct sim_device *device)
{
	return &device->config;
}

void sim_counters_add(struct sim_counters *total, struct sim_counters counters)
{
	total->executed += counters.executed;
	total->buffers += counters.buffers;
	total->lost_calls += counters.lost_calls;
	total->foreign_commands += counters.foreign_commands;
	total->wrong_results += counters.wrong_results;
}

struct sim_counters sim_device_counters(struct sim_device *device)
{
	struct sim_counters counters = {
		.lost_calls = atomic_load_explicit(&device->lost_calls, memory_order_relaxed),
	};
	struct sim_queue *queue;

	pthread_mutex_lock(&device->lock);
	queue = device->queues;
	pthread_mutex_unlock(&device->lock);
	for (; queue != NULL; queue = queue->next) { /* which never changes: queues are added in front */
		pthread_mutex_lock(&queue->lock);
		sim_counters_add(&counters, queue->executed);
		pthread_mutex_unlock(&queue->lock);
	}
	return counters;
}

void *sim_object_new(struct sim_device *device, size_t size, uint64_t *ret_id)
{
	struct sim_allocation *allocation = calloc(1, sizeof *allocation + size);

	if (allocation == NULL)
		return NULL;
	pthread_mutex_lock(&device->lock);
	allocation->next = device->allocations;
	device->allocations = allocation;
	*ret_id = ++device->next_object;
	pthread_mutex_unlock(&device->lock);
	return allocation->object;
}

struct sim_encoder *sim_encoder_take(struct sim_device *device)
{
	struct sim_encoder *encoder;
	uint64_t id = 0;

	pthread_mutex_lock(&device->lock);
	encoder = device->free_encoders;
	if (encoder != NULL)
		device->free_encoders = encoder->next;
	pthread_mutex_unlock(&device->lock);
	if (encoder != NULL)
		return encoder;
	encoder = sim_object_new(device, sizeof *encoder, &id);
	if (encoder == NULL)
		return NULL;
	encoder->device = device;
	encoder->fix = device->config.fix;
	encoder->id = id;
	return encoder;
}

void sim_encoder_put(struct sim_device *device, struct sim_encoder *encoder)
{
	pthread_mutex_lock(&device->lock);
	encoder->next = device->free_encoders;
	device->free_encoders = encoder;
	pthread_mutex_unlock(&device->lock);
}
