/* SPDX-License-Identifier: MIT */
#include "base/assert.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void agx_assert_failed(const char *expression, const char *file, int line)
{
	fprintf(stderr, "agxrace: internal error: %s is false at %s:%d\n", expression, file, line);
	abort();
}
