/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/peterson/case.c"
