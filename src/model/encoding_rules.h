/* SPDX-License-Identifier: MIT */
/* The uniform model's steps, written once: the compiler makes the successor function of this text
 * (encoding_steps.c), and the exporter makes Promela and TLA+ of the same text (encoding_export.c). So what SPIN or TLC
 * checks is what agxrace checks.
 *
 * The language is C's expressions and assignments over integers, and
 *	PICK(c, a, b)	a if c, else b
 *	G(name, c)	the named guard: c, unless it was dropped (ENCODING_GUARDS in encoding.h)
 *	APPLY(c, name)	the EACH of that name, if the configuration says c
 * Names: me, the thread's record; e, the encoder it works on (its own, or the one of the stream that all share); ve,
 * the encoder that a rule's victim v works on; slot[i], i from 1, 0 standing for NULL; g, what is global; x, scratch
 * of one step; s, a rule's slot; q and qe, each thread in turn; capitals, the configuration's constants. A rule
 * belongs to a location, me.pc; its guard and its effect are one step. A rule of kind VICTIM is made by another thread
 * than v's.
 *
 * Locks are taken in the same step as the first access under them and dropped with the last: acquiring moves right and
 * releasing left past other threads' steps (Lipton, "Reduction", CACM 1975), so this loses no outcome.
 *
 * Who includes this defines some of RULE, ALL, EACH; those it leaves out expand to nothing. No include guard. */

#ifndef RULE
#define RULE(kind, id, at, guard, effect)
#endif
#ifndef ALL
#define ALL(name, condition)
#endif
#ifndef EACH
#define EACH(name, effect)
#endif

/* The widest scope, creation to commit. LIFE_x: the policy's lock for it. VALUE 1 takes, 0 drops, if WHEN. */
#define CAN_LIFE(enc) \
	((!LIFE_GLOBAL || G(life_global, g.lock == 0)) && (!LIFE_STREAM || G(life_stream, enc.lock == 0)) && \
	 (!LIFE_PERMIT || G(life_permit, g.permits < PERMITS)))
#define LIFE(enc, when, value) \
	g.lock = PICK(LIFE_GLOBAL && (when), value, g.lock); \
	enc.lock = PICK(LIFE_STREAM && (when), value, enc.lock); \
	g.permits = PICK(LIFE_PERMIT && (when), g.permits + value + value - 1, g.permits)

/* The scope of one call, by what the call does. CALL_x: the policy's lock for it. */
#define CAN_CREATE \
	((!CALL_GLOBAL || G(create_global, g.lock == 0)) && (!CALL_OP || G(create_op, g.creates == 0)) && \
	 (!CALL_RW || (G(create_writer, g.writer == 0) && G(create_readers, nobody_reads))))
#define CREATE(value) \
	g.lock = PICK(CALL_GLOBAL, value, g.lock); \
	g.creates = PICK(CALL_OP, value, g.creates); \
	g.writer = PICK(CALL_RW, value, g.writer)
#define CAN_ENCODE \
	((!CALL_GLOBAL || G(encode_global, g.lock == 0)) && (!CALL_ENCODER || G(encode_encoder, e.lock == 0)) && \
	 (!CALL_OP || G(encode_op, g.encodes == 0)) && (!CALL_RW || G(encode_reader, g.writer == 0)))
#define ENCODE(value) \
	g.lock = PICK(CALL_GLOBAL, value, g.lock); \
	e.lock = PICK(CALL_ENCODER, value, e.lock); \
	g.encodes = PICK(CALL_OP, value, g.encodes)
#define CAN_DESTROY(enc) \
	((!CALL_GLOBAL || G(destroy_global, g.lock == 0)) && (!CALL_ENCODER || G(destroy_encoder, enc.lock == 0)) && \
	 (!CALL_OP || G(destroy_op, g.destroys == 0)) && \
	 (!CALL_RW || (G(destroy_writer, g.writer == 0) && G(destroy_readers, nobody_reads))))
#define DESTROY(enc, when, value) \
	g.lock = PICK(CALL_GLOBAL && (when), value, g.lock); \
	enc.lock = PICK(CALL_ENCODER && (when), value, enc.lock); \
	g.destroys = PICK(CALL_OP && (when), value, g.destroys); \
	g.writer = PICK(CALL_RW && (when), value, g.writer)
