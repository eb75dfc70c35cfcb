/* SPDX-License-Identifier: MIT */
/* filesystem THREADS: Flanagan and Godefroid, "Dynamic partial-order reduction for model checking software", POPL 2005:
 * inodes and blocks under locks; threads meet from the 14th on. */
#include "parameters.h"

enum { NUMBLOCKS = 26, NUMINODE = 32 };

static pthread_mutex_t locki[NUMINODE], lockb[NUMBLOCKS];
static int inode[NUMINODE], busy[NUMBLOCKS];

static void *body(void *argument)
{
	int i = number(argument) % NUMINODE;

	pthread_mutex_lock(&locki[i]);
	if (inode[i] == 0) {
		int b = (i * 2) % NUMBLOCKS;

		for (;;) {
			pthread_mutex_lock(&lockb[b]);
			if (!busy[b]) {
				busy[b] = 1;
				inode[i] = b + 1;
				pthread_mutex_unlock(&lockb[b]);
				break;
			}
			pthread_mutex_unlock(&lockb[b]);
			b = (b + 1) % NUMBLOCKS;
		}
	}
	pthread_mutex_unlock(&locki[i]);
	return NULL;
}

int main(int argc, char **argv)
{
	run_threads(parameter(argc, argv, 1), body);
	return 0;
}
