/* SPDX-License-Identifier: MIT */
/* How far apart things are that threads write to: cache lines are fetched in pairs. */
#ifndef AGX_CHECK_CACHE_APART_H
#define AGX_CHECK_CACHE_APART_H

enum { CACHE_APART = 128 }; /* bytes, for _Alignas */

#endif
