/* SPDX-License-Identifier: MIT */
/* What the clients of all workloads have in common. */
#include "base/clock.h"
#include "base/limits.h"
#include "workload/workload_internal.h"

#include <stdlib.h>

bool run_has_fault(const struct run *run, enum sim_fault fault)
{
	return (run->config.sim.faults & (uint32_t)fault) != 0;
}

unsigned client_dispatches(const struct client *client)
{
	const struct run *run = client->run;

	return run->config.dispatches != 0 ? run->config.dispatches : run->ops->dispatches;
}

void client_count_latency(struct client *client, uint64_t start_ns)
{
	uint64_t latency = agx_clock_ns() - start_ns;

	client->result.latency[workload_latency_bucket(latency)]++;
	client->result.dispatches += client_dispatches(client);
	client->result.buffers++;
}

void client_misuse(struct client *client, uint64_t iteration, struct sim_command_buffer *committed)
{
	static const struct sim_pipeline stray = {SIM_KERNEL_COPY, 0, 256};

	if (iteration != client->run->config.iterations / 2)
		return;
	if (run_has_fault(client->run, SIM_FAULT_USE_AFTER_END) && client->last_encoder != NULL)
		stream_set_pipeline(client->stream, client->last_encoder, &stray);
	if (run_has_fault(client->run, SIM_FAULT_USE_AFTER_COMMIT) && committed != NULL) {
		policy_enter(client->run->policy, POLICY_SCOPE_CREATE, client->stream->index, 0);
		(void)sim_command_buffer_computeCommandEncoder(committed); /* it asserts */
		policy_leave(client->run->policy, POLICY_SCOPE_CREATE, client->stream->index, 0);
	}
}

struct foreign_end {
	struct stream *stream;
	struct sim_command_buffer *committed;
};

static void end_foreign(void *arg)
{
	struct foreign_end *work = arg;

	work->committed = stream_end_foreign(work->stream);
}

/* End the encoder of every stream, whoever uses it, and wait for its work. A function of its own on the stack, as
 * PyTorch's synchronizeAllStreams is: there a crash report shows who waits for the work of others. */
__attribute__((noinline)) static void client_synchronize_all(struct run *run)
{
	for (unsigned i = 0; i < run->stream_count; i++) {
		struct foreign_end work = {&run->streams[i], NULL};

		policy_run(run->policy, i, end_foreign, &work);
		stream_wait(&run->streams[i], work.committed);
	}
}

void client_synchronize(struct client *client, struct sim_command_buffer *committed)
{
	struct run *run = client->run;

	stream_wait(client->stream, committed);
	if (run_has_fault(run, SIM_FAULT_SYNC_ENDS_ENCODER) && !policy_is_thread_local(run->policy))
		client_synchronize_all(run);
}
