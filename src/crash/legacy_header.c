/* SPDX-License-Identifier: MIT */
/* "Key: value" lines of Apple's text reports. */
#include "crash/legacy_internal.h"

#include <stdlib.h>
#include <string.h>

static void fill(const char **field, const char *value)
{
	if (*field == NULL && *value != '\0')
		*field = value;
}

/* "python3.11 [4242]" */
static void take_process(struct crash_report *report, char *value)
{
	char *open = strrchr(value, '[');

	if (open != NULL && open > value) {
		report->pid = strtoull(open + 1, NULL, 10);
		*open = '\0';
		for (size_t n = strlen(value); n > 0 && value[n - 1] == ' '; n--)
			value[n - 1] = '\0';
	}
	fill(&report->process, value);
}

/* "Namespace SIGNAL, Code 11 Segmentation fault: 11" or "SIGNAL 6 Abort trap: 6" */
static void take_termination(struct legacy_reader *r, char *value)
{
	struct crash_report *report = r->build->report;
	char *space = strncmp(value, "Namespace ", 10) == 0 ? value + 10 : value;
	size_t length = strcspn(space, ", ");
	char *code = strstr(space, "Code ");

	fill(&report->termination_indicator, value);
	if (length > 0 && report->termination_namespace == NULL)
		report->termination_namespace =
			agx_arena_copy(r->build->arena, space, length);
	if (code != NULL && report->termination_code == NULL)
		report->termination_code = agx_arena_copy(r->build->arena, code + 5,
							  strcspn(code + 5, " ,"));
	build_reason(r->build, "Termination Reason", value);
}

/* CUT: only an address of full length is one. */
static void take_address(struct crash_report *report, const char *value, bool cut)
{
	const char *at = strstr(value, " at 0x");
	uint64_t address;

	if (cut && (at == NULL || strspn(at + 6, "0123456789abcdefABCDEF") != 16))
		return;
	if (!report->has_fault_address && build_address_in(value, &address)) {
		report->has_fault_address = true;
		report->fault_address = address;
	}
}

static void take_thread_number(struct legacy_reader *r, const char *value)
{
	if (r->has_crashed || *value < '0' || *value > '9')
		return;
	r->crashed = strtoull(value, NULL, 10);
	r->has_crashed = true;
}

void legacy_on_header(struct legacy_reader *r, char *key, char *value, bool cut)
{
	struct crash_report *report = r->build->report;
	const struct {
		const char *key;
		const char **field;
	} plain[] = {
		{"Path", &report->process_path},
		{"Identifier", &report->bundle},
		{"Version", &report->app_version},
		{"Code Type", &report->cpu_type},
		{"Role", &report->role_or_note},
		{"Date/Time", &report->capture_time},
		{"OS Version", &report->os_version},
		{"Incident Identifier", &report->incident},
		{"Hardware Model", &report->model},
		{"Exception Note", &report->role_or_note},
		{"Exception Message", &report->exception_subtype},
	};

	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (strcmp(plain[i].key, key) == 0)
			fill(plain[i].field, value);
	}
	if (strcmp(key, "Code Type") == 0 && strstr(value, "Translated") != NULL)
		report->translated = true;
	else if (strcmp(key, "Process") == 0)
		take_process(report, value);
	else if (strcmp(key, "Exception Type") == 0 && report->exception_type == NULL &&
		 *value != '\0')
		build_exception_type(r->build, value);
	else if (strcmp(key, "Termination Reason") == 0)
		take_termination(r, value);
	else if (strcmp(key, "Exception Codes") == 0)
		fill(&report->exception_codes, value);
	else if (strcmp(key, "Exception Subtype") == 0)
		fill(&report->exception_subtype, value);
	if (strcmp(key, "Exception Codes") == 0 || strcmp(key, "Exception Subtype") == 0)
		take_address(report, value, cut);
	if (cut)
		return;
	if (strcmp(key, "Crashed Thread") == 0 ||
	    strcmp(key, "Triggered by Thread") == 0) {
		take_thread_number(r, value);
	} else if (strcmp(key, "Error Code") == 0) {
		r->error = strtoull(value, NULL, 16);
	} else if (strcmp(key, "Trap Number") == 0) {
		r->trap = strtoull(value, NULL, 10);
	}
}
