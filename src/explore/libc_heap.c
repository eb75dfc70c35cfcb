/* SPDX-License-Identifier: MIT */
/* malloc and what allocates with it. Before the program runs libc's own heap is used. */
#include "explore/call_stack.h"
#include "explore/explored.h"
#include "explore/heap.h"
#include "explore/memory_map.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"

#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, PAGE_BYTES = 4096 };

static void *allocate(size_t bytes, size_t alignment, bool zeroed, const void *pc)
{
	void *block;

	if (running) {
		block = heap_new(bytes, alignment < ALIGNMENT ? ALIGNMENT : alignment, zeroed, pc);
	} else {
		heap_early_blocks++;
		block = aligned_alloc(alignment, (bytes + alignment - 1) & ~(alignment - 1));
		if (block != NULL && zeroed)
			memset(block, 0, bytes);
	}
	if (block == NULL)
		errno = ENOMEM;
	return block;
}

static void release(void *block, const void *pc)
{
	if (block == NULL)
		return;
	if (!running)
		free(block);
	else if (in_heap((uintptr_t)block) || in_stacks((uintptr_t)block) || shadow_cell((uintptr_t)block) != NULL)
		heap_free(block, pc);
	else
		unsupported("freeing memory that the C library allocated, or that was allocated before main",
			    call_stack_site(pc));
}

EXPLORED(malloc);
void *explored_malloc(size_t bytes)
{
	return allocate(bytes, ALIGNMENT, false, CALLER);
}

EXPLORED(calloc);
void *explored_calloc(size_t count, size_t bytes)
{
	size_t all;

	if (__builtin_mul_overflow(count, bytes, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	return allocate(all, ALIGNMENT, true, CALLER);
}

EXPLORED(free);
void explored_free(void *block)
{
	release(block, CALLER);
}

void explored_cfree(void *block);
void explored_cfree(void *block)
{
	release(block, CALLER);
}

static void *reallocate(void *block, size_t bytes, const void *pc)
{
	void *larger;
	size_t kept;

	if (!running)
		return realloc(block, bytes);
	if (block == NULL)
		return allocate(bytes, ALIGNMENT, false, pc);
	larger = bytes > 0 ? allocate(bytes, ALIGNMENT, false, pc) : NULL;
	if (larger != NULL && heap_is_live(block)) {
		kept = heap_bytes(block) < bytes ? heap_bytes(block) : bytes;
		memcpy(larger, block, kept);
		shadow_copy_written((uintptr_t)larger, (uintptr_t)block, kept);
	}
	if (larger != NULL || bytes == 0)
		release(block, pc);
	return larger;
}

EXPLORED(realloc);
void *explored_realloc(void *block, size_t bytes)
{
	return reallocate(block, bytes, CALLER);
}

EXPLORED(reallocarray);
void *explored_reallocarray(void *block, size_t count, size_t bytes)
{
	size_t all;

	if (__builtin_mul_overflow(count, bytes, &all)) {
		errno = ENOMEM;
		return NULL;
	}
	return reallocate(block, all, CALLER);
}

static bool is_power_of_two(size_t alignment)
{
	return alignment != 0 && (alignment & (alignment - 1)) == 0;
}

EXPLORED(aligned_alloc);
void *explored_aligned_alloc(size_t alignment, size_t bytes)
{
	if (!is_power_of_two(alignment)) {
		errno = EINVAL;
		return NULL;
	}
	return allocate(bytes, alignment, false, CALLER);
}

EXPLORED(memalign);
void *explored_memalign(size_t alignment, size_t bytes)
{
	if (!is_power_of_two(alignment)) {
		errno = EINVAL;
		return NULL;
	}
	return allocate(bytes, alignment, false, CALLER);
}

EXPLORED(posix_memalign);
int explored_posix_memalign(void **ret_block, size_t alignment, size_t bytes)
{
	void *block;

	if (!is_power_of_two(alignment) || alignment % sizeof(void *) != 0)
		return EINVAL;
	block = allocate(bytes, alignment, false, CALLER);
	if (block == NULL)
		return ENOMEM;
	if (running)
		shadow_write_range((uintptr_t)ret_block, sizeof *ret_block, CALLER);
	*ret_block = block;
	return 0;
}

EXPLORED(valloc);
void *explored_valloc(size_t bytes)
{
	return allocate(bytes, PAGE_BYTES, false, CALLER);
}

EXPLORED(pvalloc);
void *explored_pvalloc(size_t bytes)
{
	return allocate((bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1), PAGE_BYTES, false, CALLER);
}

EXPLORED(malloc_usable_size);
size_t explored_malloc_usable_size(void *block)
{
	if (block == NULL)
		return 0;
	return running ? heap_bytes(block) : malloc_usable_size(block);
}

static char *duplicate(const char *string, size_t length, const void *pc)
{
	char *copy = allocate(length + 1, ALIGNMENT, false, pc);

	if (copy == NULL)
		return NULL;
	if (running) {
		shadow_read_range((uintptr_t)string, length, pc);
		shadow_write_range((uintptr_t)copy, length + 1, pc);
	}
	memcpy(copy, string, length);
	copy[length] = '\0';
	return copy;
}

EXPLORED(strdup);
char *explored_strdup(const char *string)
{
	return duplicate(string, strlen(string), CALLER);
}

char *explored___strdup(const char *string);
char *explored___strdup(const char *string)
{
	return duplicate(string, strlen(string), CALLER);
}

EXPLORED(strndup);
char *explored_strndup(const char *string, size_t bytes)
{
	return duplicate(string, strnlen(string, bytes), CALLER);
}

char *explored___strndup(const char *string, size_t bytes);
char *explored___strndup(const char *string, size_t bytes)
{
	return duplicate(string, strnlen(string, bytes), CALLER);
}

static int print(char **ret_text, const char *format, va_list arguments, const void *pc)
{
	va_list again;
	char *text;
	int length;

	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length < 0)
		return -1;
	text = allocate((size_t)length + 1, ALIGNMENT, false, pc);
	if (text == NULL)
		return -1;
	(void)vsnprintf(text, (size_t)length + 1, format, arguments); /* LENGTH as before */
	if (running) {
		shadow_write_range((uintptr_t)text, (size_t)length + 1, pc);
		shadow_write_range((uintptr_t)ret_text, sizeof *ret_text, pc);
	}
	*ret_text = text;
	return length;
}

EXPLORED(vasprintf);
int explored_vasprintf(char **restrict ret_text, const char *restrict format, va_list arguments)
{
	return print(ret_text, format, arguments, CALLER);
}

EXPLORED(asprintf);
int explored_asprintf(char **restrict ret_text, const char *restrict format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = print(ret_text, format, arguments, CALLER);
	va_end(arguments);
	return length;
}

int explored___vasprintf_chk(char **ret_text, int flag, const char *format, va_list arguments);
int explored___vasprintf_chk(char **ret_text, int flag, const char *format, va_list arguments)
{
	(void)flag;
	return print(ret_text, format, arguments, CALLER);
}

int explored___asprintf_chk(char **ret_text, int flag, const char *format, ...);
int explored___asprintf_chk(char **ret_text, int flag, const char *format, ...)
{
	va_list arguments;
	int length;

	(void)flag;
	va_start(arguments, format);
	length = print(ret_text, format, arguments, CALLER);
	va_end(arguments);
	return length;
}
