/* SPDX-License-Identifier: MIT */
/* Runs the parts of an investigation: each is a command of ours, run in this process as a person would run it, with
 * what it prints going to its file.
 *
 * Context: standard output is redirected meanwhile; call from a single-threaded process. */
#ifndef AGX_CLI_INVESTIGATION_RUN_H
#define AGX_CLI_INVESTIGATION_RUN_H

#include "report/investigation.h"

/* Run PLAN's parts in FOLDER until all are done or a person stops it, telling each on standard output. A part that fails does
 * not keep the others from being run. The plan in the folder is written anew after each part. Returns AGX_OK,
 * AGX_INTERRUPTED, AGX_FAILED (a part failed) or AGX_IO. */
AGX_MUST_USE enum agx_status investigation_run(struct investigation *plan, const char *folder,
					       struct agx_error *err);

#endif
