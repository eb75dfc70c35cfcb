/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/destroy_after_join/case.c"
