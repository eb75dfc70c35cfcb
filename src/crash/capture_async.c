/* SPDX-License-Identifier: MIT */
/* The handler as a sequence of stages. The first thread that faults becomes the owner and runs them;
 * it asks the other threads by a signal to describe themselves, and they never run on. When a stage
 * faults, the handler is entered again on top of itself, on the same alternate stack, and goes on with
 * the next stage: no jump back is needed, since the interrupted stage is of no more use.
 *
 * A stage that takes too long (libunwind waits for the dynamic linker's lock, and a thread was stopped
 * with it) is ended by SIGALRM in the same way. The owner may block that signal just then, as
 * libunwind does; another thread receives it and runs the remaining stages in the owner's place. */
#include "crash/async_internal.h"

#include "agxrace/crash_report.h"

#include <stddef.h>

#include "crash/async_banned.h"

struct crash_async_setup crash_async_setup;

/* Thread id of the owner; 0: none yet. Whoever sets it owns what follows. */
static _Atomic int64_t owner;
static int owner_signal;
static siginfo_t *owner_info;
static void *owner_context;
static unsigned next_stage; /* enum snapshot_stage */

/* The thread that may run stages: the owner, or who took its place. */
static _Atomic int64_t runner;

/* The slot this thread is filling as one that was stopped. */
static _Thread_local struct snapshot_thread *own_slot;

static void copy_text(char *to, size_t size, const char *from)
{
	size_t i = 0;

	for (; from != NULL && i + 1 < size && from[i] != '\0'; i++)
		to[i] = from[i];
	to[i] = '\0';
}

static void copy_activity(struct snapshot_thread *slot)
{
	const struct activity *a = &activity_current;

	copy_text(slot->name, sizeof slot->name, a->name);
	copy_text(slot->queue, sizeof slot->queue, a->queue);
	copy_text(slot->operation, sizeof slot->operation, a->now.operation);
	copy_text(slot->object, sizeof slot->object, a->now.object);
	slot->object_id = a->now.object_id;
}

bool crash_async_frame(struct snapshot_thread *slot, uint64_t address)
{
	uint32_t count = atomic_load_explicit(&slot->frame_count, memory_order_relaxed);

	if (slot == &crash_async_setup.snapshot->threads[0] &&
	    atomic_load(&runner) != crash_async_thread_id())
		return false; /* Somebody else tells this stack now. */
	if (count == SNAPSHOT_FRAMES_MAX) {
		slot->clipped = true;
		return false;
	}
	slot->frames[count] = address;
	/* Pairs with the parent's read of a child that was killed half-way. */
	atomic_store_explicit(&slot->frame_count, count + 1, memory_order_release);
	return true;
}

static struct snapshot_thread *find_slot(int64_t id)
{
	struct crash_snapshot *s = crash_async_setup.snapshot;
	uint32_t count = atomic_load_explicit(&s->thread_count, memory_order_acquire);

	for (uint32_t i = 0; i < count; i++) {
		if (s->threads[i].id == id)
			return &s->threads[i];
	}
	return NULL;
}

/* Context: the owner only. */
static struct snapshot_thread *add_slot(int64_t id)
{
	struct crash_snapshot *s = crash_async_setup.snapshot;
	uint32_t count = atomic_load_explicit(&s->thread_count, memory_order_relaxed);

	if (count == SNAPSHOT_THREADS_MAX)
		return NULL;
	s->threads[count].id = id;
	atomic_store_explicit(&s->threads[count].state, SNAPSHOT_WAITED_FOR,
			      memory_order_relaxed);
	/* Pairs with the acquire in find_slot(): a thread that is asked finds its slot. */
	atomic_store_explicit(&s->thread_count, count + 1, memory_order_release);
	return &s->threads[count];
}

static void set_state(struct snapshot_thread *slot, enum snapshot_thread_state state)
{
	/* Pairs with the acquire in all_answered() and in the parent. */
	atomic_store_explicit(&slot->state, state, memory_order_release);
}

