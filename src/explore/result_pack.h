/* SPDX-License-Identifier: MIT */
/* Results of parts of a search: handed to another process, and made one. */
#ifndef AGX_EXPLORE_RESULT_PACK_H
#define AGX_EXPLORE_RESULT_PACK_H

#include "explore/explorer.h"
#include "explore/packing.h"

void result_pack(struct packer *packer, const struct explorer_result *result);

/* Into *RESULT, to be released by the caller whether UNPACKER has failed or not. Texts that a finding does not own live
 * for ever. */
void result_unpack(struct unpacker *unpacker, struct explorer_result *result);

/* Add to RESULT what MORE counts, and MORE's findings, which move. Those from number FIRST on are of the same round of the
 * search and are kept in an order that depends on what they are, not on who found his first. MORE is to be released. */
void result_merge(struct explorer_result *result, struct explorer_result *more, size_t first);

#endif
