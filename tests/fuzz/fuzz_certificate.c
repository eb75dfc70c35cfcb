/* SPDX-License-Identifier: MIT */
/* Any file as a certificate: refused with a reason, or a proof, which has at least the reachable states. The checksum is put
 * right first, so that it is no wall. */
#include "fuzz/fuzz_target.h"

#include "model/encoding.h"
#include "model/published.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { FIXED_STATES = 15, MEMORY_MAX = 1 << 20 };

static void put_checksum(uint8_t *bytes, size_t length)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i + 8 < length; i++)
		sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	for (unsigned b = 0; b < 8 && length >= 8; b++)
		bytes[length - 8 + b] = (uint8_t)(sum >> 8 * b);
}

static void judge(const char *path)
{
	const struct agx_check_verify_options options = {0};
	struct encoding_config config = encoding_config_default();
	struct agx_check_certificate claim;
	struct agx_check_verification v;
	struct published model;
	struct agx_error err = {""};
	enum agx_status status = agx_check_certificate_read(path, &claim, &err);

	FUZZ_CHECK(status == AGX_OK || err.text[0] != '\0');
	FUZZ_CHECK(published_fixed_init(&model, 2, 1, &err) == AGX_OK);
	if (agx_check_certificate_verify(&model.model, &options, path, &v, &err) == AGX_OK) {
		FUZZ_CHECK(status == AGX_OK && !v.claim.every_n);
		FUZZ_CHECK(v.claim.states >= FIXED_STATES || v.claim.guards_dropped != 0);
	}
	config.slots = 1;
	const struct agx_check_family family = encoding_family(&config);

	if (agx_check_certificate_verify_views(&family, &options, path, &v, &err) == AGX_OK)
		FUZZ_CHECK(status == AGX_OK && v.claim.every_n);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static int fd = -1;
	static uint8_t copy[MEMORY_MAX];
	char path[32];

	if (length > sizeof copy)
		return 0;
	if (fd < 0)
		fd = memfd_create("certificate", 0);
	FUZZ_CHECK(fd >= 0 && ftruncate(fd, 0) == 0);
	memcpy(copy, bytes, length);
	put_checksum(copy, length);
	FUZZ_CHECK(pwrite(fd, copy, length, 0) == (ssize_t)length);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	judge(path);
	return 0;
}
