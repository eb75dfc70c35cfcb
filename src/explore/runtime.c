/* SPDX-License-Identifier: MIT */
/* Threads as fibers, one execution, and the ways out of it. */
#include "explore/runtime_internal.h"

#include "explore/call_stack.h"
#include "explore/crash.h"
#include "explore/debugger_stop.h"
#include "explore/heap.h"
#include "explore/memory_map.h"
#include "explore/primitive.h"
#include "explore/process_calls.h"
#include "explore/shadow.h"
#include "explore/spin.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

struct thread threads[THREADS_MAX];
unsigned thread_count;
struct runner runners[THREADS_MAX];
struct explorer_options explorer_options;
const struct engine *engine;
bool running;
unsigned current;
uint32_t generation;
struct runtime_end runtime_end_state;
uint64_t runtime_operations;

static struct fiber scheduler;
static enum outcome ended_with;

/* Whose child each id is, as child_key(); 0: not given yet. Kept over the whole search; ids are given in order, so those
 * that are not given are the last. It may be shared with other processes that search with us. */
static _Atomic uint16_t own_children[THREADS_MAX];
static _Atomic uint16_t *children = own_children;
/* The other way round, what this process knows of it: ids of children, by (parent, how many before); 0: look it up. */
static uint8_t child_ids[THREADS_MAX][CHILDREN_MAX];

/* Stacks are a power of two apart, so without a shift their ends, where all the work is, share a few sets of the caches. */
enum { COLOURS = 8, COLOUR_BYTES = 448 };

const char *runtime_init(void)
{
	struct fiber fibers[THREADS_MAX];
	static bool done;
	const char *problem;

	if (done)
		return NULL;
	problem = memory_map_init();
	if (problem == NULL)
		problem = call_stack_init();
	if (problem == NULL)
		problem = fiber_stacks_new(fibers, THREADS_MAX, (void *)STACKS_BASE, STACK_BYTES_EACH);
	for (unsigned i = 0; i < THREADS_MAX && problem == NULL; i++) {
		runners[i].fiber = fibers[i];
		runners[i].fiber.stack_high -= (size_t)(i % COLOURS) * COLOUR_BYTES;
	}
	done = problem == NULL;
	return problem;
}

void runtime_switch(unsigned id)
{
	unsigned self = current;

	if (id == self)
		return;
	current = id;
	fiber_switch(&runners[self].fiber, &runners[id].fiber);
}

_Noreturn void runtime_end(enum outcome outcome)
{
	struct fiber *self = &runners[current].fiber;

	if (outcome == OUTCOME_DEADLOCK)
		debugger_stop("nobody can go on", 0);
	ended_with = outcome;
	running = false;
	shadow_show(false);
	fiber_switch(self, &scheduler);
	__builtin_unreachable();
}

_Noreturn void runtime_differs(const void *pc)
{
	struct runtime_end *end = &runtime_end_state;

	end->report = (struct finding_report) {.other = -1, .site = pc != NULL ? call_stack_site(pc) : 0};
	end->thread = current;
	runtime_end(OUTCOME_NONDETERMINISM);
}

const char *finding_word(enum finding_kind kind)
{
	static const char *const words[] = {
#define WORD(name, text) text,
		FINDING_MAP(WORD)
#undef WORD
	};

	return words[kind];
}

_Noreturn void finding(const struct finding_report *report, const char *format, ...)
{
	struct runtime_end *end = &runtime_end_state;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(end->message, sizeof end->message, format, args); /* clipping is fine */
	va_end(args);
	end->report = *report;
	end->kind = finding_word(report->kind);
	end->thread = current;
	debugger_stop(end->message, report->site);
	runtime_end(OUTCOME_FINDING);
}

_Noreturn void runtime_finding(const char *kind, uintptr_t address, const char *format, ...)
{
	struct runtime_end *end = &runtime_end_state;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(end->message, sizeof end->message, format, args); /* clipping is fine */
	va_end(args);
	end->report = (struct finding_report) {.address = address, .has_address = address != 0, .other = -1};
	end->kind = kind;
	end->thread = current;
	runtime_end(OUTCOME_FINDING);
}

_Noreturn void unsupported(const char *what, uint32_t site)
{
	runtime_end_state.unsupported = what;
	runtime_end_state.unsupported_site = site;
	runtime_end(OUTCOME_UNSUPPORTED);
}

_Noreturn void runtime_unsupported(const char *what, const void *pc)
{
	unsupported(what, pc != NULL ? call_stack_site(pc) : 0);
}

