/* SPDX-License-Identifier: MIT */
/* The page's frame, style and script: src/report/page/page.{html,css,js}, compiled in by cmake/embed_page.cmake.
 *
 * Thread safety: constants. */
#ifndef AGX_REPORT_PAGE_ASSETS_H
#define AGX_REPORT_PAGE_ASSETS_H

/* NUL-terminated. */
extern const char page_asset_html[];
extern const char page_asset_css[];
extern const char page_asset_js[];

#endif
