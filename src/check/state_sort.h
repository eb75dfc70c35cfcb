/* SPDX-License-Identifier: MIT */
/* States in ascending order, so that a set of them is written in one way only.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CHECK_STATE_SORT_H
#define AGX_CHECK_STATE_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Sort COUNT states of WORDS words in place: by their first word, then by the second, and so on. */
void state_sort(uint64_t *states, size_t count, unsigned words);

#endif
