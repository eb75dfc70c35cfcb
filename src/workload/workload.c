/* SPDX-License-Identifier: MIT */
/* A run from set-up to sum: device, policy, streams, threads. */
#include "workload/workload.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/stop.h"
#include "trace/activity.h"
#include "workload/workload_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct workload_ops *const all_ops[WORKLOAD_COUNT] = {
	[WORKLOAD_LINEAR] = &workload_linear_ops,
	[WORKLOAD_COMPUTE] = &workload_compute_ops,
	[WORKLOAD_MPS] = &workload_mps_ops,
};

static enum agx_status check(const struct workload_config *config, struct agx_error *err)
{
	unsigned commands = config->sim.commands != 0 ? config->sim.commands : 256;

	if (config->threads < 1 || config->threads > AGX_THREADS_MAX)
		return agx_fail(err, AGX_USAGE, "%u threads: expected 1 to %d", config->threads,
				AGX_THREADS_MAX);
	if (config->duration_ns == 0 &&
	    (config->iterations < 1 || config->iterations > AGX_ITERATIONS_MAX))
		return agx_fail(err, AGX_USAGE, "%llu iterations: expected 1 to %d",
				(unsigned long long)config->iterations, AGX_ITERATIONS_MAX);
	if (config->dispatches > commands)
		return agx_fail(err, AGX_USAGE, "%u dispatches: an encoder holds %u", config->dispatches,
				commands);
	return AGX_OK;
}

/* Wait for the others, so that the run is one of all threads from its first iteration. */
static void await_go(struct run *run)
{
	pthread_mutex_lock(&run->lock);
	run->ready++;
	pthread_cond_broadcast(&run->changed);
	while (!run->go)
		pthread_cond_wait(&run->changed, &run->lock);
	pthread_mutex_unlock(&run->lock);
}

static bool is_done(const struct run *run, uint64_t iteration)
{
	if (agx_stop_requested())
		return true;
	if (run->config.duration_ns == 0)
		return iteration == run->config.iterations;
	/* Once at least, however late the thread was let run: a sample without a command says nothing. */
	return iteration > 0 && agx_clock_ns() - run->go_ns >= run->config.duration_ns;
}

static void *client_main(void *context)
{
	struct client *client = context;
	struct run *run = client->run;
	char name[ACTIVITY_NAME_BYTES];
	char queue[ACTIVITY_NAME_BYTES];

	(void)snprintf(name, sizeof name, "client %u", client->index);
	(void)snprintf(queue, sizeof queue, "stream %u", client->stream->index);
	activity_name(name, queue);
	await_go(run);
	for (uint64_t i = 0; !is_done(run, i); i++)
		run->ops->iterate(client, i);
	if (run->ops->finish != NULL)
		run->ops->finish(client);
	client->result.duration_ns = agx_clock_ns() - run->go_ns;
	return NULL;
}

static enum agx_status client_init(struct client *client, struct run *run, unsigned index,
				   struct agx_error *err)
{
	size_t n = MODEL_FEATURES;
	float *storage = calloc(4 * n, sizeof *storage);

	if (storage == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for client %u", index);
	client->run = run;
	client->index = index;
	client->stream = &run->streams[run->stream_count == 1 ? 0 : index];
	client->storage = storage;
	client->random = agx_random_split(run->config.sim.seed, 1 + index);
	client->input = (struct sim_buffer) {storage, n};
	client->staged = (struct sim_buffer) {storage + n, n};
	client->out = (struct sim_buffer) {storage + 2 * n, n};
	client->expected = (struct sim_buffer) {storage + 3 * n, n};
	if (run->ops->prepare != NULL)
		run->ops->prepare(client);
	return AGX_OK;
}

static enum agx_status make_streams(struct run *run, struct agx_error *err)
{
	bool unlocked = run_has_fault(run, SIM_FAULT_SHARED_STREAM);
	bool shared = (run->config.kind == WORKLOAD_MPS || unlocked) &&
		      run->config.policy.kind != POLICY_THREAD_LOCAL;
	unsigned count = shared ? 1 : run->config.threads;
	enum agx_status status = policy_new(run->config.policy, count, &run->policy, err);

