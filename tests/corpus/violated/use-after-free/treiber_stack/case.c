/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/treiber_stack/case.c"
