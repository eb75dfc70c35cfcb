/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/philosophers/case.c"
