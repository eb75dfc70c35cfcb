/* SPDX-License-Identifier: MIT */
/* What stops a search is told, and never passes for a verdict that holds: memory, states, time, the caller. */
#include "check/pages.h"
#include "check/state_table.h"
#include "model/encoding.h"
#include "model/published.h"
#include "support/check_random.h"
#include "support/check_run.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

Test(check_limits, states_max_is_inconclusive)
{
	struct published model;

	make(&model, true, 8, 8);
	for (unsigned workers = 1; workers <= 2; workers++) {
		struct agx_check_result r = run(&model.model,
						(struct agx_check_options) {.states_max = 1000,
									    .workers = workers,
									    .keep_states = true});

		cr_assert_eq(r.verdict, AGX_INCONCLUSIVE);
		cr_assert_eq(r.limit, AGX_CHECK_LIMIT_STATES);
		cr_assert_gt(r.distinct, 1000);
		cr_assert_leq(r.distinct, 17663);
		cr_assert_null(r.states);
		agx_check_result_release(&r);
	}
	for (uint64_t exactly = 17662; exactly <= 17663; exactly++) {
		struct agx_check_result r =
			run(&model.model, (struct agx_check_options) {.states_max = exactly});

		cr_assert_eq(r.verdict, exactly == 17663 ? AGX_HOLDS : AGX_INCONCLUSIVE);
		agx_check_result_release(&r);
	}
}

/* Whatever the budget, it is kept, and what does not fit is inconclusive. */
Test(check_limits, memory_is_kept_to_and_running_out_is_inconclusive)
{
	static const struct agx_check_options variants[] = {
		{0}, {.symmetry = true}, {.workers = 2}, {.deadlock = true}, {.keep_states = true},
	};
	struct published model;

	make(&model, true, 8, 6);
	for (size_t v = 0; v < sizeof variants / sizeof variants[0]; v++) {
		unsigned held = 0;
		unsigned not_held = 0;

		for (uint64_t bytes = 1 << 17; bytes <= 1 << 25; bytes += bytes / 3) {
			struct agx_check_options options = variants[v];
			struct agx_check_result r;
			struct agx_error err;
			enum agx_status status;

			options.bytes_max = bytes;
			status = agx_check_run(&model.model, &options, &r, &err);
			if (status == AGX_NO_MEMORY) /* not even the smallest tables */
				continue;
			cr_assert_eq(status, AGX_OK, "%s", err.text);
			cr_assert_leq(r.bytes_peak, bytes);
			if (r.verdict == AGX_HOLDS) {
				held++;
				cr_assert_eq(r.full, published_fixed_count(8, 6));
			} else {
				not_held++;
				cr_assert_eq(held, 0, "less memory was enough");
				cr_assert_eq(r.verdict, AGX_INCONCLUSIVE);
				cr_assert_eq(r.limit, AGX_CHECK_LIMIT_MEMORY);
				cr_assert_null(r.states);
			}
			agx_check_result_release(&r);
		}
		cr_assert(held > 0 && (not_held > 0 || variants[v].symmetry), "variant %zu", v);
	}
}

Test(check_limits, time_is_inconclusive)
{
	struct published model;

	/* As many states as never end within the test's own limit. */
	make(&model, false, 8, 4);
	for (unsigned workers = 1; workers <= 2; workers++) {
		struct agx_check_result r =
			run(&model.model, (struct agx_check_options) {.timeout_ms = 20,
								      .errors_ignored = 2,
								      .workers = workers});

		cr_assert_eq(r.verdict, AGX_INCONCLUSIVE);
		cr_assert_eq(r.limit, AGX_CHECK_LIMIT_TIME);
		agx_check_result_release(&r);
	}
}

struct listener {
	struct agx_check_progress last;
	unsigned told;
	unsigned asked;
};

static bool stop_once_told(void *context)
{
	struct listener *l = context;

	l->asked++;
	return l->told > 0;
}

static void listen(void *context, const struct agx_check_progress *progress)
{
	struct listener *l = context;

	cr_assert_geq(progress->distinct, l->last.distinct);
	cr_assert_geq(progress->generated, progress->distinct);
	cr_assert_gt(progress->bytes, progress->distinct * 8);
	l->last = *progress;
	l->told++;
}

