// SPDX-License-Identifier: MIT
#include "oracle/litmus_known.h"

#define RLX ORDER_RELAXED
#define ACQ ORDER_ACQUIRE
#define REL ORDER_RELEASE
#define A_R ORDER_ACQ_REL
#define SEQ ORDER_SEQ_CST
enum { X, Y, Z };

#define READ(x, o, r) {.kind = DO_LOAD, .place = x, .order = o, .result = r, .source = NO_REGISTER}
#define WRITE(x, o, v) \
	{.kind = DO_STORE, .place = x, .order = o, .result = NO_REGISTER, \
	 .source = NO_REGISTER, .operand = v}
#define WRITE_REGISTER(x, o, r) \
	{.kind = DO_STORE, .place = x, .order = o, .result = NO_REGISTER, .source = r}
#define ADD(x, o, v, r) \
	{.kind = DO_ADD, .place = x, .order = o, .result = r, .source = NO_REGISTER, .operand = v}
#define EXCHANGE(x, o, v, r) \
	{.kind = DO_EXCHANGE, .place = x, .order = o, .result = r, .source = NO_REGISTER, .operand = v}
#define COMPARE(x, e, v, o, f, r) \
	{.kind = DO_COMPARE, .place = x, .order = o, .failure_order = f, .result = r, \
	 .source = NO_REGISTER, .operand = v, .expected = e}
#define FENCE(o) {.kind = DO_FENCE, .order = o, .result = NO_REGISTER, .source = NO_REGISTER}
#define UNLESS_SKIP(r, e, n) \
	{.kind = DO_UNLESS_SKIP, .result = r, .source = NO_REGISTER, .expected = e, .operand = n}
#define CREATE(t) {.kind = DO_CREATE, .place = t, .result = NO_REGISTER, .source = NO_REGISTER}
#define JOIN(t) {.kind = DO_JOIN, .place = t, .result = NO_REGISTER, .source = NO_REGISTER}

#define LIST(...) \
	{sizeof((struct instruction[]) {__VA_ARGS__}) / sizeof(struct instruction), {__VA_ARGS__}}
#define TWO(a, b) {.thread_count = 3, .location_count = 2, .thread = {[1] = a, [2] = b}}
#define THREE(locations, a, b, c) \
	{.thread_count = 4, .location_count = locations, .thread = {[1] = a, [2] = b, [3] = c}}
#define FOUR(a, b, c, d) \
	{.thread_count = 5, .location_count = 2, .thread = {[1] = a, [2] = b, [3] = c, [4] = d}}

#define SB(w, r) TWO(LIST(WRITE(X, w, 1), READ(Y, r, 0)), LIST(WRITE(Y, w, 1), READ(X, r, 0)))
#define SB_FENCED(f) \
	TWO(LIST(WRITE(X, RLX, 1), FENCE(f), READ(Y, RLX, 0)), \
	    LIST(WRITE(Y, RLX, 1), FENCE(f), READ(X, RLX, 0)))
#define MP(w, r) TWO(LIST(WRITE(X, RLX, 1), WRITE(Y, w, 1)), LIST(READ(Y, r, 0), READ(X, RLX, 1)))
#define IRIW(w, r) \
	FOUR(LIST(WRITE(X, w, 1)), LIST(WRITE(Y, w, 1)), LIST(READ(X, r, 0), READ(Y, r, 1)), \
	     LIST(READ(Y, r, 0), READ(X, r, 1)))
#define IRIW_FENCED \
	FOUR(LIST(WRITE(X, RLX, 1)), LIST(WRITE(Y, RLX, 1)), \
	     LIST(READ(X, RLX, 0), FENCE(SEQ), READ(Y, RLX, 1)), \
	     LIST(READ(Y, RLX, 0), FENCE(SEQ), READ(X, RLX, 1)))
#define ADDS LIST(ADD(X, RLX, 1, 0), ADD(X, RLX, 1, 1))
#define RING(o) \
	THREE(3, LIST(WRITE(X, o, 1), READ(Y, o, 0)), LIST(WRITE(Y, o, 1), READ(Z, o, 0)), \
	      LIST(WRITE(Z, o, 1), READ(X, o, 0)))
