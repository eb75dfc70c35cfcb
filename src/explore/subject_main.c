/* SPDX-License-Identifier: MIT */
/* main() of an explored program: explores the program's own main as the environment asks (subject_options.h). */
#include "base/clock.h"
#include "explore/divided_search.h"
#include "explore/result_write.h"
#include "explore/subject_options.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <unistd.h>

int explored_main(int count, char **arguments, char **environment);

extern char **environ;

static struct subject_options options;
static volatile sig_atomic_t stop;
static FILE *result_file;

struct call {
	int count;
	char **arguments;
};

static int call_main(void *opaque)
{
	const struct call *call = opaque;

	return explored_main(call->count, call->arguments, environ);
}

static void on_stop(int number)
{
	(void)number;
	stop = 1;
}

static void on_progress(void *context, const struct explorer_progress *progress)
{
	(void)context;
	if (options.result_fd >= 0)
		result_write_progress(result_file, progress);
}

/* The same addresses in every process, so that a program that orders or hashes them can be replayed: without
 * randomisation, which is decided at exec. */
static void run_without_randomisation(char **arguments)
{
	static const char tried[] = "AGXRACE_EXPLORE_SAME_ADDRESSES";
	int now = personality(0xffffffff);

	if (now == -1 || (now & ADDR_NO_RANDOMIZE) || getenv(tried) != NULL)
		return;
	if (personality((unsigned long)now | ADDR_NO_RANDOMIZE) == -1 || setenv(tried, "1", 1) != 0)
		return;
	(void)execv("/proc/self/exe", arguments); /* else go on as we are */
}

static bool drop(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	bool done = null >= 0 && dup2(null, fd) >= 0;

	if (null >= 0)
		(void)close(null); /* nothing was written */
	return done;
}

/* The program writes the same in every execution: nobody wants to read that. Its input would not be the same. */
static bool redirect(void)
{
	int out = options.result_fd >= 0 ? options.result_fd : dup(STDOUT_FILENO);

	result_file = out >= 0 ? fdopen(out, "w") : NULL;
	if (result_file == NULL || fcntl(out, F_SETFD, FD_CLOEXEC) != 0 || !drop(STDIN_FILENO))
		return false;
	return options.output || (drop(STDOUT_FILENO) && drop(STDERR_FILENO));
}

static int refuse(const char *problem, bool bad_input)
{
	if (options.result_fd >= 0 && result_file != NULL)
		result_write_error(result_file, problem, bad_input);
	else
		(void)fprintf(result_file != NULL ? result_file : stderr, "agxrace: %s\n", problem);
	return bad_input ? 3 : 2;
}

static void catch_stop(void)
{
	struct sigaction action = {.sa_handler = on_stop, .sa_flags = SA_ONSTACK};

	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(SIGINT, &action, NULL); /* else it ends the process, as by default */
	(void)sigaction(SIGTERM, &action, NULL);
}

static bool is_clean(const struct explorer_result *result)
{
	return result->stop == STOP_NONE && result->outcomes[OUTCOME_BOUND] == 0 &&
	       result->outcomes[OUTCOME_UNSUPPORTED] == 0 && options.explorer.search.strategy == NULL &&
	       options.explorer.search.replay == NULL && options.explorer.search.preemptions_max == UINT32_MAX;
}

/* One execution needs one process and leaves nothing to go on with. */
static bool is_divided(void)
{
	return options.explorer.search.replay == NULL && (options.jobs > 1 || options.checkpoint != NULL);
}

/* As divided_search_run(), in either way. */
static enum division_problem explore(struct call *call, struct explorer_result *ret_result, double *ret_cpu_seconds,
				     const char **ret_problem)
{
	uint64_t began = agx_cpu_ns();
	struct division division = {.jobs = options.jobs,
				    .checkpoint = options.checkpoint,
				    .checkpoint_seconds = options.checkpoint_seconds};

	if (is_divided()) {
		/* Needed to the end. */
		division.identity = subject_options_identity(&options, call->count, call->arguments);
		*ret_problem = "no memory";
		if (division.identity == NULL)
			return DIVISION_REFUSED;
		return divided_search_run(&options.explorer, &division, call_main, call, ret_result, ret_cpu_seconds,
					  ret_problem);
	}
	*ret_problem = explorer_run(&options.explorer, call_main, call, ret_result);
	*ret_cpu_seconds = 1e-9 * (double)(agx_cpu_ns() - began);
	return *ret_problem == NULL ? DIVISION_DONE : DIVISION_REFUSED;
}

int main(int count, char **arguments)
{
	struct explorer_result result;
	struct call call = {count, arguments};
	enum division_problem refused;
	const char *problem;
	double used = 0;
	int code = 0;

	run_without_randomisation(arguments);
	problem = subject_options_parse(getenv("AGXRACE_EXPLORE"), &options);
	if (!redirect())
		return refuse("cannot redirect input and output", false);
	if (problem != NULL)
		return refuse(problem, false);
	catch_stop();
	options.explorer.stop = &stop;
	options.explorer.on_progress = on_progress;
	refused = explore(&call, &result, &used, &problem);
	if (refused != DIVISION_DONE)
		return refuse(problem, refused == DIVISION_BAD_CHECKPOINT);
	if (options.result_fd >= 0) {
		result_write_start(result_file, &options.explorer);
		result_write(result_file, &result, used);
	} else {
		result_print(result_file, &result, used);
		code = result.finding_count > 0 ? 10 : is_clean(&result) ? 0 : 20;
	}
	explorer_result_release(&result);
	/* The program's own exit handlers and buffers are not run again. */
	(void)fflush(result_file);
	_exit(ferror(result_file) != 0 ? 1 : code);
}
