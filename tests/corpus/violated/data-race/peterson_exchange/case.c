/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/peterson_exchange/case.c"
