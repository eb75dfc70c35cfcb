/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/barrier_between_phases/case.c"
