/* SPDX-License-Identifier: MIT */
#include "crash/elf_names.h"

#include "base/file.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

__attribute__((noinline)) static int a_static_function(volatile int *value)
{
	return *value + 1;
}

static const struct elf_name *by_name(const struct elf_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++) {
		if (strcmp(names->names[i].name, name) == 0)
			return &names->names[i];
	}
	return NULL;
}

Test(elf_names, static_functions_have_names)
{
	struct elf_names names;
	const struct elf_name *self;
	volatile int one = 1;

	elf_names_load("/proc/self/exe", &names);
	cr_assert_eq(a_static_function(&one), 2);
	self = by_name(&names, "a_static_function");
	cr_assert_not_null(self);
	cr_assert_eq(elf_names_find(&names, self->start), self);
	cr_assert_eq(elf_names_find(&names, self->start + self->size - 1), self);
	cr_assert_neq(elf_names_find(&names, self->start + self->size), self);
	cr_assert_null(elf_names_find(&names, 0));
	cr_assert_null(elf_names_find(&names, UINT64_MAX));
	elf_names_release(&names);
}

/* Any one wrong byte in the headers or the section table leaves a table that can be searched. */
Test(elf_names, damaged_files_do_no_harm)
{
	struct elf_names names;
	char path[] = "elf_names_test.XXXXXX";
	char *bytes;
	size_t length;
	int fd = mkstemp(path);

	cr_assert_geq(fd, 0);
	cr_assert_eq(agx_file_read("/proc/self/exe", (size_t)1 << 30, &bytes, &length, NULL), AGX_OK);
	for (size_t at = 0; at < 64; at++) {
		char before = bytes[at];

		bytes[at] = (char)(before ^ 0x5a);
		cr_assert_eq(pwrite(fd, bytes, 64, 0), 64);
		cr_assert_eq(ftruncate(fd, at % 2 == 0 ? (off_t)length : (off_t)(length / 2)), 0);
		elf_names_load(path, &names);
		(void)elf_names_find(&names, 0x1000);
		elf_names_release(&names);
		bytes[at] = before;
	}
	elf_names_load("no such file", &names);
	cr_assert_eq(names.count, 0);
	free(bytes);
	(void)close(fd);
	(void)unlink(path);
}
