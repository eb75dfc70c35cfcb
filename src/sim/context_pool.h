/* SPDX-License-Identifier: MIT */
/* Who owns which context slot: claim, teardown, and the faults and fixes of both.
 *
 * Context: any thread; each function takes and releases the device's lock, and the context's gate where the
 * fix has one. None waits for anything else. */
#ifndef AGX_SIM_CONTEXT_POOL_H
#define AGX_SIM_CONTEXT_POOL_H

#include "sim/sim_internal.h"

/* Give ENCODER a free context: its _impl points there afterwards. Returns its slot, or SIM_NO_SLOT when all
 * are in use.
 * Fault claim-race: finding and taking the slot are two steps, so two encoders can get one. A counted fix
 * takes the slot by the count itself and closes that window. */
uint32_t context_claim(struct sim_encoder *encoder);

/* destroyImpl: clear the _impl of whoever owns slot SLOT, and free the slot if it is in use. Goes by the slot's
 * number: called late, it hits whoever claimed the slot since; with a counted fix it drops the caller's own
 * reference instead and the slot is free when nobody holds one.
 * Fault late-null: _impl, found through the context, is cleared after the lock was dropped. */
void context_teardown(struct sim_device *device, uint32_t slot);

/* Drop a reference that the caller holds (counted fixes; nothing otherwise). The encoder, its command buffer and,
 * under async-completion, the completion thread each hold one. */
void context_unref(struct sim_device *device, uint32_t slot);

#endif
