/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/abort_when_impossible/case.c"
