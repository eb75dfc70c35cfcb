/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/unlock_by_owner/case.c"
