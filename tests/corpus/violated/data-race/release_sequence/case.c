/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/release_sequence/case.c"
