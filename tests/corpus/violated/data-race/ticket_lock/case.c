/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/ticket_lock/case.c"
