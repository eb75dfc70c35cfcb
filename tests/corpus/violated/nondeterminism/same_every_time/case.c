/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/same_every_time/case.c"
