/* SPDX-License-Identifier: MIT */
/* AGX_ASSERT checks for programmer errors in every build; AGX_ASSERT_SLOW only in debug builds.
 * User input is never asserted. */
#ifndef AGX_BASE_ASSERT_H
#define AGX_BASE_ASSERT_H

/* Prints the failed expression and its place on stderr and aborts. */
_Noreturn void agx_assert_failed(const char *expression, const char *file, int line);

#define AGX_ASSERT(x) ((x) ? (void)0 : agx_assert_failed(#x, __FILE__, __LINE__))
#ifdef NDEBUG
#define AGX_ASSERT_SLOW(x) ((void)0)
#else
#define AGX_ASSERT_SLOW(x) AGX_ASSERT(x)
#endif

#endif
