/* SPDX-License-Identifier: MIT */
/* What differs between systems outside of signal handlers. */
#ifndef AGX_CRASH_SYSTEM_INTERNAL_H
#define AGX_CRASH_SYSTEM_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { CRASH_STDERR_BYTES = 65536 };

/* In a child: be killed when PARENT ends, or at once if it has. */
void crash_die_with_parent(pid_t parent);

/* A file without a name, of CRASH_STDERR_BYTES at most, zero where not written; -1: not to be had. */
int crash_stderr_file(void);

/* A pipe that an exec closes. */
bool crash_pipe(int ret_fds[2]);

/* "SIGSEGV" and "Segmentation fault", each into SIZE bytes; "" where unknown. */
void crash_system_signal(int number, char *name, char *description, size_t size);

/* Texts about this machine into OUT of SIZE bytes; "" where unknown. */
void crash_system_version(char *out, size_t size); /* "Linux 6.1.0 (Debian GNU/Linux 12 (bookworm))" */
void crash_system_model(char *out, size_t size);   /* the machine's product name */
const char *crash_system_cpu(void);                /* "X86-64" or "ARM-64", as Apple writes them */
const char *crash_system_arch(void);               /* "x86_64" or "arm64" */

#endif
