/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/peterson_fences/case.c"
