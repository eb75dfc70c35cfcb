// SPDX-License-Identifier: MIT
/* Names for addresses: functions and lines from addr2line, asked once for all; variables from the symbol table. */
#include "subject/result_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void each_frame_of_step(struct subject_step *step, void (*visit)(struct subject_frame *, void *), void *context)
{
	for (size_t i = 0; i < step->stack.count; i++)
		visit(&step->stack.frames[i], context);
	for (size_t i = 0; i < step->place.allocation.count; i++)
		visit(&step->place.allocation.frames[i], context);
}

/* Calls VISIT for each frame of the result. */
static void each_frame(struct subject_result *r, void (*visit)(struct subject_frame *, void *), void *context)
{
	for (size_t f = 0; f < r->finding_count; f++) {
		struct subject_finding *finding = &r->findings[f];

		for (size_t i = 0; i < finding->stack.count; i++)
			visit(&finding->stack.frames[i], context);
		for (size_t i = 0; i < finding->other_stack.count; i++)
			visit(&finding->other_stack.frames[i], context);
		for (size_t i = 0; i < finding->place.allocation.count; i++)
			visit(&finding->place.allocation.frames[i], context);
		for (size_t s = 0; s < finding->step_count; s++)
			each_frame_of_step(&finding->steps[s], visit, context);
	}
}

struct places {
	uint64_t base;
	uint64_t *addresses; /* sorted, each once */
	char **functions;
	char **files;
	unsigned *lines;
	size_t count;
	size_t capacity;
};

static void collect(struct subject_frame *frame, void *context)
{
	struct places *p = context;

	if (p->count == p->capacity) {
		size_t capacity = p->capacity ? p->capacity * 2 : 256;
		uint64_t *grown = realloc(p->addresses, capacity * sizeof *grown);

		if (!grown)
			return;
		p->addresses = grown;
		p->capacity = capacity;
	}
	p->addresses[p->count++] = frame->pc;
}

