/* SPDX-License-Identifier: MIT */
/* Clocks of the graph's events, each computed when its event happens, from those before it: C11's happens-before
 * (hb), and (po | rf)+ (porf), which TruSt's revisits respect.
 *
 * A write releases its thread's hb if its order releases, else what the thread's last release fence saw; the write of
 * an update releases besides what the write that it read does: it continues that one's release sequence. Only
 * updates do, as in C++20; RC11 as published and C11 let later relaxed writes of the same thread continue it too. So a
 * program that relies on those is reported, and none that is reported right is missed. */
#ifndef AGX_EXPLORE_GRAPH_CLOCK_H
#define AGX_EXPLORE_GRAPH_CLOCK_H

#include "explore/graph_events.h"

/* Compute the clocks of ID, whose record and event are complete, and make them its thread's. */
void graph_clock_advance(event_id id);

/* The first N events of THREAD, which it is behind, have happened: make its clocks what they are then. */
void graph_clock_catch_up(struct graph_thread *thread, unsigned n);

/* ID, an access whose clocks are known from the execution before, happens: what graph_clock_advance() does, left for later where
 * it can be. */
void graph_clock_pass(event_id id);

/* Write to RET_HB what hb of READ were if it read SOURCE with ORDER, without changing anything. */
void graph_clock_of_read(event_id read, event_id source, enum order order, struct clock *ret_hb);

/* Does ID, which has happened, by itself let what is before it happen before something of another thread? */
bool graph_clock_releases(event_id id);

/* After graph_clock_advance() on the fiber of the thread: tell the runtime (struct thread) what happens before.
 *
 * The thread's epoch, by which its plain accesses are stamped (shadow.h), is 2 + the index of its last *release*, an event
 * through which others can learn of what comes before it. Let R be that index. Another thread knows of an access with the
 * epoch R + 2 if and only if its clock of the thread is at least R + 2: it got this number from a release whose index is at
 * least R + 1, that is from one behind R, hence behind the access, as between the two there is none. So an epoch for each
 * event would tell no more, and the race detector would have to look at each access anew. An epoch ends too when a thread
 * has ended, since then its stack must no longer be accessed. */
void graph_clock_tell(event_id id);

/* A thread begins with the clocks of its CREATE. */
void graph_clock_begin(unsigned child, event_id create);

/* Eight lanes at a time: compilers do not see it by themselves at -O2. */
typedef uint16_t clock_lanes __attribute__((vector_size(16)));
enum { CLOCK_LANES = 8 };

static inline clock_lanes clock_lanes_of(const struct clock *clock, unsigned base)
{
	clock_lanes lanes;

	__builtin_memcpy(&lanes, &clock->of[base], sizeof lanes);
	return lanes;
}

static inline void clock_set_lanes(struct clock *clock, unsigned base, clock_lanes lanes)
{
	__builtin_memcpy(&clock->of[base], &lanes, sizeof lanes);
}

static inline clock_lanes clock_larger(clock_lanes a, clock_lanes b)
{
	clock_lanes larger = (clock_lanes)(a > b);

	return (a & larger) | (b & ~larger);
}

/* LANES with VALUE as number LANE. As a store of one, eight that are loaded together soon would have to wait for it. */
static inline clock_lanes clock_with(clock_lanes lanes, unsigned lane, uint16_t value)
{
	static const clock_lanes numbers = {0, 1, 2, 3, 4, 5, 6, 7};
	clock_lanes here = (clock_lanes)(numbers == (uint16_t)lane);

	return (lanes & ~here) | (here & value);
}

static inline void clock_join_lanes(struct clock *clock, const struct clock *other, unsigned base)
{
	clock_set_lanes(clock, base, clock_larger(clock_lanes_of(clock, base), clock_lanes_of(other, base)));
}

/* Of the first LANES, a constant where there are but eight: they mostly are all. */
static inline __attribute__((always_inline)) void clock_join_of(struct clock *clock, const struct clock *other, unsigned lanes)
{
	for (unsigned base = 0; base < lanes; base += CLOCK_LANES)
		clock_join_lanes(clock, other, base);
}

static inline __attribute__((always_inline)) void clock_copy_of(struct clock *clock, const struct clock *other, unsigned lanes)
{
	for (unsigned base = 0; base < lanes; base += CLOCK_LANES)
		clock_set_lanes(clock, base, clock_lanes_of(other, base));
}

void clock_join_many(struct clock *clock, const struct clock *other);
void clock_copy_many(struct clock *clock, const struct clock *other);

static inline void clock_join(struct clock *clock, const struct clock *other)
{
	if (__builtin_expect(graph.lanes == CLOCK_LANES, 1))
		clock_join_of(clock, other, CLOCK_LANES);
	else
		clock_join_many(clock, other);
}

static inline void clock_copy(struct clock *clock, const struct clock *other)
{
	if (__builtin_expect(graph.lanes == CLOCK_LANES, 1))
		clock_copy_of(clock, other, CLOCK_LANES);
	else
		clock_copy_many(clock, other);
}

#endif
