/* SPDX-License-Identifier: MIT */
#include "support/triage_fixture.h"

#include "crash/personal_data.h"
#include "crash/report_read.h"
#include "triage/judge.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static char *clean(const char *text, struct personal_removed *ret_removed)
{
	struct agx_text out = {0};
	struct agx_error err = {""};

	agx_text_puts(&out, "");
	cr_assert_eq(personal_remove(text, strlen(text), &out, ret_removed, &err), AGX_OK, "%s", err.text);
	return out.bytes != NULL ? out.bytes : calloc(1, 1);
}

struct example {
	const char *text;
	const char *expected;
};

static const struct example examples[] = {
	/* Paths keep what names the image. */
	{"\"path\":\"\\/Users\\/jdoe42\\/Secret Project\\/lib\\/libtorch.dylib\"", "\"path\":\"~/libtorch.dylib\""},
	{"Path: /Users/jdoe42/My Apps/Demo.app/Contents/MacOS/Demo", "Path: ~/Demo"},
	{"0x1 - 0x2 libx.dylib (1.0) <ab> /home/jdoe42/src/libx.dylib\n", "0x1 - 0x2 libx.dylib (1.0) <ab> ~/libx.dylib\n"},
	{"opened /Users/jdoe42/a b/c.py:12 then /usr/lib/d", "opened ~/c.py:12 then /usr/lib/d"},
	{"in /Users/jdoe42, of jdoe42", "in ~/, of USER_NAME"},
	{"/private/var/folders/ab/cd12/T/x.metallib", "/private~/x.metallib"},
	{"/Users/Shared/models/Shared", "~/Shared"},
	{"/usr/lib/libhome.dylib and /System/Library", "/usr/lib/libhome.dylib and /System/Library"},
	/* Names, by what the report's own words allow. */
	{"/Users/jdoe42/x/y\nThread 3 name: worker of JDoe42's pool", "~/y\nThread 3 name: worker of USER_NAME's pool"},
	{"/Users/oberx/x/y\nOberx's oberxon, robber", "~/y\nUSER_NAME's USER_NAMEon, robber"},
	{"/Users/ober/x/y\nober's oberon", "~/y\nUSER_NAME's oberon"},
	{"/Users/etal/x/y\nmetal gpu stream 0, etal's", "~/y\nmetal gpu stream 0, USER_NAME's"},
	{"/Users/metal/x/y\nmetal gpu stream 0", "~/y\nmetal gpu stream 0"},
	{"/Users/main/x/main.py\nmain + 4", "~/main.py\nmain + 4"},
	/* Keys, in every writing; the value goes elsewhere too. */
	{"\"crashReporterKey\" : \"11AA-22\",\"x\":\"11aa-22\"", "\"crashReporterKey\" : \"DEVICE_KEY\",\"x\":\"DEVICE_KEY\""},
	{"{\\\"bootSessionUUID\\\":\\\"A1B2\\\"}", "{\\\"bootSessionUUID\\\":\\\"SESSION_UUID\\\"}"},
	{"Anonymous UUID:        93F0\nSleep/Wake UUID: 77\n", "Anonymous UUID:        DEVICE_KEY\nSleep/Wake UUID: SESSION_UUID\n"},
	{"> Serial Number (system): C02XK0AAJG5H\n", "> Serial Number (system): SERIAL_NUMBER\n"},
	{"Computer Name: Studio 7 of Ann\n", "Computer Name: HOST_NAME\n"},
	{"\"hostname\": null, \"userID\": 501", "\"hostname\": null, \"userID\": 501"},
	/* Forms. */
	{"ask ann.lee+gpu@example.co.uk, or @ann", "ask MAIL_ADDRESS, or @ann"},
	{"from 192.168.1.17:8080 to 127.0.0.1", "from NETWORK_ADDRESS:8080 to 127.0.0.1"},
	{"Version: 14.1.0.2 (350.38.0.1)", "Version: 14.1.0.2 (350.38.0.1)"},
	{"\"CFBundleVersion\":\"19621.1.15.11.10\" 1.2.3.4.5", "\"CFBundleVersion\":\"19621.1.15.11.10\" 1.2.3.4.5"},
	{"at 11:29:55.4443 AGX::ComputeContext::prepare", "at 11:29:55.4443 AGX::ComputeContext::prepare"},
	{"en0 a4:83:e7:01:02:ff, fe80::1c2b:3a4f", "en0 NETWORK_ADDRESS, NETWORK_ADDRESS"},
	{"on anns-MacBook-Pro.local and build-7.local, anns-MacBook-Pro", "on HOST_NAME and HOST_NAME, HOST_NAME"},
	{"named Ann's MacBook Pro, Ann\xe2\x80\x99s iPhone; MacBookPro18,3 Mac14,6", "named HOST_NAME, HOST_NAME; MacBookPro18,3 Mac14,6"},
	{"", ""},
};

Test(personal_data, removes_what_it_should)
{
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		struct personal_removed removed;
		char *text = clean(examples[i].text, &removed);

		cr_expect_str_eq(text, examples[i].expected, "example %zu: '%s', not '%s'", i, text,
				 examples[i].expected);
		free(text);
	}
}