static int by_address(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void sort_and_unique(struct places *p)
{
	size_t kept = 0;

	if (p->count)
		qsort(p->addresses, p->count, sizeof *p->addresses, by_address);
	for (size_t i = 0; i < p->count; i++)
		if (kept == 0 || p->addresses[kept - 1] != p->addresses[i])
			p->addresses[kept++] = p->addresses[i];
	p->count = kept;
}

/* addr2line prints two lines for each address: the function, and file:line with a remark behind it. */
static void keep_answer(struct places *p, size_t index, const char *function, char *place)
{
	char *colon = strrchr(place, ':');

	p->functions[index] = strcmp(function, "??") == 0 ? NULL : strdup(function);
	if (!colon || strncmp(place, "??", 2) == 0)
		return;
	*colon = '\0';
	p->files[index] = strdup(place);
	p->lines[index] = (unsigned)strtoul(colon + 1, NULL, 10);
}

enum { ASKED_AT_ONCE = 2000, BLOCKS_TOLD_APART = 64 };

static void ask(struct places *p, size_t first, const char *program)
{
	struct words words = {0};
	struct agx_text answer = {0};
	struct agx_error err = {{0}};
	int exit_status = 0;
	char *rest = NULL;

	words_add(&words, "addr2line");
	words_add(&words, "-f");
	words_add(&words, "-e");
	words_add(&words, program);
	for (size_t i = first; i < p->count && i < first + ASKED_AT_ONCE; i++)
		words_addf(&words, "0x%" PRIx64, p->addresses[i] - p->base);
	if (process_read(&words, &answer, &exit_status, &err) == AGX_OK && exit_status == 0 && answer.bytes) {
		char *function = strtok_r(answer.bytes, "\n", &rest);

		for (size_t i = first; function && i < p->count; i++) {
			char *place = strtok_r(NULL, "\n", &rest);

			if (!place)
				break;
			keep_answer(p, i, function, place);
			function = strtok_r(NULL, "\n", &rest);
		}
	}
	words_release(&words);
	agx_text_release(&answer);
}

static void set_text(char **text, const char *value)
{
	char *copy = value ? strdup(value) : NULL;

	if (!copy)
		return;
	free(*text);
	*text = copy;
}

static void name_frame(struct subject_frame *frame, void *context)
{
	const struct places *p = context;
	const uint64_t *found = p->count ? bsearch(&frame->pc, p->addresses, p->count, sizeof *found, by_address) : NULL;
	size_t i;

	if (!found)
		return;
	i = (size_t)(found - p->addresses);
	set_text(&frame->function, p->functions[i]);
	set_text(&frame->file, p->files[i]);
	frame->line = p->lines[i];
}

static void name_note(struct subject_note *note, const struct places *p)
{
	struct subject_frame frame = {.pc = note->pc, .function = strdup("?"), .file = strdup("")};

	if (note->pc && frame.function && frame.file) {
		name_frame(&frame, (void *)(uintptr_t)p);
		set_text(&note->file, frame.file);
		note->line = frame.line;
	}
	free(frame.function);
	free(frame.file);
}

static void name_code(struct result_reader *reader, const char *program)
{
	struct places p = {.base = reader->base};
	struct subject_result *r = reader->result;

	each_frame(r, collect, &p);
	for (size_t i = 0; i < r->note_count; i++)
		if (r->notes[i].pc)
			collect(&(struct subject_frame){.pc = r->notes[i].pc}, &p);
	sort_and_unique(&p);
	p.functions = calloc(p.count + 1, sizeof *p.functions);
	p.files = calloc(p.count + 1, sizeof *p.files);
	p.lines = calloc(p.count + 1, sizeof *p.lines);
	if (p.functions && p.files && p.lines) {
		for (size_t i = 0; i < p.count; i += ASKED_AT_ONCE)
			ask(&p, i, program);
		each_frame(r, name_frame, &p);
		for (size_t i = 0; i < r->note_count; i++)
			name_note(&r->notes[i], &p);
	}
	for (size_t i = 0; i < p.count && p.functions && p.files; i++) {
		free(p.functions[i]);
		free(p.files[i]);
	}
	free(p.functions);
	free(p.files);
	free(p.lines);
	free(p.addresses);
}

struct variable {
	uint64_t address;
	uint64_t size;
	const char *name; /* in the text of nm */
};

struct variables {
	struct variable *items; /* sorted */
	size_t count;
	struct agx_text text;
};

static int by_variable(const void *a, const void *b)
{
	return by_address(&((const struct variable *)a)->address, &((const struct variable *)b)->address);
}

/* nm --format=posix: name, type, value, size. */
static void list_variables(struct variables *v, const char *program)
{
	struct words words = {0};
	struct agx_error err = {{0}};
	int exit_status = 0;
	size_t lines = 0;
	char *rest = NULL;

	words_add(&words, "nm");
	words_add(&words, "--format=posix");
	words_add(&words, "--defined-only");
	words_add(&words, program);
	if (process_read(&words, &v->text, &exit_status, &err) != AGX_OK || exit_status != 0 || !v->text.bytes)
		goto out_release;
	for (const char *c = v->text.bytes; *c; c++)
		lines += *c == '\n';
	v->items = calloc(lines + 1, sizeof *v->items);
	for (char *line = strtok_r(v->text.bytes, "\n", &rest); line && v->items; line = strtok_r(NULL, "\n", &rest)) {
		char *end = strchr(line, ' ');
		struct variable *item = &v->items[v->count];

		if (!end || !strchr("bBdDrR", end[1]))
			continue;
		*end = '\0';
		item->name = line;
		if (sscanf(end + 3, "%" SCNx64 " %" SCNx64, &item->address, &item->size) == 2 && item->size > 0)
			v->count++;
	}
	if (v->count)
		qsort(v->items, v->count, sizeof *v->items, by_variable);

out_release:
	words_release(&words);
}

static void name_variable(const struct variables *v, uint64_t address, char **text)
{
	size_t low = 0;
	size_t high = v->count;
	char name[256];

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (v->items[middle].address <= address)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || address - v->items[low - 1].address >= v->items[low - 1].size)
		return;
	if (address == v->items[low - 1].address)
		snprintf(name, sizeof name, "%s", v->items[low - 1].name);
	else
		snprintf(name, sizeof name, "%s+%" PRIu64, v->items[low - 1].name,
			 address - v->items[low - 1].address);
	set_text(text, name);
}

