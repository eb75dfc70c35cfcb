/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/old_value_is_freed/case.c"
