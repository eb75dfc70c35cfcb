/* SPDX-License-Identifier: MIT */
/* One run of a workload: the device, the streams, the shared model, and a client thread's own state. */
#ifndef AGX_WORKLOAD_WORKLOAD_INTERNAL_H
#define AGX_WORKLOAD_WORKLOAD_INTERNAL_H

#include "base/random.h"
#include "workload/stream.h"
#include "workload/workload.h"

#include <pthread.h>

enum {
	MODEL_FEATURES = 512, /* Linear(512, 512) */
	COMPUTE_FLOATS = 256,
	COMPUTE_WAIT_EVERY = 10,
};

/* The shared model. Immutable while clients run. */
struct model {
	struct sim_buffer weights; /* features x features, row per input */
	struct sim_buffer bias;
	float *storage; /* of both */
};

AGX_MUST_USE enum agx_status model_init(struct model *model, uint64_t seed, struct agx_error *err);
void model_release(struct model *model);

struct run;

/* One client thread. Its own but for stream, which others may share. */
struct client {
	struct run *run;
	unsigned index;
	struct stream *stream;
	pthread_t thread;
	struct agx_random random;
	struct sim_buffer input; /* MODEL_FEATURES floats, as the next four; compute: the first operand */
	struct sim_buffer staged; /* compute: the second operand */
	struct sim_buffer out;
	struct sim_buffer expected;
	float *storage; /* of the four */
	struct sim_command_buffer *pending[COMPUTE_WAIT_EVERY]; /* committed, not waited for */
	unsigned pending_count;
	struct sim_encoder *last_encoder; /* used for the last time; faults use it again */
	struct workload_result result;    /* this client's part */
};

struct workload_ops {
	unsigned dispatches; /* per encoder, when the configuration does not say */
	void (*prepare)(struct client *client); /* inputs and answers, before the threads start; NULL: none */
	void (*iterate)(struct client *client, uint64_t iteration);
	void (*finish)(struct client *client); /* wait for what is pending; NULL: nothing */
};

extern const struct workload_ops workload_linear_ops;
extern const struct workload_ops workload_compute_ops;
extern const struct workload_ops workload_mps_ops;

struct run {
	struct workload_config config;
	const struct workload_ops *ops;
	struct sim_device *device;
	struct policy *policy;
	struct stream *streams;
	unsigned stream_count;
	struct model model;
	struct client *clients;
	/* Excludes client threads at the start and the end; holds start and stop. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned ready;
	bool go;
	uint64_t go_ns;
};

bool run_has_fault(const struct run *run, enum sim_fault fault);

/* Count a latency that began at START_NS and has ended now. */
void client_count_latency(struct client *client, uint64_t start_ns);

/* Commands per encoder. */
unsigned client_dispatches(const struct client *client);

/* The client's faults that one thread commits alone, halfway through: encode after endEncoding, open an
 * encoder on a committed buffer. Called with the buffer just committed (or NULL). */
void client_misuse(struct client *client, uint64_t iteration, struct sim_command_buffer *committed);

/* torch.mps.synchronize(): wait for COMMITTED and drop it; with the fault sync-ends-encoder end, commit and await what
 * is open on every other stream too. */
void client_synchronize(struct client *client, struct sim_command_buffer *committed);

#endif
