/* SPDX-License-Identifier: MIT */
/* H1: when the buffer is dropped, some time after its context was torn down, the context is torn down once more, by its
 * slot's number. */
#include "locks.pml"

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
	teardown(s);
	DESTROY_GIVE(_pid);
	LIFE_GIVE(_pid);
	LIFE_TAKE(_pid);
	DROP_TAKE(_pid);
	teardown(s);
	DROP_GIVE(_pid);
	LIFE_GIVE(_pid);
	s = 0;
	goto again
}