static void stage_signal(void)
{
	struct crash_snapshot *s = crash_async_setup.snapshot;

	if (owner_signal == 0)
		return;
	s->code = owner_info->si_code;
	crash_async_registers(s, owner_info, owner_context);
	copy_text(s->message, sizeof s->message, abort_message_text);
}

static void ask(int64_t id)
{
	struct crash_snapshot *s = crash_async_setup.snapshot;

	if (find_slot(id) != NULL)
		return;
	if (add_slot(id) == NULL)
		s->threads_left_out++;
	else
		(void)crash_async_signal_thread(id, crash_async_setup.stop_signal);
}

/* Twice, for threads that were being started during the first time. */
static void stage_ask(void)
{
	crash_async_setup.snapshot->threads_left_out = 0;
	crash_async_each_thread(ask);
	if (crash_async_setup.snapshot->threads_left_out == 0)
		crash_async_each_thread(ask);
}

static void stage_self(void)
{
	struct snapshot_thread *slot = &crash_async_setup.snapshot->threads[0];

	slot->signal = (uint32_t)owner_signal;
	copy_activity(slot);
	set_state(slot, SNAPSHOT_NAMED);
}

static void stage_stack(void)
{
	struct crash_snapshot *s = crash_async_setup.snapshot;

	if (s->access == CRASH_ACCESS_EXECUTE) {
		(void)crash_async_frame(&s->threads[0], s->pc);
		crash_async_context_return(owner_context);
	}
	crash_async_unwind(owner_context, &s->threads[0]);
	set_state(&s->threads[0], SNAPSHOT_DONE);
}

static void stage_walk(void)
{
	struct snapshot_thread *slot = &crash_async_setup.snapshot->threads[0];

	if (atomic_load_explicit(&slot->frame_count, memory_order_relaxed) > 1)
		return;
	atomic_store_explicit(&slot->frame_count, 0, memory_order_relaxed);
	crash_async_walk(owner_context, slot);
}

static bool all_answered(bool tell_deaf)
{
	struct crash_snapshot *s = crash_async_setup.snapshot;
	uint32_t count = atomic_load_explicit(&s->thread_count, memory_order_relaxed);
	bool all = true;

	for (uint32_t i = 1; i < count; i++) {
		struct snapshot_thread *slot = &s->threads[i];
		uint32_t state = atomic_load_explicit(&slot->state, memory_order_acquire);

		if (state == SNAPSHOT_WAITED_FOR && tell_deaf &&
		    crash_async_thread_blocks(slot->id, crash_async_setup.stop_signal))
			set_state(slot, SNAPSHOT_DEAF);
		else if (state == SNAPSHOT_WAITED_FOR || state == SNAPSHOT_NAMED)
			all = false;
	}
	return all;
}

static void stage_others(void)
{
	uint64_t start = crash_async_now_ms();
	uint64_t waited = 0;

	while (!all_answered(waited >= SNAPSHOT_GRACE_MS) && waited < SNAPSHOT_ANSWER_MS) {
		crash_async_pause_ms(1);
		waited = crash_async_now_ms() - start;
	}
}

static void stage_end(void)
{
}

static void (*const stages[SNAPSHOT_STAGES])(void) = {
	[SNAPSHOT_SIGNAL] = stage_signal, [SNAPSHOT_ASKED] = stage_ask,
	[SNAPSHOT_SELF] = stage_self,     [SNAPSHOT_STACK] = stage_stack,
	[SNAPSHOT_WALK] = stage_walk,     [SNAPSHOT_OTHERS] = stage_others,
	[SNAPSHOT_END] = stage_end,
};

static void fault_for_test(unsigned stage)
{
	uint32_t bits = crash_async_setup.fault_in_stages >> stage;

	if ((bits & 1) != 0)
		*(volatile char *)(uintptr_t)stage = 0;
	if ((bits >> 16 & 1) != 0)
		crash_async_park();
}

