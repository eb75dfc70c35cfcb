/* SPDX-License-Identifier: MIT */
/* Bytes that one process writes and another of the same program image reads: what is of a fixed size goes as it lies in
 * memory, so the two must agree on layouts and on addresses.
 *
 *	struct packer packer = {0};
 *	pack_text(&packer, "abc");               // after a failure nothing more is done
 *	if (packer_write(&packer, fd)) ...
 *	free(packer.bytes); */
#ifndef AGX_EXPLORE_PACKING_H
#define AGX_EXPLORE_PACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct packer {
	unsigned char *bytes; /* freed by the owner */
	size_t length;
	size_t reserved;
	bool failed; /* no memory */
};

void pack(struct packer *packer, const void *bytes, size_t count);
void pack_number(struct packer *packer, uint64_t number);
/* NULL is packed as "". */
void pack_text(struct packer *packer, const char *text);

/* Write all of it to FD. False: PACKER has failed (errno is ENOMEM), or writing has (errno tells). */
bool packer_write(const struct packer *packer, int fd);

/* What is left of bytes that it does not own. */
struct unpacker {
	const unsigned char *at;
	size_t left;
	bool failed; /* there were too few of them, or no memory; what was asked for since is zeros */
};

void unpack(struct unpacker *unpacker, void *bytes, size_t count);
uint64_t unpack_number(struct unpacker *unpacker);
/* A number of things that take at least BYTES_EACH of what is left; more of them is a failure. */
size_t unpack_count(struct unpacker *unpacker, size_t bytes_each);
/* Freed by the caller; NULL on failure. */
char *unpack_text(struct unpacker *unpacker);

/* Of bytes, continuing HASH, which is packing_hash_start at first. FNV-1a. */
extern const uint64_t packing_hash_start;
uint64_t packing_hash(uint64_t hash, const void *bytes, size_t count);

#endif
