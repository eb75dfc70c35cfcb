/* SPDX-License-Identifier: MIT */
#include "explore/packing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void pack(struct packer *packer, const void *bytes, size_t count)
{
	if (packer->failed || count == 0)
		return;
	if (packer->length + count > packer->reserved) {
		size_t reserved = (packer->length + count) * 2;
		unsigned char *grown = realloc(packer->bytes, reserved);

		packer->failed = grown == NULL;
		if (packer->failed)
			return;
		packer->bytes = grown;
		packer->reserved = reserved;
	}
	memcpy(packer->bytes + packer->length, bytes, count);
	packer->length += count;
}

void pack_number(struct packer *packer, uint64_t number)
{
	pack(packer, &number, sizeof number);
}

void pack_text(struct packer *packer, const char *text)
{
	size_t length = text != NULL ? strlen(text) : 0;

	pack_number(packer, length);
	pack(packer, text, length);
}

bool packer_write(const struct packer *packer, int fd)
{
	size_t written = 0;

	errno = ENOMEM;
	while (!packer->failed && written < packer->length) {
		ssize_t wrote = write(fd, packer->bytes + written, packer->length - written);

		if (wrote < 0 && errno != EINTR)
			return false;
		written += wrote > 0 ? (size_t)wrote : 0;
	}
	return !packer->failed;
}

void unpack(struct unpacker *unpacker, void *bytes, size_t count)
{
	if (count > unpacker->left)
		unpacker->failed = true;
	if (unpacker->failed) {
		memset(bytes, 0, count);
		return;
	}
	if (count > 0)
		memcpy(bytes, unpacker->at, count);
	unpacker->at += count;
	unpacker->left -= count;
}

uint64_t unpack_number(struct unpacker *unpacker)
{
	uint64_t number;

	unpack(unpacker, &number, sizeof number);
	return number;
}

size_t unpack_count(struct unpacker *unpacker, size_t bytes_each)
{
	uint64_t count = unpack_number(unpacker);

	if (count > unpacker->left / bytes_each)
		unpacker->failed = true;
	return unpacker->failed ? 0 : (size_t)count;
}

char *unpack_text(struct unpacker *unpacker)
{
	size_t length = unpack_count(unpacker, 1);
	char *text = unpacker->failed ? NULL : malloc(length + 1);

	if (text == NULL) {
		unpacker->failed = true;
		return NULL;
	}
	unpack(unpacker, text, length);
	text[length] = '\0';
	return text;
}

const uint64_t packing_hash_start = UINT64_C(0xcbf29ce484222325);

uint64_t packing_hash(uint64_t hash, const void *bytes, size_t count)
{
	const unsigned char *at = bytes;

	for (size_t i = 0; i < count; i++)
		hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
	return hash;
}
