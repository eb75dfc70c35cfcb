/* SPDX-License-Identifier: MIT */
#include "check/pages.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

enum {
	MAPPED_FROM = 1 << 18, /* bytes; smaller blocks come from the heap */
	HUGE_FROM = 1 << 22,
	LIST_CAPACITY_MIN = 512,
};

uint64_t pages_bytes_free(void)
{
#ifdef _SC_AVPHYS_PAGES
	long pages = sysconf(_SC_AVPHYS_PAGES);
#else
	long pages = sysconf(_SC_PHYS_PAGES) / 2;
#endif
	long size = sysconf(_SC_PAGESIZE);

	if (pages <= 0 || size <= 0)
		return UINT64_C(1) << 30;
	return (uint64_t)pages * (uint64_t)size / 4 * 3;
}

bool budget_take(struct page_budget *budget, uint64_t bytes)
{
	/* Relaxed throughout: counters, they publish nothing. */
	uint64_t now = atomic_fetch_add_explicit(&budget->bytes, bytes, memory_order_relaxed) + bytes;
	uint64_t peak = atomic_load_explicit(&budget->bytes_peak, memory_order_relaxed);

	if (now > budget->bytes_max) {
		budget_give(budget, bytes);
		return false;
	}
	while (now > peak &&
	       !atomic_compare_exchange_weak_explicit(&budget->bytes_peak, &peak, now,
						      memory_order_relaxed, memory_order_relaxed))
		;
	return true;
}

void budget_give(struct page_budget *budget, uint64_t bytes)
{
	atomic_fetch_sub_explicit(&budget->bytes, bytes, memory_order_relaxed);
}

#ifdef __linux__
static bool is_mapped(size_t bytes)
{
	return bytes >= MAPPED_FROM;
}

static void *map(size_t bytes)
{
	void *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (pages == MAP_FAILED)
		return NULL;
	if (bytes >= HUGE_FROM)
		(void)madvise(pages, bytes, MADV_HUGEPAGE); /* only speed is lost without */
	return pages;
}

void *pages_new(size_t bytes)
{
	return is_mapped(bytes) ? map(bytes) : calloc(1, bytes);
}

void pages_free(void *pages, size_t bytes)
{
	if (pages != NULL && is_mapped(bytes))
		(void)munmap(pages, bytes); /* cannot fail: the range is ours */
	else
		free(pages);
}

void pages_discard(void *pages, size_t bytes)
{
	if (is_mapped(bytes))
		(void)madvise(pages, bytes, MADV_DONTNEED); /* advice */
}

static void *remap(void *pages, size_t bytes, size_t bytes_new)
{
	void *moved = mremap(pages, bytes, bytes_new, MREMAP_MAYMOVE);

	if (moved == MAP_FAILED)
		return NULL;
	if (bytes_new >= HUGE_FROM)
		(void)madvise(moved, bytes_new, MADV_HUGEPAGE);
	return moved;
}
#else
static bool is_mapped(size_t bytes)
{
	(void)bytes;
	return false;
}

void *pages_new(size_t bytes)
{
	return calloc(1, bytes);
}

void pages_free(void *pages, size_t bytes)
{
	(void)bytes;
	free(pages);
}

void pages_discard(void *pages, size_t bytes)
{
	(void)pages;
	(void)bytes;
}

static void *remap(void *pages, size_t bytes, size_t bytes_new)
{
	(void)pages;
	(void)bytes;
	(void)bytes_new;
	return NULL;
}
#endif

void *pages_grow(void *pages, size_t bytes, size_t bytes_new)
{
	void *moved;

	if (pages != NULL && is_mapped(bytes) && is_mapped(bytes_new))
		return remap(pages, bytes, bytes_new);
	moved = pages_new(bytes_new);
	if (moved == NULL)
		return NULL;
	if (pages != NULL)
		memcpy(moved, pages, bytes);
	pages_free(pages, bytes);
	return moved;
}

bool state_list_reserve(struct state_list *list, size_t extra, unsigned words,
			struct page_budget *budget)
{
	size_t state_bytes = words * sizeof(uint64_t);
	size_t capacity = list->capacity == 0 ? LIST_CAPACITY_MIN : list->capacity;
	uint64_t *states;

	if (list->count + extra <= list->capacity)
		return true;
	while (capacity < list->count + extra)
		capacity += capacity / 2;
	if (!budget_take(budget, (capacity - list->capacity) * state_bytes))
		return false;
	states = pages_grow(list->states, list->capacity * state_bytes, capacity * state_bytes);
	if (states == NULL) {
		budget_give(budget, (capacity - list->capacity) * state_bytes);
		return false;
	}
	list->states = states;
	list->capacity = capacity;
	return true;
}

void state_list_release(struct state_list *list, unsigned words, struct page_budget *budget)
{
	size_t bytes = list->capacity * words * sizeof(uint64_t);

	pages_free(list->states, bytes);
	budget_give(budget, bytes);
	*list = (struct state_list) {0};
}
