/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/independent_reads/case.c"
