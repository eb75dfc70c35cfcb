/* SPDX-License-Identifier: MIT */
/* Values behind a known key: "crashReporterKey" : "..." of JSON, plain or escaped, and Sleep/Wake UUID: ... of text. */
#include "crash/personal_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { KEY_BYTES = 48 };

/* Keys without all but letters and digits. */
static const struct {
	const char *key;
	enum personal_kind kind;
} known[] = {
	{"crashreporterkey", PERSONAL_KEY},   {"anonymousuuid", PERSONAL_KEY},
	{"deviceidentifierforvendor", PERSONAL_KEY}, {"deviceidentifier", PERSONAL_KEY},
	{"uniquedeviceid", PERSONAL_KEY},     {"udid", PERSONAL_KEY},
	{"provisioningudid", PERSONAL_KEY},   {"hardwareuuid", PERSONAL_KEY},
	{"ecid", PERSONAL_KEY},		      {"serialnumber", PERSONAL_SERIAL},
	{"serialnumbersystem", PERSONAL_SERIAL}, {"hardwareserialnumber", PERSONAL_SERIAL},
	{"sleepwakeuuid", PERSONAL_SESSION},  {"bootsessionuuid", PERSONAL_SESSION},
	{"hostname", PERSONAL_HOST},	      {"computername", PERSONAL_HOST},
	{"localhostname", PERSONAL_HOST},     {"devicename", PERSONAL_HOST},
	{"nodename", PERSONAL_HOST},	      {"username", PERSONAL_USER},
	{"fullname", PERSONAL_USER},	      {"fullusername", PERSONAL_USER},
	{"loginname", PERSONAL_USER},	      {"user", PERSONAL_USER},
};

/* The normalised key that ends before the colon at AT, into OUT. */
static void read_key(const char *start, const char *at, char *out)
{
	char reversed[KEY_BYTES];
	size_t length = 0;
	size_t quotes = 0;

	while (at > start && length < KEY_BYTES - 1) {
		char c = *--at;

		if (c == '\n' || c == ',' || c == '{')
			break;
		if (c == '"' && ++quotes == 2)
			break;
		if (isalnum((unsigned char)c))
			reversed[length++] = (char)tolower((unsigned char)c);
	}
	for (size_t i = 0; i < length; i++)
		out[i] = reversed[length - 1 - i];
	out[length] = '\0';
}

static bool find_kind(const char *key, enum personal_kind *ret_kind)
{
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i].key, key) == 0) {
			*ret_kind = known[i].kind;
			return true;
		}
	}
	return false;
}

/* The value behind the colon: from *RET_START to the returned end. */
static const char *read_value(const char *at, const char **ret_start)
{
	bool quoted = false;

	at += strspn(at, " \t");
	if (at[0] == '\\' && at[1] == '"')
		at++;
	if (*at == '"') {
		quoted = true;
		at++;
	}
	*ret_start = at;
	while (*at != '\0' && *at != '\n' && *at != '\r' && *at != '"' &&
	       (quoted || (*at != ',' && *at != '}')) && !(at[0] == '\\' && at[1] == '"'))
		at++;
	while (!quoted && at > *ret_start && isspace((unsigned char)at[-1]))
		at--;
	return at;
}

void personal_keys(struct personal_work *work)
{
	struct agx_text made = {0};
	const char *start = agx_text_string(&work->text);
	const char *copied = start;
	const char *at = start;

	while ((at = strchr(at, ':')) != NULL) {
		char key[KEY_BYTES];
		enum personal_kind kind;
		const char *value;
		const char *end;

		read_key(start, at++, key);
		if (!find_kind(key, &kind))
			continue;
		end = read_value(at, &value);
		if (end - value < 2 || strncmp(value, "null", 4) == 0)
			continue;
		personal_keep(work, value, (size_t)(end - value), kind);
		agx_text_add(&made, copied, (size_t)(value - copied));
		personal_put(work, kind, &made);
		copied = end;
		at = end;
	}
	agx_text_puts(&made, copied);
	personal_become(work, &made);
}
