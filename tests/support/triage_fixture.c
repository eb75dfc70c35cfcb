/* SPDX-License-Identifier: MIT */
#include "support/triage_fixture.h"

#include "support/triage_fixture_internal.h"

#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void fixture_fail(const char *path, const char *line, const char *what)
{
	fprintf(stderr, "%s: %s: '%s'\n", path, what, line);
	exit(1);
}

static const char *const shape_names[SHAPE_COUNT] = {"ips",	   "legacy", "translated",
						     "clipped",	   "issue",  "text",
						     "text-issue", "panic",  "panic-text"};

const char *fixture_shape_name(enum fixture_shape shape)
{
	return shape_names[shape];
}

/* The rest of LINE after KEYWORD and a blank; NULL if it is another line. */
static char *after(char *line, const char *keyword)
{
	size_t length = strlen(keyword);

	if (strncmp(line, keyword, length) != 0 || (line[length] != ' ' && line[length] != '\0'))
		return NULL;
	return line[length] == ' ' ? line + length + 1 : line + length;
}

static char *next_field(char **at)
{
	char *field = *at;
	char *bar = strchr(field, '|');

	if (bar != NULL)
		*bar = '\0';
	*at = bar == NULL ? field + strlen(field) : bar + 1;
	return field;
}

/* " IMAGE|SYMBOL|OFFSET" */
static void read_frame(struct fixture *f, char *line)
{
	struct fixture_frame *frame = &f->frames[f->frame_count];
	char *at = line;

	if (f->frame_count == FIXTURE_FRAMES_MAX)
		fixture_fail(f->path, line, "too many frames");
	frame->image = next_field(&at);
	frame->symbol = next_field(&at);
	frame->offset = strtoull(next_field(&at), NULL, 10);
	f->frame_count++;
	if (f->in_backtrace)
		f->backtrace_count++;
	else if (f->thread_count == 0)
		fixture_fail(f->path, line, "a frame before any thread");
	else
		f->threads[f->thread_count - 1].frame_count++;
}

/* "thread 3 crashed name|queue" */
static void read_thread(struct fixture *f, char *rest)
{
	struct fixture_thread *thread = &f->threads[f->thread_count++];
	char *crashed;

	if (f->thread_count > FIXTURE_THREADS_MAX)
		fixture_fail(f->path, rest, "too many threads");
	if (strtoull(rest, &rest, 10) != f->thread_count - 1)
		fixture_fail(f->path, rest, "threads are numbered from 0");
	while (*rest == ' ')
		rest++;
	thread->first_frame = f->frame_count;
	crashed = after(rest, "crashed");
	if (crashed != NULL) {
		f->crashed = (int64_t)f->thread_count - 1;
		rest = crashed;
	}
	thread->name = next_field(&rest);
	thread->queue = next_field(&rest);
	thread->operation = next_field(&rest);
	thread->object = next_field(&rest);
	f->in_backtrace = false;
}

static void read_register(struct fixture *f, char *rest)
{
	struct fixture_register *reg = &f->registers[f->register_count++];
	char *space = strchr(rest, ' ');

	if (space == NULL || f->register_count > FIXTURE_REGISTERS_MAX)
		fixture_fail(f->path, rest, "not a register and its value");
	*space = '\0';
	reg->name = rest;
	reg->value = strtoull(space + 1, NULL, 0);
}

static void read_witness(struct fixture *f, char *rest)
{
	f->witness = (int64_t)strtoull(rest, &rest, 10);
	f->witness_frame = *rest == ' ' ? rest + 1 : NULL;
}

static void read_shapes(struct fixture *f, const char *rest)
{
	memset(f->shapes, 0, sizeof f->shapes);
	for (int i = 0; i < SHAPE_COUNT; i++) {
		const char *found = strstr(rest, shape_names[i]);
		size_t length = strlen(shape_names[i]);

		while (found != NULL && !((found == rest || found[-1] == ' ') &&
					  (found[length] == ' ' || found[length] == '\0')))
			found = strstr(found + 1, shape_names[i]);
		f->shapes[i] = found != NULL;
	}
}

