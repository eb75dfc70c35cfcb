/* SPDX-License-Identifier: MIT */
/* Reading the file of a certificate; docs/formats/certificate.md is the format. Nothing here need be trusted for a
 * verification: whatever set comes out of a file, verify.c asks the model whether it is a proof.
 *
 * Thread safety: none; one owner. */
#ifndef AGX_CHECK_CERTIFICATE_H
#define AGX_CHECK_CERTIFICATE_H

#include "agxrace/check.h"

struct certificate_file {
	char *bytes;
	size_t length;     /* without the checksum */
	size_t at;         /* of the next section */
	uint64_t sections;
	struct agx_check_certificate claim; /* threads and states: of the sections read so far */
};

/* A section: the states of one system, or the views. */
struct certificate_set {
	unsigned threads; /* of the model */
	unsigned words;
	size_t count;
	uint64_t *states; /* NULL unless asked for; the caller frees it */
};

/* Read PATH whole. Returns AGX_OK, AGX_BAD_INPUT (also a wrong checksum) or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status certificate_open(struct certificate_file *ret_file, const char *path,
					      struct agx_error *err);
void certificate_close(struct certificate_file *file);

/* The next section, its states with WITH_STATES. Returns AGX_OK, AGX_BAD_INPUT or AGX_NO_MEMORY. */
AGX_MUST_USE enum agx_status certificate_next(struct certificate_file *file, bool with_states,
					      struct certificate_set *ret_set, struct agx_error *err);

#endif
