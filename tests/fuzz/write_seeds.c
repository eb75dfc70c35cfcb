/* SPDX-License-Identifier: MIT */
/* write_seeds FOLDER [ONE]: every case of tests/triage in every shape and generation, a
 * file each; with a second operand only one shape of each case, in turn, which is what
 * the checked-in corpus began with. */
#include "support/triage_fixture.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

static void write_one(const struct fixture *fixture, enum fixture_shape shape,
		      int generation, const char *folder)
{
	struct agx_text text = {0};
	struct agx_text path = {0};
	struct agx_error err = {0};

	fixture_write(fixture, shape, generation, &text);
	agx_text_printf(&path, "%s/%s.%s.%d", folder, fixture_name(fixture),
			fixture_shape_name(shape), generation);
	if (agx_file_write(agx_text_string(&path), text.bytes, text.length, &err) !=
	    AGX_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	agx_text_release(&text);
	agx_text_release(&path);
}

static void write_all(const struct fixture *fixture, const char *folder)
{
	for (int shape = 0; shape < SHAPE_COUNT; shape++) {
		for (int g = 0; g < FIXTURE_GENERATIONS; g++) {
			if (fixture_has_shape(fixture, (enum fixture_shape)shape))
				write_one(fixture, (enum fixture_shape)shape, g, folder);
		}
	}
}

static void write_in_turn(const struct fixture *fixture, size_t number,
			  const char *folder)
{
	size_t shape = number % SHAPE_COUNT;

	while (!fixture_has_shape(fixture, (enum fixture_shape)shape))
		shape = (shape + 1) % SHAPE_COUNT;
	write_one(fixture, (enum fixture_shape)shape, (int)(number % FIXTURE_GENERATIONS),
		  folder);
}

int main(int argc, char **argv)
{
	struct agx_error err = {0};
	size_t count;
	char **paths;

	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: write_seeds FOLDER [ONE]\n");
		return 2;
	}
	if (agx_folder_make(argv[1], &err) != AGX_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	paths = fixture_paths(&count);
	for (size_t i = 0; i < count; i++) {
		struct fixture *fixture = fixture_load(paths[i]);

		if (argc == 3)
			write_in_turn(fixture, i, argv[1]);
		else
			write_all(fixture, argv[1]);
		fixture_free(fixture);
		free(paths[i]);
	}
	free(paths);
	return 0;
}
