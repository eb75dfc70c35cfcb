/* SPDX-License-Identifier: MIT */
/* From the end of an execution to a finding of the result. */
#include "explore/call_stack.h"
#include "explore/explorer_internal.h"
#include "explore/heap.h"
#include "explore/memory_map.h"
#include "explore/primitive.h"
#include "explore/replay_prefix.h"
#include "explore/runtime_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The steps, at most EXPLORER_STEPS_MAX of them. NULL: none, or no memory. */
static struct engine_step *steps_of_end(size_t *ret_count, bool *ret_clipped)
{
	struct engine_step *steps = calloc(EXPLORER_STEPS_MAX, sizeof *steps);
	size_t count = steps != NULL ? engine->steps(steps, EXPLORER_STEPS_MAX) : 0;

	*ret_clipped = count > EXPLORER_STEPS_MAX;
	*ret_count = count < EXPLORER_STEPS_MAX ? count : EXPLORER_STEPS_MAX;
	return steps;
}

/* The step in which a thread waits at the end of a deadlock; NULL: none. */
static const struct engine_step *waiting_step(const struct engine_step *steps, size_t count, unsigned thread)
{
	for (size_t i = count; i-- > 0;)
		if (steps[i].waiting && steps[i].thread == thread)
			return &steps[i];
	return NULL;
}

static size_t append(char *text, size_t at, size_t bytes, const char *more)
{
	size_t length = strlen(more);

	if (at + length >= bytes)
		return at;
	memcpy(text + at, more, length + 1);
	return at + length;
}

static bool is_lost_wakeup(const struct engine_step *waiting, const struct object *object)
{
	return waiting->op.update == UPDATE_WOKEN && object != NULL && object->signalled_idle;
}

/* "thread 1 waits for a mutex that thread 2 holds". */
static size_t say_wait(char *text, size_t at, size_t bytes, const struct engine_step *step)
{
	const struct object *object = object_find(step->op.address);
	char part[128];

	if (step->op.kind == OPERATION_JOIN)
		(void)snprintf(part, sizeof part, "thread %u waits for the end of thread %u", step->thread,
			       step->op.target);
	else if (object != NULL && object->owner >= 0)
		(void)snprintf(part, sizeof part, "thread %u waits in %s for what thread %d holds", step->thread,
			       primitive_word(step->op.primitive), object->owner);
	else
		(void)snprintf(part, sizeof part, "thread %u waits in %s%s", step->thread,
			       primitive_word(step->op.primitive),
			       is_lost_wakeup(step, object) ? ", which was signalled before anybody waited" : "");
	if (at > 0)
		at = append(text, at, bytes, "; ");
	return append(text, at, bytes, part);
}

/* The first that waits for something else than the end of a thread, if there is one. */
static const struct engine_step *first_waiting(const struct explorer_finding *finding)
{
	const struct engine_step *first = NULL;

	for (size_t i = 0; i < finding->step_count; i++) {
		const struct engine_step *step = &finding->steps[i];

		if (step->waiting && (first == NULL || first->op.kind == OPERATION_JOIN))
			first = step;
	}
	return first;
}

/* "thread 3 repeats a loop that nobody ends"; the first of them is the place if there is no other. */
static size_t say_loops(struct explorer_finding *finding, size_t at, bool placed)
{
	for (unsigned t = 0; t < thread_count; t++) {
		char part[64];

		if (!threads[t].exists || threads[t].finished || runners[t].in_atomic == NULL)
			continue;
		(void)snprintf(part, sizeof part, "%sthread %u repeats a loop that nobody ends", at > 0 ? "; " : "", t);
		at = append(finding->message, at, sizeof finding->message, part);
		if (placed)
			continue;
		placed = true;
		finding->thread = t;
		finding->stack.pcs[0] = runners[t].in_atomic;
		finding->stack.count = 1;
	}
	return at;
}

static void describe_deadlock(struct explorer_finding *finding)
{
	size_t at = 0;
	const char *kind = "deadlock";
	const struct engine_step *first = first_waiting(finding);

	finding->message[0] = '\0';
	for (unsigned t = 0; t < thread_count; t++) {
		const struct engine_step *step = waiting_step(finding->steps, finding->step_count, t);
		const struct object *object;

		if (step == NULL || runners[t].in_atomic != NULL || (step->op.kind == OPERATION_JOIN && first->op.kind != OPERATION_JOIN))
			continue;
		at = say_wait(finding->message, at, sizeof finding->message, step);
		object = object_find(step->op.address);
		if (is_lost_wakeup(step, object))
			kind = "lost-wakeup";
	}
	(void)snprintf(finding->kind, sizeof finding->kind, "%s", kind);
	finding->thread = first != NULL ? first->thread : 0;
	finding->other = -1;
	(void)say_loops(finding, at, first != NULL && first->op.kind != OPERATION_JOIN);
	if (first != NULL && (first->op.kind != OPERATION_JOIN || finding->stack.count == 0)) {
		const struct object *object = object_find(first->op.address);

		finding->stack.pcs[0] = first->op.pc;
		finding->stack.count = first->op.pc != NULL;
		finding->address = first->op.address;
		finding->has_address = first->op.address != 0;
		if (object != NULL && object->owner >= 0) {
			finding->other = object->owner;
			call_stack_of(object->lock_site, &finding->other_stack);
		}
	}
}

