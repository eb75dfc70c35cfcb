/* SPDX-License-Identifier: MIT */
/* MPS: matrix multiplication kernel objects are made once, cached and shared by all threads, which encode on one
 * stream. Legal as long as the stream's lock, or a policy, orders them. */
#include "base/clock.h"
#include "workload/workload_internal.h"

enum { KERNEL_OBJECTS = 4, MATMUL_FEATURES = 128 };

/* MPSMatrixMultiplication: immutable after creation, one for each shape. */
static const struct sim_pipeline kernel_cache[KERNEL_OBJECTS] = {
	{SIM_KERNEL_LINEAR, 2048, 256},
	{SIM_KERNEL_LINEAR, 4096, 512},
	{SIM_KERNEL_LINEAR, 0, 256},
	{SIM_KERNEL_LINEAR, 8192, 1024},
};

struct multiplication {
	struct client *client;
	uint64_t iteration;
	struct sim_command_buffer *committed;
};

static void encode(void *arg)
{
	struct multiplication *work = arg;
	struct client *client = work->client;
	struct model *model = &client->run->model;
	const struct sim_buffer *const buffers[] = {&client->input, &client->out, &model->weights,
						    &model->bias};
	struct sim_encoder *encoder;
	uint64_t start_ns;

	stream_begin(client->stream);
	start_ns = agx_clock_ns();
	encoder = stream_encoder(client->stream);
	for (unsigned i = 0; i < client_dispatches(client); i++) {
		stream_set_pipeline(client->stream, encoder,
				    &kernel_cache[(work->iteration + i) % KERNEL_OBJECTS]);
		stream_set_buffers(client->stream, encoder, buffers, 4);
		stream_dispatch(client->stream, encoder, MATMUL_FEATURES, client->expected.contents);
	}
	client->last_encoder = encoder;
	client_count_latency(client, start_ns);
	work->committed = stream_finish(client->stream);
}

static void prepare(struct client *client)
{
	const struct model *model = &client->run->model;

	client->input.count = MATMUL_FEATURES;
	for (size_t i = 0; i < client->input.count; i++)
		client->input.contents[i] = (float)(client->index + i) / 64.0f;
	sim_kernel_linear(client->input.contents, MATMUL_FEATURES, model->weights.contents,
			  model->bias.contents, client->expected.contents, MATMUL_FEATURES);
}

static void iterate(struct client *client, uint64_t iteration)
{
	struct multiplication work = {client, iteration, NULL};

	policy_run(client->run->policy, client->stream->index, encode, &work);
	client_misuse(client, iteration, work.committed);
	client_synchronize(client, work.committed);
}

const struct workload_ops workload_mps_ops = {.dispatches = 4, .prepare = prepare, .iterate = iterate};