static void read_line(struct fixture *f, char *line)
{
	const struct {
		const char *keyword;
		const char **field;
	} plain[] = {
		{"family", &f->family},	     {"grade", &f->grade},	   {"frame", &f->frame},
		{"against", &f->against},    {"exception", &f->exception}, {"signal", &f->signal},
		{"subtype", &f->subtype},    {"esr", &f->esr},		   {"process", &f->process},
		{"unsaid", &f->unsaid},
		{"termination", &f->termination}, {"details", &f->details},
	};
	char *rest;

	if (*line == '#' || *line == '\0')
		return;
	if (*line == '\t' || *line == ' ') {
		read_frame(f, line + 1);
		return;
	}
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		rest = after(line, plain[i].keyword);
		if (rest != NULL) {
			*plain[i].field = rest;
			return;
		}
	}
	if ((rest = after(line, "not")) != NULL && f->not_count < FIXTURE_NOT_MAX)
		f->not[f->not_count++] = rest;
	else if ((rest = after(line, "asi")) != NULL && f->asi_count < FIXTURE_TEXTS_MAX)
		f->asi[f->asi_count++] = rest;
	else if ((rest = after(line, "line")) != NULL && f->line_count < FIXTURE_TEXTS_MAX)
		f->lines[f->line_count++] = rest;
	else if ((rest = after(line, "image")) != NULL && f->image_count < FIXTURE_IMAGES_MAX)
		f->images[f->image_count++] = rest;
	else if ((rest = after(line, "shapes")) != NULL)
		read_shapes(f, rest);
	else if ((rest = after(line, "witness")) != NULL)
		read_witness(f, rest);
	else if ((rest = after(line, "register")) != NULL)
		read_register(f, rest);
	else if ((rest = after(line, "thread")) != NULL)
		read_thread(f, rest);
	else if (strcmp(line, "backtrace") == 0)
		f->in_backtrace = true, f->first_backtrace = f->frame_count;
	else
		fixture_fail(f->path, line, "cannot be understood");
}

/* Images that frames name but the case does not list. */
static void add_images(struct fixture *f)
{
	for (size_t i = 0; i < f->frame_count; i++) {
		size_t length = strlen(f->frames[i].image);
		size_t k = 0;

		while (k < f->image_count && (strncmp(f->images[k], f->frames[i].image, length) != 0 ||
					      (f->images[k][length] != '\0' &&
					       f->images[k][length] != '|')))
			k++;
		if (k < f->image_count)
			continue;
		if (f->image_count == FIXTURE_IMAGES_MAX)
			fixture_fail(f->path, f->frames[i].image, "too many images");
		f->images[f->image_count++] = f->frames[i].image;
	}
}

struct fixture *fixture_load(const char *path)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct agx_error err = {0};
	size_t length;

	if (f == NULL || agx_file_read(path, 1 << 20, &f->text, &length, &err) != AGX_OK)
		fixture_fail(path, err.text, "cannot be read");
	f->path = path;
	f->crashed = -1;
	f->witness = -1;
	f->process = "python3.11";
	read_shapes(f, "ips legacy translated clipped issue");
	for (char *line = f->text; line != NULL;) {
		char *next = strchr(line, '\n');

		if (next != NULL)
			*next++ = '\0';
		read_line(f, line);
		line = next;
	}
	if (f->family == NULL || f->grade == NULL)
		fixture_fail(path, "", "a case needs a family and a grade");
	add_images(f);
	return f;
}

void fixture_free(struct fixture *fixture)
{
	free(fixture->text);
	free(fixture);
}

const char *fixture_name(const struct fixture *fixture)
{
	const char *slash = strrchr(fixture->path, '/');

	return slash == NULL ? fixture->path : slash + 1;
}

