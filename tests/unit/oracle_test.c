/* SPDX-License-Identifier: MIT */
/* The judge of the explorer's engines is judged by published numbers, and by leaving out each of its axioms. */
#include "oracle/enumerate.h"
#include "oracle/litmus_known.h"

#include <criterion/criterion.h>
#include <string.h>

static uint64_t executions(const struct litmus *known, const struct axiom_options *options)
{
	struct litmus program = *known;
	struct outcome_set outcomes = {0};
	uint64_t count;

	litmus_complete_main(&program);
	cr_assert(enumerate(&program, options, UINT64_MAX, &outcomes));
	count = outcomes.executions;
	outcome_set_release(&outcomes);
	return count;
}

Test(oracle, litmus_tests_have_their_known_numbers_of_executions)
{
	for (size_t i = 0; i < litmus_known_count; i++) {
		const struct litmus_known *known = &litmus_known[i];
		struct axiom_options options = {.model = MEMORY_SC};
		uint64_t count = executions(&known->program, &options);

		cr_expect_eq(count, known->executions_sc, "%s: %lu under sc, not %u", known->name,
			     count, known->executions_sc);
		options.model = MEMORY_RC11;
		count = executions(&known->program, &options);
		cr_expect_eq(count, known->executions_rc11, "%s: %lu under rc11, not %u",
			     known->name, count, known->executions_rc11);
	}
}

/* Z6.U tells the two readings of scb apart: 22 with po; hb; po, 24 with the paper's own. */
Test(oracle, the_papers_scb_lets_two_more_executions_of_z6u_pass)
{
	struct axiom_options options = {.model = MEMORY_RC11, .scb_different_location = true};

	for (size_t i = 0; i < litmus_known_count; i++) {
		if (litmus_known[i].executions_rc11 == 22)
			cr_expect_eq(executions(&litmus_known[i].program, &options), 24);
	}
}

Test(oracle, writes_of_the_releasing_thread_continue_a_release_sequence_only_on_request)
{
	struct axiom_options options = {.model = MEMORY_RC11, .own_writes_continue_release = true};
	uint64_t fewer = 0;

	for (size_t i = 0; i < litmus_known_count; i++) {
		if (strstr(litmus_known[i].name, "later write of the same thread") != NULL)
			fewer = executions(&litmus_known[i].program, &options);
	}
	cr_expect_eq(fewer, 4);
}

Test(oracle, each_axiom_matters_to_some_litmus_test)
{
	for (unsigned axiom = 0; axiom < AXIOM_COUNT; axiom++) {
		struct axiom_options without = {.model = MEMORY_RC11, .without = 1u << axiom};
		bool matters = false;

		for (size_t i = 0; i < litmus_known_count && !matters; i++) {
			if (litmus_known[i].executions_rc11 < 90 || axiom == 1)
				matters = executions(&litmus_known[i].program, &without) !=
					  litmus_known[i].executions_rc11;
		}
		cr_expect(matters, "no test fails without axiom number %u", axiom);
	}
}
