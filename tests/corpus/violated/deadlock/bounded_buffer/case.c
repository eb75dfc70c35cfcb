/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/bounded_buffer/case.c"