/* Dropping a command buffer, never inside the widest scope: a policy that holds its lock from creation to commit takes
 * it for this call too, unless it has none of its own but the stream's thread. */
#define CAN_RELEASE(enc) \
	((!CALL_GLOBAL || G(release_global, g.lock == 0)) && (!CALL_OP || G(release_op, g.destroys == 0)) && \
	 (!CALL_RW || (G(release_writer, g.writer == 0) && G(release_readers, nobody_reads))) && \
	 (!LIFE_GLOBAL || G(release_life_global, g.lock == 0)) && \
	 (!RELEASE_STREAM || G(release_life_stream, enc.lock == 0)) && \
	 (!LIFE_PERMIT || G(release_life_permit, g.permits < PERMITS)))
#define RELEASE(enc, when, value) \
	g.lock = PICK((CALL_GLOBAL || LIFE_GLOBAL) && (when), value, g.lock); \
	g.destroys = PICK(CALL_OP && (when), value, g.destroys); \
	g.writer = PICK(CALL_RW && (when), value, g.writer); \
	enc.lock = PICK(RELEASE_STREAM && (when), value, enc.lock); \
	g.permits = PICK(LIFE_PERMIT && (when), g.permits + value + value - 1, g.permits)

/* Nobody holds the reader-writer lock for reading. */
ALL(nobody_reads, th[q].pc != LOADED && th[q].pc != RETAINED && th[q].pc != IN)
/* No encoder owns slot x.at. */
ALL(nobody_owns, qe.owns[x.at] == 0)

/* Slot x.at has just been freed (0: none has): pointers to it are stale, stores to it need not become visible. */
EACH(all_lose, th[q].gone = PICK(x.at != 0 && th[q].got == x.at, 1, th[q].gone);
     th[q].unseen = PICK(x.at != 0 && th[q].unseen == x.at, 0, th[q].unseen))
/* Slot x.at gets a new owner: everybody else's claim to it ends. */
EACH(all_disown, qe.owns[x.at] = 0; th[q].gone = PICK(th[q].got == x.at, 1, th[q].gone))
/* context->owner->_impl = NULL, for slot x.at. */
EACH(owner_cleared, qe.impl = PICK(qe.owns[x.at] == 1, 0, qe.impl))
/* The same in counted drivers, which forget the owner so that it happens once. */
EACH(owner_forgotten, qe.impl = PICK(qe.owns[x.at] == 1, 0, qe.impl); qe.owns[x.at] = 0)
/* The shared encoder is really ended: whoever is using it holds a stale pointer to it from now on. */
EACH(all_stale, th[q].stale = PICK(th[q].pc == OPEN || th[q].pc == LOADED || th[q].pc == RETAINED ||
				   th[q].pc == IN, 1, th[q].stale))

/* destroyImpl of slot I (0: of none), the part under the driver's lock; x.hit tells whether there was something to
 * tear down. Not counted: by number, whoever owns the slot by now. Counted: the owner's reference goes, once. */
#define TEARDOWN(i) \
	x.at = i; \
	x.hit = PICK(COUNTED, PICK(nobody_owns, 0, 1), slot[x.at].used); \
	slot[x.at].used = PICK(COUNTED, slot[x.at].used, 0); \
	x.at = PICK(x.hit == 1, x.at, 0); \
	APPLY(!LATE && !COUNTED, owner_cleared); \
	APPLY(COUNTED, owner_forgotten); \
	APPLY(!COUNTED, all_lose)
/* Drop a counted reference to slot I (0: to none). One that is not there is an assertion of the driver. */
#define UNREF(i) \
	x.at = i; \
	error = PICK(x.at != 0 && slot[x.at].refs == 0, OVER_RELEASE, error); \
	slot[x.at].refs = slot[x.at].refs - PICK(x.at != 0 && slot[x.at].refs != 0, 1, 0); \
	slot[x.at].used = PICK(x.at != 0 && slot[x.at].refs == 0, 0, slot[x.at].used); \
	x.at = PICK(slot[x.at].used == 0, x.at, 0); \
	APPLY(COUNTED, all_lose)
