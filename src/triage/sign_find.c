/* SPDX-License-Identifier: MIT */
#include "triage/sign_find.h"

#include <string.h>

static bool has_hit(const struct report_hits *hits, struct id_list ids, enum hit_domain domain,
		    uint32_t thread, uint32_t index, bool any_index)
{
	for (size_t i = 0; i < ids.count; i++) {
		for (uint32_t h = hits->first[ids.ids[i]]; h != HIT_NONE; h = hits->hits[h].next) {
			const struct hit *hit = &hits->hits[h];

			if (hit->domain == domain && hit->thread == thread &&
			    (any_index || hit->index == index))
				return true;
		}
	}
	return false;
}

/* Position of FRAME in its thread, frames that say nothing not counted. */
static uint64_t depth_of(const struct sign_finder *f, uint32_t thread, uint32_t frame)
{
	uint64_t depth = frame;

	for (size_t i = 0; i < f->families->skipped_frames.count; i++) {
		uint32_t h = f->hits->first[f->families->skipped_frames.ids[i]];

		for (; h != HIT_NONE; h = f->hits->hits[h].next) {
			const struct hit *hit = &f->hits->hits[h];

			depth -= hit->domain == HIT_SYMBOL && hit->thread == thread && hit->index < frame;
		}
	}
	return depth;
}

static bool in_scope(const struct sign_finder *f, const struct sign *sign, uint32_t thread)
{
	bool faulting = (int64_t)thread == f->report->faulting_thread;

	return sign->scope == SIGN_ANY || faulting == (sign->scope == SIGN_FAULTING);
}

