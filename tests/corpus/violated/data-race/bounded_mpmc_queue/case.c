/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/bounded_mpmc_queue/case.c"
