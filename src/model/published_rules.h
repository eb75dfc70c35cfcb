/* SPDX-License-Identifier: MIT */
/* The report's two modules as rule text, for the exports; encoding_rules.h describes the language. published_race.c and
 * published_fixed.c are the same systems written for speed: the tests compare them with these rules by way of SPIN, for
 * every size that they check. Who includes this defines RACE_RULE or FIXED_RULE. No include guard.
 *
 * self is a thread's number, counted from 1; owner and holder 0: nobody. */

#ifndef RACE_RULE
#define RACE_RULE(kind, id, at, guard, effect)
#endif
#ifndef FIXED_RULE
#define FIXED_RULE(kind, id, at, guard, effect)
#endif

RACE_RULE(SLOT, start, IDLE, slot[s].valid == 0, slot[s].owner = self; me.slot = s; me.pc = CREATING)
RACE_RULE(THREAD, finish, CREATING, 1, slot[me.slot].valid = 1; me.pc = ENCODING)
RACE_RULE(THREAD, use, ENCODING, 1, error = PICK(slot[me.slot].valid == 0, NULL_DEREF, 0); me.pc = DESTROYING)
RACE_RULE(THREAD, destroy, DESTROYING, 1,
	  slot[me.slot].valid = 0; slot[me.slot].owner = 0; me.slot = 0; me.pc = IDLE)
RACE_RULE(SLOT, foreign_destroy, IDLE, slot[s].valid == 1 && slot[s].owner != 0 && slot[s].owner != self,
	  slot[s].valid = 0)

FIXED_RULE(THREAD, try_take, IDLE, G(try_free, g.holder == 0), g.holder = self; me.pc = CREATING)
FIXED_RULE(THREAD, try_wait, IDLE, !G(try_free, g.holder == 0), me.pc = WAITING)
FIXED_RULE(THREAD, take, WAITING, G(take_free, g.holder == 0), g.holder = self; me.pc = CREATING)
FIXED_RULE(SLOT, create, CREATING, G(create_held, g.holder == self) && slot[s].valid == 0,
	   slot[s].valid = 1; slot[s].owner = self; me.slot = s; me.pc = ENCODING)
FIXED_RULE(THREAD, use, ENCODING, G(use_held, g.holder == self),
	   error = PICK(slot[me.slot].valid == 0, NULL_DEREF, 0); me.pc = DESTROYING)
FIXED_RULE(THREAD, destroy, DESTROYING, G(destroy_held, g.holder == self),
	   slot[me.slot].valid = 0; slot[me.slot].owner = 0; me.slot = 0; g.holder = 0; me.pc = IDLE)

#undef RACE_RULE
#undef FIXED_RULE
