/* SPDX-License-Identifier: MIT */
#include "sim/context_pool.h"

#include "base/assert.h"
#include "sim/context_gate.h"
#include "trace/abort_message.h"

/* The encoder's and its command buffer's, and the completion thread's where it releases contexts too. */
static uint32_t references_at_claim(const struct sim_device *device)
{
	return sim_has_fault(device, SIM_FAULT_ASYNC_COMPLETION) ? 3 : 2;
}

static bool is_used(const struct sim_device *device, uint32_t slot)
{
	return (device->used[slot / 64] >> (slot % 64) & 1) != 0;
}

/* The lowest free slot, or SIM_NO_SLOT. Expects the device's lock. */
static uint32_t find_free(const struct sim_device *device)
{
	for (uint32_t slot = 0; slot < device->config.contexts; slot++) {
		if (device->used[slot / 64] == UINT64_MAX)
			slot |= 63;
		else if (!is_used(device, slot))
			return slot;
	}
	return SIM_NO_SLOT;
}

static void mark(struct sim_device *device, uint32_t slot, bool used)
{
	uint64_t bit = UINT64_C(1) << (slot % 64);

	if (used)
		device->used[slot / 64] |= bit;
	else
		device->used[slot / 64] &= ~bit;
}

/* Counted: the slot is ours if its count goes from 0 to ours in one step. */
static bool take_by_count(struct sim_device *device, uint32_t slot)
{
	uint32_t free_count = 0;
	/* pairs with the release in context_unref() */
	memory_order order = device->config.fix == SIM_FIX_REFCOUNT ? memory_order_relaxed
								     : memory_order_acquire;

	return atomic_compare_exchange_strong_explicit(&device->contexts[slot].references, &free_count,
						       references_at_claim(device), order,
						       memory_order_relaxed);
}

static uint32_t take_slot(struct sim_device *device)
{
	bool counted = sim_fix_is_counted(device->config.fix);
	uint32_t slot;

	do {
		pthread_mutex_lock(&device->lock);
		slot = find_free(device);
		if (sim_has_fault(device, SIM_FAULT_CLAIM_RACE)) {
			pthread_mutex_unlock(&device->lock);
			sim_jitter(device);
			pthread_mutex_lock(&device->lock);
		}
		if (slot != SIM_NO_SLOT)
			mark(device, slot, true);
		pthread_mutex_unlock(&device->lock);
	} while (counted && slot != SIM_NO_SLOT && !take_by_count(device, slot));
	return slot;
}

/* Point ENCODER at CONTEXT. Last: whoever sees _impl may use the context. */
static void publish(struct sim_encoder *encoder, struct context_common *context)
{
	if (encoder->fix == SIM_FIX_REFCOUNT_ACQREL)
		/* pairs with the acquire in impl_begin() */
		atomic_store_explicit(&encoder->_impl.published, context, memory_order_release);
	else
		encoder->_impl.plain = context;
}

uint32_t context_claim(struct sim_encoder *encoder)
{
	struct sim_device *device = encoder->device;
	uint32_t slot = take_slot(device);
	struct context_common *context;

	if (slot == SIM_NO_SLOT)
		return SIM_NO_SLOT;
	context = &device->contexts[slot];
	context->generation++;
	context->owner = encoder;
	context->pipeline = NULL;
	context->spill_bytes = 0;
	context->segment_cursor = 0;
	context->dispatch_count = 0;
	context->residency_count = 0;
	context->commands = (struct command_list) {encoder->buffer->storage, 0};
	context->threads_per_group_max = 1024;
	context->residency = (struct sim_residency) {0};
	publish(encoder, context);
	sim_event(device, "initImpl", "context", slot, context->generation);
	return slot;
}

/* Clear the owner's _impl. A full fix does so once, and only if it still is this context. */
static void clear_impl(struct sim_device *device, struct context_common *context)
{
	struct sim_encoder *owner = context->owner;

	if (owner == NULL)
		return;
	if (device->config.fix == SIM_FIX_REFCOUNT_ACQREL)
		/* pairs with the acquire in impl_begin() */
		atomic_store_explicit(&owner->_impl.published, NULL, memory_order_release);
	else
		owner->_impl.plain = NULL;
	if (sim_fix_is_counted(device->config.fix))
		context->owner = NULL; /* whoever holds the next reference finds nothing left to clear */
}

static void teardown_counted(struct sim_device *device, uint32_t slot)
{
	struct context_common *context = &device->contexts[slot];
	bool gated = sim_fix_has_gate(device->config.fix);
	bool mine;

	if (gated)
		context_gate_enter(&context->gate);
	mine = context->owner != NULL;
	clear_impl(device, context);
	if (gated)
		context_gate_leave(&context->gate);
	if (mine)
		context_unref(device, slot);
}

/* The driver as it is said to be. */
static void teardown_by_slot(struct sim_device *device, uint32_t slot)
{
	struct context_common *context = &device->contexts[slot];
	bool late = sim_has_fault(device, SIM_FAULT_LATE_NULL) &&
		    device->config.fix != SIM_FIX_NULL_BEFORE_UNLOCK;
	bool gated = sim_fix_has_gate(device->config.fix);
	bool used;

	if (gated)
		context_gate_enter(&context->gate);
	pthread_mutex_lock(&device->lock);
	used = is_used(device, slot);
	if (used) {
		mark(device, slot, false);
		context->pipeline = NULL;
		if (!late)
			clear_impl(device, context);
	}
	pthread_mutex_unlock(&device->lock);
	if (used && late) {
		sim_jitter(device);
		clear_impl(device, context);
	}
	if (gated)
		context_gate_leave(&context->gate);
}

void context_teardown(struct sim_device *device, uint32_t slot)
{
	AGX_ASSERT(slot < device->config.contexts);
	sim_event(device, "destroyImpl", "context", slot, 0);
	if (sim_fix_is_counted(device->config.fix))
		teardown_counted(device, slot);
	else
		teardown_by_slot(device, slot);
}

void context_unref(struct sim_device *device, uint32_t slot)
{
	struct context_common *context = &device->contexts[slot];
	/* Release: our uses come before the slot's next claim; acquire: all others' do. The fix that only
	 * counts leaves both out. */
	memory_order order = device->config.fix == SIM_FIX_REFCOUNT ? memory_order_relaxed
								     : memory_order_acq_rel;
	uint32_t before;

	if (!sim_fix_is_counted(device->config.fix))
		return;
	/* Between the count's 0 and the bit's, a claimer that holds the slot's number already (claim-race) may
	 * take it by the count; the bit is then clear for a slot in use, and the next claimer's count fails. */
	before = atomic_fetch_sub_explicit(&context->references, 1, order);
	if (before == 0)
		abort_message("ContextCommon over-released: two teardowns dropped one reference");
	if (before > 1)
		return;
	pthread_mutex_lock(&device->lock);
	mark(device, slot, false);
	pthread_mutex_unlock(&device->lock);
}
