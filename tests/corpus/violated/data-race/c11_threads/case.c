/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/c11_threads/case.c"