static void describe(struct explorer_finding *finding, enum outcome outcome)
{
	const struct runtime_end *end = &runtime_end_state;
	const struct finding_report *report = &end->report;

	finding->access = "";
	finding->other_access = "";
	finding->other = -1;
	if (outcome == OUTCOME_DEADLOCK) {
		describe_deadlock(finding);
		return;
	}
	if (outcome == OUTCOME_NONDETERMINISM) {
		(void)snprintf(finding->kind, sizeof finding->kind, "nondeterminism");
		(void)snprintf(finding->message, sizeof finding->message,
			       "thread %u does something else than when the same execution ran before", end->thread);
		finding->thread = end->thread;
		call_stack_of(report->site, &finding->stack);
		return;
	}
	(void)snprintf(finding->kind, sizeof finding->kind, "%s", end->kind);
	(void)snprintf(finding->message, sizeof finding->message, "%.255s", end->message);
	finding->thread = end->thread;
	finding->other = report->other;
	finding->other_epoch = report->other_epoch;
	finding->unordered = report->unordered;
	finding->address = report->address;
	finding->has_address = report->has_address;
	finding->access = report->access != NULL ? report->access : "";
	finding->other_access = report->other_access != NULL ? report->other_access : "";
	call_stack_of(report->site, &finding->stack);
	call_stack_of(report->other_site, &finding->other_stack);
}

static const void *place(const struct explorer_stack *stack)
{
	return stack->count > 0 ? stack->pcs[0] : NULL;
}

struct explorer_finding *findings_find(struct explorer_result *result, const struct explorer_finding *one)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		struct explorer_finding *other = &result->findings[i];

		if (strcmp(other->kind, one->kind) == 0 && place(&other->stack) == place(&one->stack) &&
		    (one->stack.count > 0 || strcmp(other->message, one->message) == 0))
			return other;
	}
	return NULL;
}

