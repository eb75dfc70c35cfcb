/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/initialised/case.c"
