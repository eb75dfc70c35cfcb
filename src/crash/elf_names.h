/* SPDX-License-Identifier: MIT */
/* The functions of one ELF file, by address: its .symtab, or .dynsym where that was stripped.
 *
 * Thread safety: immutable once loaded. */
#ifndef AGX_CRASH_ELF_NAMES_H
#define AGX_CRASH_ELF_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_name {
	uint64_t start; /* the file's own address */
	uint64_t size;
	const char *name;
};

struct elf_names {
	struct elf_name *names; /* sorted by start */
	size_t count;
	void *map; /* the file, which the names point into */
	size_t map_bytes;
};

/* Read PATH, a 64-bit ELF file of this machine's byte order. Whatever is wrong with it, also lack of memory,
 * leaves an empty table. The caller gives it back with elf_names_release(). */
void elf_names_load(const char *path, struct elf_names *ret_names);
void elf_names_release(struct elf_names *names);

/* The function that covers ADDRESS; NULL if none does. */
const struct elf_name *elf_names_find(const struct elf_names *names, uint64_t address);

#endif
