/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/rcu_grace_period/case.c"
