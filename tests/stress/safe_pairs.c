/* SPDX-License-Identifier: MIT */
/* Every policy and fix against every fault that it says it is safe against, on real threads with jitter: no crash, no
 * lost call, no command in a foreign buffer, no wrong result; under ThreadSanitizer no report either. And the other way
 * round: without policy or fix the same faults do show, or this program would prove nothing. */
#include "policy/policy.h"
#include "workload/workload.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef AGXRACE_TSAN
enum { THREADS = 4, ITERATIONS = 25, IS_TSAN = 1 };
const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "exitcode=66";
}
#else
enum { THREADS = 8, ITERATIONS = 50, IS_TSAN = 0 };
#endif

enum { CONTROL_TRIES = 400, CONTROL_THREADS = 8, CONTROL_JITTER = 500, JITTER = 100, REPORT_BYTES = 65536 };

static int failures;

/* In a child: 0 clean, 2 counted something wrong, else how it died; its stderr in REPORT. */
static int run_in_child(const struct workload_config *config, char *report)
{
	int ends[2];
	size_t length = 0;
	ssize_t n;
	int status = 0;
	pid_t child;

	if (pipe(ends) != 0)
		exit(1);
	child = fork();
	if (child == 0) {
		struct workload_result result;

		(void)dup2(ends[1], STDERR_FILENO);
		(void)close(ends[0]);
		(void)alarm(120);
		if (workload_run(config, &result, NULL) != AGX_OK)
			_exit(3);
		exit(result.lost_calls + result.foreign_commands + result.wrong_results > 0 ? 2 : 0);
	}
	(void)close(ends[1]);
	while ((n = read(ends[0], report + length, REPORT_BYTES - 1 - length)) > 0) {
		length += (size_t)n;
		if (length == REPORT_BYTES - 1)
			length = REPORT_BYTES / 2; /* keep the beginning, drain the rest */
	}
	report[length] = '\0';
	(void)close(ends[0]);
	(void)waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static struct workload_config configure(struct policy_choice policy, enum sim_fix fix, uint32_t faults,
					uint64_t seed)
{
	struct workload_config config = workload_config_default(WORKLOAD_LINEAR);

	config.threads = THREADS;
	config.iterations = ITERATIONS;
	config.policy = policy;
	config.sim.fix = fix;
	config.sim.faults = faults;
	config.sim.jitter = JITTER;
	config.sim.seed = seed;
	return config;
}

static void describe(const struct workload_config *config, char *out, size_t size)
{
	char policy[32];
	char faults[160];

	(void)snprintf(out, size, "policy %s, fix %s, fault %s",
		       policy_format(config->policy, policy, sizeof policy),
		       sim_fix_name(config->sim.fix),
		       sim_faults_format(config->sim.faults, faults, sizeof faults));
}

static void expect_clean(struct workload_config config)
{
	static char report[REPORT_BYTES];
	char name[256];
	int end = run_in_child(&config, report);

	describe(&config, name, sizeof name);
	if (end == 0) {
		printf("clean: %s\n", name);
		return;
	}
	failures++;
	printf("FAIL: %s: ended with %d\n%.4000s\n", name, end, report);
}

static void expect_fault(struct workload_config config)
{
	static char report[REPORT_BYTES];
	char name[256];

	describe(&config, name, sizeof name);
	for (int try = 0; try < CONTROL_TRIES; try++) {
		/* Some windows are narrow under a sanitizer and want more threads and wider gaps; other faults then
		 * end the process before a race is told. So by turns. */
		bool wide = try % 2 == 1;
		int end;
		bool shown;

		config.threads = wide ? CONTROL_THREADS : THREADS;
		config.sim.jitter = wide ? CONTROL_JITTER : JITTER;
		end = run_in_child(&config, report);
		shown = IS_TSAN ? strstr(report, "ThreadSanitizer: data race") != NULL : end != 0;

		if (shown) {
			printf("shows: %s\n", name);
			return;
		}
		config.sim.seed++;
	}
	failures++;
	printf("FAIL: %s: nothing in %d runs\n", name, CONTROL_TRIES);
}

static void check_policies(void)
{
	for (int kind = 0; kind < POLICY_COUNT; kind++) {
		struct policy_choice policy = {(enum policy_kind)kind, kind == POLICY_THROTTLE ? 1 : 0};
		uint32_t safe = policy_safe_against(policy);

		for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
			if ((safe & (UINT32_C(1) << bit)) != 0)
				expect_clean(configure(policy, SIM_FIX_NONE, UINT32_C(1) << bit, bit + 1));
		}
		expect_clean(configure(policy, SIM_FIX_NONE, 0, 1));
	}
}

static void check_fixes(void)
{
	const struct policy_choice none = {POLICY_NONE, 0};

	for (int fix = 0; fix < SIM_FIX_COUNT; fix++) {
		uint32_t safe = sim_fix_safe_against((enum sim_fix)fix);

		/* Under TSan only the fix that also publishes in order is free of data races. */
		if (IS_TSAN && fix != SIM_FIX_REFCOUNT_ACQREL)
			continue;
		for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
			if ((safe & (UINT32_C(1) << bit)) != 0)
				expect_clean(configure(none, (enum sim_fix)fix, UINT32_C(1) << bit, bit + 1));
		}
		if (safe != 0)
			expect_clean(configure(none, (enum sim_fix)fix, safe, 1));
	}
}

int main(void)
{
	const struct policy_choice none = {POLICY_NONE, 0};

	setvbuf(stdout, NULL, _IOLBF, 0);
	check_policies();
	check_fixes();
	for (unsigned bit = 0; bit < SIM_FAULT_COUNT; bit++) {
		uint32_t fault = UINT32_C(1) << bit;

		/* These two are one thread's own doing: no race for TSan to see. */
		if (IS_TSAN && (fault == SIM_FAULT_USE_AFTER_END || fault == SIM_FAULT_USE_AFTER_COMMIT))
			continue;
		expect_fault(configure(none, SIM_FIX_NONE, fault, 1));
	}
	printf("%d failed\n", failures);
	return failures == 0 ? 0 : 1;
}
