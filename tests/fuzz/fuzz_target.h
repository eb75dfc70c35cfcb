/* SPDX-License-Identifier: MIT */
/* A fuzz target: one function that takes any bytes and checks a property.
 * cmake/fuzz.cmake builds every tests/fuzz/fuzz_NAME.c with libFuzzer in the fuzz preset,
 * and elsewhere with replay_main.c, which runs the checked-in corpus. */
#ifndef AGX_TEST_FUZZ_TARGET_H
#define AGX_TEST_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Returns 0. BYTES ends at its allocation's end, so that a read past it is seen. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* The property: whatever the bytes are, CONDITION holds. */
#define FUZZ_CHECK(condition)                                                            \
	((condition) ? (void)0                                                           \
		     : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__,          \
				__LINE__, #condition),                                   \
			abort()))

#endif