/* The driver's internal gate on slot I, in fixes that have one. */
#define GATE_FREE(i) (!GATED || G(gate, slot[i].busy == 0))

/* What is wrong with using slot me.got. The pointer was good when loaded unless me.gone. */
#define USE_ERROR \
	PICK(me.got == 0, NULL_DEREF, \
	     PICK(slot[me.got].used == 0, USE_AFTER_FREE, \
		  PICK(me.gone == 1 || me.stale == 1, WRONG_CONTEXT, \
		       PICK(slot[me.got].unready == 1 && me.unseen != me.got, UNINITIALISED, \
			    PICK(slot[me.got].busy == 1, DATA_RACE, 0)))))
/* What is wrong with handing over what encoder ENC has encoded; FOREIGN: by somebody else than who made it. */
#define HAND_OVER_ERROR(enc, foreign) \
	PICK(enc.impl == 0, LOST_WORK, \
	     PICK(slot[enc.impl].used == 0, USE_AFTER_FREE, \
		  PICK(enc.owns[enc.impl] == 0, WRONG_CONTEXT, \
		       PICK(slot[enc.impl].unready == 1 && (foreign || me.unseen != enc.impl), UNINITIALISED, 0))))

/* Creation: claim a slot, then publish it in _impl. */
RULE(SLOT, find, IDLE,
     CLAIM_RACE && CAN_LIFE(e) && CAN_CREATE && e.open == 0 && e.buffer == 0 && G(find_free, slot[s].used == 0),
     me.got = s; me.pc = FOUND; LIFE(e, 1, 1); CREATE(1))
RULE(THREAD, take_found, FOUND, !COUNTED || G(take_counted, slot[me.got].refs == 0),
     slot[me.got].used = 1; slot[me.got].refs = PICK(COUNTED, REFS, 0); me.pc = TAKEN)
RULE(THREAD, find_again, FOUND, COUNTED && slot[me.got].refs != 0,
     me.got = 0; me.gone = 0; me.pc = IDLE; LIFE(e, 1, 0); CREATE(0))
RULE(SLOT, claim, IDLE,
     !CLAIM_RACE && CAN_LIFE(e) && CAN_CREATE && e.open == 0 && e.buffer == 0 && G(claim_free, slot[s].used == 0) &&
     (!COUNTED || G(claim_counted, slot[s].refs == 0)),
     me.got = s; slot[s].used = 1; slot[s].refs = PICK(COUNTED, REFS, 0); me.pc = TAKEN; LIFE(e, 1, 1); CREATE(1))
RULE(THREAD, publish, TAKEN, 1,
     error = PICK(e.open == 1, DOUBLE_OPEN, 0); x.at = me.got; me.got = 0; APPLY(1, all_disown); me.gone = 0;
     e.impl = x.at; e.owns[x.at] = 1; e.claim = x.at; e.open = 1; e.buffer = 1;
     slot[x.at].unready = PICK(WEAK && !PUBLISHES && !CALL_GLOBAL && !CALL_OP && !CALL_RW, 1, 0);
     me.unseen = PICK(slot[x.at].unready == 1, x.at, 0); me.stale = 0; me.pc = OPEN; CREATE(0))
RULE(THREAD, drain, ANYWHERE, WEAK && me.unseen != 0, slot[me.unseen].unready = 0; me.unseen = 0)

/* A shared stream: use the encoder that is open, or re-open the one just ended on the same buffer. */
RULE(THREAD, join, IDLE, SHARED && CAN_LIFE(e) && CAN_CREATE && e.open == 1,
     me.stale = 0; me.pc = OPEN; LIFE(e, 1, 1))
RULE(THREAD, reopen, IDLE, SHARED && CAN_LIFE(e) && CAN_CREATE && e.open == 0 && e.buffer == 1,
     e.open = 1; me.stale = 0; me.pc = OPEN; LIFE(e, 1, 1))

