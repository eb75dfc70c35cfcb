/* SPDX-License-Identifier: MIT */
/* An explored program's report to who started it: lines of JSON (docs/formats/explore-result.md), or text for a person. */
#ifndef AGX_EXPLORE_RESULT_WRITE_H
#define AGX_EXPLORE_RESULT_WRITE_H

#include "explore/explorer.h"

#include <stdio.h>

void result_write_start(FILE *out, const struct explorer_options *options);
void result_write_progress(FILE *out, const struct explorer_progress *progress);
/* BAD_INPUT: a file that was named cannot be used. */
void result_write_error(FILE *out, const char *text, bool bad_input);
/* Findings, notes and the end. */
void result_write(FILE *out, const struct explorer_result *result, double cpu_seconds);

void result_print(FILE *out, const struct explorer_result *result, double cpu_seconds);

const char *explorer_stop_word(enum explorer_stop stop);
const char *outcome_word(enum outcome outcome);
const char *memory_model_word(enum memory_model model);

#endif
