/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/by_who_freed/case.c"
