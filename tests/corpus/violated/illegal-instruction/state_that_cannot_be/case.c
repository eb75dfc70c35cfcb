/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/state_that_cannot_be/case.c"
