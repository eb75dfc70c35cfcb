/* SPDX-License-Identifier: MIT */
/* docs/formats/triage.md is the schema. Addresses and registers are texts in 0x form: a JSON number does not hold
 * 64 bits in every reader. */
#include "report/triage_format.h"

#include "report/triage_internal.h"

#include <inttypes.h>
#include <stdio.h>

/* Jansson's functions take and return NULL and failure, so one flag at the end is enough. */
static int set_text(json_t *object, const char *key, const char *text)
{
	return text == NULL ? 0 : json_object_set_new(object, key, json_string(text));
}

static int set_hex(json_t *object, const char *key, uint64_t value)
{
	char text[24];

	(void)snprintf(text, sizeof text, "0x%" PRIx64, value);
	return json_object_set_new(object, key, json_string(text));
}

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *frame_json(const struct crash_frame *frame)
{
	json_t *object = json_object();
	int failed = set_hex(object, "address", frame->address);

	failed |= set_hex(object, "image_offset", frame->image_offset);
	if (frame->image >= 0)
		failed |= json_object_set_new(object, "image", json_integer(frame->image));
	failed |= set_text(object, "image_name", frame->image_name);
	failed |= set_text(object, "symbol", frame->symbol);
	if (frame->symbol != NULL)
		failed |= json_object_set_new(object, "symbol_offset", number(frame->symbol_offset));
	failed |= set_text(object, "source_file", frame->source_file);
	if (frame->source_file != NULL)
		failed |= json_object_set_new(object, "source_line", json_integer(frame->source_line));
	if (frame->is_inline)
		failed |= json_object_set_new(object, "inline", json_true());
	if (failed == 0)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *frames_json(const struct crash_frame *frames, size_t count)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < count && failed == 0; i++)
		failed = json_array_append_new(list, frame_json(&frames[i]));
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *registers_json(const struct crash_thread *thread)
{
	json_t *object = json_object();
	int failed = 0;

	for (size_t i = 0; i < thread->register_count && failed == 0; i++)
		failed = set_hex(object, thread->registers[i].name, thread->registers[i].value);
	if (failed == 0)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *thread_json(const struct crash_thread *thread)
{
	json_t *object = json_object();
	int failed = json_object_set_new(object, "number", number(thread->number));

	if (thread->id != 0)
		failed |= json_object_set_new(object, "id", number(thread->id));
	failed |= set_text(object, "name", thread->name);
	failed |= set_text(object, "queue", thread->queue);
	failed |= set_text(object, "operation", thread->operation);
	failed |= set_text(object, "object", thread->object);
	failed |= json_object_set_new(object, "triggered", json_boolean(thread->triggered));
	failed |= set_text(object, "state", thread->state_flavor);
	if (thread->register_count > 0)
		failed |= json_object_set_new(object, "registers", registers_json(thread));
	failed |= json_object_set_new(object, "frames",
				      frames_json(thread->frames, thread->frame_count));
	if (failed == 0)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *image_json(const struct crash_image *image)
{
	json_t *object = json_object();
	int failed = set_text(object, "name", image->name);

	failed |= set_text(object, "identifier", image->identifier);
	failed |= set_text(object, "version", image->version);
	failed |= set_text(object, "uuid", image->uuid);
	failed |= set_text(object, "path", image->path);
	failed |= set_text(object, "arch", image->arch);
	failed |= set_text(object, "source", image->source);
	failed |= set_hex(object, "base", image->base);
	failed |= set_hex(object, "size", image->size);
	if (failed == 0)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *texts_json(const struct crash_text *texts, size_t count)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < count && failed == 0; i++)
		failed = json_array_append_new(list, json_pack("{s:s, s:s}", "source", texts[i].source,
							       "text", texts[i].text));
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *strings_json(const char *const *items, size_t count)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < count && failed == 0; i++)
		failed = json_array_append_new(list, json_string(items[i]));
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *evidence_json(const struct triage_evidence *evidence)
{
	json_t *object = json_pack("{s:s, s:s, s:b}", "sign", evidence->sign, "says", evidence->says,
				   "witness", (int)evidence->witness);
	int failed = object == NULL;

	if (evidence->thread >= 0)
		failed |= json_object_set_new(object, "thread", json_integer(evidence->thread));
	if (evidence->frame >= 0)
		failed |= json_object_set_new(object, "frame", json_integer(evidence->frame));
	if (failed == 0)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *witnesses_json(const struct triage_hypothesis *h)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; h != NULL && i < h->witness_count && failed == 0; i++)
		failed = json_array_append_new(list, number(h->witnesses[i]));
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *fixed_json(const struct family *family)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < family->fixed_count && failed == 0; i++)
		failed = json_array_append_new(list, json_pack("{s:s, s:s}", "product",
							       family->fixed[i].product, "text",
							       family->fixed[i].text));
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *hypothesis_json(const struct triage_hypothesis *h)
{
	const struct family *family = h->family;
	json_t *evidence = json_array();
	json_t *object;
	int failed = 0;

	for (size_t i = 0; i < h->evidence_count && failed == 0; i++)
		failed = json_array_append_new(evidence, evidence_json(&h->evidence[i]));
	object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "family",
			   family->id, "name", family->name, "grade", triage_grade_text(h->grade),
			   "fault", family->fault, "established", family->established, "for", evidence,
			   "against", strings_json(h->against, h->against_count), "decide_by",
			   strings_json(family->decide_by.items, family->decide_by.count), "advice",
			   strings_json(family->advice.items, family->advice.count), "links",
			   strings_json(family->links.items, family->links.count), "fixed_in",
			   fixed_json(family), "witness_threads", witnesses_json(h));
	if (failed == 0)
		return object;
	json_decref(object);
	return NULL;
}

