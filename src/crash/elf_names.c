/* SPDX-License-Identifier: MIT */
#include "crash/elf_names.h"

#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* COUNT things of SIZE bytes at OFFSET of the file; NULL unless they lie within it, aligned for any
 * of its structures. */
static const void *part(const struct elf_names *file, uint64_t offset, uint64_t count,
			uint64_t size)
{
	uint64_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes) || offset > file->map_bytes ||
	    bytes > file->map_bytes - offset || offset % 8 != 0)
		return NULL;
	return (const char *)file->map + offset;
}

static const Elf64_Shdr *find_section(const Elf64_Shdr *sections, size_t count, uint32_t type)
{
	for (size_t i = 0; i < count; i++) {
		if (sections[i].sh_type == type && sections[i].sh_entsize == sizeof(Elf64_Sym))
			return &sections[i];
	}
	return NULL;
}

static int compare(const void *left, const void *right)
{
	const struct elf_name *a = left;
	const struct elf_name *b = right;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	return strcmp(a->name, b->name); /* of aliases always the same one */
}

/* TEXT is the string table that the names lie in, LENGTH bytes that end with a NUL. */
static void collect(struct elf_names *names, const Elf64_Sym *symbols, size_t count,
		    const char *text, size_t length)
{
	names->names = calloc(count, sizeof *names->names);
	if (names->names == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		const Elf64_Sym *s = &symbols[i];

		if (ELF64_ST_TYPE(s->st_info) != STT_FUNC || s->st_shndx == SHN_UNDEF ||
		    s->st_name >= length || text[s->st_name] == '\0')
			continue;
		names->names[names->count++] =
			(struct elf_name) {s->st_value, s->st_size, text + s->st_name};
	}
	qsort(names->names, names->count, sizeof *names->names, compare);
}

static void read_symbols(struct elf_names *names)
{
	const Elf64_Ehdr *header = part(names, 0, 1, sizeof *header);
	const Elf64_Shdr *sections;
	const Elf64_Shdr *table;
	const Elf64_Shdr *strings;
	const Elf64_Sym *symbols;
	const char *text;

	if (header == NULL || memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 ||
	    header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_shentsize != sizeof *sections)
		return;
	sections = part(names, header->e_shoff, header->e_shnum, sizeof *sections);
	if (sections == NULL)
		return;
	table = find_section(sections, header->e_shnum, SHT_SYMTAB);
	if (table == NULL)
		table = find_section(sections, header->e_shnum, SHT_DYNSYM);
	if (table == NULL || table->sh_link >= header->e_shnum)
		return;
	strings = &sections[table->sh_link];
	symbols = part(names, table->sh_offset, table->sh_size / sizeof *symbols, sizeof *symbols);
	if (symbols == NULL || strings->sh_offset > names->map_bytes || strings->sh_size == 0 ||
	    strings->sh_size > names->map_bytes - strings->sh_offset)
		return;
	text = (const char *)names->map + strings->sh_offset;
	if (text[strings->sh_size - 1] != '\0')
		return;
	collect(names, symbols, table->sh_size / sizeof *symbols, text, strings->sh_size);
}

void elf_names_load(const char *path, struct elf_names *ret_names)
{
	struct elf_names names = {0};
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	*ret_names = names;
	if (fd < 0)
		return;
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
		names.map_bytes = (size_t)info.st_size;
		names.map = mmap(NULL, names.map_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
	}
	(void)close(fd); /* read only */
	if (names.map == NULL || names.map == MAP_FAILED)
		return;
	read_symbols(&names);
	*ret_names = names;
}

void elf_names_release(struct elf_names *names)
{
	free(names->names);
	if (names->map != NULL)
		(void)munmap(names->map, names->map_bytes);
	*names = (struct elf_names) {0};
}

const struct elf_name *elf_names_find(const struct elf_names *names, uint64_t address)
{
	size_t low = 0;
	size_t high = names->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (names->names[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	/* Aliases have one start and different sizes; nested functions do not exist. */
	for (size_t i = low; i > 0 && names->names[i - 1].start == names->names[low - 1].start; i--) {
		if (address - names->names[i - 1].start < names->names[i - 1].size)
			return &names->names[i - 1];
	}
	return NULL;
}
