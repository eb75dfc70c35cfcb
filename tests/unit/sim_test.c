/* SPDX-License-Identifier: MIT */
/* The stack as a client sees it: results, recycling, limits, Metal's assertions, and the offset at which each
 * method faults when its `_impl` is gone. */
#include "sim/sim_internal.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

/* The tests want the signal itself. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "handle_segv=0";
}

static const struct sim_pipeline copy = {SIM_KERNEL_COPY, 0, 1024};
static const struct sim_pipeline add = {SIM_KERNEL_ADD, 4096, 512};

static struct sim_device *device_with(uint32_t faults, enum sim_fix fix, unsigned gpu_threads)
{
	struct sim_config config = {.faults = faults, .fix = fix, .gpu_threads = gpu_threads};
	struct sim_device *device = NULL;
	struct agx_error err = {""};

	cr_assert_eq(sim_device_new(&config, &device, &err), AGX_OK, "%s", err.text);
	return device;
}

struct operands {
	float values[3][64];
	struct sim_buffer a;
	struct sim_buffer out;
	struct sim_buffer b;
};

static void operands_init(struct operands *o)
{
	memset(o, 0, sizeof *o);
	for (int i = 0; i < 64; i++) {
		o->values[0][i] = (float)i;
		o->values[2][i] = 0.25f;
	}
	o->a = (struct sim_buffer) {o->values[0], 64};
	o->out = (struct sim_buffer) {o->values[1], 64};
	o->b = (struct sim_buffer) {o->values[2], 64};
}

static void encode_add(struct sim_encoder *encoder, struct operands *o, const float *expected)
{
	const struct sim_buffer *const buffers[] = {&o->a, &o->out, &o->b};

	sim_encoder_setComputePipelineState(encoder, &add);
	sim_encoder_setBuffers(encoder, buffers, 3);
	sim_encoder_dispatchThreads(encoder, 64, 32, expected);
}

Test(sim, executes_what_was_encoded_and_checks_it)
{
	struct sim_device *device = device_with(0, SIM_FIX_NONE, 1);
	struct sim_queue *queue = sim_queue_new(device);
	struct sim_command_buffer *buffer = sim_queue_commandBuffer(queue);
	struct sim_encoder *encoder = sim_command_buffer_computeCommandEncoder(buffer);
	struct operands o;
	float right[64];
	float wrong[64] = {0};
	struct sim_counters counters;

	operands_init(&o);
	for (int i = 0; i < 64; i++)
		right[i] = (float)i + 0.25f;
	encode_add(encoder, &o, right);
	encode_add(encoder, &o, wrong);
	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(buffer);
	sim_command_buffer_waitUntilCompleted(buffer);
	cr_assert_arr_eq(o.values[1], right, sizeof right);
	sim_command_buffer_release(buffer);
	counters = sim_device_counters(device);
	cr_assert_eq(counters.executed, 2);
	cr_assert_eq(counters.buffers, 1);
	cr_assert_eq(counters.wrong_results, 1, "the second command's answer was declared wrong");
	sim_device_release(device);
}

Test(sim, a_command_out_of_its_buffers_bounds_is_a_gpu_fault_not_a_crash)
{
	struct sim_device *device = device_with(0, SIM_FIX_NONE, 0);
	struct sim_command_buffer *buffer = sim_queue_commandBuffer(sim_queue_new(device));
	struct sim_encoder *encoder = sim_command_buffer_computeCommandEncoder(buffer);
	struct operands o;

	operands_init(&o);
	sim_encoder_setComputePipelineState(encoder, &copy);
	sim_encoder_setBuffer(encoder, &o.a, 0, 0);
	sim_encoder_setBuffer(encoder, &o.out, 60, 1);
	sim_encoder_dispatchThreads(encoder, 64, 32, NULL);
	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(buffer);
	cr_assert_eq(sim_device_counters(device).wrong_results, 1);
	sim_command_buffer_release(buffer);
	sim_device_release(device);
}

Test(sim, a_new_encoder_on_the_same_buffer_is_the_same_object)
{
	struct sim_device *device = device_with(0, SIM_FIX_NONE, 0);
	struct sim_command_buffer *buffer = sim_queue_commandBuffer(sim_queue_new(device));
	struct sim_encoder *first = sim_command_buffer_computeCommandEncoder(buffer);
	struct operands o;

	operands_init(&o);
	encode_add(first, &o, NULL);
	sim_encoder_endEncoding(first);
	cr_assert_eq(sim_command_buffer_computeCommandEncoder(buffer), first);
	encode_add(first, &o, NULL);
	sim_encoder_endEncoding(first);
	cr_assert_not_null(first->_impl.plain, "the real end is deferred to the commit");
	sim_command_buffer_commit(buffer);
	cr_assert_null(first->_impl.plain);
	cr_assert_eq(sim_device_counters(device).executed, 2, "both encoders' commands");
	sim_command_buffer_release(buffer);
	sim_device_release(device);
}

static void *commit_later(void *context)
{
	struct sim_command_buffer **buffers = context;

	sim_command_buffer_commit(buffers[0]);
	return NULL;
}

Test(sim, the_sixty_fifth_buffer_of_a_queue_waits_for_a_completion)
{
	struct sim_device *device = device_with(0, SIM_FIX_NONE, 1);
	struct sim_queue *queue = sim_queue_new(device);
	struct sim_command_buffer *buffers[SIM_BUFFERS_IN_FLIGHT];
	struct sim_command_buffer *last;
	pthread_t thread;

	for (int i = 0; i < SIM_BUFFERS_IN_FLIGHT; i++)
		buffers[i] = sim_queue_commandBuffer(queue);
	cr_assert_eq(queue->in_flight, SIM_BUFFERS_IN_FLIGHT);
	cr_assert_eq(pthread_create(&thread, NULL, commit_later, buffers), 0);
	last = sim_queue_commandBuffer(queue);
	cr_assert(buffers[0]->completed, "it was given out before a slot was free");
	pthread_join(thread, NULL);
	for (int i = 0; i < SIM_BUFFERS_IN_FLIGHT; i++)
		sim_command_buffer_release(buffers[i]);
	sim_command_buffer_release(last);
	cr_assert_eq(queue->in_flight, 0);
	sim_device_release(device);
}

static void note_order(void *context)
{
	char **next = context;

	*(*next)++ = 'h';
}

Test(sim, the_completion_handler_runs_once_before_the_wait_returns)
{
	struct sim_device *device = device_with(0, SIM_FIX_NONE, 1);
	struct sim_command_buffer *buffer = sim_queue_commandBuffer(sim_queue_new(device));
	char order[4] = "";
	char *next = order;

	sim_command_buffer_addCompletedHandler(buffer, note_order, &next);
	sim_command_buffer_commit(buffer);
	sim_command_buffer_waitUntilCompleted(buffer);
	*next++ = 'w';
	cr_assert_str_eq(order, "hw");
	sim_command_buffer_release(buffer);
	sim_device_release(device);
}

static struct sim_command_buffer *open_buffer(struct sim_encoder **ret_encoder)
{
	struct sim_device *device = device_with(0, SIM_FIX_NONE, 0);
	struct sim_command_buffer *buffer = sim_queue_commandBuffer(sim_queue_new(device));

	*ret_encoder = sim_command_buffer_computeCommandEncoder(buffer);
	return buffer;
}

Test(sim_asserts, second_encoder_while_one_is_open, .signal = SIGABRT)
{
	struct sim_encoder *encoder;

	sim_command_buffer_computeCommandEncoder(open_buffer(&encoder));
}

Test(sim_asserts, encoder_on_a_committed_buffer, .signal = SIGABRT)
{
	struct sim_encoder *encoder;
	struct sim_command_buffer *buffer = open_buffer(&encoder);

	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(buffer);
	sim_command_buffer_computeCommandEncoder(buffer);
}

Test(sim_asserts, commit_with_an_open_encoder, .signal = SIGABRT)
{
	struct sim_encoder *encoder;

	sim_command_buffer_commit(open_buffer(&encoder));
}

Test(sim_asserts, second_commit, .signal = SIGABRT)
{
	struct sim_encoder *encoder;
	struct sim_command_buffer *buffer = open_buffer(&encoder);

	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(buffer);
	sim_command_buffer_commit(buffer);
}

Test(sim_asserts, release_without_endEncoding, .signal = SIGABRT)
{
	struct sim_encoder *encoder;

	sim_command_buffer_release(open_buffer(&encoder));
}

Test(sim_asserts, handler_after_commit, .signal = SIGABRT)
{
	struct sim_encoder *encoder;
	struct sim_command_buffer *buffer = open_buffer(&encoder);

	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(buffer);
	sim_command_buffer_addCompletedHandler(buffer, note_order, NULL);
}

static sigjmp_buf after_fault;
static void *fault_address;

static void on_fault(int signal_number, siginfo_t *info, void *context)
{
	(void)signal_number;
	(void)context;
	fault_address = info->si_addr;
	siglongjmp(after_fault, 1);
}

enum method { METHOD_PIPELINE, METHOD_BUFFER, METHOD_BUFFERS, METHOD_DISPATCH };

static uintptr_t address_of_fault(enum method method)
{
	struct sim_encoder *encoder;
	struct sim_command_buffer *buffer;
	struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
	struct operands o;
	const struct sim_buffer *const buffers[] = {&o.a};

	operands_init(&o);
	buffer = open_buffer(&encoder);
	encoder->_impl.plain = NULL;
	sigaction(SIGSEGV, &action, NULL);
	fault_address = (void *)1;
	if (sigsetjmp(after_fault, 1) == 0) {
		switch (method) {
		case METHOD_PIPELINE:
			sim_encoder_setComputePipelineState(encoder, &copy);
			break;
		case METHOD_BUFFER:
			sim_encoder_setBuffer(encoder, &o.a, 0, 0);
			break;
		case METHOD_BUFFERS:
			sim_encoder_setBuffers(encoder, buffers, 1);
			break;
		case METHOD_DISPATCH:
			sim_encoder_dispatchThreads(encoder, 64, 32, NULL);
			break;
		}
		cr_assert_fail("no fault");
	}
	sim_device_release(buffer->queue->device);
	return (uintptr_t)fault_address;
}

Test(sim_faults, setComputePipelineState_reads_null_plus_5c8)
{
	cr_assert_eq(address_of_fault(METHOD_PIPELINE), 0x5c8);
}

Test(sim_faults, setBuffer_writes_null_plus_3b90)
{
	cr_assert_eq(address_of_fault(METHOD_BUFFER), 0x3b90);
	cr_assert_eq(address_of_fault(METHOD_BUFFERS), 0x3b90);
}

Test(sim_faults, dispatchThreads_reads_null_plus_5f4)
{
	cr_assert_eq(address_of_fault(METHOD_DISPATCH), 0x5f4);
}

Test(sim_faults, call_on_a_torn_down_encoder_kills_the_process, .signal = SIGSEGV)
{
	struct sim_encoder *encoder;
	struct sim_command_buffer *buffer = open_buffer(&encoder);

	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(buffer);
	sim_encoder_setComputePipelineState(encoder, &copy);
}

static uint64_t calls_lost_after_the_end(enum sim_fix fix)
{
	struct sim_device *device = device_with(0, fix, 0);
	struct sim_command_buffer *buffer = sim_queue_commandBuffer(sim_queue_new(device));
	struct sim_encoder *encoder = sim_command_buffer_computeCommandEncoder(buffer);
	uint64_t lost;

	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(buffer);
	sim_encoder_setComputePipelineState(encoder, &copy);
	sim_encoder_dispatchThreads(encoder, 64, 32, NULL);
	lost = sim_device_counters(device).lost_calls;
	sim_command_buffer_release(buffer);
	sim_device_release(device);
	return lost;
}

Test(sim_faults, a_fix_with_a_check_drops_the_call_and_counts_it)
{
	cr_assert_eq(calls_lost_after_the_end(SIM_FIX_CONTEXT_MUTEX), 2);
	cr_assert_eq(calls_lost_after_the_end(SIM_FIX_REFCOUNT), 2);
	cr_assert_eq(calls_lost_after_the_end(SIM_FIX_CONTEXT_MUTEX_REFCOUNT), 2);
	cr_assert_eq(calls_lost_after_the_end(SIM_FIX_REFCOUNT_ACQREL), 2);
}

/* One thread after the other, so that only the fault's own logic decides: A's buffer is dropped while B's encoder,
 * in the slot that A had, is open. */
