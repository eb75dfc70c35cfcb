/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/dekker/case.c"
