/* SPDX-License-Identifier: MIT */
#define BROKEN
#include "../../../holds/epoch_reclamation/case.c"
