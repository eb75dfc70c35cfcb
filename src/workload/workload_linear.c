/* SPDX-License-Identifier: MIT */
/* The bug report's PyTorch test: each thread runs a shared Linear(512, 512) forward on its stream, then
 * torch.mps.synchronize(). A forward stages its input and multiplies it: two commands. */
#include "base/clock.h"
#include "workload/workload_internal.h"

#include <string.h>

static const struct sim_pipeline copy_pipeline = {SIM_KERNEL_COPY, 0, 1024};
static const struct sim_pipeline linear_pipeline = {SIM_KERNEL_LINEAR, 4096, 512};

struct forward {
	struct client *client;
	unsigned input;
	struct sim_command_buffer *committed;
};

static void encode_layer(struct client *client, struct sim_encoder *encoder, unsigned input)
{
	struct model *model = &client->run->model;
	struct stream *stream = client->stream;
	const struct sim_buffer *const stage[] = {&model->inputs[input], &client->staged};
	const struct sim_buffer *const multiply[] = {&client->staged, &client->out, &model->weights,
						     &model->bias};

	stream_set_pipeline(stream, encoder, &copy_pipeline);
	stream_set_buffers(stream, encoder, stage, 2);
	stream_dispatch(stream, encoder, MODEL_FEATURES, model->inputs[input].contents);
	stream_set_pipeline(stream, encoder, &linear_pipeline);
	stream_set_buffers(stream, encoder, multiply, 4);
	stream_dispatch(stream, encoder, MODEL_FEATURES, model->expected[input].contents);
}

static void forward(void *arg)
{
	struct forward *forward = arg;
	struct client *client = forward->client;
	struct sim_encoder *encoder;
	uint64_t start_ns;

	stream_begin(client->stream);
	start_ns = agx_clock_ns();
	encoder = stream_encoder(client->stream);
	for (unsigned i = 0; i < client_dispatches(client); i += 2)
		encode_layer(client, encoder, forward->input);
	client->last_encoder = encoder;
	client_count_latency(client, start_ns);
	forward->committed = stream_finish(client->stream);
}

static void check_output(struct client *client, unsigned input)
{
	const struct sim_buffer *expected = &client->run->model.expected[input];

	if (!client->run->config.sim.kernels_empty &&
	    memcmp(client->out.contents, expected->contents, expected->count * sizeof(float)) != 0)
		client->result.wrong_results++;
}

static void iterate(struct client *client, uint64_t iteration)
{
	struct forward work = {client, (unsigned)((iteration + client->index) % MODEL_INPUTS), NULL};

	policy_run(client->run->policy, client->stream->index, forward, &work);
	client_misuse(client, iteration, work.committed);
	client_synchronize(client, work.committed);
	check_output(client, work.input);
}

const struct workload_ops workload_linear_ops = {.dispatches = 2, .iterate = iterate};
