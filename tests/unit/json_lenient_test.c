/* SPDX-License-Identifier: MIT */
#include "support/triage_fixture_json.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct agx_arena arena;
static char buffer[8192];

static void teardown(void)
{
	agx_arena_release(&arena);
}

TestSuite(json_lenient, .fini = teardown);

static struct lenient_parse parse(const char *text, enum lenient_mode mode)
{
	cr_assert_lt(strlen(text), sizeof buffer);
	strcpy(buffer, text);
	return lenient_parse(&arena, buffer, strlen(text), mode);
}

Test(json_lenient, agrees_with_the_strict_parser)
{
	static const char *const texts[] = {
		"{}",
		"[]",
		"{\"a\":1,\"b\":[true,false,null,-1,-9223372036854775808,9223372036854775807]}",
		"{\"s\":\"\\u00e9\\ud83d\\ude00 \\\\ \\/ \\\" \\b\\f\\n\\r\\t\"}",
		"[1.5,-0.25,1e10,1E-3,0,-0]",
		"{\"a\":{\"b\":{\"c\":[[[]]]}},\"a\":2}",
		" {\"x\" : \"\", \"y\":[ {} , [ ] ]}" + 1,
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		json_t *strict = json_loads(texts[i], 0, NULL);
		struct lenient_parse p = parse(texts[i], LENIENT_WHOLE);

		cr_assert_not_null(strict, "%s", texts[i]);
		cr_assert(lenient_equals(p.root, strict), "%s", texts[i]);
		cr_assert_not(p.cut);
		cr_assert_eq(p.used, strlen(texts[i]));
		json_decref(strict);
	}
}

Test(json_lenient, integers_keep_all_64_bits)
{
	struct lenient_parse p = parse("{\"a\":18446744073709551615,\"b\":9007199254740993,\"c\":"
				       "18446744073709551616}",
				       LENIENT_WHOLE);
	uint64_t value = 0;

	cr_assert(lenient_uint(p.root, "a", &value));
	cr_assert_eq(value, UINT64_MAX);
	cr_assert(lenient_uint(p.root, "b", &value));
	cr_assert_eq(value, 9007199254740993u);
	cr_assert_not(lenient_uint(p.root, "c", &value), "more than 64 bits must not wrap around");
}

Test(json_lenient, a_value_cut_by_the_end_is_dropped)
{
	struct lenient_parse p = parse("{\"whole\":12,\"number\":4567", LENIENT_WHOLE);

	cr_assert(p.cut);
	cr_assert_not_null(lenient_get(p.root, "whole"));
	cr_assert_null(lenient_get(p.root, "number"));
	p = parse("{\"whole\":\"x\",\"text\":\"0x5c8", LENIENT_WHOLE);
	cr_assert_str_eq(lenient_string(p.root, "whole"), "x");
	cr_assert_null(lenient_get(p.root, "text"));
	p = parse("{\"list\":[1,2,3", LENIENT_WHOLE);
	cr_assert_eq(lenient_count(lenient_get(p.root, "list")), 2);
	cr_assert(lenient_get(p.root, "list")->cut);
}

Test(json_lenient, line_breaks_inside_values_are_those_of_a_wrapped_copy)
{
	struct lenient_parse p = parse("{\"sym\nbol\":\"-[AGXG13X\nFamily\",\"n\":12\n34,\"b\":tr\nue,\"u\":\""
				       "\\u00\ne9\"}",
				       LENIENT_WHOLE);
	uint64_t value = 0;

	cr_assert_str_eq(lenient_string(p.root, "symbol"), "-[AGXG13XFamily");
	cr_assert(lenient_uint(p.root, "n", &value));
	cr_assert_eq(value, 1234);
	cr_assert_eq(lenient_get(p.root, "b")->kind, LENIENT_BOOL);
	cr_assert_str_eq(lenient_string(p.root, "u"), "\xc3\xa9");
	cr_assert(p.damaged);
}

Test(json_lenient, clipped_parts_are_passed_over)
{
	struct lenient_parse p =
		parse("{\"a\":1,\"trialInfo\" : {<CLIPPED>},\"b\":[...],more:\"x\",\"c\":3}", LENIENT_WHOLE);
	uint64_t value = 0;

	cr_assert(p.damaged);
	cr_assert_not(p.cut);
	cr_assert(lenient_uint(p.root, "c", &value));
	cr_assert_eq(value, 3);
	cr_assert_str_eq(lenient_string(p.root, "more"), "x");
}

Test(json_lenient, a_fragment_from_inside_a_frame_finds_its_threads_and_images)
{
	struct lenient_parse p =
		parse("\"symbol\":\"a\",\"imageIndex\":0},{\"symbol\":\"b\",\"imageIndex\":1}],\"id\":7},{\"id\":8,"
		      "\"frames\":[{\"symbol\":\"c\",\"imageIndex\":1}]}],\"usedImages\":[{\"name\":\"i\"}]",
		      LENIENT_FRAGMENT);
	const struct lenient_node *threads = lenient_get(p.root, "threads");
	uint64_t id = 0;

	cr_assert_eq(lenient_count(threads), 2);
	cr_assert_eq(lenient_count(lenient_get(lenient_first(threads), "frames")), 2);
	cr_assert(lenient_uint(lenient_first(threads), "id", &id));
	cr_assert_eq(id, 7);
	cr_assert_eq(lenient_count(lenient_get(p.root, "usedImages")), 1);
}

Test(json_lenient, depth_is_bounded)
{
	enum { DEEP = 4000 };
	char text[2 * DEEP + 64];
	struct lenient_parse p;
	uint64_t value = 0;

	strcpy(text, "{\"deep\":");
	memset(text + strlen("{\"deep\":"), '[', DEEP);
	strcpy(text + strlen("{\"deep\":") + DEEP, "");
	memset(text + strlen("{\"deep\":") + DEEP, ']', DEEP);
	strcpy(text + strlen("{\"deep\":") + 2 * DEEP, ",\"after\":5}");
	p = lenient_parse(&arena, text, strlen(text), LENIENT_WHOLE);
	cr_assert(p.damaged);
	cr_assert_not(p.cut);
	cr_assert(lenient_uint(p.root, "after", &value), "what follows the deep part is read");
	cr_assert_eq(value, 5);
}

Test(json_lenient, lone_surrogates_and_nul_do_not_make_broken_text)
{
	struct lenient_parse p = parse("{\"a\":\"x\\u0000y\\ud800z\"}", LENIENT_WHOLE);

	cr_assert_str_eq(lenient_string(p.root, "a"), "x\xef\xbf\xbdy\xef\xbf\xbdz");
}
