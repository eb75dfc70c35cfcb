/* SPDX-License-Identifier: MIT */
#include "crash/child.h"

#include "base/assert.h"
#include "base/clock.h"
#include "base/limits.h"
#include "crash/async_internal.h"
#include "crash/capture.h"
#include "crash/capture_report.h"
#include "crash/symbols.h"
#include "crash/system_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	SETUP_FAILED = 125,     /* exit status of a child that could not start its body */
	PIPE_CLOSED_POLL_MS = 1, /* how often to look at a child whose pipe has closed */
	HANG_NOTICE_MS = 1000, /* for a child to begin with its capture */
};

/* In memory shared with the child. */
struct shared {
	_Atomic bool done; /* body_result is set */
	int body_result;
	struct crash_snapshot snapshot;
	_Alignas(max_align_t) char result[];
};

struct child {
	pid_t pid;
	bool ended;
	bool asked; /* for its stacks, since its time was over */
	bool capture_seen;
	struct shared *shared;
	size_t shared_bytes;
	int wake_fd;   /* a byte: the capture is complete; end of file: the child is gone. -1 after that */
	int stderr_fd; /* -1: none */
	uint64_t start_ns;
	uint64_t deadline_ns; /* UINT64_MAX: none */
	uint64_t timeout_ms;
	struct timespec launched;
	struct timespec ended_at;
	struct child_outcome outcome;
};

/* Names of this process's functions: read when a child has crashed for the first time, kept for the
 * next ones. A campaign has thousands of children. */
static struct symbols *symbols;

static bool load_symbols(struct agx_error *err)
{
	return symbols != NULL || symbols_load(&symbols, err) == AGX_OK;
}

/* Whether the child's standard error stays ours: a sanitizer's report is for the person. */
static bool keep_stderr(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(AGXRACE_TSAN)
	return true;
#else
	return false;
#endif
}

static bool redirect(int from, int to)
{
	return from >= 0 && dup2(from, to) >= 0;
}

static _Noreturn void run_body(const struct child *child, const struct child_spec *spec,
			       int wake_fd, pid_t parent)
{
	struct rlimit no_core = {0, 0};
	struct agx_error err;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	(void)setpgid(0, 0); /* the parent does it as well */
	crash_die_with_parent(parent);
	(void)setrlimit(RLIMIT_CORE, &no_core); /* without it there are cores, no more */
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	if (!redirect(null, STDIN_FILENO) || !redirect(null, STDOUT_FILENO) ||
	    (!keep_stderr() &&
	     !redirect(child->stderr_fd >= 0 ? child->stderr_fd : null, STDERR_FILENO)))
		_exit(SETUP_FAILED);
	if (capture_install(&child->shared->snapshot, wake_fd, spec->fault_in_stages, &err) !=
	    AGX_OK)
		_exit(SETUP_FAILED);
	child->shared->body_result = spec->body(spec->context, child->shared->result);
	/* Pairs with the acquire in classify(). */
	atomic_store_explicit(&child->shared->done, true, memory_order_release);
	_exit(0);
}

static struct shared *map_shared(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		(void)close(fd); /* a pipe, or a file that nobody reads again */
}

enum agx_status child_start(const struct child_spec *spec, struct child **ret_child,
			    struct agx_error *err)
{
	enum agx_status status = AGX_NO_MEMORY;
	struct child *child = calloc(1, sizeof *child);
	pid_t parent = getpid();
	int fds[2];

