// SPDX-License-Identifier: MIT
/* Programs in which threads wait in loops of their own. */
#include "oracle/litmus_generate.h"

#include "oracle/litmus_writer.h"

#include <string.h>

/* Until a location holds what somebody may write there. */
static void add_loop(struct writer *w)
{
	struct instruction *i =
		writer_add(w, DO_LOOP_UNTIL, writer_below(w, w->program->location_count));

	i->order = writer_load_order(w);
	i->expected = (uint8_t)(1 + writer_below(w, 2));
	i->result = writer_fresh_register(w);
}

/* A lock of location 2, with which others may meddle: take, access, give back. */
static void add_lock(struct writer *w)
{
	struct instruction *i = writer_add(w, DO_LOOP_TAKE, 2);

	i->order = ORDER_ACQUIRE;
	i->failure_order = ORDER_RELAXED;
	i->expected = writer_one_in(w, 2);
	writer_add_access(w);
	writer_add(w, DO_STORE, 2)->order = ORDER_RELEASE;
}

void litmus_generate_loops(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	struct writer w = {.program = ret_program,
			   .random = agx_random_split(seed + (UINT64_C(2) << 32), index)};

	memset(ret_program, 0, sizeof *ret_program);
	ret_program->thread_count = 3 + writer_below(&w, 2);
	ret_program->location_count = writer_one_in(&w, 3) ? 3 : 2;
	w.mostly_seq_cst = writer_one_in(&w, 3);
	for (unsigned t = 1; t < ret_program->thread_count; t++) {
		unsigned blocks = ret_program->thread_count == 3
					  ? 2 + writer_below(&w, 2)
					  : 1 + writer_below(&w, 2);

		writer_start_thread(&w, t);
		while (blocks-- > 0) {
			unsigned dice = writer_below(&w, 6);

			if (dice < 2)
				add_loop(&w);
			else if (dice < 3)
				add_lock(&w);
			else
				writer_add_item(&w);
		}
	}
	/* Locations are printed and compared up to the lock. */
	ret_program->location_count = 3;
	writer_finish(&w, false);
}
