/* SPDX-License-Identifier: MIT */
#include "report/crash_files.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "crash/ips_write.h"
#include "crash/text_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PAIRS_MAX = 9, VALUE_BYTES = 256 };

struct pairs {
	struct agx_arena *arena;
	struct crash_text *items;
	size_t count;
	bool failed;
};

static void add(struct pairs *pairs, const char *key, const char *value)
{
	char *copy = agx_arena_copy(pairs->arena, value, strlen(value));

	if (copy == NULL)
		pairs->failed = true;
	else
		pairs->items[pairs->count++] = (struct crash_text) {key, copy};
}

static void add_number(struct pairs *pairs, const char *key, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof text, "%" PRIu64, value);
	add(pairs, key, text);
}

enum agx_status crash_files_describe(struct crash_report *report,
				     const struct workload_config *config, struct agx_error *err)
{
	struct pairs pairs = {.arena = report->memory};
	char text[VALUE_BYTES];

	pairs.items = agx_arena_take(pairs.arena, PAIRS_MAX * sizeof *pairs.items);
	if (pairs.items == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the crash report");
	add(&pairs, "workload", workload_name(config->kind));
	add_number(&pairs, "threads", config->threads);
	add_number(&pairs, "iterations", config->iterations);
	add(&pairs, "policy", policy_format(config->policy, text, sizeof text));
	add(&pairs, "fault", sim_faults_format(config->sim.faults, text, sizeof text));
	add(&pairs, "fix", sim_fix_name(config->sim.fix));
	add_number(&pairs, "seed", config->sim.seed);
	add_number(&pairs, "jitter", config->sim.jitter);
	add(&pairs, "kernels", config->sim.kernels_empty ? "empty" : "real");
	if (pairs.failed)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the crash report");
	report->run = pairs.items;
	report->run_count = pairs.count;
	report->jittered = config->sim.jitter > 0;
	return AGX_OK;
}

static enum agx_status write_one(const struct crash_report *report, const char *path,
				 void (*write)(const struct crash_report *, struct agx_text *),
				 struct agx_error *err)
{
	struct agx_text text = {0};
	enum agx_status status;

	write(report, &text);
	if (agx_text_failed(&text))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the crash report");
	else
		status = agx_file_write(path, text.bytes, text.length, err);
	agx_text_release(&text);
	return status;
}

enum agx_status crash_files_write(const struct crash_report *report,
				  const struct workload_config *config, const char *folder,
				  struct crash_files *ret_files, struct agx_error *err)
{
	char stem[AGX_PATH_BYTES_MAX - 8];
	struct crash_files files;
	enum agx_status status;
	int length = snprintf(stem, sizeof stem, "%s/crash-%s-t%u-s%" PRIu64, folder,
			      workload_name(config->kind), config->threads, config->sim.seed);

	if (length < 0 || (size_t)length >= sizeof stem)
		return agx_fail(err, AGX_IO, "%s: path too long", folder);
	(void)snprintf(files.ips, sizeof files.ips, "%s.ips", stem);
	(void)snprintf(files.text, sizeof files.text, "%s.txt", stem);
	status = write_one(report, files.ips, ips_write, err);
	if (status == AGX_OK)
		status = write_one(report, files.text, text_write, err);
	if (status != AGX_OK) {
		(void)unlink(files.ips); /* no half of a pair; it may not be there at all */
		return status;
	}
	*ret_files = files;
	return AGX_OK;
}