#define READER LIST(READ(Y, ACQ, 0), UNLESS_SKIP(0, 1, 1), READ(X, RLX, 1))

const struct litmus_known litmus_known[] = {
	{"store buffering, relaxed", 3, 4, SB(RLX, RLX)},
	{"store buffering, release and acquire", 3, 4, SB(REL, ACQ)},
	{"store buffering, seq_cst", 3, 3, SB(SEQ, SEQ)},
	{"store buffering, seq_cst fences", 3, 3, SB_FENCED(SEQ)},
	{"store buffering, acq_rel fences", 3, 4, SB_FENCED(A_R)},
	{"message passing, relaxed", 3, 4, MP(RLX, RLX)},
	{"message passing, release and acquire", 3, 3, MP(REL, ACQ)},
	{"message passing, release only", 3, 4, MP(REL, RLX)},
	{"message passing, acquire only", 3, 4, MP(RLX, ACQ)},
	{"message passing, fences", 3, 3,
	 TWO(LIST(WRITE(X, RLX, 1), FENCE(REL), WRITE(Y, RLX, 1)),
	     LIST(READ(Y, RLX, 0), FENCE(ACQ), READ(X, RLX, 1)))},
	{"message passing to three readers that look only if told", 8, 8,
	 FOUR(LIST(WRITE(X, RLX, 1), WRITE(Y, REL, 1)), READER, READER, READER)},
	{"message passing, an acquire fence where a release fence belongs", 3, 4,
	 TWO(LIST(WRITE(X, RLX, 1), FENCE(ACQ), WRITE(Y, RLX, 1)), LIST(READ(Y, ACQ, 0), READ(X, RLX, 1)))},
	{"message passing, a release fence where an acquire fence belongs", 3, 4,
	 TWO(LIST(WRITE(X, RLX, 1), WRITE(Y, REL, 1)), LIST(READ(Y, RLX, 0), FENCE(REL), READ(X, RLX, 1)))},
	{"load buffering, relaxed", 3, 3,
	 TWO(LIST(READ(X, RLX, 0), WRITE(Y, RLX, 1)), LIST(READ(Y, RLX, 0), WRITE(X, RLX, 1)))},
	{"load buffering, dependent", 3, 3,
	 TWO(LIST(READ(X, RLX, 0), WRITE_REGISTER(Y, RLX, 0)),
	     LIST(READ(Y, RLX, 0), WRITE_REGISTER(X, RLX, 0)))},
	{"2+2W, relaxed", 3, 4,
	 TWO(LIST(WRITE(X, RLX, 1), WRITE(Y, RLX, 2)), LIST(WRITE(Y, RLX, 1), WRITE(X, RLX, 2)))},
	{"2+2W, seq_cst", 3, 3,
	 TWO(LIST(WRITE(X, SEQ, 1), WRITE(Y, SEQ, 2)), LIST(WRITE(Y, SEQ, 1), WRITE(X, SEQ, 2)))},
	{"2+2W, seq_cst fences", 3, 3,
	 TWO(LIST(WRITE(X, RLX, 1), FENCE(SEQ), WRITE(Y, RLX, 2)),
	     LIST(WRITE(Y, RLX, 1), FENCE(SEQ), WRITE(X, RLX, 2)))},
	{"S, relaxed", 3, 4,
	 TWO(LIST(WRITE(X, RLX, 2), WRITE(Y, RLX, 1)), LIST(READ(Y, RLX, 0), WRITE(X, RLX, 1)))},
	{"IRIW, relaxed", 15, 16, IRIW(RLX, RLX)},
	{"IRIW, release and acquire", 15, 16, IRIW(REL, ACQ)},
	{"IRIW, acquire loads and seq_cst stores", 15, 16, IRIW(SEQ, ACQ)},
	{"IRIW, seq_cst", 15, 15, IRIW(SEQ, SEQ)},
	{"IRIW, seq_cst fences", 15, 15, IRIW_FENCED},
	{"Z6.U", 18, 22,
	 THREE(2, LIST(WRITE(X, SEQ, 1), WRITE(Y, REL, 1)),
	       LIST(ADD(Y, SEQ, 1, 0), READ(Y, RLX, 1)), LIST(WRITE(Y, SEQ, 3), READ(X, SEQ, 0)))},
	/* Read through the fence: 1 or what was exchanged for it tells of the payload; 2, written later by the same thread, does not. */
	{"release sequence", 16, 20,
	 THREE(2, LIST(WRITE(X, RLX, 1), WRITE(Y, REL, 1), WRITE(Y, RLX, 2)), LIST(EXCHANGE(Y, RLX, 3, 0)),
	       LIST(READ(Y, RLX, 0), FENCE(A_R), READ(X, RLX, 1)))},
	/* The same: the addition is tried with a value that is not the newest, and revisited. */
	{"Z6.U, the addition last", 18, 22,
	 THREE(2, LIST(WRITE(Y, SEQ, 3), READ(X, SEQ, 0)), LIST(WRITE(X, SEQ, 1), WRITE(Y, REL, 1)),
	       LIST(ADD(Y, SEQ, 1, 0), READ(Y, RLX, 1)))},
	{"Z6.U, the addition before what it reads", 18, 22,
	 THREE(2, LIST(WRITE(Y, SEQ, 3), READ(X, SEQ, 0)), LIST(ADD(Y, SEQ, 1, 0), READ(Y, RLX, 1)),
	       LIST(WRITE(X, SEQ, 1), WRITE(Y, REL, 1)))},
	{"three threads add twice", 90, 90, THREE(1, ADDS, ADDS, ADDS)},
	{"store buffering in a ring of three, relaxed", 7, 8, RING(RLX)},
	{"store buffering in a ring of three, seq_cst", 7, 7, RING(SEQ)},
	{"three threads write and read one location", 36, 36,
	 THREE(1, LIST(WRITE(X, SEQ, 1), READ(X, SEQ, 0)), LIST(WRITE(X, SEQ, 2), READ(X, SEQ, 0)),
	       LIST(WRITE(X, SEQ, 3), READ(X, SEQ, 0)))},
	/* Wx before Ry by po, Ry before the fence as Wy is newer and happens before it, the fence before Wx likewise. */
	{"store buffering, seq_cst accesses against a fence", 3, 3,
	 TWO(LIST(WRITE(X, SEQ, 1), READ(Y, SEQ, 0)),
	     LIST(WRITE(Y, RLX, 1), FENCE(SEQ), READ(X, RLX, 0)))},
	/* The comparison fails: the reader sees 0 or 1. It succeeds: 0, 1 or 2, and 2 tells of the payload too. */
	{"message passing through an update", 5, 5,
	 THREE(2, LIST(WRITE(X, RLX, 1), WRITE(Y, REL, 1)), LIST(COMPARE(Y, 1, 2, RLX, RLX, 0)),
	       LIST(READ(Y, ACQ, 0), UNLESS_SKIP(0, 2, 1), READ(X, RLX, 1)))},
	/* 0 and 2 leave both payloads possible, 1 does not. If the later write continued the release sequence, 2 would not either. */
	{"message passing through a later write of the same thread", 4, 5,
	 TWO(LIST(WRITE(X, RLX, 1), WRITE(Y, REL, 1), WRITE(Y, RLX, 2)),
	     LIST(READ(Y, ACQ, 0), READ(X, RLX, 1)))},
	/* One succeeds, and the other then reads its value and fails. */
	{"two threads compare and exchange", 2, 2,
	 TWO(LIST(COMPARE(X, 0, 1, SEQ, RLX, 0)), LIST(COMPARE(X, 0, 2, SEQ, RLX, 0)))},
	/* main writes x before it creates 1, which ends before 2 begins. */
	{"create and join order", 1, 1,
	 {.thread_count = 3,
	  .location_count = 2,
	  .thread = {LIST(WRITE(X, RLX, 1), CREATE(1), JOIN(1), CREATE(2), JOIN(2), READ(Y, RLX, 0)),
		     LIST(READ(X, RLX, 0), WRITE(Y, RLX, 1)), LIST(READ(Y, RLX, 0), WRITE(Y, RLX, 2))}}},
	/* The creation of a thread orders what is seq_cst before and in it. */
	{"store buffering across a creation", 3, 3,
	 {.thread_count = 3,
	  .location_count = 2,
	  .thread = {LIST(CREATE(2), WRITE(X, SEQ, 1), CREATE(1), JOIN(1), JOIN(2)),
		     LIST(READ(Y, SEQ, 0)), LIST(WRITE(Y, SEQ, 1), READ(X, SEQ, 0))}}},
	/* Newest may be main's write and 2's write, 2's update and 3's write, or main's and 3's: with 2's update older than main's
	 * write and 2's write newer than 3's, the fence would be before main's write, and after 3's, which main's creates. */
	{"creation before the first access of a thread, against a fence", 3, 3,
	 {.thread_count = 4,
	  .location_count = 2,
	  .thread = {LIST(CREATE(1), CREATE(2), WRITE(X, SEQ, 2), CREATE(3), JOIN(1), JOIN(2), JOIN(3)),
		     [2] = LIST(WRITE(Y, RLX, 2), FENCE(SEQ), ADD(X, RLX, 1, 1)), [3] = LIST(WRITE(Y, SEQ, 1))}}},
	/* Thread 2's fence is before 1's if 1 reads from it, 1's before 3's update as main still reads the old value, and 3's read
	 * may be of the older of 2's writes all the same: it is after no fence's end. */
	{"a read in the middle of an edge between fences", 15, 18,
	 {.thread_count = 4,
	  .location_count = 2,
	  .thread = {LIST(CREATE(1), CREATE(2), CREATE(3), JOIN(1), READ(X, RLX, 1), JOIN(2), JOIN(3)),
		     LIST(READ(Y, RLX, 0), FENCE(SEQ)),
		     LIST(FENCE(SEQ), WRITE(Y, RLX, 2), WRITE(Y, RLX, 2)),
		     LIST(ADD(X, SEQ, 1, 0), READ(Y, SEQ, 1))}}},
	/* Thread 3 may see the newer x and thread 2, which knows of that, the older y: 3's read acquires nothing, and what is read by
	 * it is before no fence. */
	{"a relaxed read before a fence of another thread", 7, 8,
	 THREE(3, LIST(WRITE(Y, SEQ, 1), WRITE(X, SEQ, 1)), LIST(READ(Z, ACQ, 0), FENCE(SEQ), READ(Y, RLX, 1)),
	       LIST(READ(X, RLX, 0), WRITE(Z, REL, 1)))},
	/* Thread 1 does nothing after its write of x, and 2's read of x is not seq_cst: 2's read of y need not be after the write. */
	{"a seq_cst read after a seq_cst write that was acquired", 7, 8,
	 THREE(2, LIST(WRITE(X, SEQ, 1)), LIST(READ(X, ACQ, 0), READ(Y, SEQ, 1)), LIST(WRITE(Y, SEQ, 1), READ(X, SEQ, 0)))},
	/* Thread 1's fence is before 3's by what 2 reads and tells of, though 2's read acquires nothing. */
	{"a relaxed read between two fences of other threads", 7, 7,
	 THREE(3, LIST(WRITE(X, RLX, 1), FENCE(SEQ), WRITE(Y, RLX, 1)), LIST(READ(Y, RLX, 0), WRITE(Z, REL, 1)),
	       LIST(READ(Z, ACQ, 0), FENCE(SEQ), READ(X, RLX, 1)))},
	/* Thread 2 begins after main's fence. */
	{"store buffering, the fence before a creation", 3, 3,
	 {.thread_count = 3,
	  .location_count = 2,
	  .thread = {LIST(CREATE(1), WRITE(X, RLX, 1), FENCE(SEQ), CREATE(2), JOIN(1), JOIN(2)),
		     LIST(WRITE(Y, RLX, 1), FENCE(SEQ), READ(X, RLX, 0)), LIST(READ(Y, RLX, 0))}}},
	/* 3's write may be older than 1's and revisit the comparison, which then fails and is no seq_cst access. */
	{"a comparison that fails when it is revisited", 9, 12,
	 THREE(2, LIST(WRITE(Y, SEQ, 2), READ(X, SEQ, 0)), LIST(WRITE(X, SEQ, 1), COMPARE(Y, 2, 3, SEQ, RLX, 0)),
	       LIST(WRITE(Y, RLX, 1)))},
};

const size_t litmus_known_count = sizeof litmus_known / sizeof litmus_known[0];
