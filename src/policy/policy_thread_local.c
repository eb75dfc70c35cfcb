/* SPDX-License-Identifier: MIT */
/* Each thread has a stream and an encoder of its own and synchronises only that: MLX since 0.31.2
 * (https://github.com/ml-explore/mlx/issues/3727).
 *
 * Safe against shared-stream and sync-ends-encoder, which cannot happen by construction.
 * Not against the driver's faults: context slots are shared by all threads. */
#include "policy/policy_internal.h"

const struct policy_ops policy_thread_local_ops = {
	.is_thread_local = true,
	.safe_against = SIM_FAULT_SHARED_STREAM | SIM_FAULT_SYNC_ENDS_ENCODER,
};
