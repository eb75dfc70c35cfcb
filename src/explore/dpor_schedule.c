// SPDX-License-Identifier: MIT
/* Searches without the reduction, none of which proves anything:
 *  - random: every enabled thread is as likely as any other;
 *  - pct: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with probabilistic guarantees of
 *    finding bugs", ASPLOS 2010: random priorities, lowered at a few random moments;
 *  - bounded preemptions: every schedule that takes the processor at most so many times from a thread that could go
 *    on (Musuvathi, Qadeer, "Iterative context bounding", PLDI 2007), depth-first;
 * and the replay of one schedule. A schedule is written as "thread" or "thread.alternative" for each event, "xN"
 * behind it for N times, joined by "-": 0x3-1-0.2x2; one without any event is "-". */
#include "explore/dpor_internal.h"

#include "base/assert.h"
#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PCT_CHANGES = 3 };

#define NOBODYS_TURN "-"

static enum { EXHAUSTIVE, RANDOM, PCT, BOUNDED, REPLAY } search;
static struct agx_random source;
static uint64_t runs;
static unsigned priorities[THREADS_MAX]; /* pct: higher goes first; 0: not yet given */
static unsigned changes[PCT_CHANGES];    /* pct: events before which the running thread falls back */
static unsigned length;                  /* pct: events of the longest execution so far */
static const char *schedule_text;        /* replay: what is left of the string */
static unsigned repeat_left;
static unsigned replay_thread;
static unsigned replay_alternative;

bool dpor_scheduled(void)
{
	return search != EXHAUSTIVE;
}

static const char *choose_search(const struct engine_options *options)
{
	if (options->replay)
		search = REPLAY;
	else if (!options->strategy)
		search = options->preemptions_max == UINT_MAX ? EXHAUSTIVE : BOUNDED;
	else if (strcmp(options->strategy, "random") == 0)
		search = RANDOM;
	else if (strcmp(options->strategy, "pct") == 0)
		search = PCT;
	else
		return "no such strategy: random and pct are";
	return NULL;
}

/* Reads "thread[.alternative][xcount]" and the "-" before the next one; false where there is none. */
static bool read_schedule(void)
{
	const char *text = schedule_text;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	replay_thread = (unsigned)strtoul(text, &end, 10);
	replay_alternative = *end == '.' ? (unsigned)strtoul(end + 1, &end, 10) : 0;
	repeat_left = *end == 'x' ? (unsigned)strtoul(end + 1, &end, 10) : 1;
	if (repeat_left == 0 || replay_thread >= THREADS_MAX || replay_alternative > UINT8_MAX)
		return false;
	if (*end == '-' && end[1] != '\0')
		end++;
	schedule_text = end;
	return true;
}

static bool is_schedule(const char *text)
{
	schedule_text = text;
	if (strcmp(text, NOBODYS_TURN) == 0)
		return true;
	while (read_schedule())
		continue;
	return *schedule_text == '\0' && *text != '\0';
}

const char *dpor_schedule_start(void)
{
	const char *problem = choose_search(&dpor.options);

	if (problem)
		return problem;
	if (search == REPLAY && !is_schedule(dpor.options.replay))
		return "the replay string is no schedule";
	source = agx_random_init(dpor.options.seed);
	runs = 0;
	length = 1;
	return NULL;
}

void dpor_schedule_begin(void)
{
	memset(priorities, 0, sizeof priorities);
	repeat_left = 0;
	if (search == REPLAY)
		schedule_text = dpor.options.replay;
	if (search == PCT)
		for (unsigned i = 0; i < PCT_CHANGES; i++)
			changes[i] = (unsigned)agx_random_below(&source, length);
}

static thread_set bit(unsigned thread)
{
	return UINT32_C(1) << thread;
}

static unsigned random_thread(thread_set enabled)
{
	unsigned skip = (unsigned)agx_random_below(&source, (unsigned)__builtin_popcount(enabled));

	for (; skip > 0; skip--)
		enabled &= enabled - 1;
	return (unsigned)__builtin_ctz(enabled);
}

/* New threads get a random priority above all the lowered ones, which are below PCT_CHANGES. */
static unsigned highest(thread_set enabled)
{
	unsigned best = THREADS_MAX;

	for (; enabled; enabled &= enabled - 1) {
		unsigned t = (unsigned)__builtin_ctz(enabled);

		if (priorities[t] == 0)
			priorities[t] = PCT_CHANGES + 1 + (unsigned)agx_random_below(&source, 1u << 20);
		if (best == THREADS_MAX || priorities[t] > priorities[best])
			best = t;
	}
	return best;
}

static unsigned pct_thread(thread_set enabled)
{
	unsigned best = highest(enabled);

	for (unsigned i = 0; i < PCT_CHANGES; i++) {
		if (changes[i] != (unsigned)dpor.depth)
			continue;
		priorities[best] = i + 1;
		best = highest(enabled);
	}
	return best;
}

/* The choices that the bound leaves: to stay is free, to leave a thread that could go on costs one. DONE of the node
 * holds what was tried. */
static unsigned bounded_thread(thread_set enabled, unsigned last)
{
	struct dpor_node *node = &dpor.nodes[dpor.depth];
	bool stays = (enabled & bit(last)) != 0;

	if (!stays || node->preemptions < dpor.options.preemptions_max)
		node->backtrack = enabled;
	if (!stays)
		return (unsigned)__builtin_ctz(enabled);
	node->backtrack |= bit(last);
	return last;
}

