// SPDX-License-Identifier: MIT
/* The smallest program that meets every fault of the simulated driver: threads that each open an encoder on a stream,
 * encode one dispatch, end it, commit and drop it, through a policy, against a driver with a fix. Built from the
 * sources of src/sim, src/policy and src/workload/stream.c as they ship, to be run under 'agxrace explore', which
 * then speaks of that code and not of a model of it. It runs natively too.
 *
 *	encode POLICY FAULTS FIX THREADS [brief|handoff|wait-inside]
 *
 * The GPU's work is done where a buffer is committed, by no thread of its own; with the fault async-completion, which is
 * about that thread, there is one.
 *
 *	brief    The first thread does all of that. The others set a pipeline, dispatch nothing and keep their buffer,
 *	         as an autorelease pool does that is not drained; and the first synchronizes all streams but its own.
 *	         For what has too many executions otherwise.
 *	handoff  Thread 1 encodes with an encoder that thread 0 opened and told it of by a relaxed store: what the context
 *	         holds can be relied on only if the driver publishes _impl with release and acquire order.
 *	wait-inside  There is a GPU thread. The completed handler works on the stream, so it follows the policy, and the
 *	         client waits for its buffer before it leaves the policy's widest scope.
 *
 * Exits with 0; a lost call, a command in another thread's buffer or a wrong result is a failed assertion. */
#include "sim/sim.h"
#include "workload/stream.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS_MOST = 4 };

static const struct sim_pipeline pipeline = {SIM_KERNEL_COPY, 64, 4};

static struct sim_device *device;
static struct policy *policy;
static struct stream streams[THREADS_MOST];
static unsigned stream_count;
static float no_floats[1];
static const struct sim_buffer nothing = {no_floats, 0};

static struct sim_config config = {.commands = 4};
static enum { ALL_THE_SAME, BRIEF, HANDOFF, WAIT_INSIDE } mode;
static _Atomic(struct sim_encoder *) handed_over;

static bool has(enum sim_fault fault)
{
	return (config.faults & (uint32_t)fault) != 0;
}

struct work {
	unsigned client;
	struct stream *stream;
	struct sim_encoder *encoder;
	struct sim_command_buffer *committed;
};

static bool is_whole(const struct work *work)
{
	return mode != BRIEF || work->client == 0;
}

static void encode(void *arg)
{
	struct work *work = arg;

	stream_begin(work->stream);
	work->encoder = stream_encoder(work->stream);
	stream_set_pipeline(work->stream, work->encoder, &pipeline);
	if (is_whole(work))
		stream_dispatch(work->stream, work->encoder, 0, NULL);
	work->committed = stream_finish(work->stream);
}

static void handle_on_stream(void *arg)
{
	const struct work *work = arg;
	unsigned stream = work->stream->index;

	policy_enter(policy, POLICY_SCOPE_ENCODER, stream, 0);
	policy_enter(policy, POLICY_SCOPE_DESTROY, stream, stream + 1);
	policy_leave(policy, POLICY_SCOPE_DESTROY, stream, stream + 1);
	policy_leave(policy, POLICY_SCOPE_ENCODER, stream, 0);
}

static void completed(void *arg)
{
	const struct work *work = arg;

	policy_run(policy, work->stream->index, handle_on_stream, arg);
}

static void encode_and_wait(void *arg)
{
	struct work *work = arg;
	struct stream *stream = work->stream;
	struct sim_command_buffer *buffer;

	stream_begin(stream);
	work->encoder = stream_encoder(stream);
	stream_set_pipeline(stream, work->encoder, &pipeline);
	buffer = stream->buffer;
	sim_command_buffer_addCompletedHandler(buffer, completed, work);
	policy_enter(policy, POLICY_SCOPE_DESTROY, stream->index, stream->index + 1);
	sim_encoder_endEncoding(work->encoder);
	sim_command_buffer_commit(buffer);
	policy_leave(policy, POLICY_SCOPE_DESTROY, stream->index, stream->index + 1);
	stream->encoder = NULL;
	stream->buffer = NULL;
	sim_command_buffer_waitUntilCompleted(buffer);
	(void)stream_finish(stream); /* nothing is open any more: it leaves the scope */
	work->committed = buffer;
}

static void end_foreign(void *arg)
{
	struct work *work = arg;

	work->committed = stream_end_foreign(work->stream);
}

static void misuse(const struct work *work)
{
	if (has(SIM_FAULT_USE_AFTER_END))
		stream_set_pipeline(work->stream, work->encoder, &pipeline);
	if (has(SIM_FAULT_USE_AFTER_COMMIT) && work->committed)
		(void)sim_command_buffer_computeCommandEncoder(work->committed); /* it asserts */
}

static void synchronize_from(unsigned first)
{
	for (unsigned i = first; i < stream_count; i++) {
		struct work work = {.stream = &streams[i]};

		policy_run(policy, i, end_foreign, &work);
		stream_wait(&streams[i], work.committed);
	}
}

static void *client(void *arg)
{
	struct work work = *(const struct work *)arg;

	policy_run(policy, work.stream->index, mode == WAIT_INSIDE ? encode_and_wait : encode, &work);
	misuse(&work);
	if (is_whole(&work))
		stream_wait(work.stream, work.committed);
	if (has(SIM_FAULT_SYNC_ENDS_ENCODER) && !policy_is_thread_local(policy) && work.client == 0)
		synchronize_from(mode == BRIEF ? 1 : 0);
	return NULL;
}

