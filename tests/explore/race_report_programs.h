/* SPDX-License-Identifier: MIT */
/* Races of two threads, in an order that is given. The accesses of the first are made by functions of their own, so that it can
 * be seen which one is told of. */
#ifndef AGX_TESTS_RACE_REPORT_PROGRAMS_H
#define AGX_TESTS_RACE_REPORT_PROGRAMS_H

enum race_report_place { PLACE_A, PLACE_B, PLACE_C, PLACE_CALLOC, PLACE_COUNT };

/* Where the function begins that makes accesses at PLACE. */
const void *race_report_begin(enum race_report_place place);

/* A writes a byte, B its neighbour; then the other thread reads the byte of A, or of B. */
int write_neighbours_read_first(void *argument);
int write_neighbours_read_second(void *argument);
/* A reads a byte, B its neighbour; then the other thread writes the byte of A, or of B. */
int read_neighbours_write_first(void *argument);
int read_neighbours_write_second(void *argument);
/* The same where each function has made another access before. */
int quickly(int (*program)(void *), void *argument);
/* A reads a byte, B writes it, C writes its neighbour; then the other thread writes the byte of A and B. */
int read_then_write_byte(void *argument);
/* calloc() writes a byte, A its neighbour; then the other thread reads the first. */
int zeroed_byte(void *argument);

/* Each gives up a block; the last one frees it. Who frees nothing aborts. */
int give_up_then_abort(void *argument);

#endif
