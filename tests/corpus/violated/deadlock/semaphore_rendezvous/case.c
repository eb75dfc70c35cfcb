/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/semaphore_rendezvous/case.c"
