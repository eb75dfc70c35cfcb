/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/producer_consumer/case.c"
