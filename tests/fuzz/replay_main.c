/* SPDX-License-Identifier: MIT */
/* Runs a fuzz target over the files and folders that are named; fails if there was none.
 */
#include "fuzz/fuzz_target.h"

#include "base/file.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

enum {
	INPUT_BYTES_MAX = 64 << 20
};

static size_t replay_file(const char *path)
{
	struct agx_error err = {0};
	uint8_t *exact;
	char *bytes;
	size_t length;

	if (agx_file_read(path, INPUT_BYTES_MAX, &bytes, &length, &err) != AGX_OK) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	exact = malloc(length == 0 ? 1 : length);
	if (exact == NULL)
		exit(1);
	memcpy(exact, bytes, length);
	free(bytes);
	fprintf(stderr, "%s\n", path); /* the last one told is the one that failed */
	(void)LLVMFuzzerTestOneInput(exact, length); /* 0 by its contract */
	free(exact);
	return 1;
}

static size_t replay(const char *path)
{
	size_t count = 0;
	struct stat info;
	struct dirent *entry;
	DIR *dir;

	if (stat(path, &info) == 0 && !S_ISDIR(info.st_mode))
		return replay_file(path);
	dir = opendir(path);
	if (dir == NULL) {
		perror(path);
		exit(1);
	}
	while ((entry = readdir(dir)) != NULL) {
		char inside[4096];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name);
		count += replay(inside);
	}
	(void)closedir(dir); /* only read */
	return count;
}

int main(int argc, char **argv)
{
	size_t count = 0;

	for (int i = 1; i < argc; i++)
		count += replay(argv[i]);
	printf("%zu inputs\n", count);
	return count > 0 ? 0 : 1;
}
