/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/detached/case.c"