static bool b_survives_a(uint32_t faults, enum sim_fix fix)
{
	struct sim_device *device = device_with(faults, fix, 0);
	struct sim_queue *queue = sim_queue_new(device);
	struct sim_command_buffer *a = sim_queue_commandBuffer(queue);
	struct sim_command_buffer *b = sim_queue_commandBuffer(queue);
	struct sim_encoder *encoder = sim_command_buffer_computeCommandEncoder(a);
	bool survives;

	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(a);
	encoder = sim_command_buffer_computeCommandEncoder(b);
	sim_command_buffer_release(a);
	survives = encoder->_impl.plain != NULL;
	sim_encoder_endEncoding(encoder);
	sim_command_buffer_commit(b);
	sim_command_buffer_release(b);
	sim_device_release(device);
	return survives;
}

Test(sim_faults, foreign_teardown_hits_the_next_owner_of_the_slot)
{
	cr_assert(b_survives_a(0, SIM_FIX_NONE));
	cr_assert_not(b_survives_a(SIM_FAULT_FOREIGN_TEARDOWN, SIM_FIX_NONE));
	cr_assert_not(b_survives_a(SIM_FAULT_FOREIGN_TEARDOWN, SIM_FIX_NULL_BEFORE_UNLOCK));
	cr_assert_not(b_survives_a(SIM_FAULT_FOREIGN_TEARDOWN, SIM_FIX_CONTEXT_MUTEX));
	cr_assert(b_survives_a(SIM_FAULT_FOREIGN_TEARDOWN, SIM_FIX_REFCOUNT));
	cr_assert(b_survives_a(SIM_FAULT_FOREIGN_TEARDOWN, SIM_FIX_CONTEXT_MUTEX_REFCOUNT));
	cr_assert(b_survives_a(SIM_FAULT_FOREIGN_TEARDOWN, SIM_FIX_REFCOUNT_ACQREL));
}