/* A call: load _impl, use what it points to. */
RULE(THREAD, load, OPEN, CAN_ENCODE && (!CHECKED || G(null_check, e.impl != 0)),
     me.got = e.impl; me.gone = PICK(e.impl != 0 && (e.owns[e.impl] == 0 || slot[e.impl].used == 0), 1, 0);
     slot[me.got].refs = slot[me.got].refs + PICK(RETAINS && ATOMIC_RETAIN && me.got != 0, 1, 0);
     me.pc = PICK(RETAINS && ATOMIC_RETAIN, RETAINED, LOADED); ENCODE(1))
RULE(THREAD, skip, OPEN, CHECKED && CAN_ENCODE && e.impl == 0, error = LOST_WORK)
RULE(THREAD, retain, LOADED, RETAINS,
     slot[me.got].refs = slot[me.got].refs + PICK(me.got != 0, 1, 0); me.pc = RETAINED)
RULE(THREAD, use, LOADED, !RETAINS && !GATED,
     error = USE_ERROR; slot[me.got].busy = PICK(me.got != 0, 1, 0); me.pc = IN)
RULE(THREAD, use_retained, RETAINED, RETAINS,
     error = USE_ERROR; slot[me.got].busy = PICK(me.got != 0, 1, 0); me.pc = IN)
RULE(THREAD, use_gated, LOADED, GATED && GATE_FREE(me.got) && (!RECHECKS || G(recheck, e.impl == me.got)),
     error = USE_ERROR; slot[me.got].busy = PICK(me.got != 0, 1, 0); me.pc = IN)
RULE(THREAD, skip_gated, LOADED, GATED && RECHECKS && GATE_FREE(me.got) && e.impl != me.got,
     error = LOST_WORK; me.got = 0; me.gone = 0; me.pc = OPEN; ENCODE(0))
/* A NULL that was used is an error already; there is nothing to leave. */
RULE(THREAD, leave, IN, 1,
     error = PICK(me.got == 0, 0, PICK(slot[me.got].used == 0, USE_AFTER_FREE, PICK(me.gone == 1, WRONG_CONTEXT, 0)));
     slot[me.got].busy = 0; x.at = me.got; me.got = 0; me.gone = 0;
     UNREF(PICK(RETAINS, x.at, 0)); me.pc = OPEN; ENCODE(0))

/* endEncoding and commit, which hands over what was encoded and tears the context down. On a stream of one's own nobody
 * looks at the encoder between the two, so they are one step; on a shared one they are two. */
RULE(THREAD, end, OPEN, SHARED && CAN_DESTROY(e), e.open = 0; me.pc = ENDED)
RULE(THREAD, commit, COMMITS_AT, e.buffer == 1 && CAN_DESTROY(e) && (ASYNC || GATE_FREE(e.claim)),
     error = PICK(SHARED && e.open == 1, COMMIT_OPEN, HAND_OVER_ERROR(e, 0));
     e.open = 0; e.buffer = 0; me.kept = e.claim; e.claim = 0;
     TEARDOWN(PICK(ASYNC, 0, me.kept)); UNREF(PICK(COUNTED && x.hit == 1, me.kept, 0));
     APPLY(SHARED, all_stale); me.stale = 0;
     x.late = PICK(LATE && x.hit == 1, 1, 0); slot[me.kept].busy = PICK(GATED && x.late == 1, 1, slot[me.kept].busy);
     LIFE(e, !WAITS_INSIDE && x.late == 0, 0); DESTROY(e, x.late == 1, 1);
     me.pc = PICK(x.late == 1, LATE_CLEAR, AFTER_COMMIT); me.kept = PICK(me.pc == IDLE, 0, me.kept))
RULE(THREAD, commit_nothing, COMMITS_AT, e.buffer == 0 && CAN_DESTROY(e), me.stale = 0; me.pc = IDLE; LIFE(e, 1, 0))
RULE(THREAD, late_clear, LATE_CLEAR, 1,
     x.at = me.kept; APPLY(1, owner_cleared); slot[x.at].busy = PICK(GATED, 0, slot[x.at].busy); me.pc = AFTER_COMMIT;
     me.kept = PICK(me.pc == IDLE, 0, me.kept); DESTROY(e, 1, 0); LIFE(e, !WAITS_INSIDE, 0))

