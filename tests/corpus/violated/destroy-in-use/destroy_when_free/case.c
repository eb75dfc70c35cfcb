/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/destroy_when_free/case.c"