/* What a command needs on Ctrl-C: what was covered is told, and a violation found before is kept. */
Test(check_limits, stopping_tells_what_was_covered)
{
	struct published model;

	make(&model, false, 8, 4);
	for (unsigned variant = 0; variant < 4; variant++) {
		struct listener l = {.told = 0};
		struct agx_check_options options = {.go_on = true,
						    .errors_ignored = variant < 2 ? 2 : 0,
						    .workers = 1 + variant % 2,
						    .stop = stop_once_told,
						    .on_progress = listen,
						    .callback_context = &l};
		struct agx_check_result r = run(&model.model, options);

		cr_assert_geq(l.told, 1);
		cr_assert_eq(r.limit, AGX_CHECK_LIMIT_INTERRUPTED);
		cr_assert_geq(r.distinct, l.last.distinct);
		cr_assert_geq(r.generated, l.last.generated);
		cr_assert_geq(r.depth, l.last.depth);
		cr_assert_gt(r.depth, 3);
		cr_assert_eq(r.verdict, variant < 2 ? AGX_INCONCLUSIVE : AGX_VIOLATED);
		cr_assert_eq(r.path.length, variant < 2 ? 0 : 5);
		agx_check_result_release(&r);
	}
}

static bool stop_at_once(void *context)
{
	(void)context;
	return true;
}

/* The graph of all states is built after the search, and is as patient. */
Test(check_limits, the_graph_can_be_stopped)
{
	struct agx_check_options options = {.deadlock = true, .stop = stop_once_told};
	struct listener l = {.told = 0};
	struct published model;
	struct agx_check_result r;
	unsigned searching;

	make(&model, true, 8, 6);
	options.callback_context = &l;
	options.deadlock = false;
	r = run(&model.model, options);
	searching = l.asked;
	options.deadlock = true;
	r = run(&model.model, options);
	cr_assert_eq(r.verdict, AGX_HOLDS);
	cr_assert_gt(l.asked, 2 * searching, "nobody asked while the graph was built");
	options.stop = stop_at_once;
	r = run(&model.model, options);
	cr_assert_eq(r.verdict, AGX_INCONCLUSIVE);
	cr_assert_eq(r.limit, AGX_CHECK_LIMIT_INTERRUPTED);
}

/* A model that breaks its own promises is no verdict either. */
static void too_many(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	(void)context;
	for (unsigned i = 0; i < 3 && *state < 5000; i++)
		agx_check_emit_word(out, *state + 1, agx_check_step(0, 0, i), 0);
}

static void begin_at_one(const void *context, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, 1, 0, 0);
}

static void begin_with_error(const void *context, struct agx_check_out *out)
{
	(void)context;
	agx_check_emit_word(out, 1, 0, 1);
}

Test(check_limits, a_model_that_breaks_its_bounds_fails)
{
	struct agx_check_model model = {.name = "liar", .words = 1, .successors_max = 2,
					.initial = begin_at_one, .successors = too_many,
					.actor_count = 1};
	struct agx_check_options options = {.workers = 1};
	struct agx_check_result r;
	struct agx_error err;

	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_FAILED);
	model.successors_max = 3;
	r = run(&model, options);
	cr_assert_eq(r.distinct, 5000);
	model.initial = begin_with_error;
	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_FAILED);
	model.initial = begin_at_one;
	model.words = 0;
	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_USAGE);
	model.words = AGX_CHECK_WORDS_MAX + 1;
	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_USAGE);
	model.words = 1;
	options.symmetry = true;
	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_USAGE, "it tells no fields");
	options.symmetry = false;
	options.workers = AGX_CHECK_WORKERS_MAX + 1;
	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_USAGE);
}

static void count_up(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	(void)context;
	if (*state < 100000)
		agx_check_emit_word(out, *state + 1, 0, 0);
}

/* States that differ only in bits that the model denies would be taken for one. */
Test(check_limits, a_state_with_more_bits_than_the_model_says_is_told)
{
	struct agx_check_model model = {.name = "liar", .words = 1, .successors_max = 1, .state_bits = 16,
					.initial = begin_at_one, .successors = count_up, .actor_count = 1};
	struct agx_check_options options = {.workers = 1};
	struct agx_check_result r;
	struct agx_error err;

	for (options.workers = 1; options.workers <= 3; options.workers++) {
		model.state_bits = 16;
		cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_FAILED);
		model.state_bits = 17;
		r = run(&model, options);
		cr_assert_eq(r.distinct, 100000);
		agx_check_result_release(&r);
	}
	model.state_bits = 65;
	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_USAGE);
	model.state_bits = 17;
	model.words = 2;
	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_USAGE);
}

/* The only slot's owner goes up to a thread that is not there. Two such states are not one another's images. */
static void owners(const void *context, const uint64_t *state, struct agx_check_out *out)
{
	const uint64_t *last = context;

	if (*state < *last)
		agx_check_emit_word(out, *state + 1, agx_check_step(0, 0, 0), 0);
}

