/* SPDX-License-Identifier: MIT */
/* Included before everything else: makes every release and acquire of a source relaxed, to see what they were for. */
#include <stdatomic.h>

#define memory_order_acquire memory_order_relaxed
#define memory_order_release memory_order_relaxed
#define memory_order_acq_rel memory_order_relaxed
