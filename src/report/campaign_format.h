/* SPDX-License-Identifier: MIT */
/* A campaign's counts for people and for programs ("agxrace/campaign/1", docs/formats/campaign.md). */
#ifndef AGX_REPORT_CAMPAIGN_FORMAT_H
#define AGX_REPORT_CAMPAIGN_FORMAT_H

#include "base/text.h"
#include "campaign/campaign_tally.h"

#include <jansson.h>

/* Append to OUT what was run, the table of rates, the sites hit and the verdict; 100 columns at most. */
void campaign_format_text(const struct campaign_plan *plan, const struct campaign_tally *tally,
			  struct agx_text *out);

/* A new document; NULL on lack of memory. The caller owns it. */
json_t *campaign_format_json(const struct campaign_plan *plan, const struct campaign_tally *tally,
			     const char *database);

#endif