static json_t *hypotheses_json(const struct triage_result *result)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < result->count && failed == 0; i++)
		failed = json_array_append_new(list, hypothesis_json(&result->hypotheses[i]));
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}

static json_t *versions_json(const struct triage_result *result)
{
	json_t *list = json_array();
	int failed = 0;

	for (size_t i = 0; i < result->version_count && failed == 0; i++) {
		const struct triage_version *version = &result->versions[i];

		failed = json_array_append_new(list, json_pack("{s:s, s:s, s:s?}", "product",
							       version->product, "image",
							       version->image, "version",
							       version->version));
	}
	if (failed == 0)
		return list;
	json_decref(list);
	return NULL;
}

static int set_scalars(json_t *object, const struct crash_report *report,
		       const struct triage_result *result)
{
	int failed = set_text(object, "format", report->format);

	failed |= set_text(object, "bug_type", report->bug_type);
	failed |= set_text(object, "incident", report->incident);
	failed |= set_text(object, "process", report->process);
	failed |= set_text(object, "process_path", report->process_path);
	failed |= set_text(object, "bundle", report->bundle);
	failed |= set_text(object, "app_version", report->app_version);
	failed |= json_object_set_new(object, "pid", number(report->pid));
	failed |= set_text(object, "capture_time", report->capture_time);
	failed |= set_text(object, "os_version", report->os_version);
	failed |= set_text(object, "model", report->model);
	failed |= set_text(object, "cpu_type", report->cpu_type);
	failed |= json_object_set_new(object, "translated", json_boolean(report->translated));
	failed |= set_text(object, "exception_type", report->exception_type);
	failed |= set_text(object, "exception_codes", report->exception_codes);
	failed |= set_text(object, "exception_subtype", report->exception_subtype);
	failed |= set_text(object, "signal", report->signal);
	if (report->has_fault_address)
		failed |= set_hex(object, "fault_address", report->fault_address);
	failed |= set_text(object, "access", triage_access_text(report->access));
	failed |= set_text(object, "termination_namespace", report->termination_namespace);
	failed |= set_text(object, "termination_code", report->termination_code);
	failed |= set_text(object, "termination_indicator", report->termination_indicator);
	failed |= set_text(object, "reason", result->reason);
	return failed;
}

static int set_lists(json_t *object, const struct crash_report *report)
{
	json_t *threads = json_array();
	json_t *images = json_array();
	int failed = 0;

	for (size_t i = 0; i < report->thread_count && failed == 0; i++)
		failed = json_array_append_new(threads, thread_json(&report->threads[i]));
	for (size_t i = 0; i < report->image_count && failed == 0; i++)
		failed = json_array_append_new(images, image_json(&report->images[i]));
	failed |= json_object_set_new(object, "threads", threads);
	failed |= json_object_set_new(object, "images", images);
	failed |= json_object_set_new(object, "exception_backtrace",
				      frames_json(report->exception_backtrace,
						  report->exception_backtrace_count));
	failed |= json_object_set_new(object, "asi", texts_json(report->asi, report->asi_count));
	failed |= json_object_set_new(object, "termination_reasons",
				      texts_json(report->termination_reasons,
						 report->termination_reason_count));
	failed |= json_object_set_new(object, "missing",
				      texts_json(report->missing, report->missing_count));
	return failed;
}

json_t *triage_format_json(const struct crash_report *report, const struct triage_result *result,
			   bool whole)
{
	const struct triage_hypothesis *h = result->count > 0 ? &result->hypotheses[0] : NULL;
	json_t *object = json_object();
	int failed = json_object_set_new(object, "family",
					 h == NULL ? json_null() : json_string(h->family->id));

	failed |= json_object_set_new(
		object, "grade",
		json_string(triage_grade_text(h == NULL ? GRADE_UNKNOWN : h->grade)));
	failed |= json_object_set_new(object, "hypotheses", hypotheses_json(result));
	failed |= json_object_set_new(object, "faulting_thread",
				      report->faulting_thread < 0
					      ? json_null()
					      : json_integer(report->faulting_thread));
	failed |= json_object_set_new(object, "witness_threads", witnesses_json(h));
	failed |= json_object_set_new(object, "versions", versions_json(result));
	failed |= set_scalars(object, report, result);
	if (whole)
		failed |= set_lists(object, report);
	if (failed == 0)
		return object;
	json_decref(object);
	return NULL;
}
