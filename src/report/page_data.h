/* SPDX-License-Identifier: MIT */
/* What the page's script draws, from the evidence: rates, costs and counterexamples.
 *
 * Thread safety: pure. */
#ifndef AGX_REPORT_PAGE_DATA_H
#define AGX_REPORT_PAGE_DATA_H

#include "base/text.h"
#include "report/evidence.h"

/* {"rates": [...], "costs": [...], "counterexamples": [...]}; figures that the evidence lacks are left out. NULL on lack of
 * memory. The caller owns it. */
json_t *page_data(const struct evidence *evidence);

/* Append ROOT so that nothing in it can end a script element: ASCII alone, and without '<', '>' and '&'. */
void page_data_embed(const json_t *root, struct agx_text *out);

#endif
