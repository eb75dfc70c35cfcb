/* SPDX-License-Identifier: MIT */
/* AGX_ASSERT checks for programmer errors in every build; AGX_ASSERT_SLOW in all but release builds, which define
 * AGX_WITHOUT_SLOW_ASSERTS (not NDEBUG, which would switch off assert() in tests, too).
 * User input is never asserted. */
#ifndef AGX_BASE_ASSERT_H
#define AGX_BASE_ASSERT_H

/* Prints the failed expression and its place on stderr and aborts. */
_Noreturn void agx_assert_failed(const char *expression, const char *file, int line);

#define AGX_ASSERT(x) ((x) ? (void)0 : agx_assert_failed(#x, __FILE__, __LINE__))
#ifdef AGX_WITHOUT_SLOW_ASSERTS
#define AGX_ASSERT_SLOW(x) ((void)0)
#else
#define AGX_ASSERT_SLOW(x) AGX_ASSERT(x)
#endif

#endif