/* What a client must not do with an ended encoder and a committed buffer. */
RULE(THREAD, call_ended, WAIT, USE_AFTER_END && CAN_ENCODE,
     error = PICK(e.impl == 0, PICK(CHECKED, LOST_WORK, NULL_DEREF), 0))
RULE(THREAD, open_committed, WAIT, USE_AFTER_COMMIT && CAN_CREATE, error = AFTER_COMMIT_OPEN)

/* The completion thread, one for all, one buffer after another. Under async-completion it lets the client go on first
 * and then tears the buffer's context down. A counted driver looks whether somebody owns the context and then
 * clears the pointer, in two steps that only a gate joins, and drops the owner's reference because of what it saw. */
RULE(THREAD, complete, WAIT, ASYNC && g.gpu == 0, g.gpu = 1; e.torn = me.kept; me.pc = DONE)
RULE(THREAD, completion_looks, ANYWHERE,
     ASYNC && COUNTED && e.torn != 0 && e.looked == 0 && GATE_FREE(e.torn) &&
     (!FOLLOWS || (CAN_LIFE(e) && CAN_DESTROY(e))),
     x.at = e.torn; e.looked = PICK(nobody_owns, 2, 1); slot[e.torn].busy = PICK(GATED, 1, slot[e.torn].busy);
     LIFE(e, FOLLOWS, 1); DESTROY(e, FOLLOWS, 1))
RULE(THREAD, completion_ends, ANYWHERE, ASYNC && COUNTED && e.torn != 0 && e.looked != 0,
     slot[e.torn].busy = PICK(GATED, 0, slot[e.torn].busy); TEARDOWN(e.torn);
     UNREF(PICK(e.looked == 1, e.torn, 0)); UNREF(e.torn); g.gpu = 0; e.torn = 0; e.looked = 0;
     DESTROY(e, FOLLOWS, 0); LIFE(e, FOLLOWS, 0))
RULE(THREAD, completion_teardown, ANYWHERE,
     ASYNC && !COUNTED && e.torn != 0 && g.late == 0 && GATE_FREE(e.torn) &&
     (!FOLLOWS || (CAN_LIFE(e) && CAN_DESTROY(e))),
     TEARDOWN(e.torn); g.late = PICK(LATE && x.hit == 1, 1, 0);
     slot[e.torn].busy = PICK(GATED && g.late == 1, 1, slot[e.torn].busy);
     LIFE(e, FOLLOWS && g.late == 1, 1); DESTROY(e, FOLLOWS && g.late == 1, 1);
     g.gpu = g.late; e.torn = PICK(g.late == 1, e.torn, 0))
RULE(THREAD, completion_late, ANYWHERE, ASYNC && e.torn != 0 && g.late == 1,
     x.at = e.torn; APPLY(1, owner_cleared); slot[x.at].busy = PICK(GATED, 0, slot[x.at].busy); e.torn = 0; g.late = 0;
     g.gpu = 0; DESTROY(e, FOLLOWS, 0); LIFE(e, FOLLOWS, 0))
RULE(THREAD, wait_inside, DONE, WAITS_INSIDE && e.torn == 0, me.pc = WAITED; LIFE(e, 1, 0))

/* The buffer is dropped: under foreign-teardown its context is torn down a second time, by the slot's number; in counted
 * drivers the buffer's reference goes. */
RULE(THREAD, drop, DROPS_AT, CAN_RELEASE(e) && GATE_FREE(me.kept),
     TEARDOWN(PICK(TEARS_TWICE || COUNTED, me.kept, 0)); UNREF(PICK(COUNTED && x.hit == 1, me.kept, 0));
     x.late = PICK(LATE && x.hit == 1, 1, 0); UNREF(PICK(COUNTED, me.kept, 0));
     slot[me.kept].busy = PICK(GATED && x.late == 1, 1, slot[me.kept].busy); RELEASE(e, x.late == 1, 1);
     me.pc = PICK(x.late == 1, DROP_CLEAR, IDLE); me.kept = PICK(x.late == 1, me.kept, 0))
RULE(THREAD, drop_clear, DROP_CLEAR, 1,
     x.at = me.kept; APPLY(1, owner_cleared); slot[x.at].busy = PICK(GATED, 0, slot[x.at].busy); me.kept = 0; me.pc = IDLE;
     RELEASE(e, 1, 0))