bool runtime_has_exited(unsigned id)
{
	return runners[id].exited;
}

void runtime_plain_write(uintptr_t address, unsigned size)
{
	struct runner *runner = &runners[current];

	for (unsigned i = 0; i < runner->plain_write_count; i++)
		if (runner->plain_writes[i].address == address)
			return;
	if ((size & (size - 1)) != 0 || (address & (size - 1)) != 0)
		unsupported("a plain write to a part of an atomic location", 0);
	if (runner->plain_write_count == PLAIN_WRITES_MAX)
		unsupported("plain writes to many atomic locations in a row", 0);
	runner->plain_writes[runner->plain_write_count].address = address;
	runner->plain_writes[runner->plain_write_count].before = memory_read(address, size);
	runner->plain_writes[runner->plain_write_count++].size = size;
}

static void perform(struct operation *op)
{
	runtime_operations++;
	spin_forget();
	engine->perform(op);
	shadow_restamp();
}

static void flush_plain_writes(const void *pc)
{
	struct runner *runner = &runners[current];

	for (unsigned i = 0; i < runner->plain_write_count; i++) {
		uintptr_t address = runner->plain_writes[i].address;
		unsigned size = runner->plain_writes[i].size;
		struct operation op = {.kind = OPERATION_WRITE, .order = ORDER_RELAXED, .pc = pc,
				       .size = (uint8_t)size, .address = address, .target = 0,
				       .operand = memory_read(address, size)};

		memory_write(address, size, runner->plain_writes[i].before);
		perform(&op);
	}
	runner->plain_write_count = 0;
}

void runtime_perform(struct operation *op)
{
	SPIN_GAP;
	if (runners[current].plain_write_count > 0)
		flush_plain_writes(op->pc);
	perform(op);
}

static uint16_t child_key(unsigned parent, unsigned number)
{
	return (uint16_t)(1 + parent * CHILDREN_MAX + number);
}

bool runtime_child_of(unsigned id, unsigned *ret_parent, unsigned *ret_number)
{
	unsigned key = id < THREADS_MAX ? atomic_load(&children[id]) : 0;

	if (key == 0)
		return false;
	*ret_parent = (key - 1) / CHILDREN_MAX;
	*ret_number = (key - 1) % CHILDREN_MAX;
	return true;
}

/* The id of child KEY, given now if it has none; THREADS_MAX: all are given. An id is taken by one process only, and none
 * takes one before it has seen that all before it are others': no key gets two. */
static unsigned give_id(uint16_t key, bool *ret_is_new)
{
	for (unsigned id = 1; id < THREADS_MAX; id++) {
		uint16_t owner = 0;

		*ret_is_new = atomic_compare_exchange_strong(&children[id], &owner, key);
		if (*ret_is_new || owner == key)
			return id;
	}
	return THREADS_MAX;
}

bool runtime_child_add(uint64_t parent, unsigned number)
{
	unsigned grandparent;
	unsigned ignored;
	bool is_new;

	if (parent >= THREADS_MAX || number >= CHILDREN_MAX ||
	    (parent > 0 && !runtime_child_of((unsigned)parent, &grandparent, &ignored)))
		return false;
	return give_id(child_key((unsigned)parent, number), &is_new) < THREADS_MAX && is_new;
}

void runtime_children_forget(void)
{
	for (unsigned id = 0; id < THREADS_MAX; id++)
		atomic_store(&children[id], 0);
	memset(child_ids, 0, sizeof child_ids);
}

void runtime_children_share(_Atomic uint16_t shared[THREADS_MAX])
{
	children = shared;
	memset(child_ids, 0, sizeof child_ids);
}

static unsigned child_id(unsigned parent, unsigned number, const void *pc)
{
	bool is_new;
	unsigned id;

	if (number >= CHILDREN_MAX)
		runtime_unsupported("a thread that creates more than 64 threads", pc);
	if (child_ids[parent][number] != 0)
		return child_ids[parent][number];
	id = give_id(child_key(parent, number), &is_new);
	if (id == THREADS_MAX)
		runtime_unsupported("more than 32 threads", pc);
	child_ids[parent][number] = (uint8_t)id;
	return id;
}

static void thread_main(void)
{
	struct runner *runner = &runners[current];

	errno = 0; /* libc's own: the last execution may have left something there */
	shadow_restamp();
	spin_thread_begin();
	runtime_thread_exit(runner->start(runner->argument));
}

