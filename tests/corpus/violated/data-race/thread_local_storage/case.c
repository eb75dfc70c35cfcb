/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/thread_local_storage/case.c"
