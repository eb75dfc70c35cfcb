/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/barrier_initialised/case.c"