bool fixture_has_shape(const struct fixture *fixture, enum fixture_shape shape)
{
	return fixture->shapes[shape];
}

const char *fixture_family(const struct fixture *fixture)
{
	return fixture->family;
}

const char *fixture_grade(const struct fixture *fixture)
{
	return fixture->grade;
}

int64_t fixture_witness(const struct fixture *fixture)
{
	return fixture->witness;
}

const char *fixture_witness_frame(const struct fixture *fixture)
{
	return fixture->witness_frame;
}

const char *fixture_frame(const struct fixture *fixture)
{
	return fixture->frame;
}

const char *fixture_against(const struct fixture *fixture)
{
	return fixture->against;
}

const char *fixture_unsaid(const struct fixture *fixture)
{
	return fixture->unsaid;
}

const char *fixture_not(const struct fixture *fixture, size_t index)
{
	return index < fixture->not_count ? fixture->not[index] : NULL;
}

size_t fixture_thread_count(const struct fixture *fixture)
{
	return fixture->thread_count;
}

size_t fixture_frame_count(const struct fixture *fixture)
{
	return fixture->frame_count - fixture->backtrace_count;
}

size_t fixture_image_count(const struct fixture *fixture)
{
	return fixture->image_count;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **fixture_paths(size_t *ret_count)
{
	static const char folder[] = SOURCE_DIR "/tests/triage/cases";
	enum { CASES_MAX = 256 };
	char **paths = calloc(CASES_MAX, sizeof *paths);
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t count = 0;

	if (dir == NULL || paths == NULL)
		fixture_fail(folder, "", "cannot be opened");
	while ((entry = readdir(dir)) != NULL && count < CASES_MAX) {
		char path[4096];

		if (strstr(entry->d_name, ".case") == NULL)
			continue;
		if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= sizeof path)
			fixture_fail(folder, entry->d_name, "path too long");
		paths[count++] = strdup(path);
	}
	(void)closedir(dir); /* only read */
	qsort(paths, count, sizeof *paths, by_name);
	*ret_count = count;
	return paths;
}

void fixture_escape_html(const char *bytes, size_t length, struct agx_text *out)
{
	for (size_t i = 0; i < length; i++) {
		switch (bytes[i]) {
		case '<':
			agx_text_puts(out, "&lt;");
			break;
		case '>':
			agx_text_puts(out, "&gt;");
			break;
		case '&':
			agx_text_puts(out, "&amp;");
			break;
		case '"':
			agx_text_puts(out, "&quot;");
			break;
		case '\'':
			agx_text_puts(out, "&#39;");
			break;
		default:
			agx_text_add(out, &bytes[i], 1);
			break;
		}
	}
}

void fixture_crlf(const char *bytes, size_t length, struct agx_text *out)
{
	for (size_t i = 0; i < length; i++)
		agx_text_add(out, bytes[i] == '\n' ? "\r\n" : &bytes[i], bytes[i] == '\n' ? 2 : 1);
}

void fixture_quote(const char *bytes, size_t length, struct agx_text *out)
{
	for (size_t i = 0; i < length; i++) {
		if (i == 0 || bytes[i - 1] == '\n')
			agx_text_puts(out, "> ");
		agx_text_add(out, &bytes[i], 1);
	}
}

void fixture_wrap(const char *bytes, size_t length, size_t columns, bool soft, struct agx_text *out)
{
	while (length > 0) {
		const char *newline = memchr(bytes, '\n', length);
		size_t line = newline == NULL ? length : (size_t)(newline - bytes);
		size_t cut = line;

		if (line > columns) {
			cut = columns;
			while (soft && cut > 1 && bytes[cut - 1] != ' ')
				cut--;
			if (cut == 1)
				cut = columns;
		}
		agx_text_add(out, bytes, cut);
		if (cut < length)
			agx_text_puts(out, "\n");
		if (cut == line && newline != NULL)
			cut++;
		bytes += cut;
		length -= cut;
	}
}
