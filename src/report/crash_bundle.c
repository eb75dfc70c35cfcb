/* SPDX-License-Identifier: MIT */
#include "report/crash_bundle.h"

#include "base/file.h"
#include "base/limits.h"
#include "crash/personal_data.h"
#include "crash/report_read.h"
#include "report/json_put.h"
#include "report/page.h"
#include "report/triage_format.h"
#include "triage/judge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bundle {
	const char *folder;
	struct agx_text clean;
	struct personal_removed removed;
	struct crash_report report; /* of the cleaned text */
	struct triage_result result;
};

/* Where the report goes: .ips when it begins as JSON, .crash for text. */
static const char *report_path(const struct bundle *bundle)
{
	const char *text = agx_text_string(&bundle->clean);

	return text[strspn(text, " \t\r\n")] == '{' ? "evidence/crashes/report.ips"
						     : "evidence/crashes/report.crash";
}

static enum agx_status write_file(const struct bundle *bundle, const char *name, const char *bytes,
				  size_t length, struct agx_error *err)
{
	char path[AGX_PATH_BYTES_MAX];

	if ((size_t)snprintf(path, sizeof path, "%s/%s", bundle->folder, name) >= sizeof path)
		return agx_fail(err, AGX_IO, "%s: path too long", bundle->folder);
	return agx_file_write(path, bytes, length, err);
}

/* Takes ROOT. */
static enum agx_status write_json(const struct bundle *bundle, const char *name, json_t *root,
				  struct agx_error *err)
{
	char *text = root != NULL ? json_dumps(root, JSON_INDENT(1)) : NULL;
	enum agx_status status;

	json_decref(root);
	if (text == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for %s", name);
	status = write_file(bundle, name, text, strlen(text), err);
	free(text);
	return status;
}

static json_t *bundle_json(const struct bundle *bundle)
{
	struct json_maker make = {0};
	json_t *root = json_object();
	json_t *removed = json_array();
	json_t *notes = json_array();

	for (int i = 0; i < PERSONAL_KINDS; i++) {
		json_t *item;

		if (bundle->removed.counts[i] == 0)
			continue;
		item = json_object();
		json_put_text(&make, item, "kind", personal_kind_name((enum personal_kind)i));
		json_put_uint(&make, item, "count", bundle->removed.counts[i]);
		json_put_text(&make, item, "replacement", personal_kind_place((enum personal_kind)i));
		json_add(&make, removed, item);
	}
	if (bundle->removed.left > 0)
		json_add(&make, notes,
			 json_sprintf("A name of the user or the host is an ordinary word of crash reports too. It was removed "
				      "from paths and keys; %" PRIu64
				      " other places where the word stands were left as they are: look through them.",
				      bundle->removed.left));
	json_put_text(&make, root, "schema", "agxrace/crash-bundle/1");
	json_put_text(&make, root, "command", "report");
	json_put_text(&make, root, "agxrace", AGXRACE_VERSION);
	json_put(&make, root, "removed", removed);
	json_put(&make, root, "notes", notes);
	return json_made(&make, root);
}

static json_t *triage_json(const struct bundle *bundle)
{
	struct json_maker make = {0};
	json_t *root = triage_format_json(&bundle->report, &bundle->result, true);

	if (root == NULL)
		return NULL;
	json_put_text(&make, root, "schema", "agxrace/triage/1");
	json_put_text(&make, root, "command", "triage");
	json_put_text(&make, root, "file", report_path(bundle));
	return json_made(&make, root);
}

static enum agx_status write_all(const struct bundle *bundle, struct agx_error *err)
{
	char crashes[AGX_PATH_BYTES_MAX];
	enum agx_status status;

	if ((size_t)snprintf(crashes, sizeof crashes, "%s/evidence/crashes", bundle->folder) >= sizeof crashes)
		return agx_fail(err, AGX_IO, "%s: path too long", bundle->folder);
	status = agx_folder_make(crashes, err);
	if (status == AGX_OK)
		status = write_file(bundle, report_path(bundle), agx_text_string(&bundle->clean),
				    bundle->clean.length, err);
	if (status == AGX_OK)
		status = write_json(bundle, "evidence/triage.json", triage_json(bundle), err);
	if (status == AGX_OK)
		status = write_json(bundle, "evidence/bundle.json", bundle_json(bundle), err);
	return status == AGX_OK ? page_build(bundle->folder, err) : status;
}

enum agx_status crash_bundle_write(const char *bytes, size_t length, const struct family_set *families,
				   const char *folder, struct agx_error *err)
{
	struct bundle bundle = {.folder = folder};
	enum agx_status status =
		personal_remove(bytes, length, &bundle.clean, &bundle.removed, err);

	if (status != AGX_OK)
		goto out_text;
	status = crash_report_read(agx_text_string(&bundle.clean), bundle.clean.length,
				   &bundle.report, err);
	if (status != AGX_OK)
		goto out_text;
	status = triage_judge(families, &bundle.report, &bundle.result, err);
	if (status != AGX_OK)
		goto out_report;
	if (bundle.result.count == 0 && strcmp(bundle.report.format, "text") == 0)
		status = agx_fail(err, AGX_BAD_INPUT, "there is nothing of a crash report in it");
	else
		status = write_all(&bundle, err);
	triage_result_release(&bundle.result);

out_report:
	crash_report_release(&bundle.report);
out_text:
	agx_text_release(&bundle.clean);
	return status;
}
