/* SPDX-License-Identifier: MIT */
#include "crash/site.h"

#include <stdio.h>
#include <string.h>

static const char *const prefixes[] = {"sim_encoder_", "sim_command_buffer_", "sim_"};

/* Statically linked sanitizers (clang's) have their functions in the program itself. */
static const char *const transparent[] = {
	"abort_message", "agx_assert_failed", "__interceptor_", "___interceptor_", "__asan_",
	"__tsan_",       "__ubsan_",          "__sanitizer_",
};

const char *site_from_symbol(const char *symbol, char *out, size_t size)
{
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
		size_t length = strlen(prefixes[i]);

		if (strncmp(symbol, prefixes[i], length) == 0 && symbol[length] != '\0') {
			symbol += length;
			break;
		}
	}
	(void)snprintf(out, size, "%.*s", (int)strcspn(symbol, "."), symbol);
	return out;
}

bool site_is_transparent(const char *symbol)
{
	for (size_t i = 0; i < sizeof transparent / sizeof transparent[0]; i++) {
		if (strncmp(symbol, transparent[i], strlen(transparent[i])) == 0)
			return true;
	}
	return false;
}