	if (child == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for a child process");
	if (spec->result_bytes > SIZE_MAX / 2)
		goto out_free;
	child->shared_bytes = sizeof *child->shared + spec->result_bytes;
	child->shared = map_shared(child->shared_bytes);
	if (child->shared == NULL)
		goto out_free;
	status = AGX_FAILED;
	if (!crash_pipe(fds))
		goto out_unmap;
	child->wake_fd = fds[0];
	child->stderr_fd = keep_stderr() ? -1 : crash_stderr_file();
	child->timeout_ms = spec->timeout_ms;
	(void)clock_gettime(CLOCK_REALTIME, &child->launched); /* cannot fail */
	child->start_ns = agx_clock_ns();
	child->deadline_ns = spec->timeout_ms == 0 || spec->timeout_ms > UINT64_MAX / 2000000u
				     ? UINT64_MAX
				     : child->start_ns + spec->timeout_ms * 1000000u;
	child->pid = fork();
	if (child->pid < 0)
		goto out_close;
	if (child->pid == 0)
		run_body(child, spec, fds[1], parent);
	(void)setpgid(child->pid, child->pid); /* the child does it as well */
	(void)close(fds[1]);
	*ret_child = child;
	return AGX_OK;

out_close:
	close_if_open(fds[1]);
	close_if_open(child->wake_fd);
	close_if_open(child->stderr_fd);
out_unmap:
	(void)munmap(child->shared, child->shared_bytes);
out_free:
	free(child);
	return agx_fail(err, status, "cannot start a child process: %s", strerror(errno));
}

static bool is_fault(int signal_number)
{
	return signal_number == SIGSEGV || signal_number == SIGBUS || signal_number == SIGILL ||
	       signal_number == SIGFPE || signal_number == SIGTRAP;
}

static enum child_end classify(const struct child *child, int status)
{
	const struct crash_snapshot *snapshot = &child->shared->snapshot;
	int signal_number = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	/* The handler may itself have died of something else (its watchdog, a stack that was gone). */
	if (snapshot->signal != 0)
		signal_number = (int)snapshot->signal;
	else if (child->asked && signal_number != 0)
		return CHILD_HUNG;
	if (is_fault(signal_number))
		return CHILD_CRASHED;
	if (signal_number == SIGABRT)
		return CHILD_ABORTED;
	if (signal_number != 0)
		return CHILD_KILLED;
	/* Pairs with the release in run_body(). */
	if (WEXITSTATUS(status) == 0 &&
	    atomic_load_explicit(&child->shared->done, memory_order_acquire))
		return CHILD_DONE;
	return CHILD_EXITED;
}

/* The last line, without its end, that TEXT of LENGTH bytes holds. */
static void last_line(const char *text, size_t length, char *line, size_t size)
{
	size_t start;

	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
		length--;
	start = length;
	while (start > 0 && text[start - 1] != '\n')
		start--;
	(void)snprintf(line, size, "%.*s", (int)(length - start), text + start);
}

static void read_message(struct child *child)
{
	static char text[CRASH_STDERR_BYTES];
	struct child_outcome *outcome = &child->outcome;
	const struct crash_snapshot *snapshot = &child->shared->snapshot;
	ssize_t length;

	if (snapshot->message[0] != '\0') {
		(void)snprintf(outcome->message, sizeof outcome->message, "%.*s",
			       (int)sizeof snapshot->message, snapshot->message);
		return;
	}
	if (outcome->end != CHILD_ABORTED && outcome->end != CHILD_EXITED)
		return; /* What it wrote last has no part in how it ended. */
	length = child->stderr_fd < 0 ? 0 : pread(child->stderr_fd, text, sizeof text, 0);
	if (length > 0)
		last_line(text, strnlen(text, (size_t)length), outcome->message,
			  sizeof outcome->message);
}

static bool capture_begun(const struct child *child)
{
	return atomic_load_explicit(&child->shared->snapshot.thread_count,
				    memory_order_acquire) > 0;
}

static void fill_outcome(struct child *child, int status)
{
	const struct crash_snapshot *snapshot = &child->shared->snapshot;
	struct child_outcome *outcome = &child->outcome;

	outcome->end = classify(child, status);
	if (outcome->end == CHILD_DONE) {
		outcome->body_result = child->shared->body_result;
		return;
	}
	read_message(child);
	outcome->captured = capture_begun(child);
	if (outcome->end == CHILD_EXITED) {
		outcome->exit_status = WEXITSTATUS(status);
		outcome->captured = false;
		return;
	}
	if (outcome->end == CHILD_HUNG)
		return;
	outcome->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	if (snapshot->signal == 0)
		return; /* The handler could not be entered. */
	outcome->signal = (int)snapshot->signal;
	outcome->has_fault_address = snapshot->has_fault_address;
	outcome->fault_address = snapshot->fault_address;
	outcome->access = (enum crash_access)snapshot->access;
	(void)snprintf(outcome->operation, sizeof outcome->operation, "%s",
		       snapshot->threads[0].operation);
	(void)snprintf(outcome->thread, sizeof outcome->thread, "%s", snapshot->threads[0].name);
	if (load_symbols(NULL)) /* without memory there is no name */
		capture_report_site(snapshot, symbols, outcome->site, sizeof outcome->site);
}

/* Reap CHILD if it has ended (with BLOCK: wait for that). Its children in its group go with it. */
static bool reap(struct child *child, bool block)
{
	int status = 0;
	pid_t pid;

	do {
		pid = waitpid(child->pid, &status, block ? 0 : WNOHANG);
	} while (pid < 0 && errno == EINTR);
	if (pid == 0)
		return false;
	(void)kill(-child->pid, SIGKILL); /* mostly there is nobody left */
	child->ended = true;
	child->outcome.wall_ns = agx_clock_ns() - child->start_ns;
	(void)clock_gettime(CLOCK_REALTIME, &child->ended_at);
	/* When somebody else has reaped it, nothing is known but what it left. */
	fill_outcome(child, pid < 0 ? SETUP_FAILED << 8 : status);
	return true;
}

/* Wait for CHILD's word that it captured everything, or for its end: up to NOTICE_MS for the first sign,
 * MS in all. */
static void wait_for_capture(struct child *child, uint64_t notice_ms, uint64_t ms)
{
	uint64_t start = agx_clock_ns();
	uint64_t notice = start + notice_ms * 1000000u;
	uint64_t end = start + ms * 1000000u;

	while (!crash_snapshot_has(&child->shared->snapshot, SNAPSHOT_END)) {
		struct pollfd poll_fd = {.fd = child->wake_fd, .events = POLLIN};
		uint64_t now = agx_clock_ns();
		uint64_t until = capture_begun(child) ? end : notice;
		char byte;

		if (now >= until)
			return;
		if (poll(&poll_fd, 1, (int)((until - now) / 1000000u) + 1) <= 0)
			continue;
		if ((poll_fd.revents & POLLIN) == 0 || read(child->wake_fd, &byte, 1) != 1)
			return;
	}
}

/* CHILD's time is over: let it tell where its threads are, then end it. */
static void time_out(struct child *child)
{
	if (!capture_begun(child)) {
		child->asked = true;
		(void)kill(child->pid, crash_stop_signal());
		wait_for_capture(child, HANG_NOTICE_MS, SNAPSHOT_CAPTURE_MS);
	} else { /* It is just crashing. */
		wait_for_capture(child, SNAPSHOT_CAPTURE_MS, SNAPSHOT_CAPTURE_MS);
	}
	if (reap(child, false))
		return;
	child->asked = true;
	(void)kill(-child->pid, SIGKILL);
	(void)kill(child->pid, SIGKILL); /* should it have left its group */
	(void)reap(child, true);
}

/* A crashed child that cannot finish its capture would stay for ever: from when we see it begun, it has
 * a deadline. */
static void bound_capture(struct child *child, uint64_t now)
{
	if (child->capture_seen || !capture_begun(child))
		return;
	child->capture_seen = true;
	if (child->deadline_ns > now + SNAPSHOT_CAPTURE_MS * UINT64_C(1000000))
		child->deadline_ns = now + SNAPSHOT_CAPTURE_MS * UINT64_C(1000000);
}

/* Sleep until something happens to one of CHILDREN, at most until UNTIL_NS. */
static void sleep_until(struct child *const *children, size_t count, uint64_t until_ns)
{
	struct pollfd fds[AGX_JOBS_MAX];
	uint64_t now = agx_clock_ns();
	uint64_t ms;

	for (size_t i = 0; i < count; i++) {
		fds[i] = (struct pollfd) {.fd = children[i]->wake_fd, .events = POLLIN};
		if (children[i]->deadline_ns < until_ns)
			until_ns = children[i]->deadline_ns;
		if (children[i]->wake_fd < 0 && until_ns > now + PIPE_CLOSED_POLL_MS * 1000000u)
			until_ns = now + PIPE_CLOSED_POLL_MS * 1000000u;
	}
	ms = until_ns <= now ? 0 : (until_ns - now + 999999u) / 1000000u;
	if (poll(fds, count, ms > 1000 ? 1000 : (int)ms) <= 0)
		return;
	for (size_t i = 0; i < count; i++) {
		char byte;

		if (fds[i].revents == 0)
			continue;
		if ((fds[i].revents & POLLIN) != 0 && read(fds[i].fd, &byte, 1) == 1)
			continue;
		(void)close(children[i]->wake_fd);
		children[i]->wake_fd = -1;
	}
}

size_t child_wait_any(struct child *const *children, size_t count, uint64_t wait_ms)
{
	uint64_t start = agx_clock_ns();
	uint64_t until = wait_ms > (UINT64_MAX - start) / 1000000u ? UINT64_MAX
								  : start + wait_ms * 1000000u;

	AGX_ASSERT(count <= AGX_JOBS_MAX);
	for (;;) {
		uint64_t now = agx_clock_ns();

		for (size_t i = 0; i < count; i++) {
			if (children[i]->ended || reap(children[i], false))
				return i;
			bound_capture(children[i], now);
			if (now >= children[i]->deadline_ns) {
				time_out(children[i]);
				return i;
			}
		}
		if (now >= until)
			return count;
		sleep_until(children, count, until);
	}
}

bool child_wait(struct child *child, uint64_t wait_ms)
{
	return child_wait_any(&child, 1, wait_ms) == 0;
}

const struct child_outcome *child_outcome(const struct child *child)
{
	AGX_ASSERT(child->ended);
	return &child->outcome;
}

const void *child_result(const struct child *child)
{
	AGX_ASSERT(child->ended);
	return child->shared->result;
}

enum agx_status child_report(const struct child *child, struct crash_report *ret_report,
			     struct agx_error *err)
{
	struct capture_facts facts;

