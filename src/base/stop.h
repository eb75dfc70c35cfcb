/* SPDX-License-Identifier: MIT */
/* The wish to stop (Ctrl-C, SIGTERM): long work polls it, keeps what is done and returns. */
#ifndef AGX_BASE_STOP_H
#define AGX_BASE_STOP_H

#include <stdbool.h>

/* Install handlers for SIGINT and SIGTERM that only record the wish; a second signal ends the
 * process in the ordinary way. Called once by the command line, before threads exist. */
void agx_stop_install(void);

/* Async-signal-safe; any thread. */
bool agx_stop_requested(void);

#endif
