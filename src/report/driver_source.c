/* SPDX-License-Identifier: MIT */
#include "report/driver_source.h"

#include <string.h>

const struct driver_source *driver_source_find(const char *operation)
{
	for (size_t i = 0; i < driver_source_count; i++) {
		if (strcmp(driver_sources[i].operation, operation) == 0)
			return &driver_sources[i];
	}
	return NULL;
}
