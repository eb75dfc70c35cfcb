/* SPDX-License-Identifier: MIT */
/* What gcc and clang call before each plain access. Names and arguments are the compilers' (gcc: sanitizer.def; LLVM:
 * ThreadSanitizer.cpp). They do nothing while the program does not run: static constructors call them before main. */
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/spin.h"
#include "explore/volatile_access.h"

/* The current thread has written these bytes in this epoch: no access of another thread since then can be ordered after that
 * write, hence it would have been reported. Of a freed block it means that the thread has freed them. Bytes beyond the
 * granule are in no mask. */
static inline __attribute__((always_inline)) bool covered(const struct cell *cell, unsigned mask)
{
	return cell->write_stamp == shadow_stamp && (mask & ~(unsigned)cell->write_mask) == 0 &&
	       cell->state < CELL_FREED;
}

static inline __attribute__((always_inline)) void plain_read(uintptr_t address, unsigned size, const void *pc)
{
	struct cell *cell = shadow_cell(address);
	unsigned mask = ((1u << size) - 1) << (address & 7);

	if (__builtin_expect(cell == NULL, 0))
		return;
	if (covered(cell, mask) || (cell->read_stamp == shadow_stamp && (mask & ~(unsigned)cell->read_mask) == 0))
		return;
	if (__builtin_expect(mask > 0xff, 0))
		shadow_read_range(address, size, pc);
	else
		shadow_read(cell, address, mask, pc);
}

static inline __attribute__((always_inline)) void plain_write(uintptr_t address, unsigned size, const void *pc)
{
	struct cell *cell = shadow_cell(address);
	unsigned mask = ((1u << size) - 1) << (address & 7);

	if (address - shadow_globals_base < shadow_globals_bytes)
		spin_side_effect(); /* no stack lies there */
	else
		spin_plain_write(address);
	if (__builtin_expect(cell == NULL, 0))
		return;
	if (covered(cell, mask) && cell->more == 0)
		return;
	if (__builtin_expect(mask > 0xff, 0))
		shadow_write_range(address, size, pc);
	else
		shadow_write(cell, address, mask, pc);
}

#define HOOKS(size) \
	void __tsan_read##size(void *address); \
	void __tsan_read##size(void *address) \
	{ \
		plain_read((uintptr_t)address, size, CALLER); \
	} \
	void __tsan_write##size(void *address); \
	void __tsan_write##size(void *address) \
	{ \
		plain_write((uintptr_t)address, size, CALLER); \
	} \
	void __tsan_read_write##size(void *address); \
	void __tsan_read_write##size(void *address) \
	{ \
		plain_read((uintptr_t)address, size, CALLER); \
		plain_write((uintptr_t)address, size, CALLER); \
	} \
	void __tsan_volatile_read##size(void *address); \
	void __tsan_volatile_read##size(void *address) \
	{ \
		if (!explorer_options.volatile_atomic || !volatile_read((uintptr_t)address, size, CALLER)) \
			plain_read((uintptr_t)address, size, CALLER); \
	} \
	void __tsan_volatile_write##size(void *address); \
	void __tsan_volatile_write##size(void *address) \
	{ \
		if (!explorer_options.volatile_atomic || !volatile_write((uintptr_t)address, size, CALLER)) \
			plain_write((uintptr_t)address, size, CALLER); \
	}

HOOKS(1)
HOOKS(2)
HOOKS(4)
HOOKS(8)

static inline void range_read(const void *address, size_t bytes, const void *pc)
{
	if (running)
		shadow_read_range((uintptr_t)address, bytes, pc);
}

static inline void range_write(const void *address, size_t bytes, const void *pc)
{
	if (!running)
		return;
	spin_plain_write((uintptr_t)address);
	shadow_write_range((uintptr_t)address, bytes, pc);
}

void __tsan_read_range(void *address, size_t bytes);
void __tsan_read_range(void *address, size_t bytes)
{
	range_read(address, bytes, CALLER);
}

void __tsan_write_range(void *address, size_t bytes);
void __tsan_write_range(void *address, size_t bytes)
{
	range_write(address, bytes, CALLER);
}

#define RANGE_HOOKS(name, size) \
	void __tsan_##name##read##size(void *address); \
	void __tsan_##name##read##size(void *address) \
	{ \
		range_read(address, size, CALLER); \
	} \
	void __tsan_##name##write##size(void *address); \
	void __tsan_##name##write##size(void *address) \
	{ \
		range_write(address, size, CALLER); \
	} \
	void __tsan_##name##read_write##size(void *address); \
	void __tsan_##name##read_write##size(void *address) \
	{ \
		range_read(address, size, CALLER); \
		range_write(address, size, CALLER); \
	}

RANGE_HOOKS(, 16)
RANGE_HOOKS(volatile_, 16)
RANGE_HOOKS(unaligned_, 2)
RANGE_HOOKS(unaligned_, 4)
RANGE_HOOKS(unaligned_, 8)
RANGE_HOOKS(unaligned_, 16)
RANGE_HOOKS(unaligned_volatile_, 2)
RANGE_HOOKS(unaligned_volatile_, 4)
RANGE_HOOKS(unaligned_volatile_, 8)
RANGE_HOOKS(unaligned_volatile_, 16)

void __tsan_init(void);
void __tsan_init(void)
{
}