	AGX_ASSERT(child->ended);
	if (!child->outcome.captured)
		return agx_fail(err, AGX_FAILED, "the child left nothing to report");
	if (!load_symbols(err))
		return AGX_NO_MEMORY;
	facts = (struct capture_facts) {
		.snapshot = &child->shared->snapshot,
		.symbols = symbols,
		.end = child_end_name(child->outcome.end),
		.message = child->outcome.message,
		.signal = child->outcome.end == CHILD_HUNG ? SIGKILL : child->outcome.signal,
		.pid = child->pid,
		.launched = child->launched,
		.ended = child->ended_at,
		.timeout_ms = child->timeout_ms,
	};
	return capture_report_build(&facts, ret_report, err);
}

void child_free(struct child *child)
{
	if (child == NULL)
		return;
	if (!child->ended) {
		(void)kill(-child->pid, SIGKILL);
		(void)kill(child->pid, SIGKILL);
		(void)reap(child, true);
	}
	close_if_open(child->wake_fd);
	close_if_open(child->stderr_fd);
	(void)munmap(child->shared, child->shared_bytes);
	free(child);
}

const char *child_end_name(enum child_end end)
{
	switch (end) {
	case CHILD_DONE:
		return "done";
	case CHILD_CRASHED:
		return "crashed";
	case CHILD_ABORTED:
		return "aborted";
	case CHILD_HUNG:
		return "hung";
	case CHILD_KILLED:
		return "killed";
	case CHILD_EXITED:
		return "exited";
	}
	return "unknown";
}
