/* SPDX-License-Identifier: MIT */
#include "triage/report_hits.h"

#include <stdlib.h>
#include <string.h>

/* Hits beyond this many are not kept: a text of nothing but one pattern needs no more. */
enum { HITS_MAX = 1 << 20 };

struct finder {
	const struct family_set *families;
	struct report_hits *hits;
	enum hit_domain domain;
	uint32_t thread;
	uint32_t index;
	char *scratch;
	size_t scratch_size;
	/* Of HIT_TEXT: where in the joined text each entry ends. */
	const size_t *ends;
	size_t end_count;
};

static void add_hit(struct finder *f, int pattern, uint32_t index)
{
	struct report_hits *hits = f->hits;
	uint32_t last = hits->last[pattern];
	struct hit *grown;

	if (last != HIT_NONE && hits->hits[last].domain == f->domain &&
	    hits->hits[last].thread == f->thread && hits->hits[last].index == index)
		return;
	if (hits->count == HITS_MAX)
		return;
	if (hits->count == hits->capacity) {
		size_t capacity = hits->capacity == 0 ? 512 : hits->capacity * 2;

		grown = realloc(hits->hits, capacity * sizeof *grown);
		if (grown == NULL) {
			hits->no_memory = true;
			return;
		}
		hits->hits = grown;
		hits->capacity = capacity;
	}
	hits->hits[hits->count] = (struct hit) {HIT_NONE, f->domain, f->thread, index};
	if (last == HIT_NONE)
		hits->first[pattern] = (uint32_t)hits->count;
	else
		hits->hits[last].next = (uint32_t)hits->count;
	hits->last[pattern] = (uint32_t)hits->count++;
}

static void on_match(void *context, int pattern, size_t offset)
{
	struct finder *f = context;

	(void)offset; /* a short string: which one is enough */
	add_hit(f, pattern, f->index);
}

static void on_text_match(void *context, int pattern, size_t offset)
{
	struct finder *f = context;
	size_t low = 0;
	size_t high = f->end_count;

	while (low < high) { /* the entry that holds the character before OFFSET */
		size_t middle = (low + high) / 2;

		if (f->ends[middle] < offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < f->end_count)
		add_hit(f, pattern, (uint32_t)low);
}

static bool make_room(struct finder *f, size_t size)
{
	char *grown;

	if (size <= f->scratch_size)
		return true;
	grown = realloc(f->scratch, size * 2);
	if (grown == NULL) {
		f->hits->no_memory = true;
		return false;
	}
	f->scratch = grown;
	f->scratch_size = size * 2;
	return true;
}

static void find_in(struct finder *f, enum hit_domain domain, uint32_t thread, uint32_t index,
		    const char *text)
{
	size_t length;

	if (text == NULL || !make_room(f, strlen(text) + 1))
		return;
	f->domain = domain;
	f->thread = thread;
	f->index = index;
	length = pattern_squeeze(text, f->scratch);
	pattern_set_match(&f->families->patterns, f->scratch, length, on_match, f);
}

/* Symbols and images repeat from frame to frame (a recursion, a run of one library): the same pointer or name has
 * the same hits, but they are found again, as hits are kept by place. */
static void find_in_frames(struct finder *f, const struct crash_frame *frames, size_t count,
			   uint32_t thread, enum hit_domain symbols, enum hit_domain images)
{
	for (size_t i = 0; i < count; i++) {
		find_in(f, symbols, thread, (uint32_t)i, frames[i].symbol);
		find_in(f, images, thread, (uint32_t)i, frames[i].image_name);
	}
}

size_t report_text_count(const struct crash_report *report)
{
	return report->asi_count + report->termination_reason_count;
}

const struct crash_text *report_text(const struct crash_report *report, size_t index)
{
	return index < report->asi_count ? &report->asi[index]
					 : &report->termination_reasons[index - report->asi_count];
}

/* All texts in one string, so that a message that is wrapped over several of them is found. Between sources
 * stands a newline, which no squeezed text holds. */
static void find_in_texts(struct finder *f, const struct crash_report *report)
{
	size_t count = report_text_count(report);
	size_t total = 1;
	size_t length = 0;
	size_t *ends;
	char *joined;

	for (size_t i = 0; i < count; i++)
		total += strlen(report_text(report, i)->text) + 1;
	ends = malloc((count + 1) * sizeof *ends);
	joined = malloc(total);
	if (ends == NULL || joined == NULL) {
		f->hits->no_memory = true;
		goto out_free;
	}
	for (size_t i = 0; i < count; i++) {
		const struct crash_text *text = report_text(report, i);

		if (i > 0 && strcmp(text->source, report_text(report, i - 1)->source) != 0)
			joined[length++] = '\n';
		length += pattern_squeeze(text->text, joined + length);
		ends[i] = length;
	}
	f->ends = ends;
	f->end_count = count;
	f->domain = HIT_TEXT;
	f->thread = 0;
	pattern_set_match(&f->families->patterns, joined, length, on_text_match, f);

out_free:
	free(ends);
	free(joined);
}

static void find_all(struct finder *f, const struct crash_report *report)
{
	const char *const exception[] = {report->exception_type,	  report->signal,
					 report->exception_codes,	  report->exception_subtype,
					 report->termination_namespace,	  report->termination_indicator,
					 report->role_or_note};

	for (size_t i = 0; i < report->thread_count; i++) {
		const struct crash_thread *thread = &report->threads[i];

		find_in(f, HIT_QUEUE, (uint32_t)i, 0, thread->queue);
		find_in(f, HIT_QUEUE, (uint32_t)i, 0, thread->name);
		find_in_frames(f, thread->frames, thread->frame_count, (uint32_t)i, HIT_SYMBOL,
			       HIT_FRAME_IMAGE);
	}
	find_in_frames(f, report->exception_backtrace, report->exception_backtrace_count, 0,
		       HIT_BACKTRACE, HIT_BACKTRACE_IMAGE);
	for (size_t i = 0; i < sizeof exception / sizeof exception[0]; i++)
		find_in(f, HIT_EXCEPTION, 0, 0, exception[i]);
	for (size_t i = 0; i < report->image_count; i++) {
		find_in(f, HIT_IMAGE, 0, (uint32_t)i, report->images[i].name);
		find_in(f, HIT_IMAGE, 0, (uint32_t)i, report->images[i].identifier);
	}
	find_in_texts(f, report);
}

enum agx_status report_hits_find(const struct family_set *families,
				 const struct crash_report *report, struct report_hits *ret_hits,
				 struct agx_error *err)
{
	struct report_hits hits = {0};
	struct finder finder = {.families = families, .hits = &hits};
	size_t size = families->patterns.count * sizeof *hits.first;

	hits.first = malloc(size);
	hits.last = malloc(size);
	if (hits.first == NULL || hits.last == NULL) {
		report_hits_release(&hits);
		return agx_fail(err, AGX_NO_MEMORY, "no memory to judge the report");
	}
	memset(hits.first, 0xff, size);
	memset(hits.last, 0xff, size);
	find_all(&finder, report);
	free(finder.scratch);
	if (hits.no_memory) {
		report_hits_release(&hits);
		return agx_fail(err, AGX_NO_MEMORY, "no memory to judge the report");
	}
	*ret_hits = hits;
	return AGX_OK;
}

void report_hits_release(struct report_hits *hits)
{
	free(hits->first);
	free(hits->last);
	free(hits->hits);
	*hits = (struct report_hits) {0};
}
