/* SPDX-License-Identifier: MIT */
/* The bug report's PyTorch test: each thread draws an input, runs a shared Linear(512, 512) forward on its stream,
 * calls torch.mps.synchronize() and checks the result. A forward stages its input and multiplies it: two commands.
 *
 * Drawing and checking are the thread's own work between two forwards, some fifty microseconds, as the interpreter's
 * is in the original. They decide how much of its time a thread spends encoding, and so how often two threads do at
 * once: without them nearly every run with two threads crashes. */
#include "base/clock.h"
#include "workload/workload_internal.h"

#include <string.h>

static const struct sim_pipeline copy_pipeline = {SIM_KERNEL_COPY, 0, 1024};
static const struct sim_pipeline linear_pipeline = {SIM_KERNEL_LINEAR, 4096, 512};

struct forward {
	struct client *client;
	struct sim_command_buffer *committed;
};

enum { DRAWS_PER_NORMAL = 48 };

/* randn(512): sums of uniform draws, which by the central limit theorem are close enough to normal. */
static void draw_input(struct client *client)
{
	for (size_t i = 0; i < client->input.count; i++) {
		int64_t sum = 0;

		for (unsigned k = 0; k < DRAWS_PER_NORMAL; k++)
			sum += (int64_t)(agx_random_next(&client->random) >> 44) - (1 << 19);
		client->input.contents[i] = (float)sum / (float)(1 << 20);
	}
}

static void encode_layer(struct client *client, struct sim_encoder *encoder)
{
	struct model *model = &client->run->model;
	struct stream *stream = client->stream;
	const struct sim_buffer *const stage[] = {&client->input, &client->staged};
	const struct sim_buffer *const multiply[] = {&client->staged, &client->out, &model->weights,
						     &model->bias};

	stream_set_pipeline(stream, encoder, &copy_pipeline);
	stream_set_buffers(stream, encoder, stage, 2);
	stream_dispatch(stream, encoder, MODEL_FEATURES, client->input.contents);
	stream_set_pipeline(stream, encoder, &linear_pipeline);
	stream_set_buffers(stream, encoder, multiply, 4);
	stream_dispatch(stream, encoder, MODEL_FEATURES, client->expected.contents);
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
		encode_layer(client, encoder);
	client->last_encoder = encoder;
	client_count_latency(client, start_ns);
	forward->committed = stream_finish(client->stream);
}

static void iterate(struct client *client, uint64_t iteration)
{
	struct forward work = {client, NULL};
	const struct model *model = &client->run->model;
	bool checked = !client->run->config.sim.kernels_empty;

	if (checked) {
		draw_input(client);
		sim_kernel_linear(client->input.contents, MODEL_FEATURES, model->weights.contents,
				  model->bias.contents, client->expected.contents, MODEL_FEATURES);
	}
	policy_run(client->run->policy, client->stream->index, forward, &work);
	client_misuse(client, iteration, work.committed);
	client_synchronize(client, work.committed);
	if (checked && memcmp(client->out.contents, client->expected.contents,
			      MODEL_FEATURES * sizeof(float)) != 0)
		client->result.wrong_results++;
}

const struct workload_ops workload_linear_ops = {.dispatches = 2, .iterate = iterate};
