/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/signal_wakes_either/case.c"
