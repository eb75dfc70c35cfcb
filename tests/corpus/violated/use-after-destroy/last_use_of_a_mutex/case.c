/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/last_use_of_a_mutex/case.c"
