/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/trylock/case.c"
