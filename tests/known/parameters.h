/* SPDX-License-Identifier: MIT */
/* The programs with known answers take their sizes from the command line: answers.tsv has a row for each. */
#ifndef KNOWN_PARAMETERS_H
#define KNOWN_PARAMETERS_H

#include "../corpus/threads.h"

enum { THREADS_MAX = 20 };

/* The argument number I, or 0. */
static inline int parameter(int argc, char **argv, int i)
{
	return i < argc ? atoi(argv[i]) : 0;
}

#endif