static void *opener(void *arg)
{
	struct stream *stream = arg;

	stream_begin(stream);
	atomic_store_explicit(&handed_over, stream_encoder(stream), memory_order_relaxed);
	return NULL;
}

static void *receiver(void *arg)
{
	struct sim_encoder *encoder = atomic_load_explicit(&handed_over, memory_order_relaxed);

	(void)arg;
	if (encoder)
		sim_encoder_setComputePipelineState(encoder, &pipeline);
	return NULL;
}

static void run_handoff(void)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, opener, &streams[0]);
	pthread_create(&threads[1], NULL, receiver, NULL);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	stream_drop(&streams[0], stream_finish(&streams[0]));
}

static void run_clients(unsigned count)
{
	struct work works[THREADS_MOST];
	pthread_t threads[THREADS_MOST];

	for (unsigned i = 0; i < count; i++) {
		works[i] = (struct work) {.client = i, .stream = &streams[i % stream_count]};
		pthread_create(&threads[i], NULL, client, &works[i]);
	}
	for (unsigned i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

/* Once COUNT encoders were open at once, the threads meet recycled objects. Making them takes the driver's lock as
 * often again as using them, and all those orders would be explored for nothing. The slots keep their argument tables,
 * as the driver's contexts do: a dispatch of no threads then executes, and whose it is and whether it is whole is
 * looked at without a call to set a buffer in each thread. */
static void warm_up(unsigned count)
{
	struct sim_command_buffer *buffers[THREADS_MOST];
	struct sim_encoder *encoders[THREADS_MOST];

	for (unsigned i = 0; i < count; i++) {
		buffers[i] = sim_queue_commandBuffer(streams[i % stream_count].queue);
		encoders[i] = sim_command_buffer_computeCommandEncoder(buffers[i]);
		sim_encoder_setBuffers(encoders[i], (const struct sim_buffer *const[]) {&nothing, &nothing}, 2);
	}
	for (unsigned i = 0; i < count; i++) {
		sim_encoder_endEncoding(encoders[i]);
		sim_command_buffer_release(buffers[i]);
	}
}

/* The thread that an encoder is handed to without synchronisation may still see the NULL of the context before: then
 * its call is lost, as it has to be. */
static void check_results(void)
{
	struct sim_counters counters = sim_device_counters(device);

	assert(mode == HANDOFF || counters.lost_calls == 0);
	assert(counters.foreign_commands == 0);
	assert(counters.wrong_results == 0);
}

static void fail(const struct agx_error *err)
{
	fprintf(stderr, "encode: %s\n", err->text);
	exit(2);
}

static void usage(void)
{
	fprintf(stderr, "usage: encode POLICY FAULTS FIX THREADS(1 to %d) [brief|handoff|wait-inside]\n", THREADS_MOST);
	exit(2);
}

static void parse_mode(const char *text)
{
	static const char *const names[] = {
		[BRIEF] = "brief",
		[HANDOFF] = "handoff",
		[WAIT_INSIDE] = "wait-inside",
	};

	for (unsigned i = BRIEF; i <= WAIT_INSIDE; i++)
		if (strcmp(names[i], text) == 0)
			mode = i;
	if (mode == ALL_THE_SAME)
		usage();
}

static unsigned parse(int argc, char **argv, struct policy_choice *choice)
{
	struct agx_error err = {{0}};
	long count = argc > 4 ? strtol(argv[4], NULL, 10) : 0;

	if (argc < 5 || argc > 6 || count < 1 || count > THREADS_MOST)
		usage();
	if (argc > 5)
		parse_mode(argv[5]);
	if (policy_parse(argv[1], choice, &err) != AGX_OK || sim_faults_parse(argv[2], &config.faults, &err) != AGX_OK ||
	    sim_fix_parse(argv[3], &config.fix, &err) != AGX_OK)
		fail(&err);
	config.contexts = (unsigned)count;
	config.gpu_threads = has(SIM_FAULT_ASYNC_COMPLETION) || mode == WAIT_INSIDE;
	return (unsigned)count;
}

int main(int argc, char **argv)
{
	struct policy_choice choice;
	struct agx_error err = {{0}};
	unsigned count = parse(argc, argv, &choice);

	stream_count = has(SIM_FAULT_SHARED_STREAM) && choice.kind != POLICY_THREAD_LOCAL ? 1 : count;
	if (sim_device_new(&config, &device, &err) != AGX_OK ||
	    policy_new(choice, stream_count, &policy, &err) != AGX_OK)
		fail(&err);
	for (unsigned i = 0; i < stream_count; i++)
		if (stream_init(&streams[i], i, device, policy, false, &err) != AGX_OK)
			fail(&err);
	if (mode != WAIT_INSIDE) /* which has few executions, and is told better without signals that nobody waited for */
		warm_up(count);
	if (mode == HANDOFF)
		run_handoff();
	else
		run_clients(count);
	check_results();
	for (unsigned i = 0; i < stream_count; i++)
		stream_release(&streams[i]);
	policy_release(policy);
	sim_device_release(device);
	return 0;
}
