/* SPDX-License-Identifier: MIT */
/* What a measurement was taken on: printed beside every figure that depends on it.
 *
 * Thread safety: pure but for reading the system. */
#ifndef AGX_BASE_MACHINE_H
#define AGX_BASE_MACHINE_H

struct agx_machine {
	char cpu[128];     /* model, as the system names it; "unknown" */
	unsigned cores;    /* processors this process may run on; 0: unknown */
	char kernel[160];  /* system, release, machine */
	char compiler[96]; /* that built this program */
};

struct agx_machine agx_machine_read(void);

#endif
