/* SPDX-License-Identifier: MIT */
/* A search that gets no memory, or no thread, says so, and never loses a state and holds. The linker hands the checker's calls to the
 * functions below. */
#include "check/packed_table.h"
#include "model/encoding.h"
#include "model/published.h"
#include "support/check_run.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

static _Atomic long countdown = -1; /* allocations until one fails; below 0: none does */
static _Atomic long threads_left = -1;

static bool fails(void)
{
	return atomic_load(&countdown) >= 0 && atomic_fetch_sub(&countdown, 1) == 0;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
void *__real_mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset);
void *__real_mremap(void *old, size_t bytes, size_t bytes_new, int flags, ...);
int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*main)(void *), void *context);
void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset);
void *__wrap_mremap(void *old, size_t bytes, size_t bytes_new, int flags, ...);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*main)(void *), void *context);

void *__wrap_malloc(size_t bytes)
{
	return fails() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
	return fails() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
	return fails() ? NULL : __real_realloc(old, bytes);
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
	return fails() ? NULL : __real_aligned_alloc(alignment, bytes);
}

void *__wrap_mmap(void *at, size_t bytes, int protection, int flags, int fd, off_t offset)
{
	return fails() ? MAP_FAILED : __real_mmap(at, bytes, protection, flags, fd, offset);
}

void *__wrap_mremap(void *old, size_t bytes, size_t bytes_new, int flags, ...)
{
	return fails() ? MAP_FAILED : __real_mremap(old, bytes, bytes_new, flags);
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
			  void *(*main)(void *), void *context)
{
	if (atomic_load(&threads_left) == 0)
		return EAGAIN;
	(void)atomic_fetch_sub(&threads_left, 1);
	return __real_pthread_create(thread, attributes, main, context);
}

/* Run with the K-th allocation failing, for every K until none is left to fail. */
static void fail_each(const struct agx_check_model *model, struct agx_check_options options,
		      enum agx_verdict verdict)
{
	struct agx_check_result whole = run(model, options);
	const uint64_t full = whole.full;

	agx_check_result_release(&whole);
	for (long k = 0;; k++) {
		struct agx_check_result r;
		struct agx_error err = {""};
		enum agx_status status;
		bool failed;

		atomic_store(&countdown, k);
		status = agx_check_run(model, &options, &r, &err);
		failed = atomic_exchange(&countdown, -1) < 0;
		if (status != AGX_OK) {
			cr_assert_eq(status, AGX_NO_MEMORY, "%ld: %s", k, err.text);
			cr_assert(failed && err.text[0] != '\0');
			continue;
		}
		if (r.verdict == AGX_VIOLATED && r.path.length == 0)
			cr_assert_eq(r.limit, AGX_CHECK_LIMIT_MEMORY);
		if (r.verdict == AGX_INCONCLUSIVE)
			cr_assert_eq(r.limit, AGX_CHECK_LIMIT_MEMORY);
		cr_assert(r.verdict == verdict || (failed && r.verdict == AGX_INCONCLUSIVE),
			  "%ld: verdict %d", k, (int)r.verdict);
		cr_assert(r.verdict != AGX_HOLDS || r.full == full, "%ld: states were lost", k);
		agx_check_result_release(&r);
		if (!failed) {
			cr_assert_eq(r.limit, AGX_CHECK_NO_LIMIT);
			cr_assert_gt(k, 5);
			return;
		}
	}
}

Test(check_failures, every_allocation_may_fail)
{
	struct published model;

	make(&model, true, 8, 4);
	fail_each(&model.model, (struct agx_check_options) {.deadlock = true, .keep_states = true},
		  AGX_HOLDS);
	fail_each(&model.model, (struct agx_check_options) {.symmetry = true}, AGX_HOLDS);
	fail_each(&model.model, (struct agx_check_options) {.workers = 3}, AGX_HOLDS);
	make(&model, true, 4, 3);
	fail_each(&model.model, (struct agx_check_options) {.progress = true}, AGX_VIOLATED);
	make(&model, false, 3, 2);
	fail_each(&model.model, (struct agx_check_options) {.workers = 2}, AGX_VIOLATED);
	fail_each(&model.model, (struct agx_check_options) {.symmetry = true}, AGX_VIOLATED);
}

