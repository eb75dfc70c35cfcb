/* SPDX-License-Identifier: MIT */
#include "report/evidence.h"

#include "base/file.h"
#include "campaign/campaign_ledger.h"
#include "campaign/campaign_tally.h"
#include "crash/report_read.h"
#include "report/campaign_format.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct place {
	const char *path;
	const char *schema;
	const char *tells;
};

static const struct place places[] = {
#define EVIDENCE_PLACE(name, path, schema, tells) {path, schema, tells},
	EVIDENCE_MAP(EVIDENCE_PLACE)
#undef EVIDENCE_PLACE
};

const char *evidence_path(enum evidence_document document)
{
	return places[document].path;
}

const char *evidence_tells(enum evidence_document document)
{
	return places[document].tells;
}

bool evidence_is_bundle(const struct evidence *evidence)
{
	return evidence->documents[EVIDENCE_BUNDLE] != NULL;
}

const char *evidence_string(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text != NULL ? text : "";
}

const json_t *evidence_array(const json_t *object, const char *key)
{
	const json_t *array = json_object_get(object, key);

	return json_is_array(array) ? array : NULL;
}

bool evidence_uint(const json_t *object, const char *key, uint64_t *ret_value)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return false;
	*ret_value = (uint64_t)json_integer_value(value);
	return true;
}

bool evidence_real(const json_t *object, const char *key, double *ret_value)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_number(value))
		return false;
	*ret_value = json_number_value(value);
	return true;
}

bool evidence_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static bool join(char *out, size_t size, const char *folder, const char *name)
{
	int length = snprintf(out, size, "%s/%s", folder, name);

	return length > 0 && (size_t)length < size;
}

static bool is_there(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0;
}

/* Gaps name files as they are in the folder, so that a page does not depend on where the folder is. */
static void set_gap(struct evidence *evidence, enum evidence_document document, const char *text)
{
	char *gap = evidence->gaps[document];
	const char *path = places[document].path;
	size_t prefix = strlen(evidence->folder);

	(void)snprintf(gap, EVIDENCE_GAP_BYTES, "`%s` ", path);
	while (*text != '\0' && strlen(gap) + 2 < EVIDENCE_GAP_BYTES) {
		if (strncmp(text, evidence->folder, prefix) == 0 && text[prefix] == '/') {
			text += prefix + 1;
			continue;
		}
		(void)snprintf(gap + strlen(gap), 2, "%c", *text++);
	}
}

static enum agx_status load_json(struct evidence *evidence, enum evidence_document document,
				 const char *path, struct agx_error *err)
{
	char *bytes;
	size_t length;
	json_error_t error;
	json_t *root;
	char text[EVIDENCE_GAP_BYTES];
	enum agx_status status = agx_file_read(path, EVIDENCE_DOCUMENT_BYTES_MAX, &bytes, &length, err);

	if (status == AGX_NO_MEMORY)
		return status;
	if (status != AGX_OK) {
		(void)snprintf(text, sizeof text, "cannot be read: %.400s", err->text);
		set_gap(evidence, document, text);
		return AGX_OK;
	}
	root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &error);
	free(bytes);
	if (root == NULL) {
		(void)snprintf(text, sizeof text, "is damaged: line %d: %s", error.line, error.text);
		set_gap(evidence, document, text);
	} else if (strcmp(evidence_string(root, "schema"), places[document].schema) != 0) {
		(void)snprintf(text, sizeof text, "has the schema '%.80s'; this agxrace knows '%s'",
			       evidence_string(root, "schema"), places[document].schema);
		set_gap(evidence, document, text);
	} else {
		evidence->documents[document] = json_incref(root);
	}
	json_decref(root);
	return AGX_OK;
}

/* The database, counted: the document that `agxrace campaign --report --json` prints. */
static enum agx_status load_campaign(struct evidence *evidence, const char *path,
				     struct agx_error *err)
{
	struct campaign_tally *tally = calloc(1, sizeof *tally);
	struct ledger *ledger = NULL;
	enum agx_status status = AGX_NO_MEMORY;
	char text[EVIDENCE_GAP_BYTES];

	if (tally == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the campaign");
	status = ledger_open(path, LEDGER_READ, &ledger, err);
	if (status == AGX_OK) {
		campaign_tally_init(tally, ledger_plan(ledger));
		status = ledger_each(ledger, campaign_tally_visit, tally, err);
	}
	if (status == AGX_OK) {
		campaign_tally_finish(tally);
		evidence->documents[EVIDENCE_CAMPAIGN] = campaign_format_json(
			ledger_plan(ledger), tally, places[EVIDENCE_CAMPAIGN].path);
		if (evidence->documents[EVIDENCE_CAMPAIGN] == NULL)
			status = agx_fail(err, AGX_NO_MEMORY, "no memory for the campaign");
	} else if (status != AGX_NO_MEMORY) {
		(void)snprintf(text, sizeof text, "cannot be read: %.400s", err->text);
		set_gap(evidence, EVIDENCE_CAMPAIGN, text);
		status = AGX_OK;
	}
	if (ledger != NULL)
		ledger_close(ledger);
	free(tally);
	return status;
}

static enum agx_status load_document(struct evidence *evidence, enum evidence_document document,
				     struct agx_error *err)
{
	char path[AGX_PATH_BYTES_MAX];

