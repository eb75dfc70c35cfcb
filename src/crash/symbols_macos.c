/* SPDX-License-Identifier: MIT */
/* macOS; untested. Names come from dladdr(). */
#include "crash/symbols.h"

#include <dlfcn.h>
#include <mach-o/dyld.h>
#include <mach-o/loader.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct symbols {
	size_t count;
	struct symbols_image images[];
};

static void format_uuid(const uint8_t *bytes, char text[37])
{
	size_t at = 0;

	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[at++] = '-';
		(void)snprintf(text + at, 3, "%02x", bytes[i]);
		at += 2;
	}
}

static void read_commands(const struct mach_header_64 *header, struct symbols_image *image)
{
	const char *at = (const char *)(header + 1);

	for (uint32_t i = 0; i < header->ncmds; i++) {
		const struct load_command *command = (const void *)at;
		const struct segment_command_64 *segment = (const void *)at;
		const struct uuid_command *uuid = (const void *)at;

		if (command->cmd == LC_UUID)
			format_uuid(uuid->uuid, image->uuid);
		if (command->cmd == LC_SEGMENT_64 && strcmp(segment->segname, SEG_TEXT) == 0)
			image->size = segment->vmsize;
		at += command->cmdsize;
	}
}

enum agx_status symbols_load(struct symbols **ret_symbols, struct agx_error *err)
{
	uint32_t count = _dyld_image_count();
	struct symbols *symbols = calloc(1, sizeof *symbols + count * sizeof symbols->images[0]);

	if (symbols == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the list of images");
	for (uint32_t i = 0; i < count; i++) {
		const struct mach_header_64 *header = (const void *)_dyld_get_image_header(i);
		struct symbols_image *image = &symbols->images[symbols->count];
		const char *slash;

		if (header == NULL || header->magic != MH_MAGIC_64)
			continue;
		symbols->count++;
		image->path = _dyld_get_image_name(i);
		slash = strrchr(image->path, '/');
		image->name = slash != NULL ? slash + 1 : image->path;
		image->base = (uint64_t)(uintptr_t)header;
		image->start = image->base;
		image->is_program = header->filetype == MH_EXECUTE;
		read_commands(header, image);
	}
	*ret_symbols = symbols;
	return AGX_OK;
}

void symbols_free(struct symbols *symbols)
{
	free(symbols);
}

size_t symbols_image_count(const struct symbols *symbols)
{
	return symbols->count;
}

const struct symbols_image *symbols_image(const struct symbols *symbols, size_t index)
{
	return &symbols->images[index];
}

bool symbols_find(const struct symbols *symbols, uint64_t address, struct symbols_place *ret_place)
{
	for (size_t i = 0; i < symbols->count; i++) {
		Dl_info info;

		if (address - symbols->images[i].start >= symbols->images[i].size)
			continue;
		*ret_place = (struct symbols_place) {.image = i};
		if (dladdr((const void *)(uintptr_t)address, &info) != 0 && info.dli_sname != NULL) {
			ret_place->name = info.dli_sname;
			ret_place->offset = address - (uint64_t)(uintptr_t)info.dli_saddr;
		}
		return true;
	}
	return false;
}
