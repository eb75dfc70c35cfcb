/* SPDX-License-Identifier: MIT */
/* Large zeroed memory, counted against a budget. On Linux it is mapped, in huge pages where the system has
 * them, and can be given back piece by piece.
 *
 * Thread safety: a budget may be shared by threads; a block belongs to one. */
#ifndef AGX_CHECK_PAGES_H
#define AGX_CHECK_PAGES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct page_budget {
	uint64_t bytes_max;
	_Atomic uint64_t bytes;      /* taken now */
	_Atomic uint64_t bytes_peak; /* most ever taken */
};

/* Three quarters of the memory that the system says is free. */
uint64_t pages_bytes_free(void);

/* Account for BYTES more; false, and nothing is taken, when the budget would be passed. */
bool budget_take(struct page_budget *budget, uint64_t bytes);
void budget_give(struct page_budget *budget, uint64_t bytes);

/* BYTES zeroed bytes; NULL on lack of memory. Not counted. */
void *pages_new(size_t bytes);
void pages_free(void *pages, size_t bytes);

/* BYTES at PAGES moved to a place of BYTES_NEW >= BYTES, the rest zeroed; NULL on lack of memory, PAGES is then
 * unchanged. */
void *pages_grow(void *pages, size_t bytes, size_t bytes_new);

/* The first BYTES at PAGES are not needed any more: give their memory back, keep the addresses. */
void pages_discard(void *pages, size_t bytes);

/* A growing array of states; counted against a budget. */
struct state_list {
	uint64_t *states; /* count x words */
	size_t count;
	size_t capacity;
};

/* Room for EXTRA more states of WORDS words; false on lack of memory or budget. */
bool state_list_reserve(struct state_list *list, size_t extra, unsigned words,
			struct page_budget *budget);
void state_list_release(struct state_list *list, unsigned words, struct page_budget *budget);

#endif