	if (!join(path, sizeof path, evidence->folder, places[document].path))
		return agx_fail(err, AGX_BAD_INPUT, "%s: path too long", evidence->folder);
	if (!is_there(path)) {
		set_gap(evidence, document, "is not there");
		return AGX_OK;
	}
	return document == EVIDENCE_CAMPAIGN ? load_campaign(evidence, path, err)
					     : load_json(evidence, document, path, err);
}

/* A bundle has no investigation, and an investigation no bundle: what was never to be there is no gap. */
static void forgive(struct evidence *evidence)
{
	if (!evidence_is_bundle(evidence)) {
		if (strstr(evidence->gaps[EVIDENCE_BUNDLE], "is not there") != NULL)
			evidence->gaps[EVIDENCE_BUNDLE][0] = '\0';
		return;
	}
	for (int i = 0; i < EVIDENCE_COUNT; i++) {
		if (i != EVIDENCE_TRIAGE && i != EVIDENCE_BUNDLE)
			evidence->gaps[i][0] = '\0';
	}
}

/* .ips and .crash, and .txt unless it is the text beside an .ips. */
static bool is_crash_file(const char *folder, const char *name)
{
	char beside[AGX_PATH_BYTES_MAX + 512];
	size_t stem;
	const char *dot = strrchr(name, '.');

	if (dot == NULL || name[0] == '.')
		return false;
	if (strcmp(dot, ".ips") == 0 || strcmp(dot, ".crash") == 0)
		return true;
	stem = (size_t)(dot - name);
	(void)snprintf(beside, sizeof beside, "%s/%.*s.ips", folder, (int)stem, name);
	return strcmp(dot, ".txt") == 0 && !is_there(beside);
}

static enum agx_status load_crash(struct evidence *evidence, const char *relative,
				  struct agx_error *err)
{
	struct evidence_crash *crash = &evidence->crashes[evidence->crash_count];
	char path[AGX_PATH_BYTES_MAX];
	char *bytes;
	size_t length;
	enum agx_status status;

	if (evidence->crash_count == EVIDENCE_CRASHES_MAX) {
		(void)snprintf(evidence->crash_gap, sizeof evidence->crash_gap,
			       "more than %d crash reports; the others are not shown",
			       EVIDENCE_CRASHES_MAX);
		return AGX_OK;
	}
	if (!join(path, sizeof path, evidence->folder, relative))
		return AGX_OK;
	status = agx_file_read(path, AGX_REPORT_BYTES_MAX, &bytes, &length, err);
	if (status == AGX_OK) {
		status = crash_report_read(bytes, length, &crash->report, err);
		free(bytes);
	}
	if (status == AGX_OK) {
		(void)snprintf(crash->path, sizeof crash->path, "%s", relative);
		evidence->crash_count++;
	} else if (status != AGX_NO_MEMORY) {
		(void)snprintf(evidence->crash_gap, sizeof evidence->crash_gap,
			       "`%.200s` is no crash report that can be read", relative);
		status = AGX_OK;
	}
	return status;
}

static enum agx_status load_crashes(struct evidence *evidence, const char *relative, unsigned depth,
				    struct agx_error *err)
{
	char path[AGX_PATH_BYTES_MAX];
	struct dirent **entries = NULL;
	enum agx_status status = AGX_OK;
	int count;

	if (!join(path, sizeof path, evidence->folder, relative))
		return AGX_OK;
	count = scandir(path, &entries, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		char inner[EVIDENCE_PATH_BYTES];
		char full[AGX_PATH_BYTES_MAX];
		struct stat info;
		const char *name = entries[i]->d_name;

		if (status == AGX_OK && name[0] != '.' && join(inner, sizeof inner, relative, name) &&
		    join(full, sizeof full, evidence->folder, inner) && lstat(full, &info) == 0) {
			if (S_ISDIR(info.st_mode) && depth < AGX_FOLDER_DEPTH_MAX)
				status = load_crashes(evidence, inner, depth + 1, err);
			else if (S_ISREG(info.st_mode) && is_crash_file(path, name))
				status = load_crash(evidence, inner, err);
		}
		free(entries[i]);
	}
	free(entries);
	return status;
}

static enum agx_status look_at(const char *folder, struct agx_error *err)
{
	char path[AGX_PATH_BYTES_MAX];
	struct stat info;

	if (stat(folder, &info) != 0)
		return agx_fail(err, AGX_BAD_INPUT, "%s: there is no such folder", folder);
	if (!S_ISDIR(info.st_mode))
		return agx_fail(err, AGX_BAD_INPUT, "%s is not a folder", folder);
	if (!join(path, sizeof path, folder, "evidence") || stat(path, &info) != 0 ||
	    !S_ISDIR(info.st_mode))
		return agx_fail(err, AGX_BAD_INPUT,
				"%s holds no folder 'evidence': it is not an investigation's", folder);
	return AGX_OK;
}

enum agx_status evidence_load(const char *folder, struct evidence *ret_evidence,
			      struct agx_error *err)
{
	struct evidence *evidence = calloc(1, sizeof *evidence);
	enum agx_status status = look_at(folder, err);

	if (evidence == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the evidence");
	(void)snprintf(evidence->folder, sizeof evidence->folder, "%s", folder);
	evidence->crashes = calloc(EVIDENCE_CRASHES_MAX, sizeof *evidence->crashes);
	if (status == AGX_OK && evidence->crashes == NULL)
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the evidence");
	for (int i = 0; i < EVIDENCE_COUNT && status == AGX_OK; i++)
		status = load_document(evidence, (enum evidence_document)i, err);
	if (status == AGX_OK)
		status = load_crashes(evidence, "evidence/crashes", 0, err);
	forgive(evidence);
	if (status == AGX_OK)
		*ret_evidence = *evidence;
	else
		evidence_release(evidence);
	free(evidence);
	return status;
}

void evidence_release(struct evidence *evidence)
{
	for (int i = 0; i < EVIDENCE_COUNT; i++)
		json_decref(evidence->documents[i]);
	for (size_t i = 0; i < evidence->crash_count; i++)
		crash_report_release(&evidence->crashes[i].report);
	free(evidence->crashes);
	memset(evidence, 0, sizeof *evidence);
}
