/* SPDX-License-Identifier: MIT */
/* MTLComputeCommandEncoder. Each method loads `_impl` for itself, as the driver's do; functions keep the names of
 * the driver's, so that a stack reads the same, and are never inlined or cloned. */
#include "base/assert.h"
#include "sim/context_gate.h"
#include "sim/context_pool.h"
#include "trace/abort_message.h"
#include "trace/activity.h"

#include <string.h>

#define DRIVER_METHOD __attribute__((noinline, noclone))
#if defined(__clang__)
#undef DRIVER_METHOD
#define DRIVER_METHOD __attribute__((noinline))
#endif

/* A method's hold on the context. */
struct impl_use {
	struct context_common *impl;
	bool dropped; /* a fix found no context: the call has no effect but to be counted */
};

/* Is _impl used as it was loaded, whatever it holds? */
static bool is_unguarded(enum sim_fix fix)
{
	return fix == SIM_FIX_NONE || fix == SIM_FIX_NULL_BEFORE_UNLOCK;
}

static inline struct context_common *load_impl(struct sim_encoder *encoder)
{
	if (encoder->fix == SIM_FIX_REFCOUNT_ACQREL)
		/* pairs with the release in publish() and clear_impl() */
		return atomic_load_explicit(&encoder->_impl.published, memory_order_acquire);
	return encoder->_impl.plain;
}

static __attribute__((noinline)) struct impl_use dropped_call(struct sim_encoder *encoder)
{
	atomic_fetch_add_explicit(&encoder->device->lost_calls, 1, memory_order_relaxed);
	return (struct impl_use) {NULL, true};
}

/* Contexts are never unmapped, so the gate of a context that was torn down meanwhile can be entered; the two
 * fixes that check again under the gate then see that _impl has changed. The one that does not
 * (context-mutex) may go on in a context that is somebody else's by now. */
static inline struct impl_use begin_gated(struct sim_encoder *encoder)
{
	struct context_common *impl = load_impl(encoder);

	if (impl == NULL)
		return dropped_call(encoder);
	sim_jitter(encoder->device);
	context_gate_enter(&impl->gate);
	if (encoder->fix != SIM_FIX_CONTEXT_MUTEX && load_impl(encoder) != impl) {
		context_gate_leave(&impl->gate);
		return dropped_call(encoder);
	}
	return (struct impl_use) {impl, false};
}

/* Load and retain are two steps: between them the context may have been freed and claimed again. */
static struct impl_use begin_counted(struct sim_encoder *encoder)
{
	struct context_common *impl = load_impl(encoder);

	if (impl == NULL)
		return dropped_call(encoder);
	sim_jitter(encoder->device);
	atomic_fetch_add_explicit(&impl->references, 1, memory_order_relaxed);
	return (struct impl_use) {impl, false};
}

static inline struct impl_use impl_begin(struct sim_encoder *encoder)
{
	if (is_unguarded(encoder->fix))
		return (struct impl_use) {encoder->_impl.plain, false};
	return encoder->fix == SIM_FIX_REFCOUNT ? begin_counted(encoder) : begin_gated(encoder);
}

static inline void impl_end(struct sim_encoder *encoder, struct impl_use use)
{
	enum sim_fix fix = encoder->fix;

	if (use.dropped || is_unguarded(fix))
		return;
	if (fix == SIM_FIX_REFCOUNT)
		context_unref(encoder->device, use.impl->slot);
	else
		context_gate_leave(&use.impl->gate);
}

/* Keeps the compiler from moving another access to the context before the one above, so that a NULL faults at
 * the offset that the driver's own order gives. */
static inline void first_access(void)
{
	atomic_signal_fence(memory_order_seq_cst);
}

/* An inner function's own load of _impl; under a fix it goes on with what the method holds. */
static inline struct context_common *impl_again(struct sim_encoder *encoder,
						struct context_common *held)
{
	if (!is_unguarded(encoder->fix))
		return held;
	sim_jitter(encoder->device);
	return load_impl(encoder);
}

DRIVER_METHOD void sim_encoder_setComputePipelineState(struct sim_encoder *encoder,
						       const struct sim_pipeline *pipeline)
{
	struct activity_mark mark = activity_enter("setComputePipelineState:", "encoder", encoder->id);
	struct impl_use use;

	sim_jitter(encoder->device);
	use = impl_begin(encoder);
	if (!use.dropped && use.impl->pipeline != pipeline) { /* 0x5c8 */
		use.impl->pipeline = pipeline;
		use.impl->threads_per_group_max = pipeline->threads_per_group_max;
	}
	impl_end(encoder, use);
	sim_event(encoder->device, "setComputePipelineState:", "encoder", encoder->id,
		  (uint64_t)pipeline->kernel);
	activity_leave(mark);
}

DRIVER_METHOD void sim_encoder_setBuffer(struct sim_encoder *encoder, const struct sim_buffer *buffer,
					 size_t offset, unsigned index)
{
	struct activity_mark mark = activity_enter("setBuffer:offset:atIndex:", "encoder", encoder->id);
	struct impl_use use;

	AGX_ASSERT(index < SIM_BINDINGS);
	use = impl_begin(encoder);
	if (!use.dropped) {
		use.impl->bindings[index].buffer = buffer; /* 0x3b90 */
		first_access();
		use.impl->bindings[index].offset = offset;
	}
	impl_end(encoder, use);
	sim_event(encoder->device, "setBuffer:offset:atIndex:", "encoder", encoder->id, index);
	activity_leave(mark);
}