static unsigned replayed_thread(thread_set enabled)
{
	if (repeat_left == 0 && !read_schedule()) {
		/* The string ends where the finding was; what is beyond is anybody's. */
		replay_thread = (unsigned)__builtin_ctz(enabled);
		replay_alternative = 0;
		repeat_left = 1;
	}
	repeat_left--;
	if (!(enabled >> replay_thread & 1))
		runtime_end(OUTCOME_NONDETERMINISM);
	return replay_thread;
}

unsigned dpor_schedule_thread(thread_set enabled, unsigned last)
{
	switch (search) {
	case RANDOM:
		return random_thread(enabled);
	case PCT:
		return pct_thread(enabled);
	case BOUNDED:
		return bounded_thread(enabled, last);
	default:
		return replayed_thread(enabled);
	}
}

unsigned dpor_schedule_alternative(unsigned alternatives)
{
	switch (search) {
	case RANDOM:
	case PCT:
		return (unsigned)agx_random_below(&source, alternatives);
	case REPLAY:
		if (replay_alternative >= alternatives)
			runtime_end(OUTCOME_NONDETERMINISM);
		return replay_alternative;
	default:
		return dpor.nodes[dpor.depth].alternative;
	}
}

static bool next_bounded(void)
{
	for (int i = dpor.depth - 1; i >= 0; i--) {
		struct dpor_node *node = &dpor.nodes[i];
		thread_set left;

		dpor.replayed = i + 1;
		if (node->alternative + 1 < node->alternatives) {
			node->alternative++;
			return true;
		}
		/* The first thread tried was the one that could stay, so every other one is a preemption. */
		if (!node->done && (node->enabled & bit(i > 0 ? node[-1].thread : 0)) &&
		    (i == 0 || node->thread == node[-1].thread))
			node->preemptions++;
		node->done |= bit(node->thread);
		left = node->backtrack & ~node->done;
		if (left) {
			node->thread = (uint8_t)__builtin_ctz(left);
			node->alternative = 0;
			node->alternatives = 1;
			return true;
		}
	}
	return false;
}

bool dpor_schedule_next(void)
{
	if (search == BOUNDED)
		return next_bounded();
	if (length < (unsigned)dpor.depth)
		length = (unsigned)dpor.depth;
	dpor.replayed = 0;
	return search != REPLAY && ++runs < dpor.options.runs_max;
}

struct turn {
	uint8_t thread;
	uint8_t alternative;
};

struct writer {
	char *text;
	size_t bytes;
	size_t length;
	struct turn run; /* not yet written, RUN_LENGTH times */
	unsigned run_length;
};

static void write_run(struct writer *writer, struct turn turn, unsigned count)
{
	size_t room = writer->length < writer->bytes ? writer->bytes - writer->length : 0;
	char *at = room ? writer->text + writer->length : NULL;
	char alternative[8] = "";
	char times[16] = "";

	if (turn.alternative)
		snprintf(alternative, sizeof alternative, ".%u", turn.alternative);
	if (count > 1)
		snprintf(times, sizeof times, "x%u", count);
	writer->length += (size_t)snprintf(at, room, "%s%u%s%s", writer->length ? "-" : "", turn.thread, alternative,
					   times);
}

/* Add a turn; those that are the same in a row are written together, when another one comes. */
static void write_turn(struct writer *writer, struct turn turn)
{
	bool same = writer->run.thread == turn.thread && writer->run.alternative == turn.alternative;

	if (writer->run_length > 0 && !same) {
		write_run(writer, writer->run, writer->run_length);
		writer->run_length = 0;
	}
	writer->run = turn;
	writer->run_length++;
}

static size_t write_end(struct writer *writer)
{
	if (writer->run_length > 0)
		write_run(writer, writer->run, writer->run_length);
	else if (writer->bytes > sizeof NOBODYS_TURN)
		writer->length = (size_t)snprintf(writer->text, writer->bytes, NOBODYS_TURN);
	return writer->length;
}

size_t dpor_replay(char *text, size_t bytes)
{
	struct writer writer = {.text = text, .bytes = bytes};

	if (bytes)
		text[0] = '\0';
	for (int i = 0; i < dpor.depth; i++)
		write_turn(&writer, (struct turn){dpor.nodes[i].thread, dpor.nodes[i].alternative});
	return write_end(&writer);
}

/* What is made where it is met has no turn of its own. */
static bool has_turn(const struct engine_step *step)
{
	return !step->waiting && (step->op.kind == OPERATION_READ || step->op.kind == OPERATION_WRITE ||
				  step->op.kind == OPERATION_UPDATE || step->op.kind == OPERATION_JOIN ||
				  step->op.kind == OPERATION_CHOICE);
}

size_t dpor_replay_steps(const struct engine_step *steps, const unsigned *order, size_t count, unsigned last,
				 char *text, size_t bytes)
{
	struct writer writer = {.text = text, .bytes = bytes};

	(void)last; /* it goes on at once */
	if (bytes)
		text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const struct engine_step *step = &steps[order[i]];

		if (has_turn(step))
			write_turn(&writer, (struct turn){(uint8_t)step->thread, step->op.alternative});
	}
	return write_end(&writer);
}