	if (status != AGX_OK)
		return status;
	run->streams = calloc(count, sizeof *run->streams);
	if (run->streams == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the streams");
	for (unsigned i = 0; i < count; i++) {
		status = stream_init(&run->streams[i], i, run->device, run->policy,
				     shared && !unlocked, err);
		if (status != AGX_OK)
			return status;
		run->stream_count++;
	}
	return AGX_OK;
}

static void release(struct run *run)
{
	for (unsigned i = 0; run->clients != NULL && i < run->config.threads; i++)
		free(run->clients[i].storage);
	free(run->clients);
	if (run->policy != NULL)
		policy_release(run->policy); /* first: its threads may be in a stream */
	if (run->device != NULL)
		sim_device_release(run->device);
	for (unsigned i = 0; i < run->stream_count; i++)
		stream_release(&run->streams[i]);
	free(run->streams);
	model_release(&run->model);
	pthread_cond_destroy(&run->changed);
	pthread_mutex_destroy(&run->lock);
}

static enum agx_status setup(struct run *run, struct agx_error *err)
{
	enum agx_status status = model_init(&run->model, run->config.sim.seed, err);

	if (status == AGX_OK)
		status = sim_device_new(&run->config.sim, &run->device, err);
	if (status == AGX_OK)
		status = make_streams(run, err);
	if (status != AGX_OK)
		return status;
	run->clients = calloc(run->config.threads, sizeof *run->clients);
	if (run->clients == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the clients");
	for (unsigned i = 0; i < run->config.threads && status == AGX_OK; i++)
		status = client_init(&run->clients[i], run, i, err);
	return status;
}

/* Start all clients, let them go at once, and wait for them. */
static enum agx_status run_clients(struct run *run, struct agx_error *err)
{
	enum agx_status status = AGX_OK;
	unsigned started = 0;

	while (started < run->config.threads && status == AGX_OK) {
		struct client *client = &run->clients[started];
		int error = pthread_create(&client->thread, NULL, client_main, client);

		if (error != 0)
			status = agx_fail(err, AGX_FAILED, "cannot start thread %u: %s", started,
					  strerror(error));
		else
			started++;
	}
	pthread_mutex_lock(&run->lock);
	while (run->ready < started)
		pthread_cond_wait(&run->changed, &run->lock);
	if (status != AGX_OK) { /* those that wait are let go with nothing to do */
		run->config.duration_ns = 0;
		run->config.iterations = 0;
	}
	run->go = true;
	run->go_ns = agx_clock_ns();
	pthread_cond_broadcast(&run->changed);
	pthread_mutex_unlock(&run->lock);
	for (unsigned i = 0; i < started; i++)
		pthread_join(run->clients[i].thread, NULL);
	return status;
}

static struct workload_result sum(struct run *run)
{
	struct workload_result total = {0};
	struct sim_counters counters = sim_device_counters(run->device);

	for (unsigned i = 0; i < run->config.threads; i++) {
		const struct workload_result *part = &run->clients[i].result;

		if (part->duration_ns > total.duration_ns)
			total.duration_ns = part->duration_ns;
		total.dispatches += part->dispatches;
		total.buffers += part->buffers;
		total.wrong_results += part->wrong_results;
		for (unsigned b = 0; b < WORKLOAD_LATENCY_BUCKETS; b++)
			total.latency[b] += part->latency[b];
	}
	total.lost_calls = counters.lost_calls;
	total.foreign_commands = counters.foreign_commands;
	total.wrong_results += counters.wrong_results;
	return total;
}

enum agx_status workload_run(const struct workload_config *config, struct workload_result *ret_result,
			     struct agx_error *err)
{
	struct run run = {.config = *config};
	enum agx_status status = check(config, err);

	if (status != AGX_OK)
		return status;
	run.ops = all_ops[config->kind];
	pthread_mutex_init(&run.lock, NULL); /* with default attributes these do not fail */
	pthread_cond_init(&run.changed, NULL);
	status = setup(&run, err);
	if (status == AGX_OK)
		status = run_clients(&run, err);
	if (status == AGX_OK)
		*ret_result = sum(&run);
	release(&run);
	return status;
}