Test(sim, contexts_come_back)
{
	struct sim_config config = {.contexts = 1};

	for (int fix = 0; fix < SIM_FIX_COUNT; fix++) {
		struct sim_device *device = NULL;
		struct sim_queue *queue;

		config.fix = (enum sim_fix)fix;
		cr_assert_eq(sim_device_new(&config, &device, NULL), AGX_OK);
		queue = sim_queue_new(device);
		for (int i = 0; i < 3; i++) {
			struct sim_command_buffer *buffer = sim_queue_commandBuffer(queue);
			struct sim_command_buffer *other = sim_queue_commandBuffer(queue);
			struct sim_encoder *encoder = sim_command_buffer_computeCommandEncoder(buffer);

			cr_assert_not_null(encoder, "fix %d lost the only context", fix);
			cr_assert_null(sim_command_buffer_computeCommandEncoder(other),
				       "fix %d gave the only context twice", fix);
			sim_encoder_endEncoding(encoder);
			if (i != 1) /* also when the buffer is dropped uncommitted */
				sim_command_buffer_commit(buffer);
			sim_command_buffer_release(buffer);
			sim_command_buffer_release(other);
		}
		sim_device_release(device);
	}
}

static void append_event(void *context, const struct sim_event *event)
{
	char *text = context;
	size_t used = strlen(text);

	(void)snprintf(text + used, 65536 - used, "%s %s %llu %llu\n", event->operation, event->object,
		       (unsigned long long)event->object_id, (unsigned long long)event->value);
}

