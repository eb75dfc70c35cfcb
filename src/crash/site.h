/* SPDX-License-Identifier: MIT */
/* The name by which a fault's place is counted: that of the simulated driver's function, without what C and
 * the compiler add to it.
 *
 * Thread safety: pure. */
#ifndef AGX_CRASH_SITE_H
#define AGX_CRASH_SITE_H

#include <stdbool.h>
#include <stddef.h>

/* SYMBOL without the prefix "sim_encoder_", "sim_command_buffer_" or else "sim_", and without everything from the first dot on (".isra.0",
 * ".constprop.0", ".part.0", ".cold", ".llvm.123"), clipped to SIZE bytes of OUT. Returns OUT. */
const char *site_from_symbol(const char *symbol, char *out, size_t size);

/* Whether SYMBOL is a mere way to die, or a sanitizer's, so that its caller is the place. */
bool site_is_transparent(const char *symbol);

#endif
