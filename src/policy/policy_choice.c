/* SPDX-License-Identifier: MIT */
#include "policy/policy_choice.h"

#include "base/limits.h"

#include <stdio.h>
#include <string.h>

enum { THROTTLE_DEFAULT = 2 };

struct named {
	const char *name;
	const char *sentence;
};

static const struct named policies_known[] = {
#define POLICY_ROW(enumerator, name, sentence) {name, sentence},
	POLICY_MAP(POLICY_ROW)
#undef POLICY_ROW
};

static const char policy_names[] = ""
#define POLICY_NAME(enumerator, name, sentence) name ", "
	POLICY_MAP(POLICY_NAME)
#undef POLICY_NAME
	;

/* TEXT: what follows "throttle": "" or "-N", N from 1 to AGX_THREADS_MAX without a leading zero. */
static enum agx_status parse_throttle(const char *text, unsigned *ret_throttle,
				      struct agx_error *err)
{
	unsigned value = 0;

	if (text[0] == '\0') {
		*ret_throttle = THROTTLE_DEFAULT;
		return AGX_OK;
	}
	for (const char *p = text + 1; *p >= '0' && *p <= '9' && value <= AGX_THREADS_MAX; p++)
		value = value * 10 + (unsigned)(*p - '0');
	if (text[strspn(text, "-0123456789")] != '\0' || strrchr(text, '-') != text ||
	    text[1] == '0' || value < 1 || value > AGX_THREADS_MAX)
		return agx_fail(err, AGX_USAGE,
				"policy 'throttle%.32s': expected throttle-N with N from 1 to %d",
				text, AGX_THREADS_MAX);
	*ret_throttle = value;
	return AGX_OK;
}

enum agx_status policy_parse(const char *text, struct policy_choice *ret_choice,
			     struct agx_error *err)
{
	static const char throttle[] = "throttle";
	size_t stem = sizeof throttle - 1;
	struct policy_choice choice = {.throttle = 0};

	if (strncmp(text, throttle, stem) == 0 && (text[stem] == '\0' || text[stem] == '-')) {
		enum agx_status status = parse_throttle(text + stem, &choice.throttle, err);

		if (status != AGX_OK)
			return status;
		choice.kind = POLICY_THROTTLE;
		*ret_choice = choice;
		return AGX_OK;
	}
	for (size_t i = 0; i < POLICY_COUNT; i++) {
		if (strcmp(text, policies_known[i].name) == 0) {
			choice.kind = (enum policy_kind)i;
			*ret_choice = choice;
			return AGX_OK;
		}
	}
	return agx_fail(err, AGX_USAGE, "unknown policy '%.64s'; known: %.*s-N", text,
			(int)(sizeof policy_names - 1 - 2), policy_names);
}

const char *policy_format(struct policy_choice choice, char *out, size_t size)
{
	if ((unsigned)choice.kind >= POLICY_COUNT)
		(void)snprintf(out, size, "unknown policy");
	else if (choice.kind == POLICY_THROTTLE)
		(void)snprintf(out, size, "%s-%u", policies_known[choice.kind].name,
			       choice.throttle);
	else
		(void)snprintf(out, size, "%s", policies_known[choice.kind].name);
	return out;
}

const char *policy_sentence(enum policy_kind kind)
{
	return (unsigned)kind < POLICY_COUNT ? policies_known[kind].sentence : "unknown policy";
}
