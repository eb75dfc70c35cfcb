/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/message_passing/case.c"
