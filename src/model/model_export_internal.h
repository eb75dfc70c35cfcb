/* SPDX-License-Identifier: MIT */
/* What the exports of all models end in. */
#ifndef AGX_MODEL_MODEL_EXPORT_INTERNAL_H
#define AGX_MODEL_MODEL_EXPORT_INTERNAL_H

#include "export/rule_system.h"
#include "model/model_export.h"

/* Append SYSTEM to OUT in LANGUAGE; statuses as of encoding_export(). */
AGX_MUST_USE enum agx_status model_write(const struct rule_system *system,
					 enum model_language language, struct agx_text *out,
					 struct agx_error *err);

#endif