static void name_data(struct result_reader *reader, const char *program)
{
	struct variables v = {0};
	struct subject_result *r = reader->result;

	if (r->finding_count == 0)
		return; /* notes name no variables, and to look at the program takes longer than many a search */
	list_variables(&v, program);
	for (size_t f = 0; f < r->finding_count; f++) {
		struct subject_finding *finding = &r->findings[f];

		if (finding->has_address)
			name_variable(&v, finding->address - reader->base, &finding->variable);
		for (size_t s = 0; s < finding->step_count; s++)
			if (finding->steps[s].address)
				name_variable(&v, finding->steps[s].address - reader->base, &finding->steps[s].variable);
	}
	free(v.items);
	agx_text_release(&v.text);
}

/* A function that is inlined has its lines in several places. */
static bool is_same_line(const struct subject_place *a, const struct subject_place *b)
{
	return a->allocation.count && b->allocation.count &&
	       a->allocation.frames[0].line == b->allocation.frames[0].line &&
	       strcmp(a->allocation.frames[0].file, b->allocation.frames[0].file) == 0;
}

/* Which of the blocks that were allocated at the same place, in the order in which they show up in F, does PLACE lie in? From 1; 0:
 * there is only one. */
static unsigned which_block(const struct subject_finding *f, const struct subject_place *place)
{
	uint64_t seen[BLOCKS_TOLD_APART];
	unsigned count = 0;
	unsigned which = 0;

	for (size_t s = 0; s <= f->step_count && count < BLOCKS_TOLD_APART; s++) {
		const struct subject_place *other = s < f->step_count ? &f->steps[s].place : &f->place;
		bool there = other->block == 0 || !is_same_line(other, place);

		for (unsigned i = 0; i < count && !there; i++)
			there = seen[i] == other->block;
		if (!there)
			seen[count++] = other->block;
		if (which == 0 && count > 0 && seen[count - 1] == place->block)
			which = count;
	}
	return count > 1 ? which : 0;
}

static void name_block(const struct subject_finding *f, const struct subject_place *place, uint64_t address, char **text)
{
	const struct subject_frame *frame = place->allocation.count ? &place->allocation.frames[0] : NULL;
	const char *slash = frame ? strrchr(frame->file, '/') : NULL;
	unsigned which = frame ? which_block(f, place) : 0;
	struct agx_text name = {0};

	agx_text_puts(&name, "block");
	if (frame && frame->file[0])
		agx_text_printf(&name, "(%s:%u)", slash ? slash + 1 : frame->file, frame->line);
	if (which > 0)
		agx_text_printf(&name, "#%u", which);
	if (address != place->block)
		agx_text_printf(&name, "+%" PRIu64, address - place->block);
	set_text(text, agx_text_string(&name));
	agx_text_release(&name);
}

static void name_place(const struct subject_finding *f, const struct subject_place *place, uint64_t address, char **text)
{
	char name[32];

	if ((*text)[0])
		return;
	if (place->block) {
		name_block(f, place, address, text);
	} else if (place->stack_of >= 0) {
		snprintf(name, sizeof name, place->stack_of ? "local of thread %d" : "local of main", place->stack_of);
		set_text(text, name);
	}
}

/* What the symbol table does not know: heap and stacks. */
static void name_memory(struct subject_result *r)
{
	for (size_t i = 0; i < r->finding_count; i++) {
		struct subject_finding *f = &r->findings[i];

		name_place(f, &f->place, f->address, &f->variable);
		for (size_t s = 0; s < f->step_count; s++)
			name_place(f, &f->steps[s].place, f->steps[s].address, &f->steps[s].variable);
	}
}

void result_symbolise(struct result_reader *reader, const char *program)
{
	if (reader->result->finding_count == 0 && reader->result->note_count == 0)
		return;
	name_code(reader, program);
	name_data(reader, program);
	name_memory(reader->result);
}
