/* SPDX-License-Identifier: MIT */
#include "sim/sim_config.h"

#include <stdio.h>
#include <string.h>

struct named {
	const char *name;
	const char *sentence;
};

static const struct named faults_known[] = {
#define FAULT_ROW(enumerator, name, sentence) {name, sentence},
	SIM_FAULT_MAP(FAULT_ROW)
#undef FAULT_ROW
};

static const struct named fixes_known[] = {
#define FIX_ROW(enumerator, name, sentence) {name, sentence},
	SIM_FIX_MAP(FIX_ROW)
#undef FIX_ROW
};

/* The lists of known names, for the error texts. */
static const char fault_names[] = "none"
#define FAULT_NAME(enumerator, name, sentence) ", " name
	SIM_FAULT_MAP(FAULT_NAME)
#undef FAULT_NAME
	;
static const char fix_names[] = ""
#define FIX_NAME(enumerator, name, sentence) name ", "
	SIM_FIX_MAP(FIX_NAME)
#undef FIX_NAME
	;

/* FAULT has exactly one bit. */
static const struct named *fault_row(enum sim_fault fault)
{
	for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
		if ((uint32_t)fault == UINT32_C(1) << i)
			return &faults_known[i];
	}
	return NULL;
}

const char *sim_fault_name(enum sim_fault fault)
{
	const struct named *row = fault_row(fault);

	return row != NULL ? row->name : "none";
}

const char *sim_fault_sentence(enum sim_fault fault)
{
	const struct named *row = fault_row(fault);

	return row != NULL ? row->sentence : "nothing is wrong";
}

const char *sim_fix_name(enum sim_fix fix)
{
	return (unsigned)fix < SIM_FIX_COUNT ? fixes_known[fix].name : "unknown fix";
}

const char *sim_fix_sentence(enum sim_fix fix)
{
	return (unsigned)fix < SIM_FIX_COUNT ? fixes_known[fix].sentence : "unknown fix";
}

/* Index of the WORD of LENGTH bytes in ROWS, or COUNT. */
static size_t find(const struct named *rows, size_t count, const char *word, size_t length)
{
	size_t i = 0;

	while (i < count &&
	       (strlen(rows[i].name) != length || memcmp(rows[i].name, word, length) != 0))
		i++;
	return i;
}

enum agx_status sim_faults_parse(const char *text, uint32_t *ret_faults, struct agx_error *err)
{
	uint32_t faults = 0;

	if (strcmp(text, "none") == 0) {
		*ret_faults = 0;
		return AGX_OK;
	}
	for (const char *word = text;;) {
		size_t length = strcspn(word, ",");
		size_t i = find(faults_known, SIM_FAULT_COUNT, word, length);

		if (i == SIM_FAULT_COUNT)
			return agx_fail(err, AGX_USAGE, "unknown fault '%.*s'; known: %s",
					length < 64 ? (int)length : 64, word, fault_names);
		faults |= UINT32_C(1) << i;
		if (word[length] == '\0')
			break;
		word += length + 1;
	}
	*ret_faults = faults;
	return AGX_OK;
}

enum agx_status sim_fix_parse(const char *text, enum sim_fix *ret_fix, struct agx_error *err)
{
	size_t i = find(fixes_known, SIM_FIX_COUNT, text, strlen(text));

	if (i == SIM_FIX_COUNT)
		return agx_fail(err, AGX_USAGE, "unknown fix '%.64s'; known: %.*s", text,
				(int)(sizeof fix_names - 1 - 2), fix_names);
	*ret_fix = (enum sim_fix)i;
	return AGX_OK;
}

const char *sim_faults_format(uint32_t faults, char *out, size_t size)
{
	size_t used = 0;

	if (size == 0)
		return out;
	out[0] = '\0';
	for (size_t i = 0; i < SIM_FAULT_COUNT; i++) {
		int n;

		if ((faults & UINT32_C(1) << i) == 0)
			continue;
		n = snprintf(out + used, size - used, "%s%s", used > 0 ? "," : "",
			     faults_known[i].name);
		if (n < 0 || (size_t)n >= size - used)
			return out; /* clipped to SIZE */
		used += (size_t)n;
	}
	if (used == 0)
		(void)snprintf(out, size, "none");
	return out;
}

uint32_t sim_fix_safe_against(enum sim_fix fix)
{
	switch (fix) {
	case SIM_FIX_NULL_BEFORE_UNLOCK:
		return SIM_FAULT_LATE_NULL;
	case SIM_FIX_REFCOUNT: /* async-completion: two threads tear one context down without excluding each other */
		return SIM_FAULT_CLAIM_RACE | SIM_FAULT_FOREIGN_TEARDOWN | SIM_FAULT_LATE_NULL;
	case SIM_FIX_CONTEXT_MUTEX_REFCOUNT:
	case SIM_FIX_REFCOUNT_ACQREL:
		return SIM_FAULT_CLAIM_RACE | SIM_FAULT_FOREIGN_TEARDOWN | SIM_FAULT_LATE_NULL |
		       SIM_FAULT_ASYNC_COMPLETION;
	case SIM_FIX_NONE:
	case SIM_FIX_CONTEXT_MUTEX: /* a call waits for the teardown, then goes on in the next owner's context */
	case SIM_FIX_COUNT:
		break;
	}
	return 0;
}