uint64_t findings_key(const struct explorer_finding *one)
{
	uint64_t hash = (uintptr_t)place(&one->stack);

	for (const char *c = one->kind; *c != '\0'; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
	for (const char *c = one->stack.count == 0 ? one->message : ""; *c != '\0'; c++)
		hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
	return hash | 1;
}

/* "" if it cannot be repeated; NULL: no memory. */
static char *replay_of_end(void)
{
	char *text = malloc(EXPLORER_REPLAY_BYTES);
	size_t prefix = text != NULL ? replay_prefix_write(text, EXPLORER_REPLAY_BYTES) : 0;
	size_t length = EXPLORER_REPLAY_BYTES;
	char *fitted;

	if (text == NULL)
		return NULL;
	if (prefix < EXPLORER_REPLAY_BYTES && engine->replay != NULL)
		length = engine->replay(text + prefix, EXPLORER_REPLAY_BYTES - prefix);
	if (length >= EXPLORER_REPLAY_BYTES - prefix)
		text[0] = '\0';
	fitted = realloc(text, strlen(text) + 1);
	return fitted != NULL ? fitted : text;
}

static bool is_finding(enum outcome outcome)
{
	return outcome == OUTCOME_FINDING || outcome == OUTCOME_DEADLOCK || outcome == OUTCOME_NONDETERMINISM;
}

/* What threads were about to do when one of them ended the execution says nothing. */
static void drop_waiting(struct explorer_finding *finding)
{
	while (finding->step_count > 0 && finding->steps[finding->step_count - 1].waiting)
		finding->step_count--;
}

static int step_before_other(const struct explorer_finding *finding)
{
	for (size_t i = finding->step_count; i-- > 0 && finding->other_epoch != 0;)
		if ((int)finding->steps[i].thread == finding->other &&
		    finding->steps[i].epoch <= finding->other_epoch)
			return (int)i;
	return -1;
}

static struct memory_place place_of(uintptr_t address)
{
	struct memory_place place = {0};
	struct heap_block block;
	struct explorer_stack stack;

	if (in_stacks(address))
		place.stack_of = (int)stack_owner(address) + 1;
	if (!heap_find(address, &block))
		return place;
	call_stack_of(block.site, &stack);
	place.block = block.start;
	place.block_bytes = block.bytes;
	place.block_pc = stack.count > 0 ? stack.pcs[0] : NULL;
	return place;
}

static void add_places(struct explorer_finding *finding)
{
	if (finding->has_address)
		finding->place = place_of(finding->address);
	for (size_t i = 0; i < finding->step_count; i++)
		if (finding->steps[i].op.address != 0)
			finding->steps[i].place = place_of(finding->steps[i].op.address);
}

static void add_execution(struct explorer_finding *finding, enum outcome outcome)
{
	if (finding->steps == NULL)
		finding->steps = steps_of_end(&finding->step_count, &finding->steps_clipped);
	if (outcome != OUTCOME_DEADLOCK)
		drop_waiting(finding);
	add_places(finding);
	finding->other_step = step_before_other(finding);
	finding->has_gap = finding->unordered && finding->other_epoch != 0 && engine->gap != NULL;
	if (finding->has_gap)
		finding->gap = engine->gap((unsigned)finding->other, finding->other_epoch, finding->thread);
	/* What is no function of the execution cannot be repeated. */
	finding->replay = outcome != OUTCOME_NONDETERMINISM ? replay_of_end() : calloc(1, 1);
}

/* A deadlock is described by its steps. */
static void begin_description(struct explorer_finding *finding, enum outcome outcome)
{
	*finding = (struct explorer_finding) {.times = 1};
	if (outcome == OUTCOME_DEADLOCK)
		finding->steps = steps_of_end(&finding->step_count, &finding->steps_clipped);
	describe(finding, outcome);
}

bool finding_of(enum outcome outcome, struct explorer_finding *ret_finding)
{
	if (!is_finding(outcome))
		return false;
	begin_description(ret_finding, outcome);
	add_execution(ret_finding, outcome);
	return ret_finding->steps != NULL;
}

void findings_add(struct explorer_result *result, enum outcome outcome)
{
	struct explorer_finding one;
	struct explorer_finding *same;

	begin_description(&one, outcome);
	same = findings_find(result, &one);
	if (same != NULL || result->finding_count == EXPLORER_FINDINGS_MAX) {
		if (same != NULL)
			same->times++;
		else
			result->findings_clipped = true;
		free(one.steps);
		return;
	}
	if (result->findings == NULL)
		result->findings = calloc(EXPLORER_FINDINGS_MAX, sizeof *result->findings);
	if (result->findings == NULL) {
		result->findings_clipped = true;
		free(one.steps);
		return;
	}
	add_execution(&one, outcome);
	result->findings[result->finding_count++] = one;
}

void notes_add(struct explorer_result *result, const char *kind, const void *pc, const char *text)
{
	struct explorer_note *note;

	for (size_t i = 0; i < result->note_count; i++)
		if (strcmp(result->notes[i].text, text) == 0 && result->notes[i].pc == pc)
			return;
	if (result->note_count == EXPLORER_NOTES_MAX)
		return;
	note = &result->notes[result->note_count++];
	(void)snprintf(note->kind, sizeof note->kind, "%s", kind);
	(void)snprintf(note->text, sizeof note->text, "%s", text);
	note->pc = pc;
}

void notes_unsupported(struct explorer_result *result)
{
	const struct runtime_end *end = &runtime_end_state;
	struct explorer_stack stack;

	call_stack_of(end->unsupported_site, &stack);
	notes_add(result, "unsupported", place(&stack),
		  end->unsupported != NULL ? end->unsupported : "something that cannot be explored");
}

/* Lines; linked in by agxrace explore if there are any (subject/hidden.c). */
extern const char explored_not_covered[] __attribute__((weak));

static void note_not_covered(struct explorer_result *result)
{
	const char *line = explored_not_covered;
	const char *end;

	for (; line != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
		char text[256];

		(void)snprintf(text, sizeof text, "%.*s is linked in without hooks: what it does is not seen",
			       (int)(end - line < 180 ? end - line : 180), line);
		notes_add(result, "uninstrumented", NULL, text);
	}
}

void notes_finish(struct explorer_result *result)
{
	uint64_t all = result->outcomes[OUTCOME_COMPLETE] + result->outcomes[OUTCOME_DEADLOCK] +
		       result->outcomes[OUTCOME_FINDING];

	if (result->threads <= 1)
		notes_add(result, "no-threads", NULL, "the program creates no thread");
	else if (all <= 1 && result->stop == STOP_NONE && explorer_options.search.replay == NULL)
		notes_add(result, "one-execution", NULL, "the program has one execution only");
	for (size_t i = 0; i < result->finding_count; i++)
		if (result->findings[i].promoted)
			notes_add(result, "promoted", place(&result->findings[i].stack),
				  "racing accesses were explored as relaxed atomics from here on, those of a block of bytes "
				  "as they came");
	if (result->outcomes[OUTCOME_BOUND] > 0)
		notes_add(result, "bound", NULL, "executions were cut off at a bound");
	if (explorer_options.spurious_wakeups || explorer_options.weak_cas_fails)
		notes_add(result, "by-itself", NULL,
			  "a wait that wakes up spuriously, or a weak compare-exchange that fails, does so not twice in a row at "
			  "one place");
	note_not_covered(result);
	if (heap_early_blocks > 0)
		notes_add(result, "early-allocation", NULL,
			  "memory that was allocated before main is not put back between executions");
}