static char *single_threaded_trace(void)
{
	static char text[2][65536];
	static int which;
	char *out = text[which++ % 2];
	struct sim_config config = {.on_event = append_event, .on_event_context = out};
	struct sim_device *device = NULL;
	struct sim_queue *queue;
	struct operands o;

	operands_init(&o);
	out[0] = '\0';
	cr_assert_eq(sim_device_new(&config, &device, NULL), AGX_OK);
	queue = sim_queue_new(device);
	for (int i = 0; i < 5; i++) {
		struct sim_command_buffer *buffer = sim_queue_commandBuffer(queue);
		struct sim_encoder *encoder = sim_command_buffer_computeCommandEncoder(buffer);

		encode_add(encoder, &o, NULL);
		sim_encoder_endEncoding(encoder);
		sim_command_buffer_commit(buffer);
		sim_command_buffer_release(buffer);
	}
	sim_device_release(device);
	return out;
}

Test(sim, the_same_calls_leave_the_same_trace_byte_for_byte)
{
	const char *first = single_threaded_trace();
	const char *second = single_threaded_trace();

	cr_assert_gt(strlen(first), 1000);
	cr_assert_str_eq(first, second);
	cr_assert_not_null(strstr(first, "initImpl context 0 1\n"));
	cr_assert_not_null(strstr(first, "destroyImpl context 0 0\n"));
}

Test(sim, sizes_out_of_range_are_refused)
{
	struct sim_device *device = NULL;
	struct agx_error err = {""};

	cr_assert_eq(sim_device_new(&(struct sim_config) {.contexts = SIM_CONTEXTS_MAX + 1}, &device,
				    &err),
		     AGX_USAGE);
	cr_assert_not_null(strstr(err.text, "contexts"));
	cr_assert_eq(sim_device_new(&(struct sim_config) {.jitter = 1001}, &device, &err), AGX_USAGE);
	cr_assert_null(device);
}