/* synchronize() on a thread that has nothing open ends, commits, awaits and drops what is open on another's stream. What
 * it has done so far is kept with the encoder it is done to (ve.sync), so that no thread has to know another by name:
 * who began and who finishes is then the same up to renaming. HOSTILE: it takes none of the policy's locks. */
RULE(VICTIM, sync_begin, SYNC_FROM, SYNC_ENDS && ve.open == 1 && ve.sync == 0 && (HOSTILE || CAN_LIFE(ve)),
     ve.sync = 1; me.pc = PICK(ENVIRONMENT, me.pc, SYNCING); LIFE(ve, !HOSTILE, 1))
RULE(VICTIM, sync_commit, SYNC_AT,
     ve.sync == 1 && (ASYNC || GATE_FREE(ve.claim)) && (HOSTILE || CAN_DESTROY(ve)),
     error = PICK(ve.buffer == 1, HAND_OVER_ERROR(ve, 1), 0);
     ve.foreign = ve.claim; ve.open = 0; ve.buffer = 0; ve.claim = 0;
     TEARDOWN(PICK(ASYNC, 0, ve.foreign)); UNREF(PICK(COUNTED && x.hit == 1, ve.foreign, 0));
     APPLY(SHARED, all_stale); x.late = PICK(LATE && x.hit == 1, 1, 0);
     slot[ve.foreign].busy = PICK(GATED && x.late == 1, 1, slot[ve.foreign].busy);
     LIFE(ve, !HOSTILE && x.late == 0, 0); DESTROY(ve, !HOSTILE && x.late == 1, 1);
     ve.sync = PICK(x.late == 1, 2, PICK(ve.foreign == 0, 0, SYNC_AFTER));
     ve.foreign = PICK(ve.sync == 0, 0, ve.foreign); me.pc = PICK(ENVIRONMENT || ve.sync != 0, me.pc, IDLE))
RULE(VICTIM, sync_clear, SYNC_AT, ve.sync == 2,
     x.at = ve.foreign; APPLY(1, owner_cleared); slot[x.at].busy = PICK(GATED, 0, slot[x.at].busy);
     DESTROY(ve, !HOSTILE, 0); LIFE(ve, !HOSTILE, 0); ve.sync = SYNC_AFTER;
     ve.foreign = PICK(ve.sync == 0, 0, ve.foreign); me.pc = PICK(ENVIRONMENT || ve.sync != 0, me.pc, IDLE))
RULE(VICTIM, sync_complete, SYNC_AT, ASYNC && ve.sync == 3 && g.gpu == 0,
     g.gpu = 1; ve.torn = ve.foreign; ve.sync = 4)
RULE(VICTIM, sync_drop, SYNC_AT, ve.sync == 4 && GATE_FREE(ve.foreign) && (HOSTILE || CAN_RELEASE(ve)),
     TEARDOWN(PICK(TEARS_TWICE || COUNTED, ve.foreign, 0)); UNREF(PICK(COUNTED && x.hit == 1, ve.foreign, 0));
     x.late = PICK(LATE && x.hit == 1, 1, 0); UNREF(PICK(COUNTED, ve.foreign, 0));
     slot[ve.foreign].busy = PICK(GATED && x.late == 1, 1, slot[ve.foreign].busy);
     RELEASE(ve, !HOSTILE && x.late == 1, 1); ve.sync = PICK(x.late == 1, 5, 0);
     ve.foreign = PICK(ve.sync == 0, 0, ve.foreign); me.pc = PICK(ENVIRONMENT || ve.sync != 0, me.pc, IDLE))
RULE(VICTIM, sync_drop_clear, SYNC_AT, ve.sync == 5,
     x.at = ve.foreign; APPLY(1, owner_cleared); slot[x.at].busy = PICK(GATED, 0, slot[x.at].busy);
     RELEASE(ve, !HOSTILE, 0); ve.sync = 0; ve.foreign = 0; me.pc = PICK(ENVIRONMENT, me.pc, IDLE))

#undef RULE
#undef ALL
#undef EACH
