/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/every_thread_is_joined/case.c"