Test(check_limits, a_reference_to_no_thread_is_no_state_of_a_symmetric_model)
{
	static const struct agx_check_field owner = {.name = "owner", .domain = AGX_CHECK_PER_SLOT,
						     .range = AGX_CHECK_THREAD_REF,
						     .stride_bits = 3, .bits = 3};
	uint64_t last = 3;
	const struct agx_check_model model = {.name = "owners", .context = &last, .words = 1,
					      .successors_max = 1, .initial = begin_at_one,
					      .successors = owners, .actor_count = 3,
					      .fields = &owner, .field_count = 1, .threads = 3,
					      .slots = 1};
	const struct agx_check_options options = {.symmetry = true};
	struct agx_check_result r;
	struct agx_error err;

	cr_assert_eq(run(&model, options).distinct, 1, "all three threads are alike");
	last = 4;
	cr_assert_eq(agx_check_run(&model, &options, &r, &err), AGX_FAILED);
}

/* Entries at the very end of the table have no place after it to probe: it must grow then. */
Test(check_limits, a_full_table_grows_and_loses_nothing)
{
	struct page_budget budget = {.bytes_max = UINT64_C(1) << 30};

	for (unsigned words = 1; words <= 3; words++) {
		struct state_table table;
		uint64_t seed = words;
		uint64_t state[3] = {0};
		uint64_t count = 0;

		cr_assert(state_table_init(&table, words, &budget));
		for (unsigned i = 0; i < 200000; i++) {
			for (unsigned w = 0; w < words; w++)
				state[w] = random_below(&seed, words == 1 ? 100000 : 300);
			const bool had = state_table_has(&table, state);
			const int added = state_table_add(&table, state);

			cr_assert_eq(added, had ? 0 : 1);
			cr_assert(state_table_has(&table, state));
			count += (uint64_t)added;
		}
		cr_assert_eq(count, table.count + table.zero_seen);
		uint64_t *copy = malloc(count * words * sizeof *copy);
		cr_assert_eq(state_table_copy(&table, copy), count);
		for (uint64_t i = 0; i < count; i++)
			cr_assert(state_table_has(&table, copy + i * words));
		free(copy);
		state_table_release(&table);
	}
	cr_assert_eq(atomic_load(&budget.bytes), 0);
}

/* States whose hashes all lie at the end of the range. */
Test(check_limits, a_crowd_at_the_end_of_the_table_makes_it_grow)
{
	struct page_budget budget = {.bytes_max = UINT64_C(1) << 32};
	struct state_table table;
	uint64_t added = 0;

	cr_assert(state_table_init(&table, 1, &budget));
	for (uint64_t state = 1; added < TABLE_TAIL + 2; state++) {
		if (state_hash(&state, 1) >> 49 != (UINT64_C(1) << 15) - 1)
			continue;
		cr_assert_eq(state_table_add(&table, &state), 1);
		added++;
	}
	cr_assert_gt(table.capacity, 1 << 10);
	cr_assert_eq(table.count, added);
	state_table_release(&table);
}

/* States whose hash is the greatest all go to the last place and those behind it. When these are used up the table grows,
 * whatever else is free; nothing is written behind its end, and nothing is lost. */
Test(check_limits, a_full_end_makes_the_table_grow)
{
	struct page_budget budget = {.bytes_max = UINT64_C(1) << 30};
	struct state_table table;
	uint64_t capacity;
	uint64_t inserted = 0;
	uint64_t *copy;

	cr_assert(state_table_init(&table, 1, &budget));
	while (table.count_max < 2 * TABLE_TAIL)
		cr_assert(state_table_grow(&table));
	capacity = table.capacity;
	for (uint64_t state = 1; state <= TABLE_TAIL + 1; state++, inserted++)
		cr_assert_eq(state_table_insert(&table, &state, UINT64_MAX, 1), 1);
	cr_assert_eq(table.capacity, capacity, "it has not to grow yet");
	cr_assert_eq(table.places[capacity + TABLE_TAIL - 1], TABLE_TAIL + 1, "the end is full");
	inserted++;
	cr_assert_eq(state_table_insert(&table, &inserted, UINT64_MAX, 1), 1);
	cr_assert_gt(table.capacity, capacity);
	copy = calloc(inserted, sizeof *copy);
	cr_assert_eq(state_table_copy(&table, copy), inserted);
	for (uint64_t state = 1; state < inserted; state++)
		cr_assert(state_table_has(&table, &state), "%" PRIu64 " is lost", state);
	free(copy);
	state_table_release(&table);
}
