/* SPDX-License-Identifier: MIT */
/* No synchronisation: what a client does that takes the driver's word for being thread-safe.
 * Safe against nothing; with no fault it is legal Metal use and needs nothing. */
#include "policy/policy_internal.h"

const struct policy_ops policy_none_ops = {0};
