/* SPDX-License-Identifier: MIT */
/* Processes that share the nodes of a tree: each node is done once, whoever does it, however often all are stopped. */
#include "explore/work_share.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PROCESSES = 4, DEPTH = 12, STACK_MAX = 256 };

/* A node is the number of its place in the tree, and how far down it is. */
struct node {
	uint64_t place;
	uint64_t depth;
};

static struct node stack[STACK_MAX];
static unsigned first;
static unsigned count_all;

static unsigned count(void)
{
	return count_all - first;
}

static void push(struct node node)
{
	if (first == count_all)
		first = count_all = 0;
	cr_assert_lt(count_all, STACK_MAX);
	stack[count_all++] = node;
}

static bool accept_node(const void *bytes, size_t size)
{
	struct node node;

	cr_assert_eq(size, sizeof node);
	memcpy(&node, bytes, sizeof node);
	push(node);
	return true;
}

static size_t give(void *bytes, size_t size)
{
	if (count() == 0 || size < sizeof *stack)
		return 0;
	memcpy(bytes, &stack[first++], sizeof *stack);
	return sizeof *stack;
}

static const struct engine_items nodes = {.accept = accept_node, .count = count, .give = give};

static unsigned children_of(const struct node *node)
{
	return node->depth == DEPTH ? 0 : 1 + (unsigned)(node->place * 2654435761u >> 7) % 3;
}

/* What a process has done: how many nodes, and a sum that tells which. */
struct tally {
	uint64_t done;
	uint64_t places;
};

static void do_node(struct tally *tally)
{
	struct node node = stack[--count_all];
	unsigned children = children_of(&node);

	tally->done++;
	tally->places += node.place * node.place;
	for (unsigned i = 0; i < children; i++)
		push((struct node) {node.place * 4 + i + 1, node.depth + 1});
}

static void work(struct work_share *share, unsigned self, struct tally *tally)
{
	const uint64_t handed = work_share_handed_over(share);

	while (work_share_over(share) == OVER_NOT) {
		size_t size;
		const void *node;

		if (count() == 0) {
			node = work_share_wait(share, self, &size);
			if (node == NULL)
				return;
			accept_node(node, size);
			work_share_emptied(share, self);
			continue;
		}
		if (!work_share_reserve_run(share)) {
			work_share_end_round(share, OVER_EXECUTIONS);
			return;
		}
		do_node(tally);
		work_share_feed(share, &nodes);
		/* However late the others come, one gets something. */
		while (self == 0 && count() > 1 && work_share_over(share) == OVER_NOT &&
		       work_share_handed_over(share) == handed) {
			work_share_feed(share, &nodes);
			sched_yield();
		}
	}
}

/* In a process of its own; TALLY and the nodes that are left go to OUT. */
static void run_process(struct work_share *share, unsigned self, int out)
{
	struct tally tally = {0};

	work(share, self, &tally);
	cr_assert_eq(write(out, &tally, sizeof tally), (ssize_t)sizeof tally);
	cr_assert_eq(write(out, stack + first, count() * sizeof *stack), (ssize_t)(count() * sizeof *stack));
	_exit(0);
}

/* One round from the nodes in LEFT, of which each process gets some. Returns how many are left. */
static unsigned run_round(struct work_share *share, struct node *left, unsigned left_count, struct tally *tally)
{
	int ends[PROCESSES][2];
	unsigned kept = 0;

	work_share_begin_round(share);
	for (unsigned i = 0; i < PROCESSES; i++) {
		cr_assert_eq(pipe(ends[i]), 0);
		if (fork() == 0) {
			for (unsigned n = i; n < left_count; n += PROCESSES)
				push(left[n]);
			run_process(share, i, ends[i][1]);
		}
		close(ends[i][1]);
	}
	for (unsigned i = 0; i < PROCESSES; i++) {
		struct tally more;
		ssize_t got;

		cr_assert_eq(read(ends[i][0], &more, sizeof more), (ssize_t)sizeof more);
		tally->done += more.done;
		tally->places += more.places;
		while ((got = read(ends[i][0], left + kept, sizeof *left)) > 0)
			kept++;
		close(ends[i][0]);
		wait(NULL);
	}
	return kept;
}

static struct tally whole_tree(void)
{
	struct tally tally = {0};

	push((struct node) {1, 0});
	while (count() > 0)
		do_node(&tally);
	return tally;
}

Test(work_share, every_node_is_done_once)
{
	const struct tally expected = whole_tree();
	struct work_share *share = work_share_new(PROCESSES, sizeof(struct node));

	cr_assert_gt(expected.done, 2000, "%lu", (unsigned long)expected.done);
	for (unsigned round = 0; round < 50; round++) {
		struct node left[PROCESSES * STACK_MAX] = {{1, 0}};
		struct tally tally = {0};

		cr_assert_eq(run_round(share, left, 1, &tally), 0);
		cr_assert_eq(work_share_over(share), OVER_DONE);
		cr_assert_eq(tally.done, expected.done);
		cr_assert_eq(tally.places, expected.places);
	}
	cr_assert_geq(work_share_handed_over(share), 50);
}

Test(work_share, nothing_is_lost_when_all_are_stopped)
{
	const struct tally expected = whole_tree();

	for (unsigned bound = 1; bound < 200; bound += 23) {
		struct node left[PROCESSES * STACK_MAX] = {{1, 0}};
		struct tally tally = {0};
		unsigned kept = 1;

		while (kept > 0) {
			struct work_share *share = work_share_new(PROCESSES, sizeof(struct node));
			uint64_t before = tally.done;

			work_share_bound(share, 4 * bound + 50, 0);
			kept = run_round(share, left, kept, &tally);
			cr_assert_leq(tally.done - before, 4 * bound + 50);
		}
		cr_assert_eq(tally.done, expected.done);
		cr_assert_eq(tally.places, expected.places);
	}
}

Test(work_share, findings_are_counted_once)
{
	struct work_share *share = work_share_new(2, 8);

	work_share_bound(share, 0, 2);
	cr_assert(!work_share_found(share, 7));
	cr_assert(!work_share_found(share, 7));
	cr_assert(work_share_found(share, 8));
	cr_assert(work_share_found(share, 7));
}

/* The one that was about to feed has died. */
Test(work_share, nobody_waits_for_the_dead)
{
	struct work_share *share = work_share_new(2, 8);
	size_t size;

	work_share_begin_round(share);
	work_share_give_up(share);
	cr_assert_null(work_share_wait(share, 0, &size));
	cr_assert_eq(work_share_over(share), OVER_PAUSE);
}
