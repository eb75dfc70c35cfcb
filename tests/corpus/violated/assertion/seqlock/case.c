/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/seqlock/case.c"
