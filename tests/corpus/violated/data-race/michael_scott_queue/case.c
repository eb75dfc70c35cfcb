/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/michael_scott_queue/case.c"
