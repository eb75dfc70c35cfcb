/* SPDX-License-Identifier: MIT */
/* The search with one to four workers, in every preset, TSan's too: the same counts and the same counterexample each time. */
#include "agxrace/check.h"
#include "model/published.h"

#include <stdio.h>

static int failures;

static void expect(const char *what, uint64_t got, uint64_t wanted, unsigned workers)
{
	if (got == wanted)
		return;
	fprintf(stderr, "%u workers: %s is %llu, not %llu\n", workers, what,
		(unsigned long long)got, (unsigned long long)wanted);
	failures++;
}

static struct agx_check_result run(const struct published *model, struct agx_check_options options)
{
	struct agx_check_result result = {0};
	struct agx_error err = {""};

	if (agx_check_run(&model->model, &options, &result, &err) != AGX_OK) {
		fprintf(stderr, "%s\n", err.text);
		failures++;
	}
	return result;
}

/* One worker's result, and that of more workers, with a table for all and with a table each. */
static void compare(const struct published *model, struct agx_check_options options)
{
	struct published plain = *model;
	struct agx_check_result one;

	plain.model.context = &plain;
	plain.model.fields = plain.fields;
	plain.model.state_bits = 0;
	options.workers = 1;
	one = run(&plain, options);
	for (unsigned turn = 2; turn < 10; turn++) {
		unsigned workers = turn / 2;
		struct agx_check_result r;

		options.workers = workers;
		r = run(turn % 2 == 0 ? model : &plain, options);
		expect("distinct", r.distinct, one.distinct, workers);
		expect("generated", r.generated, one.generated, workers);
		expect("full", r.full, one.full, workers);
		expect("depth", r.depth, one.depth, workers);
		expect("verdict", r.verdict, one.verdict, workers);
		expect("length", r.path.length, one.path.length, workers);
		for (size_t i = 0; i < one.path.length && i < r.path.length; i++)
			expect("state of the counterexample", r.path.states[i], one.path.states[i],
			       workers);
		agx_check_result_release(&r);
	}
	agx_check_result_release(&one);
}

int main(void)
{
	struct published model;

	if (published_race_init(&model, 4, 3, NULL) != AGX_OK)
		return 1;
	compare(&model, (struct agx_check_options) {.go_on = true});
	compare(&model, (struct agx_check_options) {.go_on = true, .symmetry = true});
	compare(&model, (struct agx_check_options) {0});
	if (published_fixed_init(&model, 8, 6, NULL) != AGX_OK)
		return 1;
	compare(&model, (struct agx_check_options) {.deadlock = true, .keep_states = true});
	compare(&model, (struct agx_check_options) {.states_max = 1000, .symmetry = true});
	return failures != 0;
}
