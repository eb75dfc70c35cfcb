/* SPDX-License-Identifier: MIT */
#include "explore/memory_map.h"

#include "explore/shadow.h"
#include "fiber/fiber.h"

#include <link.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Where the linker puts the program's own variables: their sections were renamed. The linker makes these names because
 * they are names of C. */
extern char __start_explored_data[] __attribute__((weak));
extern char __stop_explored_data[] __attribute__((weak));
extern char __start_explored_bss[] __attribute__((weak));
extern char __stop_explored_bss[] __attribute__((weak));

struct image {
	char *from;
	size_t bytes;
	char *copy;
};

static struct image data;
static struct image bss;
static struct image tls; /* FROM is the offset from the thread pointer, as an address */
static bool bss_is_zero;

void *memory_table(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

struct segment {
	uintptr_t low;
	uintptr_t high;
};

/* The first object that is listed is the executable: its variables, and its TLS block of this thread. */
static int look_at_executable(struct dl_phdr_info *info, size_t bytes, void *context)
{
	struct segment *writable = context;

	(void)bytes;
	for (unsigned i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *header = &info->dlpi_phdr[i];
		uintptr_t low = info->dlpi_addr + header->p_vaddr;

		if (header->p_type == PT_LOAD && (header->p_flags & PF_W)) {
			if (low < writable->low)
				writable->low = low;
			if (low + header->p_memsz > writable->high)
				writable->high = low + header->p_memsz;
		}
		if (header->p_type == PT_TLS && info->dlpi_tls_data != NULL) {
			tls.from = (char *)((uintptr_t)info->dlpi_tls_data - fiber_thread_pointer());
			tls.bytes = header->p_memsz;
		}
	}
	return 1;
}

const char *memory_map_init(void)
{
	struct segment writable = {UINTPTR_MAX, 0};
	void *arena = mmap((void *)ARENA_BASE, ARENA_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);

	if (arena != (void *)ARENA_BASE)
		return "the address range of the explored program's heap is taken";
	(void)dl_iterate_phdr(look_at_executable, &writable); /* its result is ours */
	if (writable.low > writable.high)
		return "the executable has no writable segment";
	writable.low &= ~(uintptr_t)7;
	return shadow_init(writable.low, writable.high - writable.low);
}

static void image_take(struct image *image, char *from, size_t bytes)
{
	free(image->copy);
	image->from = from;
	image->bytes = bytes;
	image->copy = bytes > 0 ? malloc(bytes) : NULL;
	if (image->copy == NULL)
		image->bytes = 0;
	else
		memcpy(image->copy, from, bytes);
}

void memory_image_take(void)
{
	char *here = (char *)fiber_thread_pointer() + (uintptr_t)tls.from;
	char *offset = tls.from;

	image_take(&data, __start_explored_data, (size_t)(__stop_explored_data - __start_explored_data));
	image_take(&bss, __start_explored_bss, (size_t)(__stop_explored_bss - __start_explored_bss));
	bss_is_zero = true;
	for (size_t i = 0; i < bss.bytes && bss_is_zero; i++)
		bss_is_zero = bss.copy[i] == 0;
	if (tls.bytes > 0)
		image_take(&tls, here, tls.bytes);
	tls.from = offset;
}

void memory_globals_reset(void)
{
	memcpy(data.from, data.copy, data.bytes);
	if (bss_is_zero)
		memset(bss.from, 0, bss.bytes);
	else
		memcpy(bss.from, bss.copy, bss.bytes);
}

bool memory_globals(unsigned i, const char **ret_from, size_t *ret_bytes)
{
	const struct image *image = i == 0 ? &data : &bss;

	*ret_from = image->from;
	*ret_bytes = image->bytes;
	return i < 2;
}

void memory_tls_reset(uintptr_t thread_pointer)
{
	if (tls.bytes > 0)
		memcpy((char *)thread_pointer + (uintptr_t)tls.from, tls.copy, tls.bytes);
}