Test(personal_data, counts_what_it_removed_and_what_it_left)
{
	struct personal_removed removed;
	char *text = clean("/Users/metal/a/b /Users/metal/c\nmetal gpu, AGXMetalG16X, metal\n", &removed);

	cr_assert_eq(removed.counts[PERSONAL_PATH], 2);
	cr_assert_eq(removed.counts[PERSONAL_USER], 0);
	cr_assert_eq(removed.left, 3, "metal, AGX|Metal|G16X, metal");
	free(text);
}

/* What was planted, one line each, as people's reports hold it. */
static const char planted[] =
	"Path:              /Users/zq7admin/Nuclear Plans/venv/bin/python3.11\n"
	"Host Name:         zq7s-MacBook-Pro.local\n"
	"Serial Number:     C02PLANTED01\n"
	"CrashReporter Key: 5EED5EED-AAAA-BBBB-CCCC-DDDDDDDDDDDD\n"
	"Sleep/Wake UUID:   6EED5EED-AAAA-BBBB-CCCC-DDDDDDDDDDDD\n"
	"mail zq7.admin@corp.example from 10.77.66.55, zq7admin logged in\n";
static const char *const secrets[] = {"zq7", "Nuclear", "C02PLANTED01", "5EED5EED", "6EED5EED", "corp.example",
				      "10.77.66.55"};

static bool has(const char *text, const char *word)
{
	return strcasestr(text, word) != NULL;
}

static void compare_threads(const struct crash_report *a, const struct crash_report *b, const char *name)
{
	cr_assert_eq(a->thread_count, b->thread_count, "%s", name);
	for (size_t t = 0; t < a->thread_count; t++) {
		cr_assert_eq(a->threads[t].frame_count, b->threads[t].frame_count, "%s", name);
		for (size_t f = 0; f < a->threads[t].frame_count; f++) {
			const char *x = a->threads[t].frames[f].symbol;
			const char *y = b->threads[t].frames[f].symbol;

			cr_assert_eq(x == NULL, y == NULL, "%s", name);
			cr_assert(x == NULL || strcmp(x, y) == 0, "%s: '%s' became '%s'", name, x, y);
		}
	}
}

static struct family_set families;

/* Grade of the best family, and its place in the set; -1: none. */
static int64_t judge(const struct crash_report *report)
{
	struct triage_result result;
	struct agx_error err = {""};
	int64_t answer = -1;

	cr_assert_eq(triage_judge(&families, report, &result, &err), AGX_OK, "%s", err.text);
	if (result.count > 0)
		answer = (result.hypotheses[0].family - families.families) * 10 +
			 (int64_t)result.hypotheses[0].grade;
	triage_result_release(&result);
	return answer;
}

/* The report TEXT says the same, by symbols and by triage, when its personal data is gone. */
static void check_report(const char *text, const char *name)
{
	struct crash_report before;
	struct crash_report after;
	struct personal_removed removed;
	struct agx_error err = {""};
	char *cleaned = clean(text, &removed);

	cr_assert_eq(crash_report_read(text, strlen(text), &before, &err), AGX_OK, "%s", err.text);
	cr_assert_eq(crash_report_read(cleaned, strlen(cleaned), &after, &err), AGX_OK, "%s", err.text);
	compare_threads(&before, &after, name);
	cr_assert_eq(judge(&before), judge(&after), "%s", name);
	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		cr_assert_not(has(cleaned, secrets[i]), "%s: %s is left", name, secrets[i]);
	crash_report_release(&before);
	crash_report_release(&after);
	free(cleaned);
}

static void check_fixture(const char *path, const char *user)
{
	struct fixture *fixture = fixture_load(path);

	for (int shape = 0; shape < SHAPE_COUNT; shape++) {
		struct agx_text text = {0};
		char name[256];

		if (!fixture_has_shape(fixture, (enum fixture_shape)shape))
			continue;
		if (user == NULL)
			agx_text_puts(&text, planted);
		else
			agx_text_printf(&text, "Path: /Users/%s/bin/tool\n", user);
		fixture_write(fixture, (enum fixture_shape)shape, 0, &text);
		(void)snprintf(name, sizeof name, "%s, %s, user %s", fixture_name(fixture),
			       fixture_shape_name((enum fixture_shape)shape), user != NULL ? user : "planted");
		check_report(agx_text_string(&text), name);
		agx_text_release(&text);
	}
	fixture_free(fixture);
}

static void check_all(const char *user)
{
	struct agx_error err = {""};
	size_t count;
	char **paths = fixture_paths(&count);

	cr_assert_gt(count, 20);
	cr_assert_eq(family_set_load(NULL, &families, &err), AGX_OK, "%s", err.text);
	for (size_t i = 0; i < count; i++) {
		check_fixture(paths[i], user);
		free(paths[i]);
	}
	free(paths);
	family_set_release(&families);
}

Test(personal_data, leaves_no_secret_and_every_verdict_in_all_shapes)
{
	check_all(NULL);
}

Test(personal_data, survives_users_called_like_the_report_s_own_words)
{
	static const char *const names[] = {"metal", "thread", "torch", "at", "mps", "et", "stream", "pthread",
					    "encoder", "sim", "a", "ray"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		check_all(names[i]);
}
