/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/ring_of_one_producer/case.c"
