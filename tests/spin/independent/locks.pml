/* SPDX-License-Identifier: MIT */
/* What each policy locks, for the models beside this file, which were written by hand from the description of the
 * hazards: none of the text is shared with src/model. Taking a lock is a step of its own here; there it is one with the first access under it.
 *
 * A policy is -DPOLICY_name. Every lock is a boolean; k is the thread whose stream and encoder are meant. */
#ifndef N
#define N 2
#endif
#ifndef M
#define M 2
#endif

bool mutex;                          /* global */
bool stream_lock[N];
bool encoder_lock[N];
bool create_op, encode_op, destroy_op;
bool writing;                        /* reader-writer lock */
byte reading;

#define TAKE(lock) atomic { !lock -> lock = true }
#define GIVE(lock) lock = false
#define NOTHING skip
#define READ_TAKE atomic { !writing -> reading++ }
#define READ_GIVE reading--
#define WRITE_TAKE atomic { !writing && reading == 0 -> writing = true }

#ifdef POLICY_global_encoder
#define LIFE_TAKE(k) TAKE(mutex)
#define LIFE_GIVE(k) GIVE(mutex)
#endif
#ifdef POLICY_per_stream
#define LIFE_TAKE(k) TAKE(stream_lock[k])
#define LIFE_GIVE(k) GIVE(stream_lock[k])
#endif
#ifdef POLICY_global_call
#define CREATE_TAKE TAKE(mutex)
#define CREATE_GIVE GIVE(mutex)
#define ENCODE_TAKE(k) TAKE(mutex)
#define ENCODE_GIVE(k) GIVE(mutex)
#define DESTROY_TAKE(k) TAKE(mutex)
#define DESTROY_GIVE(k) GIVE(mutex)
#endif
#ifdef POLICY_per_encoder
#define ENCODE_TAKE(k) TAKE(encoder_lock[k])
#define ENCODE_GIVE(k) GIVE(encoder_lock[k])
#define DESTROY_TAKE(k) TAKE(encoder_lock[k])
#define DESTROY_GIVE(k) GIVE(encoder_lock[k])
/* A buffer that is dropped later has no encoder any more. */
#define DROP_TAKE(k) NOTHING
#define DROP_GIVE(k) NOTHING
#endif
#ifdef POLICY_per_op
#define CREATE_TAKE TAKE(create_op)
#define CREATE_GIVE GIVE(create_op)
#define ENCODE_TAKE(k) TAKE(encode_op)
#define ENCODE_GIVE(k) GIVE(encode_op)
#define DESTROY_TAKE(k) TAKE(destroy_op)
#define DESTROY_GIVE(k) GIVE(destroy_op)
#endif
#ifdef POLICY_rwlock
#define CREATE_TAKE WRITE_TAKE
#define CREATE_GIVE GIVE(writing)
#define ENCODE_TAKE(k) READ_TAKE
#define ENCODE_GIVE(k) READ_GIVE
#define DESTROY_TAKE(k) WRITE_TAKE
#define DESTROY_GIVE(k) GIVE(writing)
#endif

#ifndef LIFE_TAKE
#define LIFE_TAKE(k) NOTHING
#define LIFE_GIVE(k) NOTHING
#endif
#ifndef CREATE_TAKE
#define CREATE_TAKE NOTHING
#define CREATE_GIVE NOTHING
#endif
#ifndef ENCODE_TAKE
#define ENCODE_TAKE(k) NOTHING
#define ENCODE_GIVE(k) NOTHING
#endif
#ifndef DESTROY_TAKE
#define DESTROY_TAKE(k) NOTHING
#define DESTROY_GIVE(k) NOTHING
#endif
#ifndef DROP_TAKE
#define DROP_TAKE(k) DESTROY_TAKE(k)
#define DROP_GIVE(k) DESTROY_GIVE(k)
#endif

/* What can go wrong with memory. */
#define NULL_DEREF 1
#define USE_AFTER_FREE 2
#define WRONG_CONTEXT 3
byte error;

/* Slots count from 1; 0 is NULL. Slots have an owner, 1 + its thread, once they are published; impl is each thread's
 * _impl pointer. */
bool taken[M + 1];
byte owner[M + 1];
byte impl[N];

#define CHECK(kind) assert(error != kind)

/* Thread me uses the context that it loaded into p. */
inline access(me, p)
{
	d_step {
		error = (p == 0 -> NULL_DEREF :
			 (!taken[p] -> USE_AFTER_FREE : (owner[p] != me + 1 -> WRONG_CONTEXT : 0)));
		CHECK(NULL_DEREF);
		CHECK(USE_AFTER_FREE);
		CHECK(WRONG_CONTEXT);
		error = 0
	}
}

/* A method call: load, use at first, use to the end. */
inline call(me, p)
{
	ENCODE_TAKE(me);
	p = impl[me];
	access(me, p);
	if
	:: p != 0 -> access(me, p)
	:: else
	fi;
	p = 0;
	ENCODE_GIVE(me)
}

/* destroyImpl by slot number: free it, and clear the pointer of whoever owns it. Nothing if it is free already. */
inline teardown(s)
{
	d_step {
		if
		:: s != 0 && taken[s] ->
			taken[s] = false;
			if
			:: owner[s] != 0 -> impl[owner[s] - 1] = 0
			:: else
			fi
		:: else
		fi
	}
}

/* Take a free slot in one step, or go back to AGAIN without one. */
inline claim(s)
{
	atomic {
		if
		:: !taken[1] -> s = 1
#if M > 1
		:: !taken[2] -> s = 2
#endif
		:: else -> s = 0
		fi;
		taken[s] = (s != 0);
		owner[s] = 0
	}
}

inline publish(me, s)
{
	d_step {
		owner[s] = me + 1;
		impl[me] = s
	}
}
