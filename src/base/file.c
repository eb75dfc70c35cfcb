/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t n = write(fd, bytes, length);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		bytes += n;
		length -= (size_t)n;
	}
	return 0;
}

/* A rename would put a file in the place of the device. */
static bool is_special(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

static enum agx_status write_special(const char *path, const void *bytes, size_t length,
				     struct agx_error *err)
{
	enum agx_status status = AGX_OK;
	int fd = open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		return agx_fail(err, AGX_IO, "cannot write %s: %s", path, strerror(errno));
	if (write_all(fd, bytes, length) != 0)
		status = agx_fail(err, AGX_IO, "cannot write %s: %s", path, strerror(errno));
	if (close(fd) != 0 && status == AGX_OK)
		status = agx_fail(err, AGX_IO, "cannot write %s: %s", path, strerror(errno));
	return status;
}

enum agx_status agx_file_write(const char *path, const void *bytes, size_t length,
			       struct agx_error *err)
{
	char temporary[AGX_PATH_BYTES_MAX];
	enum agx_status status;
	int fd;
	int n = snprintf(temporary, sizeof temporary, "%s.XXXXXX", path);

	if (is_special(path))
		return write_special(path, bytes, length, err);
	if (n < 0 || (size_t)n >= sizeof temporary)
		return agx_fail(err, AGX_IO, "%s: path too long", path);
	fd = mkstemp(temporary);
	if (fd < 0)
		return agx_fail(err, AGX_IO, "cannot write %s: %s", path, strerror(errno));
	if (fchmod(fd, 0644) != 0 || write_all(fd, bytes, length) != 0 || fsync(fd) != 0) {
		status = agx_fail(err, AGX_IO, "cannot write %s: %s", path, strerror(errno));
		(void)close(fd); /* the first error is the one to tell */
		goto out_unlink;
	}
	if (close(fd) != 0 || rename(temporary, path) != 0) {
		status = agx_fail(err, AGX_IO, "cannot write %s: %s", path, strerror(errno));
		goto out_unlink;
	}
	return AGX_OK;

out_unlink:
	(void)unlink(temporary);
	return status;
}

static enum agx_status read_all(int fd, const char *path, size_t bytes_max, char **ret_bytes,
				size_t *ret_length, struct agx_error *err)
{
	size_t capacity = 65536;
	size_t length = 0;
	char *bytes = malloc(capacity + 1);

	while (bytes != NULL) {
		ssize_t n = read(fd, bytes + length, capacity - length);
		char *grown;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			free(bytes);
			return agx_fail(err, AGX_BAD_INPUT, "cannot read %s: %s", path,
					strerror(errno));
		}
		if (n == 0) {
			bytes[length] = '\0';
			*ret_bytes = bytes;
			*ret_length = length;
			return AGX_OK;
		}
		length += (size_t)n;
		if (length > bytes_max) {
			free(bytes);
			return agx_fail(err, AGX_BAD_INPUT, "%s is larger than the limit of %zu bytes",
					path, bytes_max);
		}
		if (length < capacity)
			continue;
		capacity *= 2;
		grown = realloc(bytes, capacity + 1);
		if (grown == NULL)
			free(bytes);
		bytes = grown;
	}
	return agx_fail(err, AGX_NO_MEMORY, "no memory to read %s", path);
}

enum agx_status agx_file_read(const char *path, size_t bytes_max, char **ret_bytes,
			      size_t *ret_length, struct agx_error *err)
{
	enum agx_status status;
	struct stat info;
	int fd;

	if (strcmp(path, "-") == 0)
		return read_all(STDIN_FILENO, "standard input", bytes_max, ret_bytes, ret_length,
				err);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return agx_fail(err, AGX_BAD_INPUT, "cannot open %s: %s", path, strerror(errno));
	if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && (size_t)info.st_size > bytes_max)
		status = agx_fail(err, AGX_BAD_INPUT, "%s is larger than the limit of %zu bytes",
				  path, bytes_max);
	else
		status = read_all(fd, path, bytes_max, ret_bytes, ret_length, err);
	(void)close(fd); /* read only: nothing to lose */
	return status;
}

enum agx_status agx_folder_make(const char *path, struct agx_error *err)
{
	char part[AGX_PATH_BYTES_MAX];
	struct stat info;
	size_t length = strlen(path);

	if (length == 0 || length >= sizeof part)
		return agx_fail(err, AGX_IO, "cannot make folder '%s': bad path", path);
	for (size_t i = 1; i <= length; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			return agx_fail(err, AGX_IO, "cannot make folder %s: %s", part,
					strerror(errno));
	}
	if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode))
		return agx_fail(err, AGX_IO, "%s is not a folder", path);
	if (access(path, W_OK) != 0)
		return agx_fail(err, AGX_IO, "cannot write in %s: %s", path, strerror(errno));
	return AGX_OK;
}