Test(check_failures, every_allocation_of_the_views_may_fail)
{
	struct encoding_config config = encoding_config_default();
	const struct agx_check_family family = encoding_family(&config);
	const struct agx_check_views_options options = {.threads = 2};

	for (long k = 0;; k++) {
		struct agx_check_views_result r;
		struct agx_error err = {""};
		enum agx_status status;
		bool failed;

		atomic_store(&countdown, k);
		status = agx_check_views(&family, &options, &r, &err);
		failed = atomic_exchange(&countdown, -1) < 0;
		if (status != AGX_OK) {
			cr_assert_eq(status, AGX_NO_MEMORY, "%ld: %s", k, err.text);
			continue;
		}
		cr_assert(!failed || (r.verdict == AGX_INCONCLUSIVE &&
				      r.limit == AGX_CHECK_LIMIT_MEMORY),
			  "%ld", k);
		agx_check_views_release(&r);
		if (!failed) {
			cr_assert_eq(r.verdict, AGX_HOLDS);
			return;
		}
	}
}

Test(check_failures, a_worker_that_cannot_be_started_is_told)
{
	struct published model;
	struct agx_check_result r;
	struct agx_error err = {""};

	make(&model, true, 4, 4);
	for (long started = 0; started < 3; started++) {
		atomic_store(&threads_left, started);
		cr_assert_eq(agx_check_run(&model.model,
					   &(struct agx_check_options) {.workers = 4}, &r, &err),
			     AGX_FAILED);
		cr_assert(strstr(err.text, "of 4 workers") != NULL, "%s", err.text);
	}
	atomic_store(&threads_left, 3);
	r = run(&model.model, (struct agx_check_options) {.workers = 4});
	cr_assert_eq(r.verdict, AGX_HOLDS);
}

/* So many initial states that the tables grow before the search begins. */
static void begin_often(const void *context, struct agx_check_out *out)
{
	(void)context;
	for (uint64_t i = 0; i < 4000; i++)
		agx_check_emit_word(out, 1 + i * 64, 0, 0);
}

static void stay(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, *state, agx_check_step(0, 0, 0), 0);
}

Test(check_failures, no_initial_state_is_lost_for_lack_of_memory)
{
	const struct agx_check_model model = {.name = "many", .words = 1, .successors_max = 4000,
					      .initial = begin_often, .successors = stay,
					      .actor_count = 1};

	fail_each(&model, (struct agx_check_options) {.workers = 1}, AGX_HOLDS);
	fail_each(&model, (struct agx_check_options) {.workers = 2}, AGX_HOLDS);
}

/* States that the table sends to one group, so that nearly all are in its overflow, which is made anew when the table grows. From
 * each there are ways back: a state that is lost is found again, and counted twice. */
enum { CROWD_BITS = 30, CROWD = 6000 };

static uint64_t of_crowd(uint64_t i)
{
	return packed_unhash(((UINT64_C(1) << (CROWD_BITS - 1)) + i) << (64 - CROWD_BITS), CROWD_BITS);
}

static void begin_crowd(const void *context, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, of_crowd(0), 0, 0);
}

static void crowd_on(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	uint64_t i = (packed_hash(*state, CROWD_BITS) >> (64 - CROWD_BITS)) - (UINT64_C(1) << (CROWD_BITS - 1));

	(void)context;
	agx_check_emit_word(out, of_crowd(i / 2), agx_check_step(0, 0, 0), 0);
	if (i + 1 < CROWD)
		agx_check_emit_word(out, of_crowd(i + 1), agx_check_step(0, 0, 1), 0);
}

Test(check_failures, what_a_crowd_lacks_room_for_is_told)
{
	const struct agx_check_model model = {.name = "crowd", .words = 1, .state_bits = CROWD_BITS, .successors_max = 2,
					      .initial = begin_crowd, .successors = crowd_on, .actor_count = 1};

	for (unsigned workers = 1; workers <= 2; workers++) {
		struct agx_check_result r = run(&model, (struct agx_check_options) {.workers = workers});

		cr_assert_eq(r.distinct, CROWD);
		fail_each(&model, (struct agx_check_options) {.workers = workers}, AGX_HOLDS);
	}
}
