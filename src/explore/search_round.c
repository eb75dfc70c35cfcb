/* SPDX-License-Identifier: MIT */
#include "explore/search_round.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Remove those that were begun. */
static void abandon(struct search_round *round)
{
	for (unsigned i = 0; i < round->count; i++) {
		(void)close(round->processes[i].in);
		(void)kill(round->processes[i].pid, SIGKILL);
		(void)waitpid(round->processes[i].pid, NULL, 0);
	}
	round->count = 0;
}

static bool begin_one(struct search_round *round, const struct search_worker *template)
{
	struct round_process *process = &round->processes[round->count];
	struct search_worker worker = *template;
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return false;
	worker.self = round->count;
	worker.out = ends[1];
	process->pid = fork();
	if (process->pid == 0) {
		(void)close(ends[0]);
		search_worker_run(&worker, parent);
	}
	(void)close(ends[1]);
	if (process->pid < 0) {
		(void)close(ends[0]);
		return false;
	}
	process->in = ends[0];
	round->count++;
	return true;
}

bool search_round_begin(struct search_round *round, unsigned count, const struct search_worker *template)
{
	memset(round, 0, sizeof *round);
	work_share_begin_round(template->share);
	while (round->count < count) {
		if (begin_one(round, template))
			continue;
		abandon(round);
		return false;
	}
	return true;
}

static bool is_whole(const struct packer *handed)
{
	uint64_t end;

	if (handed->failed || handed->length < 2 * sizeof end)
		return false;
	memcpy(&end, handed->bytes + handed->length - sizeof end, sizeof end);
	return end == WORKER_END;
}

/* Nothing more comes from PROCESS. */
static void end_one(struct search_round *round, unsigned i, struct work_share *share)
{
	struct round_process *process = &round->processes[i];
	int status = 0;

	(void)close(process->in);
	process->in = -1;
	while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (is_whole(&process->handed))
		return;
	free(process->handed.bytes);
	process->handed = (struct packer) {0};
	round->lost = true;
	if (WIFSIGNALED(status))
		(void)snprintf(round->lost_text, sizeof round->lost_text,
			       "process %u of the search died of signal %d: its part is lost", i, WTERMSIG(status));
	else
		(void)snprintf(round->lost_text, sizeof round->lost_text,
			       "process %u of the search ended with status %d: its part is lost", i,
			       WEXITSTATUS(status));
	work_share_give_up(share);
}

static void read_one(struct search_round *round, unsigned i, struct work_share *share)
{
	static unsigned char bytes[1 << 16];
	ssize_t got = read(round->processes[i].in, bytes, sizeof bytes);

	if (got > 0)
		pack(&round->processes[i].handed, bytes, (size_t)got);
	else if (got == 0 || errno != EINTR)
		end_one(round, i, share);
}

bool search_round_wait(struct search_round *round, struct work_share *share, int milliseconds)
{
	struct pollfd waits[SEARCH_JOBS_MAX];
	bool ended = true;

	for (unsigned i = 0; i < round->count; i++)
		waits[i] = (struct pollfd) {.fd = round->processes[i].in, .events = POLLIN};
	if (poll(waits, round->count, milliseconds) > 0)
		for (unsigned i = 0; i < round->count; i++)
			if (waits[i].fd >= 0 && waits[i].revents != 0)
				read_one(round, i, share);
	for (unsigned i = 0; i < round->count; i++)
		ended = ended && round->processes[i].in < 0;
	return ended;
}

/* What PROCESS has handed back goes to *RET_STATE, to be released. False: that cannot be read. */
static bool read_state(struct search_round *round, const struct packer *handed, struct search_state *ret_state)
{
	struct unpacker unpacker = {.at = handed->bytes, .left = handed->length};
	bool begins = unpack_number(&unpacker) == WORKER_BEGIN;
	char *problem = unpack_text(&unpacker);

	if (problem != NULL && problem[0] != '\0')
		(void)snprintf(round->problem, sizeof round->problem, "%s", problem);
	free(problem);
	search_state_unpack(&unpacker, ret_state);
	return begins && unpack_number(&unpacker) == WORKER_END && !unpacker.failed && unpacker.left == 0;
}

static void merge_one(struct search_state *state, unsigned i, struct search_state *more, size_t first)
{
	result_merge(&state->result, &more->result, first);
	state->cpu_seconds += more->cpu_seconds;
	for (unsigned p = 0; p < more->promoted_count; p++)
		search_state_promote(state, more->promoted[p].address, more->promoted[p].size);
	state->stacks[i] = more->stacks[0];
	more->stacks[0] = (struct item_stack) {0};
}

void search_round_merge(struct search_round *round, struct search_state *state)
{
	size_t first = state->result.finding_count;
	struct search_state more;

	search_state_drop_items(state);
	state->stack_count = round->count;
	for (unsigned i = 0; i < round->count; i++) {
		struct packer *handed = &round->processes[i].handed;

		if (handed->bytes == NULL)
			continue; /* lost, and said so */
		if (read_state(round, handed, &more)) {
			merge_one(state, i, &more, first);
		} else {
			round->lost = true;
			(void)snprintf(round->lost_text, sizeof round->lost_text,
				       "what process %u of the search handed back is not whole", i);
		}
		search_state_release(&more);
		free(handed->bytes);
	}
}
