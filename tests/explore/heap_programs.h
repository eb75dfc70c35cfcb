/* SPDX-License-Identifier: MIT */
/* What a heap test asks of one block, or of the addresses of several. */
#ifndef AGX_TESTS_HEAP_PROGRAMS_H
#define AGX_TESTS_HEAP_PROGRAMS_H

#include <stddef.h>
#include <stdint.h>

enum heap_how { HEAP_MALLOC, HEAP_CALLOC, HEAP_ALIGNED, HEAP_REALLOC };
enum heap_what { HEAP_READ, HEAP_WRITE, HEAP_FREE, HEAP_FREE_THEN_READ, HEAP_FREE_TWICE };

/* A block of BYTES is made; then WHAT is done at OFFSET. heap_block() is the main() of it. */
struct heap_block {
	enum heap_how how;
	enum heap_what what;
	size_t bytes;
	int offset;
};
int heap_block(void *argument);

enum { HEAP_ADDRESSES = 3 };

/* Two threads that each make blocks, with operations in between that come in any order. Out: where. */
struct heap_addresses {
	uintptr_t address[2][HEAP_ADDRESSES];
};
int heap_addresses(void *argument);

/* Two blocks, each of which may fail. Out: a bit for each that did not. */
int heap_failures(void *argument);

#endif
