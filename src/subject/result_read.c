// SPDX-License-Identifier: MIT
#include "subject/result_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct subject_result *result_new(const struct subject_run_options *options)
{
	struct subject_result *result = calloc(1, sizeof *result);

	if (!result)
		return NULL;
	result->exhaustive = !options->strategy && !options->preemptions_bounded && !options->replay;
	result->engine = strdup("");
	result->memory_model = strdup("");
	result->stopped = strdup("");
	if (result->engine && result->memory_model && result->stopped)
		return result;
	subject_result_free(result);
	return NULL;
}

static char *text_of(json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return strdup(text ? text : "");
}

static void replace(char **text, json_t *object, const char *key)
{
	char *fresh = text_of(object, key);

	if (!fresh)
		return;
	free(*text);
	*text = fresh;
}

/* "0x5c8" or a plain number. */
static uint64_t number_of(json_t *value)
{
	if (json_is_string(value))
		return strtoull(json_string_value(value), NULL, 16);
	return (uint64_t)json_integer_value(value);
}

static uint64_t count_of(json_t *object, const char *key)
{
	return number_of(json_object_get(object, key));
}

static int index_of(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? (int)json_integer_value(value) : -1;
}

static bool read_stack(json_t *array, struct subject_stack *stack)
{
	size_t count = json_array_size(array);

	stack->frames = count ? calloc(count, sizeof *stack->frames) : NULL;
	if (count && !stack->frames)
		return false;
	for (size_t i = 0; i < count; i++) {
		stack->frames[i].pc = number_of(json_array_get(array, i));
		stack->frames[i].function = strdup("?");
		stack->frames[i].file = strdup("");
		stack->count = i + 1;
		if (!stack->frames[i].function || !stack->frames[i].file)
			return false;
	}
	return true;
}

static bool read_pc(json_t *object, const char *key, struct subject_stack *stack)
{
	json_t *pc = json_object_get(object, key);
	json_t *array = json_array();
	bool done = array && (!pc || json_array_append(array, pc) == 0) && read_stack(array, stack);

	json_decref(array);
	return done;
}

static bool read_place(json_t *object, struct subject_place *place)
{
	place->block = count_of(object, "block");
	place->block_bytes = count_of(object, "block_bytes");
	place->stack_of = index_of(object, "stack_of");
	return read_pc(object, "block_pc", &place->allocation);
}

static struct subject_gap read_gap(json_t *object)
{
	return (struct subject_gap){.write = index_of(object, "gap_write"),
				    .read = index_of(object, "gap_read"),
				    .releases = json_is_true(json_object_get(object, "gap_releases")),
				    .acquires = json_is_true(json_object_get(object, "gap_acquires"))};
}

static bool read_step(json_t *object, struct subject_step *step)
{
	json_t *read = json_object_get(object, "read");
	json_t *written = json_object_get(object, "written");

	step->thread = (unsigned)count_of(object, "thread");
	step->kind = text_of(object, "kind");
	step->call = text_of(object, "call");
	step->order = text_of(object, "order");
	step->variable = strdup("");
	step->address = count_of(object, "address");
	step->size = (unsigned)count_of(object, "size");
	step->has_read = read != NULL;
	step->has_written = written != NULL;
	step->read = number_of(read);
	step->written = number_of(written);
	step->target = index_of(object, "target");
	step->reads_from = index_of(object, "reads_from");
	step->newest = index_of(object, "newest");
	step->waiting = json_is_true(json_object_get(object, "waiting"));
	step->aside = json_is_true(json_object_get(object, "aside"));
	step->weak = json_is_true(json_object_get(object, "weak"));
	step->gap = read_gap(object);
	return step->kind && step->call && step->order && step->variable && read_pc(object, "pc", &step->stack) &&
	       read_place(object, &step->place);
}

static bool read_steps(json_t *array, struct subject_finding *finding)
{
	size_t count = json_array_size(array);

	finding->steps = count ? calloc(count, sizeof *finding->steps) : NULL;
	if (count && !finding->steps)
		return false;
	for (size_t i = 0; i < count; i++) {
		finding->step_count = i + 1;
		if (!read_step(json_array_get(array, i), &finding->steps[i]))
			return false;
	}
	return true;
}

static bool read_finding(json_t *object, struct subject_finding *finding)
{
	json_t *address = json_object_get(object, "address");

	finding->kind = text_of(object, "kind");
	finding->message = text_of(object, "message");
	finding->thread = (unsigned)count_of(object, "thread");
	finding->other = index_of(object, "other");
	finding->has_gap = json_object_get(object, "gap_write") != NULL;
	finding->gap = read_gap(object);
	finding->other_step = index_of(object, "other_step");
	finding->has_address = address != NULL;
	finding->address = number_of(address);
	finding->variable = strdup("");
	finding->access = text_of(object, "access");
	finding->other_access = text_of(object, "other_access");
	finding->replay = text_of(object, "replay");
	finding->times = count_of(object, "times");
	finding->steps_clipped = json_is_true(json_object_get(object, "steps_clipped"));
	return finding->kind && finding->message && finding->variable && finding->access && finding->other_access &&
	       finding->replay && read_place(object, &finding->place) &&
	       read_stack(json_object_get(object, "stack"), &finding->stack) &&
	       read_stack(json_object_get(object, "other_stack"), &finding->other_stack) &&
	       read_steps(json_object_get(object, "steps"), finding);
}

