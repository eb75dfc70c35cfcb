/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/hazard_pointer/case.c"
