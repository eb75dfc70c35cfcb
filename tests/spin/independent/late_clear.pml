/* SPDX-License-Identifier: MIT */
/* H4: destroyImpl frees the slot, drops the driver's lock, and only then clears the owner's pointer. */
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
	if
	:: taken[s] ->
		taken[s] = false;
		d_step {
			if
			:: owner[s] != 0 -> impl[owner[s] - 1] = 0
			:: else
			fi
		}
	:: else
	fi;
	s = 0;
	DESTROY_GIVE(_pid);
	LIFE_GIVE(_pid);
	goto again
}