static bool add_finding(struct subject_result *result, json_t *object)
{
	struct subject_finding *grown =
		realloc(result->findings, (result->finding_count + 1) * sizeof *result->findings);

	if (!grown)
		return false;
	result->findings = grown;
	memset(&grown[result->finding_count], 0, sizeof *grown);
	return read_finding(object, &grown[result->finding_count++]);
}

static bool add_note(struct subject_result *result, json_t *object)
{
	struct subject_note *grown = realloc(result->notes, (result->note_count + 1) * sizeof *result->notes);
	struct subject_note *note;

	if (!grown)
		return false;
	result->notes = grown;
	note = &grown[result->note_count++];
	memset(note, 0, sizeof *note);
	note->kind = text_of(object, "kind");
	note->text = text_of(object, "text");
	note->file = strdup("");
	note->pc = count_of(object, "pc");
	return note->kind && note->text && note->file;
}

static void read_end(struct result_reader *reader, json_t *object)
{
	struct subject_result *r = reader->result;
	json_t *outcomes = json_object_get(object, "outcomes");

	r->complete = count_of(outcomes, "complete");
	r->blocked = count_of(outcomes, "blocked");
	r->deadlocked = count_of(outcomes, "deadlock");
	r->found = count_of(outcomes, "finding");
	r->redundant = count_of(outcomes, "redundant");
	r->bounded = count_of(outcomes, "bound");
	r->unsupported = count_of(outcomes, "unsupported");
	r->nondeterministic = count_of(outcomes, "nondeterminism");
	r->executions = r->complete + r->deadlocked + r->found;
	r->operations = count_of(object, "operations");
	r->threads = (unsigned)count_of(object, "threads");
	r->handed_over = count_of(object, "handed_over");
	r->cpu_seconds = json_number_value(json_object_get(object, "cpu_seconds"));
	replace(&r->stopped, object, "stop");
	reader->ended = true;
}

static void tell_progress(const struct subject_run_options *options, json_t *object)
{
	const struct subject_progress progress = {
		.executions = count_of(object, "executions"),
		.pending = count_of(object, "pending"),
		.done = json_number_value(json_object_get(object, "done")),
		.seconds = json_number_value(json_object_get(object, "seconds")),
	};

	if (options->on_progress)
		options->on_progress(options->context, &progress);
}

static bool take(struct result_reader *reader, json_t *object, const char *type)
{
	struct subject_result *r = reader->result;

	if (strcmp(type, "start") == 0) {
		replace(&r->engine, object, "engine");
		replace(&r->memory_model, object, "memory_model");
		reader->base = count_of(object, "base");
	} else if (strcmp(type, "progress") == 0) {
		tell_progress(reader->options, object);
	} else if (strcmp(type, "error") == 0) {
		free(reader->problem);
		reader->problem = text_of(object, "text");
		reader->bad_input = json_is_true(json_object_get(object, "bad_input"));
		return reader->problem != NULL;
	} else if (strcmp(type, "finding") == 0) {
		return add_finding(r, object);
	} else if (strcmp(type, "note") == 0) {
		return add_note(r, object);
	} else if (strcmp(type, "end") == 0) {
		read_end(reader, object);
	}
	return true;
}

enum agx_status result_read_line(struct result_reader *reader, const char *line, size_t length, struct agx_error *err)
{
	json_error_t error;
	json_t *object = json_loadb(line, length, 0, &error);
	const char *type = json_string_value(json_object_get(object, "type"));
	bool done;

	if (!type) {
		json_decref(object);
		return agx_fail(err, AGX_FAILED, "the program's report has a line that is none: %s", error.text);
	}
	done = take(reader, object, type);
	json_decref(object);
	return done ? AGX_OK : agx_fail(err, AGX_NO_MEMORY, "no memory for the program's report");
}

static void free_stack(struct subject_stack *stack)
{
	for (size_t i = 0; i < stack->count; i++) {
		free(stack->frames[i].function);
		free(stack->frames[i].file);
	}
	free(stack->frames);
}

static void free_finding(struct subject_finding *f)
{
	for (size_t i = 0; i < f->step_count; i++) {
		free(f->steps[i].kind);
		free(f->steps[i].call);
		free(f->steps[i].order);
		free(f->steps[i].variable);
		free_stack(&f->steps[i].stack);
		free_stack(&f->steps[i].place.allocation);
	}
	free(f->steps);
	free_stack(&f->stack);
	free_stack(&f->other_stack);
	free_stack(&f->place.allocation);
	free(f->kind);
	free(f->message);
	free(f->variable);
	free(f->access);
	free(f->other_access);
	free(f->replay);
}

void subject_result_free(struct subject_result *result)
{
	if (!result)
		return;
	for (size_t i = 0; i < result->finding_count; i++)
		free_finding(&result->findings[i]);
	for (size_t i = 0; i < result->note_count; i++) {
		free(result->notes[i].kind);
		free(result->notes[i].text);
		free(result->notes[i].file);
	}
	free(result->findings);
	free(result->notes);
	free(result->engine);
	free(result->memory_model);
	free(result->stopped);
	free(result);
}
