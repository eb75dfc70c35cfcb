// SPDX-License-Identifier: MIT
/* The walk over the steps is not instrumented and belongs to the test; the accesses are, and belong to the program. */
#include "explore/shadow_programs.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WALK __attribute__((no_sanitize_thread, noinline))
#define DEED __attribute__((noinline)) static

static union {
	unsigned char bytes[SHADOW_BYTES];
	uint64_t aligned[SHADOW_BYTES / 8];
} global;
static unsigned char *area;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct shadow_program *program;
static pthread_t threads[SHADOW_THREADS_MAX];

static volatile int never_written;

#define ACCESS(bits) \
	DEED void read##bits(const unsigned char *at) \
	{ \
		(void)*(const volatile uint##bits##_t *)at; \
	} \
	DEED void write##bits(unsigned char *at) \
	{ \
		*(volatile uint##bits##_t *)at = 1; \
	} \
	DEED void read_second##bits(const unsigned char *at) \
	{ \
		(void)never_written; \
		(void)*(const volatile uint##bits##_t *)at; \
	} \
	DEED void write_second##bits(unsigned char *at) \
	{ \
		(void)never_written; \
		*(volatile uint##bits##_t *)at = 1; \
	}
ACCESS(8)
ACCESS(16)
ACCESS(32)
ACCESS(64)

DEED void read_atomic(unsigned char *at)
{
	(void)never_written;
	(void)__atomic_load_n((uint32_t *)(void *)at, __ATOMIC_RELAXED);
}

DEED void write_atomic(unsigned char *at)
{
	(void)never_written;
	__atomic_store_n((uint32_t *)(void *)at, 1, __ATOMIC_RELAXED);
}

WALK static void make_second(const struct shadow_step *step, unsigned char *at)
{
	bool write = step->kind == SHADOW_WRITE;

	switch (step->bytes) {
	case 1:
		write ? write_second8(at) : read_second8(at);
		break;
	case 2:
		write ? write_second16(at) : read_second16(at);
		break;
	case 4:
		write ? write_second32(at) : read_second32(at);
		break;
	default:
		write ? write_second64(at) : read_second64(at);
	}
}

WALK static void make(const struct shadow_step *step)
{
	static const unsigned char ones[SHADOW_BYTES] = {1};
	unsigned char copy[SHADOW_BYTES];
	unsigned char *at = &area[step->at];
	bool write = step->kind == SHADOW_WRITE;

	if (step->copy) {
		if (write)
			memcpy(at, ones, step->bytes);
		else
			memcpy(copy, at, step->bytes);
		return;
	}
	if (step->kind == SHADOW_ATOMIC_READ || step->kind == SHADOW_ATOMIC_WRITE) {
		step->kind == SHADOW_ATOMIC_WRITE ? write_atomic(at) : read_atomic(at);
		return;
	}
	if (step->second) {
		make_second(step, at);
		return;
	}
	switch (step->bytes) {
	case 1:
		write ? write8(at) : read8(at);
		break;
	case 2:
		write ? write16(at) : read16(at);
		break;
	case 4:
		write ? write32(at) : read32(at);
		break;
	default:
		write ? write64(at) : read64(at);
	}
}

WALK static void note(unsigned thread, const struct shadow_step *step)
{
	program->log[program->log_count].thread = (uint8_t)thread;
	program->log[program->log_count++].step = *step;
}

WALK static void note_thread(enum shadow_do kind, unsigned other)
{
	struct shadow_step step = {.kind = (uint8_t)kind, .at = (uint8_t)other};

	note(0, &step);
}

WALK static void walk(unsigned thread, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++) {
		const struct shadow_step *step = &program->threads[thread].steps[i];

		if (step->kind == SHADOW_LOCK)
			pthread_mutex_lock(&mutex);
		note(thread, step);
		if (step->kind == SHADOW_UNLOCK)
			pthread_mutex_unlock(&mutex);
		else if (step->kind != SHADOW_LOCK)
			make(step);
	}
}

WALK static void *body(void *argument)
{
	unsigned thread = (unsigned)(uintptr_t)argument;

	walk(thread, 0, program->threads[thread].count);
	return NULL;
}

WALK static void take_area(void)
{
	area = program->on_heap ? calloc(1, SHADOW_BYTES) : global.bytes;
}

WALK int shadow_run(void *argument)
{
	program = argument;
	program->log_count = 0;
	take_area();
	walk(0, 0, program->main_split);
	for (unsigned t = 1; t < program->thread_count; t++) {
		note_thread(SHADOW_CREATE, t);
		pthread_create(&threads[t], NULL, body, (void *)(uintptr_t)t);
	}
	for (unsigned t = 1; t < program->thread_count; t++) {
		pthread_join(threads[t], NULL);
		note_thread(SHADOW_JOIN, t);
	}
	walk(0, program->main_split, program->threads[0].count);
	return 0;
}
