/* SPDX-License-Identifier: MIT */
#include "cli/check_answers.h"

enum { MEMORY_MIB_MAX = 1 << 20, SECONDS_MAX = 1000000 };

static const struct cli_option options_table[] = {
	CLI_STRING("model", 'm', struct check_options, model, "NAME",
		   "encoding, published-race or published-fixed (encoding)"),
	CLI_STRING("policy", 'p', struct check_options, policy, "NAME", "one client policy (all)"),
	CLI_STRING("fault", 'f', struct check_options, fault, "A,B",
		   "these faults together, or none (each by itself)"),
	CLI_STRING("fix", 0, struct check_options, fix, "NAME", "what the driver does about it (all)"),
	CLI_STRING("with", 0, struct check_options, with, "A,B",
		   "hostile-sync, completion-follows, wait-inside, weak-memory, null-check, "
		   "release-publish, atomic-retain (none)"),
	CLI_UINT("threads", 't', struct check_options, threads, "N", 1, PUBLISHED_THREADS_MAX,
		 "client threads (3)"),
	CLI_UINT("slots", 0, struct check_options, slots, "N", 1, PUBLISHED_SLOTS_MAX,
		 "context slots (2)"),
	CLI_FLAG("explore-all", 0, struct check_options, explore_all, "go on past violations"),
	CLI_FLAG("starvation", 0, struct check_options, starvation,
		 "look for a thread that waits for ever, under weak fairness"),
	CLI_STRING("ignore", 0, struct check_options, ignore, "A,B",
		   "hazards that are no violation: lost-work, data-race..."),
	CLI_STRING("drop-guard", 0, struct check_options, drop_guard, "A,B",
		   "leave these conditions out of the model: what are they good for?"),
	CLI_UINT("max-states", 0, struct check_options, states_max, "N", 1, INT64_MAX,
		 "give up beyond (no bound)"),
	CLI_UINT("max-memory", 0, struct check_options, memory_mib, "MIB", 1, MEMORY_MIB_MAX,
		 "give up beyond (three quarters of what is free)"),
	CLI_UINT("timeout", 0, struct check_options, timeout_s, "S", 1, SECONDS_MAX,
		 "give up after, for each cell (none)"),
	CLI_UINT("workers", 'j', struct check_options, workers, "N", 1, AGX_CHECK_WORKERS_MAX,
		 "threads that search (1)"),
	CLI_FLAG("symmetry", 0, struct check_options, symmetry,
		 "keep one state per orbit of threads and slots (above 3 threads)"),
	CLI_FLAG("no-symmetry", 0, struct check_options, no_symmetry, "keep every state"),
	CLI_FLAG("claims", 0, struct check_options, claims,
		 "put the bug report's theorems and claims to the test"),
	CLI_FLAG("ablation", 0, struct check_options, ablation,
		 "take the suggested fix apart: what breaks without each part?"),
	CLI_STRING("certificate", 0, struct check_options, certificate, "FILE",
		   "write what proves a verdict that holds to FILE"),
	CLI_STRING("verify", 0, struct check_options, verify, "FILE",
		   "verify the certificate in FILE without the search"),
	CLI_STRING("export", 0, struct check_options, export, "LANGUAGE",
		   "print the model for another checker: promela, tla or tlc-config"),
	CLI_STRING("trace", 0, struct check_options, trace, "FILE", "write the counterexample to FILE"),
	CLI_STRING("trace-format", 0, struct check_options, trace_format, "KIND",
		   "text, json or perfetto (json)"),
	CLI_STRING("color", 0, struct check_options, colour, "WHEN", "auto, always or never (auto)"),
	CLI_FLAG("json", 0, struct check_options, json, "print one JSON document"),
	CLI_END,
};

/* The kinds of questions, most particular first. */
static int answer(struct check_request *request)
{
	const struct check_options *options = &request->options;

	if (options->claims)
		return check_answer_claims(request);
	if (options->ablation)
		return check_answer_ablation(request);
	if (options->verify != NULL)
		return check_answer_proof(request);
	if (options->export != NULL)
		return check_answer_export(request);
	if (request->whole_row || request->whole_column)
		return check_answer_matrix(request);
	return check_answer_cell(request);
}

static int run(const struct cli_command *command, int argc, char **argv)
{
	struct check_request request = {
		.command = command,
		.options = {.model = "encoding",
			    .threads = 3,
			    .slots = 2,
			    .workers = 1,
			    .trace_format = "json",
			    .colour = "auto"},
	};
	int operands;
	int code = cli_parse(command, argc, argv, &request.options, &operands);

	if (code < 0)
		code = check_request_read(&request);
	if (code >= 0)
		return code;
	request.progress = cli_progress_begin(0);
	return answer(&request);
}

const struct cli_command cmd_check = {
	.name = "check",
	.summary = "prove or refute each lock policy against each fault, for any number of threads",
	.operands = NULL,
	.text = "Searches a model of the driver's encoding stack in which nothing but policy, fix and fault "
		"differs, and prints the matrix: what holds for every number of threads, what holds for "
		"those that were searched, and the shortest counterexample where something breaks. With "
		"--fault and --policy or --fix it judges that one system and prints the counterexample "
		"with a column for each thread; with one of them, that row or column of the matrix.\n\n"
		"A verdict holds for every number of threads when the views of two threads are closed "
		"under every step (Abdulla, Haziza and Holik, VMCAI 2013). Deadlock is looked for in the "
		"systems that are searched whole.\n\n"
		"--claims puts the theorems of the bug report to the test: the lock per call that it prints and the "
		"lock from creation to destruction that it models are two policies. --ablation takes the "
		"suggested fix apart.\n\n"
		"One system exits with its verdict's code. The matrix, the claims and the parts of the fix "
		"exit with 0, or with 20 when a cell is not decided.",
	.options = options_table,
	.run = run,
};
