/* SPDX-License-Identifier: MIT */
/* H0: finding a free slot and taking it are two steps, so that two threads can take the same one. */
#include "locks.pml"

active [N] proctype thread()
{
	byte s, p;

again:
end:
	LIFE_TAKE(_pid);
	CREATE_TAKE;
	if
	:: !taken[1] -> s = 1
#if M > 1
	:: !taken[2] -> s = 2
#endif
	:: else -> s = 0
	fi;
	if
	:: s == 0 ->
		CREATE_GIVE;
		LIFE_GIVE(_pid);
		goto again
	:: else
	fi;
	d_step {
		taken[s] = true;
		owner[s] = 0
	}
	publish(_pid, s);
	CREATE_GIVE;
	do
	:: call(_pid, p)
	:: break
	od;
	DESTROY_TAKE(_pid);
	teardown(s);
	DESTROY_GIVE(_pid);
	LIFE_GIVE(_pid);
	s = 0;
	goto again
}