/* Run the stages that were not yet begun, then end the process, or wait for the parent to. */
static _Noreturn void run_stages(void)
{
	struct crash_snapshot *s = crash_async_setup.snapshot;

	while (next_stage < SNAPSHOT_STAGES) {
		unsigned stage = next_stage++;

		crash_async_watchdog(SNAPSHOT_STAGE_MS +
				     (stage == SNAPSHOT_OTHERS ? SNAPSHOT_ANSWER_MS : 0));
		fault_for_test(stage);
		stages[stage]();
		if (atomic_load(&runner) != crash_async_thread_id())
			crash_async_park();
		/* Pairs with the acquire in crash_snapshot_has(). */
		(void)atomic_fetch_or_explicit(&s->stages, 1u << stage, memory_order_release);
	}
	crash_async_wake(crash_async_setup.wake_fd);
	if (owner_signal != 0)
		crash_async_die(owner_signal);
	crash_async_park();
}

/* Leave the stage that is being run, which faulted or hangs, for the next one. */
static _Noreturn void skip_stage(void)
{
	struct crash_snapshot *s = crash_async_setup.snapshot;

	if (atomic_fetch_add_explicit(&s->handler_faults, 1, memory_order_relaxed) >=
	    SNAPSHOT_FAULTS_MAX)
		crash_async_die(owner_signal != 0 ? owner_signal : SIGKILL);
	run_stages();
}

static _Noreturn void become_owner(int64_t self, int signal_number, siginfo_t *info,
				   void *context)
{
	owner_signal = signal_number;
	owner_info = info;
	owner_context = context;
	atomic_store(&runner, self);
	crash_async_setup.snapshot->signal = (uint32_t)signal_number;
	(void)add_slot(self);
	run_stages();
}

/* Describe this thread, which the owner has given SLOT. */
static _Noreturn void answer(struct snapshot_thread *slot, int signal_number, void *context)
{
	own_slot = slot;
	slot->signal = (uint32_t)signal_number;
	copy_activity(slot);
	set_state(slot, SNAPSHOT_NAMED);
	crash_async_unwind(context, slot);
	set_state(slot, SNAPSHOT_DONE);
	crash_async_park();
}

/* This thread faulted by itself while another one was the owner already. */
static _Noreturn void answer_when_asked(int64_t self, int signal_number, void *context)
{
	struct snapshot_thread *slot = find_slot(self);

	for (unsigned ms = 0; slot == NULL && ms < SNAPSHOT_ANSWER_MS; ms++) {
		crash_async_pause_ms(1);
		slot = find_slot(self);
	}
	if (slot != NULL)
		answer(slot, signal_number, context);
	crash_async_park();
}

void crash_async_on_fault(int signal_number, siginfo_t *info, void *context)
{
	int64_t self = crash_async_thread_id();
	int64_t now = 0;

	if (own_slot != NULL && atomic_load(&runner) != self) {
		own_slot->faulted_inside = true;
		set_state(own_slot, SNAPSHOT_DONE);
		crash_async_park();
	}
	if (atomic_compare_exchange_strong(&owner, &now, self))
		become_owner(self, signal_number, info, context);
	if (atomic_load(&runner) != self)
		answer_when_asked(self, signal_number, context);
	skip_stage();
}

void crash_async_on_alarm(int signal_number, siginfo_t *info, void *context)
{
	(void)signal_number;
	(void)info;
	(void)context;
	if (atomic_load(&runner) == 0)
		return;
	atomic_store(&runner, crash_async_thread_id());
	skip_stage();
}

void crash_async_on_stop(int signal_number, siginfo_t *info, void *context)
{
	int64_t self = crash_async_thread_id();
	struct snapshot_thread *slot = find_slot(self);
	int64_t nobody = 0;

	(void)signal_number;
	if (slot != NULL)
		answer(slot, 0, context);
	if (info->si_pid == crash_async_setup.parent &&
	    atomic_compare_exchange_strong(&owner, &nobody, self))
		become_owner(self, 0, NULL, context);
}
