/* SPDX-License-Identifier: MIT */
/* A case as it was read; its strings point into the file's text. */
#ifndef AGX_TEST_TRIAGE_FIXTURE_INTERNAL_H
#define AGX_TEST_TRIAGE_FIXTURE_INTERNAL_H

#include "support/triage_fixture.h"

enum {
	FIXTURE_FRAMES_MAX = 512,
	FIXTURE_THREADS_MAX = 32,
	FIXTURE_REGISTERS_MAX = 40,
	FIXTURE_TEXTS_MAX = 32,
	FIXTURE_IMAGES_MAX = 64,
	FIXTURE_NOT_MAX = 8,
};

struct fixture_frame {
	const char *image;
	const char *symbol; /* "" none */
	uint64_t offset;
};

struct fixture_thread {
	const char *name; /* "" none, as are the others */
	const char *queue;
	const char *operation;
	const char *object;
	size_t first_frame;
	size_t frame_count;
};

struct fixture_register {
	const char *name;
	uint64_t value;
};

struct fixture {
	const char *path;
	char *text;
	bool shapes[SHAPE_COUNT];

	const char *family;
	const char *grade;
	const char *frame;
	const char *against;
	const char *unsaid;
	const char *not[FIXTURE_NOT_MAX];
	size_t not_count;
	int64_t witness;
	const char *witness_frame;

	const char *process;
	const char *exception;
	const char *signal;
	const char *subtype;
	const char *esr;
	const char *termination; /* NAMESPACE|CODE|INDICATOR */
	const char *details;
	const char *asi[FIXTURE_TEXTS_MAX]; /* SOURCE|TEXT */
	size_t asi_count;
	const char *lines[FIXTURE_TEXTS_MAX]; /* of a terminal or a panic */
	size_t line_count;
	const char *images[FIXTURE_IMAGES_MAX]; /* NAME or NAME|VERSION */
	size_t image_count;
	struct fixture_register registers[FIXTURE_REGISTERS_MAX];
	size_t register_count;
	struct fixture_thread threads[FIXTURE_THREADS_MAX];
	size_t thread_count;
	struct fixture_frame frames[FIXTURE_FRAMES_MAX];
	size_t frame_count;
	int64_t crashed;
	bool in_backtrace;
	size_t first_backtrace;
	size_t backtrace_count;
};

_Noreturn void fixture_fail(const char *path, const char *line, const char *what);

#endif
