/* SPDX-License-Identifier: MIT */
/* Small programs for explorer_run(); compiled as explored programs are. */
#ifndef AGX_TESTS_EXPLORER_PROGRAMS_H
#define AGX_TESTS_EXPLORER_PROGRAMS_H

#define EXPLORER_PROGRAMS(X) \
	X(fetch_add_by_three) X(mutex_by_three_twice) X(race_on_a_counter) X(null_field) X(free_while_used) \
	X(double_free) X(heap_overrun) X(never_written) X(written_as_it_was) X(ab_ba) X(signal_before_wait) X(assertion_after_lost_update) \
	X(deep_recursion) X(unlock_of_another) X(ends_with_lock) X(own_tls) X(globals_are_reset) X(spin_on_flag) \
	X(semaphore_order) X(barrier_of_three) X(once_only) X(keys_are_destroyed) X(cleanup_handlers_run) \
	X(status_of_main) X(forks) X(mixed_sizes) X(plain_store_to_atomic) \
	X(counts_in_registers) X(block_left) X(block_kept) X(thread_left) X(race_hides_null) X(race_of_block_hides_null) \
	X(grandchildren)

#define DECLARE(name) int name(void *argument);
EXPLORER_PROGRAMS(DECLARE)
#undef DECLARE

struct big {
	char before[0x5c8];
	int field;
};

#endif
