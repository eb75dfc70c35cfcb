/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/rcu_publication/case.c"
