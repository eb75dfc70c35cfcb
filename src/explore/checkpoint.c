/* SPDX-License-Identifier: MIT */
#include "explore/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, PATH_BYTES = 4096 };

static const char magic[8] = {'A', 'G', 'X', 'E', 'X', 'P', 'L', '\n'};

struct file_head {
	char magic[8];
	uint64_t version;
	uint64_t bytes; /* of the whole file */
	uint64_t hash;  /* of all that follows */
};

static char problem[1024];

__attribute__((format(printf, 1, 2))) static const char *say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(problem, sizeof problem, format, args); /* clipping is fine */
	va_end(args);
	return problem;
}

static bool hash_file(const char *path, uint64_t *ret_hash)
{
	unsigned char bytes[1 << 14];
	uint64_t hash = packing_hash_start;
	FILE *file = fopen(path, "re");
	size_t got;
	bool failed;

	if (file == NULL)
		return false;
	while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
		hash = packing_hash(hash, bytes, got);
	failed = ferror(file) != 0;
	(void)fclose(file); /* it was read */
	*ret_hash = hash;
	return !failed;
}

bool checkpoint_identify(const char *options, struct checkpoint_identity *ret_identity)
{
	ret_identity->options = options;
	ret_identity->base = (uintptr_t)magic;
	return hash_file("/proc/self/exe", &ret_identity->program);
}

static void pack_file(struct packer *packer, const struct checkpoint_identity *identity,
		      const struct search_state *state)
{
	struct file_head head = {.version = VERSION};

	memcpy(head.magic, magic, sizeof magic);
	pack(packer, &head, sizeof head);
	pack_number(packer, identity->program);
	pack_text(packer, identity->options);
	pack_number(packer, identity->base);
	search_state_pack(packer, state);
	if (packer->failed)
		return;
	head.bytes = packer->length;
	head.hash = packing_hash(packing_hash_start, packer->bytes + sizeof head, packer->length - sizeof head);
	memcpy(packer->bytes, &head, sizeof head);
}

static bool write_file(const char *path, const struct packer *packer)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bool done;

	if (fd < 0)
		return false;
	done = packer_write(packer, fd) && fsync(fd) == 0;
	return close(fd) == 0 && done;
}

/* Always the same: one that a killed process has left is overwritten. */
static bool name_beside(const char *path, char beside[PATH_BYTES])
{
	return (size_t)snprintf(beside, PATH_BYTES, "%s.tmp", path) < PATH_BYTES;
}

const char *checkpoint_write(const char *path, const struct checkpoint_identity *identity,
			     const struct search_state *state)
{
	struct packer packer = {0};
	char beside[PATH_BYTES];
	const char *failed = NULL;

	if (!name_beside(path, beside))
		return say("the checkpoint's path is too long");
	pack_file(&packer, identity, state);
	if (packer.failed) {
		failed = say("no memory for the checkpoint %s", path);
	} else if (!write_file(beside, &packer) || rename(beside, path) != 0) {
		failed = say("cannot write the checkpoint %s: %s", path, strerror(errno));
		(void)unlink(beside); /* it may not be there */
	}
	free(packer.bytes);
	return failed;
}

void checkpoint_remove(const char *path)
{
	char beside[PATH_BYTES];

	(void)unlink(path); /* if somebody else has removed it, all the better */
	if (name_beside(path, beside))
		(void)unlink(beside); /* there seldom is one */
}

/* NULL: *RET_PROBLEM is set, or there is no such file. */
static unsigned char *read_file(const char *path, size_t *ret_count, const char **ret_problem)
{
	FILE *file = fopen(path, "re");
	unsigned char *bytes = NULL;
	struct stat facts;

	*ret_problem = NULL;
	if (file == NULL && errno == ENOENT)
		return NULL;
	if (file == NULL || fstat(fileno(file), &facts) != 0 || !S_ISREG(facts.st_mode))
		*ret_problem = say("cannot read the checkpoint %s: %s", path,
				   file == NULL ? strerror(errno) : "it is no file");
	else
		bytes = malloc((size_t)facts.st_size + 1);
	if (bytes != NULL)
		*ret_count = fread(bytes, 1, (size_t)facts.st_size, file);
	else if (*ret_problem == NULL)
		*ret_problem = say("no memory for the checkpoint %s", path);
	if (file != NULL)
		(void)fclose(file); /* it was read */
	return bytes;
}

/* Is it a file of ours, as it was written? NULL: yes. */
static const char *check_head(const char *path, const unsigned char *bytes, size_t count)
{
	struct file_head head;

	if (count < sizeof head || memcmp(bytes, magic, sizeof magic) != 0)
		return say("%s is no checkpoint of an exploration", path);
	memcpy(&head, bytes, sizeof head);
	if (head.version != VERSION)
		return say("the checkpoint %s is of another version of agxrace", path);
	if (head.bytes != count)
		return say("the checkpoint %s is damaged: it has %zu bytes and should have %llu", path, count,
			   (unsigned long long)head.bytes);
	if (head.hash != packing_hash(packing_hash_start, bytes + sizeof head, count - sizeof head))
		return say("the checkpoint %s is damaged: its checksum is wrong", path);
	return NULL;
}

static const char *check_identity(const char *path, const struct checkpoint_identity *identity,
				  struct unpacker *unpacker)
{
	uint64_t program = unpack_number(unpacker);
	char *options = unpack_text(unpacker);
	uint64_t base = unpack_number(unpacker);
	const char *wrong = NULL;

	if (options == NULL)
		wrong = say("the checkpoint %s is damaged, or there is no memory for it", path);
	else if (program != identity->program)
		wrong = say("the checkpoint %s is of another program, or of another build of it", path);
	else if (strcmp(options, identity->options) != 0)
		wrong = say("the checkpoint %s is of a search with other options: %.300s; this one: %.300s", path, options,
			    identity->options);
	else if (base != identity->base)
		wrong = say("the checkpoint %s is of a process with other addresses: this system randomises them", path);
	free(options);
	return wrong;
}

enum checkpoint_read checkpoint_read(const char *path, const struct checkpoint_identity *identity,
				     struct search_state *ret_state, const char **ret_problem)
{
	size_t count = 0;
	unsigned char *bytes = read_file(path, &count, ret_problem);
	struct search_state state = {0};
	struct unpacker unpacker;

	if (bytes == NULL)
		return *ret_problem == NULL ? CHECKPOINT_NONE : CHECKPOINT_REFUSED;
	*ret_problem = check_head(path, bytes, count);
	if (*ret_problem == NULL) {
		unpacker = (struct unpacker) {.at = bytes + sizeof(struct file_head),
					      .left = count - sizeof(struct file_head)};
		*ret_problem = check_identity(path, identity, &unpacker);
	}
	if (*ret_problem == NULL) {
		search_state_unpack(&unpacker, &state);
		if (unpacker.failed || unpacker.left > 0)
			*ret_problem = say("the checkpoint %s is damaged, or there is no memory for it", path);
	}
	free(bytes);
	if (*ret_problem != NULL) {
		search_state_release(&state);
		return CHECKPOINT_REFUSED;
	}
	*ret_state = state;
	return CHECKPOINT_READ;
}
