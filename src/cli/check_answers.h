/* SPDX-License-Identifier: MIT */
/* The answers of agxrace check, one function for each kind of question. All print, and return the exit code. */
#ifndef AGX_CLI_CHECK_ANSWERS_H
#define AGX_CLI_CHECK_ANSWERS_H

#include "cli/check_request.h"

int check_answer_cell(struct check_request *request);
int check_answer_matrix(struct check_request *request);
int check_answer_claims(struct check_request *request);
int check_answer_ablation(struct check_request *request);
int check_answer_proof(struct check_request *request);
int check_answer_export(struct check_request *request);

#endif
