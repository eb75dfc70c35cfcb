/* SPDX-License-Identifier: MIT */
/* H3: the completion handler tears the context down, after it has told the client that the buffer is complete. It follows
 * the policy with -DFOLLOWS. H3w with -DWAITS_INSIDE: the client waits until the handler is done, in its widest scope. */
#include "locks.pml"

byte committed[N]; /* the slot of a buffer that the GPU has been given */
bool complete[N];
byte handled; /* 1 + whose buffer the handler is at */

active [N] proctype thread()
{
	byte s, p;

again:
end:
	LIFE_TAKE(_pid);
	CREATE_TAKE;
	claim(s);
	if
	:: s == 0 ->
		CREATE_GIVE;
		LIFE_GIVE(_pid);
		goto again
	:: else
	fi;
	publish(_pid, s);
	CREATE_GIVE;
	do
	:: call(_pid, p)
	:: break
	od;
	DESTROY_TAKE(_pid);
	committed[_pid] = s;
	s = 0;
	DESTROY_GIVE(_pid);
#ifdef WAITS_INSIDE
	complete[_pid] && handled != _pid + 1 -> complete[_pid] = false;
	LIFE_GIVE(_pid);
#else
	LIFE_GIVE(_pid);
	complete[_pid] -> complete[_pid] = false;
#endif
	goto again
}

active proctype handler()
{
	byte whose, s;

	do
	:: atomic {
		if
		:: committed[0] != 0 -> whose = 0
		:: committed[1] != 0 -> whose = 1
		fi;
		s = committed[whose];
		committed[whose] = 0;
		complete[whose] = true;
		handled = whose + 1
	   };
#ifdef FOLLOWS
	   LIFE_TAKE(whose);
	   DESTROY_TAKE(whose);
#endif
	   teardown(s);
#ifdef FOLLOWS
	   DESTROY_GIVE(whose);
	   LIFE_GIVE(whose);
#endif
	   d_step {
		whose = 0;
		s = 0;
		handled = 0
	   }
	od
}
