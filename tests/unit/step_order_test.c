/* SPDX-License-Identifier: MIT */
/* Orders of random sequentially consistent executions against all orders that there are. */
#include "base/random.h"
#include "explore/step_order.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <string.h>

enum { THREADS = 3, STEPS_EACH = 4, STEPS = THREADS * STEPS_EACH, LOCATIONS = 2, EXECUTIONS = 400 };

static struct engine_step steps[STEPS];

static struct step_need everything(void)
{
	struct step_need need;

	memset(&need, 0xff, sizeof need);
	step_order_close(steps, STEPS, &need);
	return need;
}

static void add_access(struct engine_step *step, unsigned thread, unsigned location, bool writes)
{
	*step = (struct engine_step) {.thread = thread, .reads_from = -1, .writes = writes};
	step->op.kind = writes ? OPERATION_WRITE : OPERATION_READ;
	step->op.address = 8 + 8 * location;
}

static void make_execution(struct agx_random *random)
{
	unsigned left[THREADS] = {STEPS_EACH, STEPS_EACH, STEPS_EACH};
	unsigned positions[LOCATIONS] = {0};
	int last[LOCATIONS] = {-1, -1};

	for (unsigned i = 0; i < STEPS; i++) {
		unsigned thread = (unsigned)agx_random_below(random, THREADS);
		unsigned location = (unsigned)agx_random_below(random, LOCATIONS);
		bool writes = agx_random_below(random, 2) == 0;

		while (left[thread] == 0)
			thread = (thread + 1) % THREADS;
		left[thread]--;
		add_access(&steps[i], thread, location, writes);
		if (!writes)
			steps[i].reads_from = last[location];
		else
			last[location] = (int)i;
		positions[location] += writes;
		steps[i].position = positions[location];
	}
}

/* Must A, made before B, stay before it? */
static bool is_ordered(unsigned a, unsigned b)
{
	return steps[a].thread == steps[b].thread ||
	       (steps[a].op.address == steps[b].op.address && (steps[a].writes || steps[b].writes));
}

static unsigned changes(const unsigned *order, size_t count)
{
	unsigned result = 0;

	for (size_t i = 1; i < count; i++)
		result += steps[order[i]].thread != steps[order[i - 1]].thread;
	return result;
}

/* The fewest changes of thread with which all steps but those in DONE (a bit each) can follow LAST. */
static unsigned fewest(unsigned done, int last, unsigned so_far, unsigned best)
{
	if (so_far >= best)
		return best;
	if (done == (1u << STEPS) - 1)
		return so_far;
	for (unsigned i = 0; i < STEPS; i++) {
		bool ready = !(done >> i & 1);

		for (unsigned j = 0; j < i && ready; j++)
			ready = (done >> j & 1) || !is_ordered(j, i);
		if (ready)
			best = fewest(done | 1u << i, (int)i,
				      so_far + (last >= 0 && steps[last].thread != steps[i].thread), best);
	}
	return best;
}

static void expect_kept_orders(const unsigned *order, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++)
			cr_assert(order[i] < order[j] || !is_ordered(order[j], order[i]), "step %u is before %u", order[i],
				  order[j]);
}

Test(step_order, has_the_fewest_changes_of_thread)
{
	struct agx_random random = agx_random_init(1);

	for (int n = 0; n < EXECUTIONS; n++) {
		unsigned order[STEPS];
		struct step_need need;

		make_execution(&random);
		need = everything();
		cr_assert_eq(step_order(steps, STEPS, &need, order), STEPS);
		expect_kept_orders(order, STEPS);
		cr_assert_eq(changes(order, STEPS), fewest(0, -1, 0, STEPS), "execution %d", n);
	}
}

Test(step_order, keeps_what_is_needed_only)
{
	struct agx_random random = agx_random_init(2);
	bool left_out = false;

	for (int n = 0; n < EXECUTIONS; n++) {
		unsigned order[STEPS];
		bool kept[STEPS] = {false};
		struct step_need need = {{UINT_MAX}};
		size_t count;

		make_execution(&random);
		step_order_close(steps, STEPS, &need);
		count = step_order(steps, STEPS, &need, order);
		for (size_t i = 0; i < count; i++) {
			const struct engine_step *step = &steps[order[i]];

			kept[order[i]] = true;
			cr_assert(step->reads_from < 0 || kept[step->reads_from], "it comes after what it reads");
		}
		for (unsigned i = 0; i < STEPS; i++)
			cr_assert(kept[i] || steps[i].thread != 0);
		left_out = left_out || count < STEPS;
	}
	cr_expect(left_out);
}

/* Two threads write two locations in opposite orders, and of both the first write is the newer one. */
Test(step_order, weak_execution_has_an_order_too)
{
	unsigned order[4];
	struct step_need need;

	for (unsigned i = 0; i < 4; i++) {
		add_access(&steps[i], i / 2, (i / 2 + i) % 2, true);
		steps[i].position = i % 2 == 0 ? 2 : 1;
	}
	memset(&need, 0xff, sizeof need);
	step_order_close(steps, 4, &need);
	cr_assert_eq(step_order(steps, 4, &need, order), 4);
	cr_expect_eq(changes(order, 4), 1);
}
