/* SPDX-License-Identifier: MIT */
#include "crash/symbols.h"

#include "base/limits.h"
#include "crash/elf_names.h"

#include <elf.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { IMAGES_MAX = 256, UUID_BYTES = 16 };

struct image {
	struct symbols_image told;
	char path[AGX_PATH_BYTES_MAX];
	struct elf_names names;
};

struct symbols {
	struct image *images[IMAGES_MAX];
	size_t count;
	bool out_of_memory;
};

static void format_uuid(const unsigned char *bytes, char text[37])
{
	size_t at = 0;

	for (size_t i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[at++] = '-';
		(void)snprintf(text + at, 3, "%02x", bytes[i]);
		at += 2;
	}
}

/* Look for the build id among the notes in SIZE bytes at START. */
static void read_build_id(const char *start, size_t size, char text[37])
{
	while (size >= sizeof(ElfW(Nhdr))) {
		const ElfW(Nhdr) *note = (const void *)start;
		size_t name = ((size_t)note->n_namesz + 3) / 4 * 4;
		size_t body = ((size_t)note->n_descsz + 3) / 4 * 4;
		const char *end = start + sizeof *note + name;

		if (sizeof *note + name + body > size)
			return;
		if (note->n_type == NT_GNU_BUILD_ID && note->n_namesz == 4 &&
		    memcmp(start + sizeof *note, "GNU", 4) == 0 && note->n_descsz >= UUID_BYTES) {
			format_uuid((const unsigned char *)end, text);
			return;
		}
		start += sizeof *note + name + body;
		size -= sizeof *note + name + body;
	}
}

static void set_path(struct image *image, const char *name, bool is_program)
{
	ssize_t length;
	const char *slash;

	if (is_program) {
		length = readlink("/proc/self/exe", image->path, sizeof image->path - 1);
		image->path[length > 0 ? length : 0] = '\0';
	} else {
		(void)snprintf(image->path, sizeof image->path, "%s", name);
	}
	slash = strrchr(image->path, '/');
	image->told.path = image->path;
	image->told.name = slash != NULL ? slash + 1 : image->path;
}

static int add_image(struct dl_phdr_info *info, size_t size, void *context)
{
	struct symbols *symbols = context;
	bool is_program = symbols->count == 0; /* The program comes first. */
	struct image *image;
	uint64_t low = UINT64_MAX;
	uint64_t high = 0;

	(void)size;
	if (symbols->count == IMAGES_MAX)
		return 1;
	image = calloc(1, sizeof *image);
	if (image == NULL) {
		symbols->out_of_memory = true;
		return 1;
	}
	symbols->images[symbols->count++] = image;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type == PT_NOTE && image->told.uuid[0] == '\0')
			read_build_id((const char *)(info->dlpi_addr + p->p_vaddr), p->p_memsz,
				      image->told.uuid);
		if (p->p_type != PT_LOAD)
			continue;
		low = p->p_vaddr < low ? p->p_vaddr : low;
		high = p->p_vaddr + p->p_memsz > high ? p->p_vaddr + p->p_memsz : high;
	}
	image->told.base = info->dlpi_addr;
	image->told.start = info->dlpi_addr + (low < high ? low : 0);
	image->told.size = low < high ? high - low : 0;
	image->told.is_program = is_program;
	set_path(image, info->dlpi_name, is_program);
	elf_names_load(is_program ? "/proc/self/exe" : image->path, &image->names);
	return 0;
}

enum agx_status symbols_load(struct symbols **ret_symbols, struct agx_error *err)
{
	struct symbols *symbols = calloc(1, sizeof *symbols);

	if (symbols == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the symbol tables");
	(void)dl_iterate_phdr(add_image, symbols);
	if (symbols->out_of_memory) {
		symbols_free(symbols);
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the symbol tables");
	}
	*ret_symbols = symbols;
	return AGX_OK;
}

void symbols_free(struct symbols *symbols)
{
	if (symbols == NULL)
		return;
	for (size_t i = 0; i < symbols->count; i++) {
		elf_names_release(&symbols->images[i]->names);
		free(symbols->images[i]);
	}
	free(symbols);
}

size_t symbols_image_count(const struct symbols *symbols)
{
	return symbols->count;
}

const struct symbols_image *symbols_image(const struct symbols *symbols, size_t index)
{
	return &symbols->images[index]->told;
}

bool symbols_find(const struct symbols *symbols, uint64_t address, struct symbols_place *ret_place)
{
	for (size_t i = 0; i < symbols->count; i++) {
		const struct image *image = symbols->images[i];
		const struct elf_name *name;

		if (address - image->told.start >= image->told.size)
			continue;
		name = elf_names_find(&image->names, address - image->told.base);
		*ret_place = (struct symbols_place) {.image = i};
		if (name != NULL) {
			ret_place->name = name->name;
			ret_place->offset = address - image->told.base - name->start;
		}
		return true;
	}
	return false;
}
