/* SPDX-License-Identifier: MIT */
/* The objects behind sim.h, and what their files call of each other. */
#ifndef AGX_SIM_SIM_INTERNAL_H
#define AGX_SIM_SIM_INTERNAL_H

#include "sim/context.h"
#include "sim/sim.h"

#include <pthread.h>

/* The pointer that this is all about. Drivers without the full fix load and store it plainly, as the
 * real one is said to; the full fix publishes it. One object, so that no fix changes the layout. */
union sim_impl {
	struct context_common *plain;
	_Atomic(struct context_common *) published;
};

_Static_assert(sizeof(union sim_impl) == sizeof(void *), "an atomic pointer is a plain one in size");

struct sim_encoder {
	union sim_impl _impl;
	enum sim_fix fix; /* the device's */
	struct sim_device *device;
	struct sim_command_buffer *buffer; /* that it encodes to */
	uint64_t id;                       /* of the object; recycling keeps it */
	bool ended;
	struct sim_encoder *next; /* in the device's free list, under its lock */
};

enum sim_buffer_status { /* MTLCommandBufferStatus */
	SIM_STATUS_NOT_ENQUEUED = 0,
	SIM_STATUS_COMMITTED = 2,
	SIM_STATUS_COMPLETED = 4,
};

struct sim_command_buffer {
	struct sim_queue *queue;
	uint64_t id;
	uint64_t client;
	/* Unlocked, as in the real driver: its assertions are plain checks of these fields. */
	int _status;
	struct sim_encoder *_current_encoder;
	struct sim_encoder *_previous_compute_encoder;
	struct sim_command *storage;  /* the device's configured number of records; NULL until an encoder is opened */
	struct command_list commands; /* what the encoder's context held when that really ended */
	uint32_t slot;                /* of the encoder's context; SIM_NO_SLOT when there was none */
	void (*handler)(void *context);
	void *handler_context;
	/* Under the queue's lock. */
	bool completed;
	bool released;
	struct sim_command_buffer *next; /* in the GPU's list (gpu lock) or the queue's free list (queue lock) */
};

#define SIM_NO_SLOT UINT32_MAX

struct sim_queue {
	struct sim_device *device;
	uint64_t id;
	struct sim_queue *next; /* all queues of the device, under its lock */
	/* Excludes submitters, waiters and the completion thread of this queue. Inside it nothing else is
	 * locked. */
	pthread_mutex_t lock;
	pthread_cond_t completion;
	unsigned in_flight;
	unsigned waiters; /* threads in a wait for completion */
	struct sim_counters executed; /* what its buffers came to */
	/* Recycled within the queue, so that a buffer's records stay near the thread that writes them. */
	struct sim_command_buffer *free_buffers;
};

struct sim_gpu {
	struct sim_device *device;
	pthread_t thread;
	bool running;
	/* Excludes submitters and the GPU thread. Innermost. */
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct sim_command_buffer *first;
	struct sim_command_buffer *last;
	bool idle; /* the thread waits for work */
	bool stop;
};

struct sim_device {
	struct sim_config config;
	struct context_common *contexts;
	/* The driver's own lock (an os_unfair_lock there): slots, free lists, queues. Held for a few loads and
	 * stores, never across a call. Innermost but for nothing. */
	pthread_mutex_t lock;
	uint64_t used[SIM_CONTEXTS_MAX / 64]; /* bit per slot */
	struct sim_encoder *free_encoders;
	struct sim_queue *queues;
	struct sim_allocation *allocations; /* all of the encoders and buffers, to free at the end */
	uint64_t next_object; /* number of objects made so far, under lock */
	_Alignas(64) _Atomic uint64_t lost_calls; /* what a fix dropped */
	_Alignas(64) struct sim_gpu gpu;
};

struct sim_allocation {
	struct sim_allocation *next;
	_Alignas(max_align_t) unsigned char object[];
};

extern _Thread_local uint64_t sim_client;

static inline bool sim_has_fault(const struct sim_device *device, enum sim_fault fault)
{
	return (device->config.faults & (uint32_t)fault) != 0;
}

/* Do calls take the context's gate? */
static inline bool sim_fix_has_gate(enum sim_fix fix)
{
	return fix == SIM_FIX_CONTEXT_MUTEX || fix == SIM_FIX_CONTEXT_MUTEX_REFCOUNT ||
	       fix == SIM_FIX_REFCOUNT_ACQREL;
}

/* Are contexts counted? */
static inline bool sim_fix_is_counted(enum sim_fix fix)
{
	return fix == SIM_FIX_REFCOUNT || fix == SIM_FIX_CONTEXT_MUTEX_REFCOUNT ||
	       fix == SIM_FIX_REFCOUNT_ACQREL;
}

void sim_jitter_roll(const struct sim_device *device);

/* A marked point: with jitter, sometimes yields. */
static inline void sim_jitter(const struct sim_device *device)
{
	if (device->config.jitter != 0)
		sim_jitter_roll(device);
}

static inline void sim_event(const struct sim_device *device, const char *operation, const char *object,
			     uint64_t id, uint64_t value)
{
	if (device->config.on_event != NULL)
		device->config.on_event(device->config.on_event_context,
					&(struct sim_event) {operation, object, id, value});
}

/* SIZE zeroed bytes that live as long as the device, and a number for them. So an object that a race has
 * handed to two owners is corrupted, as in the driver, but never freed twice. NULL on lack of memory. Takes and
 * releases the device's lock. */
void *sim_object_new(struct sim_device *device, size_t size, uint64_t *ret_id);

/* A free encoder object, or a new one; NULL on lack of memory. */
struct sim_encoder *sim_encoder_take(struct sim_device *device);
void sim_encoder_put(struct sim_device *device, struct sim_encoder *encoder);

/* The queue's, likewise. Put expects the caller to be done with BUFFER. */
void sim_command_buffer_put(struct sim_command_buffer *buffer);

/* What deferredEndEncoding does: hand the commands to the buffer and tear the context down. */
void sim_encoder_deferredEndEncoding(struct sim_encoder *encoder);

/* GPU thread. */
AGX_MUST_USE enum agx_status sim_gpu_start(struct sim_device *device, struct agx_error *err);
void sim_gpu_stop(struct sim_device *device);
void sim_gpu_submit(struct sim_device *device, struct sim_command_buffer *buffer);

/* Execute the commands of BUFFER and complete it. */
void sim_gpu_execute(struct sim_device *device, struct sim_command_buffer *buffer);

/* The buffer was executed and came to EXECUTED: status, handler, waiters, recycling. */
void sim_command_buffer_complete(struct sim_command_buffer *buffer, struct sim_counters executed);

void sim_counters_add(struct sim_counters *total, struct sim_counters counters);

#endif
