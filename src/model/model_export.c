/* SPDX-License-Identifier: MIT */
#include "model/model_export_internal.h"

#include "export/promela.h"
#include "export/rule_parse.h"
#include "export/tla.h"

#include <string.h>

static const char *const language_names[] = {
	[MODEL_PROMELA] = "promela", [MODEL_TLA] = "tla", [MODEL_TLC_CONFIG] = "tlc-config"};

enum agx_status model_language_parse(const char *name, enum model_language *ret_language,
				     struct agx_error *err)
{
	for (size_t i = 0; i < sizeof language_names / sizeof language_names[0]; i++) {
		if (strcmp(name, language_names[i]) == 0) {
			*ret_language = (enum model_language)i;
			return AGX_OK;
		}
	}
	return agx_fail(err, AGX_USAGE, "unknown language '%.64s'; known: promela, tla, tlc-config",
			name);
}

const char *model_module_name(const char *model)
{
	if (strcmp(model, "published-race") == 0)
		return "PublishedRace";
	return strcmp(model, "published-fixed") == 0 ? "PublishedFixed" : "Encoding";
}

enum agx_status model_write(const struct rule_system *system, enum model_language language,
			    struct agx_text *out, struct agx_error *err)
{
	struct agx_text text = {0};
	struct rule_parse parse;
	enum agx_status status = rule_parse(system, &parse, err);

	if (status != AGX_OK)
		return status;
	switch (language) {
	case MODEL_PROMELA:
		promela_write(&parse, &text);
		break;
	case MODEL_TLA:
		status = tla_write(&parse, &text, err);
		break;
	case MODEL_TLC_CONFIG:
		tla_write_config(&parse, &text);
		break;
	}
	rule_parse_release(&parse);
	if (status == AGX_OK && !agx_text_failed(&text))
		agx_text_puts(out, agx_text_string(&text));
	if (status == AGX_OK && (agx_text_failed(&text) || agx_text_failed(out)))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the export");
	agx_text_release(&text);
	return status;
}
