/* SPDX-License-Identifier: MIT */
/* H2: a thread that has nothing open ends what another has, following the policy; H2n with -DHOSTILE: ignoring it. */
#include "locks.pml"

byte open[N]; /* the slot of each thread's open encoder */

#ifdef HOSTILE
#define IF_FOLLOWS(step) skip
#else
#define IF_FOLLOWS(step) step
#endif

active [N] proctype thread()
{
	byte s, p;

again:
end:
	if
	:: open[1 - _pid] != 0 -> goto foreign
	:: true
	fi;
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
	d_step {
		owner[s] = _pid + 1;
		impl[_pid] = s;
		open[_pid] = s;
		s = 0
	}
	CREATE_GIVE;
	do
	:: call(_pid, p)
	:: break
	od;
	DESTROY_TAKE(_pid);
	d_step {
		s = open[_pid];
		open[_pid] = 0
	}
	teardown(s);
	s = 0;
	DESTROY_GIVE(_pid);
	LIFE_GIVE(_pid);
	goto again;
foreign:
	IF_FOLLOWS(LIFE_TAKE(1 - _pid));
	IF_FOLLOWS(DESTROY_TAKE(1 - _pid));
	d_step {
		s = open[1 - _pid];
		open[1 - _pid] = 0
	}
	teardown(s);
	s = 0;
	IF_FOLLOWS(DESTROY_GIVE(1 - _pid));
	IF_FOLLOWS(LIFE_GIVE(1 - _pid));
	goto again
}
