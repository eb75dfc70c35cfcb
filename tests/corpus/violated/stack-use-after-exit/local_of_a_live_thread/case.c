/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/local_of_a_live_thread/case.c"
