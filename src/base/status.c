/* SPDX-License-Identifier: MIT */
#include "agxrace/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *agx_status_text(enum agx_status status)
{
	switch (status) {
#define CASE(name, code, text) case name: return text;
		AGX_STATUS_MAP(CASE)
#undef CASE
	}
	return "unknown status";
}

int agx_status_exit_code(enum agx_status status)
{
	switch (status) {
#define CASE(name, code, text) case name: return code;
		AGX_STATUS_MAP(CASE)
#undef CASE
	}
	return 1;
}

const char *agx_verdict_text(enum agx_verdict verdict)
{
	switch (verdict) {
#define CASE(name, code, text) case name: return text;
		AGX_VERDICT_MAP(CASE)
#undef CASE
	}
	return "unknown verdict";
}

int agx_verdict_exit_code(enum agx_verdict verdict)
{
	switch (verdict) {
#define CASE(name, code, text) case name: return code;
		AGX_VERDICT_MAP(CASE)
#undef CASE
	}
	return 1;
}

enum agx_status agx_fail(struct agx_error *err, enum agx_status status, const char *format, ...)
{
	if (err != NULL) {
		va_list args;

		va_start(args, format);
		(void)vsnprintf(err->text, sizeof err->text, format, args); /* clipping is fine */
		va_end(args);
	}
	return status;
}

enum agx_status agx_fail_prefix(struct agx_error *err, enum agx_status status,
				const char *format, ...)
{
	char rest[AGX_ERROR_BYTES_MAX];
	size_t used;
	va_list args;

	if (err == NULL)
		return status;
	memcpy(rest, err->text, sizeof rest);
	va_start(args, format);
	(void)vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	used = strlen(err->text);
	(void)snprintf(err->text + used, sizeof err->text - used, ": %s", rest);
	return status;
}
