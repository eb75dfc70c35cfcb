// SPDX-License-Identifier: MIT
/* Programs in which several threads wait at once. */
#include "oracle/litmus_generate.h"

#include "oracle/litmus_writer.h"

#include <string.h>

/* What they wait for. */
enum theme {
	THEME_CONDITION,
	THEME_SEMAPHORE,
	THEME_MUTEX,
	THEME_RWLOCK,
	THEME_MIXED,
	THEME_COUNT
};

/* Location 1 is nobody's wait. */
static void add_access_beside(struct writer *w)
{
	static const uint8_t kinds[] = {DO_LOAD, DO_STORE, DO_ADD, DO_EXCHANGE};
	enum litmus_do kind = (enum litmus_do)kinds[writer_below(w, 4)];
	struct instruction *i;

	if (w->budget == 0)
		return;
	w->budget--;
	i = writer_add(w, kind, 1);
	i->order = kind == DO_LOAD    ? writer_load_order(w)
		   : kind == DO_STORE ? writer_store_order(w)
				      : writer_update_order(w);
	if (kind != DO_LOAD)
		writer_set_operand(w, i);
	if (kind != DO_STORE)
		i->result = writer_fresh_register(w);
}

static void add_condition(struct writer *w)
{
	unsigned dice = writer_below(w, 6);
	bool locked = dice < 3 || writer_one_in(w, 3);

	if (locked)
		writer_add(w, DO_LOCK, 2);
	if (dice < 3)
		writer_add(w, DO_COND_WAIT, 0)->operand = 2;
	else
		writer_add(w, dice < 5 ? DO_SIGNAL : DO_BROADCAST, 0);
	if (locked)
		writer_add(w, DO_UNLOCK, 2);
}

/* A section of KIND, entered at once or, if it is an attempt that fails, not at all. */
static void add_section(struct writer *w, enum litmus_do kind, bool attempt,
			enum litmus_do end)
{
	unsigned at = *writer_count(w);
	struct instruction *begin = writer_add(w, kind, 0);

	if (attempt)
		begin->result = writer_fresh_register(w);
	add_access_beside(w);
	if (end != DO_COUNT)
		writer_add(w, end, 0);
	if (attempt)
		writer_skip_from(w, at);
}

static void add_semaphore(struct writer *w)
{
	unsigned dice = writer_below(w, 6);

	if (dice < 3)
		writer_add(w, DO_SEM_WAIT, 0);
	else if (dice < 5)
		writer_add(w, DO_SEM_POST, 0);
	else
		add_section(w, DO_SEM_TRY_WAIT, true, DO_COUNT);
}

static void add_rwlock(struct writer *w)
{
	static const uint8_t kinds[] = {DO_READ_LOCK,	  DO_READ_LOCK,
					DO_WRITE_LOCK,	  DO_WRITE_LOCK,
					DO_TRY_READ_LOCK, DO_TRY_WRITE_LOCK};
	unsigned dice = writer_below(w, 6);

	add_section(w, (enum litmus_do)kinds[dice], dice >= 4, DO_RW_UNLOCK);
}

static void add_mutex(struct writer *w)
{
	bool attempt = writer_one_in(w, 3);

	add_section(w, attempt ? DO_TRY_LOCK : DO_LOCK, attempt, DO_UNLOCK);
}

static void add_themed(struct writer *w, unsigned theme)
{
	switch (theme == THEME_MIXED ? writer_below(w, THEME_RWLOCK) : theme) {
	case THEME_CONDITION:
		add_condition(w);
		break;
	case THEME_SEMAPHORE:
		add_semaphore(w);
		break;
	case THEME_RWLOCK:
		add_rwlock(w);
		break;
	default:
		add_mutex(w);
	}
}

void litmus_generate_waits(struct litmus *ret_program, uint64_t seed, uint64_t index)
{
	struct writer w = {.program = ret_program,
			   .random = agx_random_split(seed + (UINT64_C(1) << 32), index)};
	unsigned theme = writer_below(&w, THEME_COUNT);

	memset(ret_program, 0, sizeof *ret_program);
	ret_program->thread_count = 4 + writer_below(&w, 2);
	ret_program->location_count = 2;
	ret_program->has_objects = true;
	ret_program->semaphore_start[0] = (uint8_t)writer_below(&w, 2);
	for (unsigned t = 1; t < ret_program->thread_count; t++) {
		unsigned blocks =
			1 + (ret_program->thread_count == 4 ? writer_below(&w, 3)
							    : writer_one_in(&w, 4));

		writer_start_thread(&w, t);
		w.budget = 1;
		while (blocks-- > 0) {
			if (writer_one_in(&w, 3))
				add_access_beside(&w);
			add_themed(&w, theme);
		}
		if (writer_one_in(&w, 4))
			add_access_beside(&w);
	}
	writer_finish(&w, false);
}
