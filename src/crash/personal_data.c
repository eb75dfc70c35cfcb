/* SPDX-License-Identifier: MIT */
#include "crash/personal_data.h"

#include "crash/personal_internal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	const char *place;
} kinds[] = {
#define PERSONAL_ROW(name, text, place) {text, place},
	PERSONAL_MAP(PERSONAL_ROW)
#undef PERSONAL_ROW
};

const char *personal_kind_name(enum personal_kind kind)
{
	return kinds[kind].name;
}

const char *personal_kind_place(enum personal_kind kind)
{
	return kinds[kind].place;
}

void personal_keep(struct personal_work *work, const char *text, size_t length,
		   enum personal_kind kind)
{
	struct personal_value *value = &work->values[work->value_count];

	if (length == 0 || length >= PERSONAL_VALUE_BYTES || work->value_count == PERSONAL_VALUES_MAX)
		return;
	for (size_t i = 0; i < work->value_count; i++) {
		if (strlen(work->values[i].text) == length &&
		    strncasecmp(work->values[i].text, text, length) == 0)
			return;
	}
	memcpy(value->text, text, length);
	value->text[length] = '\0';
	value->kind = kind;
	value->reach = REACH_EVERYWHERE;
	work->value_count++;
}

void personal_become(struct personal_work *work, struct agx_text *made)
{
	bool failed = agx_text_failed(&work->text) || agx_text_failed(made);

	agx_text_release(&work->text);
	work->text = *made;
	work->text.failed = failed;
	*made = (struct agx_text) {0};
}

void personal_put(struct personal_work *work, enum personal_kind kind, struct agx_text *out)
{
	agx_text_puts(out, kinds[kind].place);
	work->removed.counts[kind]++;
}

enum agx_status personal_remove(const char *bytes, size_t length, struct agx_text *out,
				struct personal_removed *ret_removed, struct agx_error *err)
{
	struct personal_work *work = calloc(1, sizeof *work);
	enum agx_status status = AGX_OK;

	if (work == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory to clean the report");
	agx_text_add(&work->text, bytes, length);
	personal_paths(work);
	personal_keys(work);
	personal_forms(work);
	personal_values(work);
	agx_text_add(out, agx_text_string(&work->text), work->text.length);
	if (agx_text_failed(&work->text) || agx_text_failed(out))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory to clean the report");
	else
		*ret_removed = work->removed;
	agx_text_release(&work->text);
	free(work);
	return status;
}
