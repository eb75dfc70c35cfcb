/* SPDX-License-Identifier: MIT */
/* Legal Metal: each thread has its own queue, command buffer and encoder; copy and add pipelines alternate; every
 * tenth buffer is waited for. With no fault it must never crash, whatever the driver's locks. */
#include "base/clock.h"
#include "workload/workload_internal.h"

static const struct sim_pipeline copy_pipeline = {SIM_KERNEL_COPY, 0, 1024};
static const struct sim_pipeline add_pipeline = {SIM_KERNEL_ADD, 1024, 512};

struct batch {
	struct client *client;
	struct sim_command_buffer *committed;
};

static void encode(void *arg)
{
	struct batch *work = arg;
	struct client *client = work->client;
	const struct sim_buffer *const buffers[] = {&client->input, &client->out, &client->staged};
	struct sim_encoder *encoder;
	uint64_t start_ns;

	stream_begin(client->stream);
	start_ns = agx_clock_ns();
	encoder = stream_encoder(client->stream);
	for (unsigned i = 0; i < client_dispatches(client); i++) {
		bool add = i % 2 == 1;

		stream_set_pipeline(client->stream, encoder, add ? &add_pipeline : &copy_pipeline);
		stream_set_buffers(client->stream, encoder, buffers, 3);
		stream_dispatch(client->stream, encoder, COMPUTE_FLOATS,
				add ? client->expected.contents : client->input.contents);
	}
	client->last_encoder = encoder;
	client_count_latency(client, start_ns);
	work->committed = stream_finish(client->stream);
}

static void prepare(struct client *client)
{
	for (size_t i = 0; i < COMPUTE_FLOATS; i++) {
		client->input.contents[i] = (float)(client->index * COMPUTE_FLOATS + i);
		client->staged.contents[i] = 0.5f * (float)i;
		client->expected.contents[i] =
			client->input.contents[i] + client->staged.contents[i];
	}
}

static void finish(struct client *client)
{
	/* Buffers of one queue complete in the order of their commits: the last one's end is all others'. */
	if (client->pending_count > 0)
		sim_command_buffer_waitUntilCompleted(client->pending[client->pending_count - 1]);
	for (unsigned i = 0; i < client->pending_count; i++)
		stream_drop(client->stream, client->pending[i]);
	client->pending_count = 0;
}

static void iterate(struct client *client, uint64_t iteration)
{
	struct batch work = {client, NULL};

	policy_run(client->run->policy, client->stream->index, encode, &work);
	client_misuse(client, iteration, work.committed);
	if (run_has_fault(client->run, SIM_FAULT_SYNC_ENDS_ENCODER)) {
		client_synchronize(client, work.committed);
		return;
	}
	if (work.committed != NULL)
		client->pending[client->pending_count++] = work.committed;
	if (client->pending_count == COMPUTE_WAIT_EVERY)
		finish(client);
}

const struct workload_ops workload_compute_ops = {
	.dispatches = 16,
	.prepare = prepare,
	.iterate = iterate,
	.finish = finish,
};