DRIVER_METHOD void sim_encoder_setBuffers(struct sim_encoder *encoder,
					  const struct sim_buffer *const *buffers, unsigned count)
{
	struct activity_mark mark =
		activity_enter("setBuffers:offsets:withRange:", "encoder", encoder->id);
	struct impl_use use;

	AGX_ASSERT(count <= SIM_BINDINGS);
	use = impl_begin(encoder);
	for (unsigned i = 0; i < count && !use.dropped; i++) {
		use.impl->bindings[i].buffer = buffers[i]; /* 0x3b90 */
		first_access();
		use.impl->bindings[i].offset = 0;
	}
	impl_end(encoder, use);
	sim_event(encoder->device, "setBuffers:offsets:withRange:", "encoder", encoder->id, count);
	activity_leave(mark);
}

static void track_residency(struct context_common *impl, const struct sim_command *record)
{
	for (unsigned i = 0; i < SIM_BINDINGS && record->bindings[i].buffer != NULL; i++)
		impl->residency_count += sim_residency_add(&impl->residency,
							   record->bindings[i].buffer);
}

/* The next record, with the argument table as it stands now; NULL when there is none left. */
static struct sim_command *snapshot(struct sim_encoder *encoder, struct context_common *impl,
				    uint32_t sequence)
{
	struct command_list *list = &impl->commands;
	struct sim_command *record;

	if (list->records == NULL || sequence >= encoder->device->config.commands)
		return NULL;
	record = &list->records[sequence];
	record->pipeline = impl->pipeline;
	record->client = sim_client;
	record->spill_bytes = 0;
	record->sequence = sequence;
	memcpy(record->bindings, impl->bindings, sizeof record->bindings);
	memcpy(record->samplers, impl->samplers, sizeof record->samplers);
	return record;
}

DRIVER_METHOD static struct sim_command *sim_encoder_prepareForEnqueue(struct sim_encoder *encoder,
								       struct context_common *held)
{
	struct context_common *impl = impl_again(encoder, held);
	uint64_t cursor = impl->segment_cursor; /* 0x98 */
	struct sim_command *record;

	first_access();
	record = snapshot(encoder, impl, (uint32_t)cursor);
	if (record == NULL)
		abort_message("-[AGXCommandBuffer growKernelCommandBuffer]: failed assertion `an encoder "
			      "holds no more commands than the device was configured for'");
	impl->segment_cursor = cursor + 1;
	track_residency(impl, record);
	return record;
}

DRIVER_METHOD static uint32_t sim_encoder_allocateUSCSpillBuffer(struct sim_encoder *encoder,
								 struct context_common *held,
								 uint32_t bytes)
{
	struct context_common *impl = impl_again(encoder, held);

	impl->spill_bytes = bytes; /* 0x184 */
	return bytes;
}

DRIVER_METHOD void sim_encoder_dispatchThreads(struct sim_encoder *encoder, uint32_t threads,
					       uint32_t per_group, const float *expected)
{
	struct activity_mark mark =
		activity_enter("dispatchThreads:threadsPerThreadgroup:", "encoder", encoder->id);
	struct impl_use use;

	sim_jitter(encoder->device);
	use = impl_begin(encoder);
	if (!use.dropped) {
		uint32_t limit = use.impl->threads_per_group_max; /* 0x5f4 */
		struct sim_command *record;

		first_access();
		record = sim_encoder_prepareForEnqueue(encoder, use.impl);
		record->threads[0] = threads;
		record->threads[1] = record->threads[2] = 1;
		record->group[0] = per_group < limit ? per_group : limit;
		record->group[1] = record->group[2] = 1;
		record->expected = expected;
		if (record->pipeline != NULL && record->pipeline->spill_bytes > 0)
			record->spill_bytes = sim_encoder_allocateUSCSpillBuffer(
				encoder, use.impl, record->pipeline->spill_bytes);
		record->checksum = sim_command_checksum(record);
		use.impl->commands.count = record->sequence + 1;
		use.impl->dispatch_count++;
	}
	impl_end(encoder, use);
	sim_event(encoder->device, "dispatchThreads:threadsPerThreadgroup:", "encoder", encoder->id,
		  threads);
	activity_leave(mark);
}

DRIVER_METHOD void sim_encoder_endEncoding(struct sim_encoder *encoder)
{
	struct activity_mark mark = activity_enter("endEncoding", "encoder", encoder->id);

	if (!encoder->ended) {
		encoder->ended = true;
		encoder->buffer->_current_encoder = NULL;
		encoder->buffer->_previous_compute_encoder = encoder;
	}
	sim_event(encoder->device, "endEncoding", "encoder", encoder->id, 0);
	activity_leave(mark);
}

DRIVER_METHOD void sim_encoder_deferredEndEncoding(struct sim_encoder *encoder)
{
	struct activity_mark mark = activity_enter("deferredEndEncoding", "encoder", encoder->id);
	struct impl_use use;

	use = impl_begin(encoder);
	if (use.impl != NULL) /* the driver checks here: a context torn down already has nothing to end */
		encoder->buffer->commands = use.impl->commands;
	impl_end(encoder, use);
	sim_event(encoder->device, "deferredEndEncoding", "encoder", encoder->id,
		  encoder->buffer->commands.count);
	activity_leave(mark);
}