static bool same_text(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* What our own captures tell of two threads: the object each was calling and the stream each works on. */
static bool relation_holds(const struct sign_finder *f, enum sign_relation relation, uint32_t thread)
{
	const struct crash_thread *other = &f->report->threads[thread];
	const struct crash_thread *faulting;

	if (relation == SIGN_RELATION_NONE)
		return true;
	if (f->report->faulting_thread < 0)
		return false;
	faulting = &f->report->threads[f->report->faulting_thread];
	if (same_text(faulting->object, other->object) || same_text(faulting->queue, other->queue))
		return relation == SIGN_RELATION_SAME && faulting->object != NULL;
	return relation == SIGN_RELATION_ELSEWHERE && faulting->object != NULL &&
	       (other->object != NULL || (faulting->queue != NULL && other->queue != NULL));
}

/* Enter the first matching frame of each thread into f->frames. */
static void collect(struct sign_finder *f, const struct sign *sign, struct id_list ids,
		    enum hit_domain domain)
{
	for (size_t i = 0; i < ids.count; i++) {
		for (uint32_t h = f->hits->first[ids.ids[i]]; h != HIT_NONE; h = f->hits->hits[h].next) {
			const struct hit *hit = &f->hits->hits[h];
			uint32_t *best = &f->frames[hit->domain == domain ? hit->thread : 0];

			if (hit->domain != domain || !in_scope(f, sign, hit->thread) ||
			    hit->index >= *best)
				continue;
			if (sign->within != 0 &&
			    depth_of(f, hit->thread, hit->index) >= sign->within)
				continue;
			if (domain == HIT_SYMBOL && sign->images.count > 0 &&
			    !has_hit(f->hits, sign->images, HIT_FRAME_IMAGE, hit->thread, hit->index,
				     false))
				continue;
			*best = hit->index;
		}
	}
}

/* Are all frames there in which SIGN could be? */
static bool scope_is_whole(const struct sign_finder *f, const struct sign *sign)
{
	const struct crash_report *report = f->report;

	if (report->thread_count == 0)
		return false;
	if (sign->scope == SIGN_ANY)
		return !report->threads_cut;
	if (report->faulting_thread < 0)
		return false;
	if (!report->threads_cut)
		return true;
	return sign->scope == SIGN_FAULTING &&
	       (report->faulting_thread + 1 < (int64_t)report->thread_count ||
		(sign->within != 0 &&
		 report->threads[report->faulting_thread].frame_count > sign->within));
}

static struct sign_find find_in_threads(struct sign_finder *f, const struct sign *sign)
{
	struct sign_find find = {.answer = SIGN_UNTOLD, .thread = -1, .frame = TRIAGE_NO_FRAME};
	bool whole = scope_is_whole(f, sign);
	size_t count = f->report->thread_count;

	if (f->report->faulting_thread < 0 && sign->scope != SIGN_ANY)
		return find;
	memset(f->frames, 0xff, count * sizeof *f->frames);
	if (sign->frames.count > 0)
		collect(f, sign, sign->frames, HIT_SYMBOL);
	else if (sign->images.count > 0)
		collect(f, sign, sign->images, HIT_FRAME_IMAGE);
	else
		collect(f, sign, sign->queues, HIT_QUEUE);
	for (uint32_t i = 0; i < count; i++) {
		bool match = f->frames[i] != HIT_NONE && relation_holds(f, sign->relation, i);

		if (match && sign->queues.count > 0)
			match = has_hit(f->hits, sign->queues, HIT_QUEUE, i, 0, true);
		if (match && sign->also.count > 0)
			match = has_hit(f->hits, sign->also, HIT_SYMBOL, i, 0, true);
		if (!match) {
			f->frames[i] = HIT_NONE;
			continue;
		}
		if (find.threads++ == 0) {
			find.thread = i;
			find.frame = sign->frames.count + sign->images.count > 0
					     ? (int64_t)f->frames[i]
					     : TRIAGE_NO_FRAME;
		}
	}
	if (!sign->has_count) {
		find.answer = find.threads > 0 ? SIGN_YES : whole ? SIGN_NO : SIGN_UNTOLD;
		return find;
	}
	if (find.threads > sign->count_max)
		find.answer = SIGN_NO;
	else if (find.threads < sign->count_min)
		find.answer = whole ? SIGN_NO : SIGN_UNTOLD;
	else
		find.answer = whole || sign->count_max == UINT64_MAX ? SIGN_YES : SIGN_UNTOLD;
	return find;
}

static struct sign_find find_in_backtrace(const struct sign_finder *f, const struct sign *sign)
{
	struct sign_find find = {.answer = SIGN_UNTOLD, .thread = -1, .frame = TRIAGE_NO_FRAME};

	for (size_t i = 0; i < f->report->exception_backtrace_count; i++) {
		if (sign->within != 0 && i >= sign->within)
			break;
		if (sign->frames.count > 0 &&
		    !has_hit(f->hits, sign->frames, HIT_BACKTRACE, 0, (uint32_t)i, false))
			continue;
		if (sign->images.count > 0 &&
		    !has_hit(f->hits, sign->images, HIT_BACKTRACE_IMAGE, 0, (uint32_t)i, false))
			continue;
		find.answer = SIGN_YES;
		find.text = f->report->exception_backtrace[i].symbol;
		return find;
	}
	return find;
}

/* A line that a program printed: from a field of the report, or with the words of one. A wrapped line's words
 * may be in its neighbours. */
static bool is_trusted(const struct sign_finder *f, uint32_t index)
{
	uint32_t from = index > 0 ? index - 1 : 0;

	if (strcmp(report_text(f->report, index)->source, "text") != 0)
		return true;
	for (uint32_t i = from; i <= index + 1; i++) {
		if (has_hit(f->hits, f->families->trusted_lines, HIT_TEXT, 0, i, false))
			return true;
	}
	return false;
}

static struct sign_find find_in_texts(const struct sign_finder *f, const struct sign *sign)
{
	struct sign_find find = {.answer = SIGN_UNTOLD, .thread = -1, .frame = TRIAGE_NO_FRAME};

	for (size_t i = 0; i < sign->texts.count; i++) {
		uint32_t h = f->hits->first[sign->texts.ids[i]];

		for (; h != HIT_NONE; h = f->hits->hits[h].next) {
			const struct hit *hit = &f->hits->hits[h];

			if (hit->domain != HIT_TEXT || (sign->trusted && !is_trusted(f, hit->index)))
				continue;
			find.answer = SIGN_YES;
			find.text = report_text(f->report, hit->index)->text;
			return find;
		}
	}
	return find;
}

static struct sign_find find_in_exception(const struct sign_finder *f, const struct sign *sign)
{
	bool told = f->report->exception_type != NULL;
	bool found = has_hit(f->hits, sign->texts, HIT_EXCEPTION, 0, 0, true);

	return (struct sign_find) {.answer = found  ? SIGN_YES
					     : told ? SIGN_NO
						    : SIGN_UNTOLD,
				   .thread = -1,
				   .frame = TRIAGE_NO_FRAME};
}

static enum sign_answer find_registers(const struct sign_finder *f, const struct sign *sign)
{
	const struct crash_thread *thread;

	if (f->report->faulting_thread < 0)
		return SIGN_UNTOLD;
	thread = &f->report->threads[f->report->faulting_thread];
	for (size_t i = 0; i < sign->register_count; i++) {
		const struct crash_register *found = NULL;

		for (size_t k = 0; k < thread->register_count; k++) {
			if (strcmp(thread->registers[k].name, sign->registers[i].name) == 0)
				found = &thread->registers[k];
		}
		if (found == NULL)
			return SIGN_UNTOLD;
		if (found->value != sign->registers[i].value)
			return SIGN_NO;
	}
	return SIGN_YES;
}

static enum sign_answer both(enum sign_answer a, enum sign_answer b)
{
	if (a == SIGN_NO || b == SIGN_NO)
		return SIGN_NO;
	return a == SIGN_UNTOLD || b == SIGN_UNTOLD ? SIGN_UNTOLD : SIGN_YES;
}

static struct sign_find find_in_fault(const struct sign_finder *f, const struct sign *sign)
{
	const struct crash_report *report = f->report;
	struct sign_find find = {.answer = SIGN_YES, .thread = report->faulting_thread, .frame = TRIAGE_NO_FRAME};

	if (sign->has_address && !report->has_fault_address)
		find.answer = SIGN_UNTOLD;
	else if (sign->has_address)
		find.answer = report->fault_address >= sign->address_min &&
					      report->fault_address <= sign->address_max
				      ? SIGN_YES
				      : SIGN_NO;
	if (sign->access != CRASH_ACCESS_UNKNOWN)
		find.answer = both(find.answer, report->access == CRASH_ACCESS_UNKNOWN ? SIGN_UNTOLD
						: report->access == sign->access      ? SIGN_YES
										       : SIGN_NO);
	if (sign->register_count > 0)
		find.answer = both(find.answer, find_registers(f, sign));
	return find;
}

struct sign_find sign_find(struct sign_finder *finder, const struct sign *sign)
{
	switch (sign->scope) {
	case SIGN_FAULTING:
	case SIGN_OTHER:
	case SIGN_ANY:
		return find_in_threads(finder, sign);
	case SIGN_BACKTRACE:
		return find_in_backtrace(finder, sign);
	case SIGN_TEXT:
		return find_in_texts(finder, sign);
	case SIGN_EXCEPTION:
		return find_in_exception(finder, sign);
	case SIGN_FAULT:
		break;
	}
	return find_in_fault(finder, sign);
}