static void thread_init(unsigned id, unsigned parent, void *(*start)(void *), void *argument)
{
	struct runner *runner = &runners[id];
	struct thread *thread = &threads[id];

	thread->id = id;
	thread->parent = parent;
	thread->exists = true;
	thread->finished = false;
	for (unsigned t = 0; t < THREADS_MAX; t += 4) /* in parts: of one memset gcc makes a slow `rep stos` */
		memset(&thread->clock[t], 0, 4 * sizeof *thread->clock);
	thread->clock[id] = 1;
	if (id >= thread_count)
		thread_count = id + 1;
	runner->start = start;
	runner->argument = argument;
	runner->result = NULL;
	runner->children = 0;
	runner->detached = false;
	runner->joined = false;
	runner->exited = false;
	runner->heap_next = ARENA_BASE + id * HEAP_BYTES_EACH;
	runner->depth = 0;
	runner->innermost = 0;
	runner->locks_held = 0;
	runner->cleanups = NULL;
	runner->in_atomic = NULL;
	runner->assumes = false;
	runner->timed_wait = false;
	runner->spin_count = 0;
	runner->spin_from = SPIN_MAX;
	runner->by_itself_count = 0;
	runner->keys_used = 0;
	runner->random = 1;
	runner->time_ns = 0;
	runner->plain_write_count = 0;
	memory_tls_reset(runner->fiber.thread_pointer);
	fiber_prepare(&runner->fiber, thread_main);
}

unsigned runtime_thread_new(void *(*start)(void *), void *argument, const void *pc)
{
	unsigned id = child_id(current, runners[current].children++, pc);

	thread_init(id, current, start, argument);
	return id;
}

_Noreturn void runtime_thread_exit(void *result)
{
	struct operation op = {.kind = OPERATION_EXIT, .pc = CALLER};

	runners[current].result = result;
	primitive_thread_end();
	runtime_perform(&op);
	__builtin_unreachable();
}

/* Nobody joins a thread that called exit(): the process is gone then. Main is joined by nobody as it is. */
_Noreturn void runtime_process_exit(void)
{
	struct operation op = {.kind = current == 0 ? OPERATION_EXIT : OPERATION_BLOCK,
			       .primitive = PRIMITIVE_PROCESS_EXIT, .pc = CALLER};

	runners[current].exited = true;
	runtime_perform(&op);
	__builtin_unreachable();
}

/* Of the message no more than need be: this is done before each execution. */
static void end_state_clear(void)
{
	struct runtime_end *end = &runtime_end_state;

	end->report = (struct finding_report) {0};
	end->kind = NULL;
	end->thread = 0;
	end->unsupported = NULL;
	end->unsupported_site = 0;
	end->message[0] = '\0';
}

static void reset(void)
{
	generation++;
	spin_seen = false;
	for (unsigned i = 0; i < thread_count; i++)
		threads[i].exists = false;
	thread_count = 0;
	end_state_clear();
	shadow_reset();
	primitive_reset();
	process_reset();
	memory_globals_reset();
}

enum outcome runtime_execute(void *(*start)(void *), void *argument)
{
	fiber_adopt(&scheduler);
	reset();
	current = 0;
	thread_init(0, 0, start, argument);
	engine->begin();
	shadow_show(true);
	running = true;
	fiber_switch(&scheduler, &runners[0].fiber);
	current = 0;
	return ended_with;
}

struct value memory_read(uintptr_t address, unsigned size)
{
	struct value v = {0, 0};

	switch (size) {
	case 1:
		v.low = *(const uint8_t *)address;
		break;
	case 2:
		v.low = *(const uint16_t *)address;
		break;
	case 4:
		v.low = *(const uint32_t *)address;
		break;
	case 8:
		v.low = *(const uint64_t *)address;
		break;
	default:
		v.low = ((const uint64_t *)address)[0];
		v.high = ((const uint64_t *)address)[1];
	}
	return v;
}

void memory_write(uintptr_t address, unsigned size, struct value v)
{
	switch (size) {
	case 1:
		*(uint8_t *)address = (uint8_t)v.low;
		break;
	case 2:
		*(uint16_t *)address = (uint16_t)v.low;
		break;
	case 4:
		*(uint32_t *)address = (uint32_t)v.low;
		break;
	case 8:
		*(uint64_t *)address = v.low;
		break;
	default:
		((uint64_t *)address)[0] = v.low;
		((uint64_t *)address)[1] = v.high;
	}
}
