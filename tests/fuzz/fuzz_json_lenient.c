/* SPDX-License-Identifier: MIT */
/* What jansson accepts, the lenient reader sees with the same values; what it refuses
 * crashes neither mode. */
#include "base/limits.h"
#include "fuzz/fuzz_target.h"

#include "support/triage_fixture_json.h"

#include <string.h>

static struct lenient_parse parse(struct agx_arena *arena, const uint8_t *bytes,
				  size_t length, enum lenient_mode mode)
{
	char *text = agx_arena_copy(arena, (const char *)bytes, length);

	FUZZ_CHECK(text != NULL);
	return lenient_parse(arena, text, length, mode);
}

/* Is there a number too long to be kept whole? */
static bool has_endless_number(const uint8_t *bytes, size_t length)
{
	size_t run = 0;

	for (size_t i = 0; i < length && run < AGX_JSON_WORD_BYTES_MAX; i++)
		run = strchr("0123456789+-.eE", bytes[i]) && bytes[i] ? run + 1 : 0;
	return run >= AGX_JSON_WORD_BYTES_MAX;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct agx_arena arena = {0};
	struct lenient_parse whole = parse(&arena, bytes, length, LENIENT_WHOLE);
	struct lenient_parse part = parse(&arena, bytes, length, LENIENT_FRAGMENT);
	json_t *strict =
		json_loadb((const char *)bytes, length, JSON_DISABLE_EOF_CHECK, NULL);

	FUZZ_CHECK(whole.used <= length && part.used <= length);
	FUZZ_CHECK(whole.root == NULL || part.root != NULL);
	if (strict != NULL && length > 0 && (bytes[0] == '{' || bytes[0] == '[')) {
		FUZZ_CHECK(whole.root != NULL && !whole.cut);
		FUZZ_CHECK(has_endless_number(bytes, length) || lenient_equals(whole.root, strict));
	}
	json_decref(strict);
	agx_arena_release(&arena);
	return 0;
}
