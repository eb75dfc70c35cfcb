/* SPDX-License-Identifier: MIT */
/* Where in our sources a step of a counterexample is written: the function of the simulated driver, or of its
 * client, that a model's operation stands for. src/report/driver_source.list names them; the lines are found when agxrace
 * is built (cmake/find_driver_source.cmake), which fails when one of them is gone.
 *
 * Thread safety: constants. */
#ifndef AGX_REPORT_DRIVER_SOURCE_H
#define AGX_REPORT_DRIVER_SOURCE_H

#include <stddef.h>
#include <stdint.h>

struct driver_source {
	const char *operation; /* as in a trace: "setComputePipelineState:" */
	const char *function;  /* "sim_encoder_setComputePipelineState" */
	const char *file;      /* from the project's root */
	uint32_t line;
};

extern const struct driver_source driver_sources[];
extern const size_t driver_source_count;

/* The source of OPERATION; NULL when it stands for none. */
const struct driver_source *driver_source_find(const char *operation);

#endif
