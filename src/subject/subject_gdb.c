// SPDX-License-Identifier: MIT
/* gdb on a program that repeats one execution, stopped where the finding is (explore/debugger_stop.h). The program's threads
 * are fibers of one thread, which gdb knows nothing of: to show another one's stack its registers are put in place of those
 * of the one that runs, from where the switch has left them (fiber/fiber_x86_64.S), and back before anything goes on. */
#include "base/file.h"
#include "subject/result_internal.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const char start[] =
	"set language c\n"
	"set confirm off\n"
	"set breakpoint pending on\n"
	"set print thread-events off\n"
	/* Faults are the program's, and its runtime handles them: it stops in agxrace_found() then. */
	"handle SIGSEGV SIGBUS SIGFPE SIGILL SIGPROF nostop noprint pass\n";

#if defined(__x86_64__)
static const char threads[] =
	"set $agxrace_away = 0\n"
	"define agxrace-back\n"
	"  if $agxrace_away\n"
	"    select-frame 0\n"
	"    set $fs_base = $agxrace_fs\n"
	"    set $rbp = $agxrace_rbp\n"
	"    set $rbx = $agxrace_rbx\n"
	"    set $r12 = $agxrace_r12\n"
	"    set $r13 = $agxrace_r13\n"
	"    set $r14 = $agxrace_r14\n"
	"    set $r15 = $agxrace_r15\n"
	"    set $rsp = $agxrace_rsp\n"
	"    set $rip = $agxrace_rip\n"
	"    set $agxrace_away = 0\n"
	"  end\n"
	"end\n"
	"document agxrace-back\n"
	"Return to the thread that was running.\n"
	"end\n"
	"define agxrace-leave\n"
	"  select-frame 0\n"
	"  set $agxrace_fs = $fs_base\n"
	"  set $agxrace_rbp = $rbp\n"
	"  set $agxrace_rbx = $rbx\n"
	"  set $agxrace_r12 = $r12\n"
	"  set $agxrace_r13 = $r13\n"
	"  set $agxrace_r14 = $r14\n"
	"  set $agxrace_r15 = $r15\n"
	"  set $agxrace_rsp = $rsp\n"
	"  set $agxrace_rip = $rip\n"
	"  set $agxrace_away = 1\n"
	"end\n"
	"define agxrace-enter\n"
	"  set $agxrace_sp = ((unsigned long *)&agxrace_thread_stack)[$arg0]\n"
	"  set $fs_base = ((unsigned long *)&agxrace_thread_pointer)[$arg0]\n"
	"  set $r15 = *(unsigned long *)($agxrace_sp + 8)\n"
	"  set $r14 = *(unsigned long *)($agxrace_sp + 16)\n"
	"  set $r13 = *(unsigned long *)($agxrace_sp + 24)\n"
	"  set $r12 = *(unsigned long *)($agxrace_sp + 32)\n"
	"  set $rbx = *(unsigned long *)($agxrace_sp + 40)\n"
	"  set $rbp = *(unsigned long *)($agxrace_sp + 48)\n"
	"  set $rsp = $agxrace_sp + 64\n"
	"  set $rip = *(unsigned long *)($agxrace_sp + 56)\n"
	"end\n"
	"define agxrace-thread\n"
	"  agxrace-back\n"
	"  if ((unsigned long *)&agxrace_thread_stack)[$arg0] == 0\n"
	"    printf \"thread %d does not exist, or has ended\\n\", $arg0\n"
	"  else\n"
	"    if $arg0 != *(unsigned long *)&agxrace_thread_self\n"
	"      agxrace-leave\n"
	"      agxrace-enter $arg0\n"
	"    end\n"
	"    backtrace\n"
	"  end\n"
	"end\n"
	"document agxrace-thread\n"
	"agxrace-thread N: go to the stack of the program's thread N and show it; main is 0.\n"
	"end\n"
	"define agxrace-threads\n"
	"  set $agxrace_n = 0\n"
	"  while $agxrace_n < 32\n"
	"    if ((unsigned long *)&agxrace_thread_stack)[$agxrace_n] != 0\n"
	"      printf \"thread %d:\\n\", $agxrace_n\n"
	"      agxrace-thread $agxrace_n\n"
	"    end\n"
	"    set $agxrace_n = $agxrace_n + 1\n"
	"  end\n"
	"  agxrace-back\n"
	"end\n"
	"document agxrace-threads\n"
	"Show the stacks of all threads of the program that have not ended.\n"
	"end\n"
	"define hook-continue\n"
	"  agxrace-back\n"
	"end\n"
	"define hook-step\n"
	"  agxrace-back\n"
	"end\n"
	"define hook-next\n"
	"  agxrace-back\n"
	"end\n"
	"define hook-finish\n"
	"  agxrace-back\n"
	"end\n";
static const char how_to_see[] = "agxrace-thread N shows the stack of thread N of the program, agxrace-threads all of them.";
#else
static const char threads[] = "";
static const char how_to_see[] = "The other threads of the program are fibers, which gdb does not show.";
#endif

/* After "run": it has stopped in agxrace_found(), or ended. */
static const char at_stop[] =
	"if $_isvoid($_exitcode)\n"
	"  printf \"\\nagxrace: thread %d: %s\\n\", *(int *)&agxrace_thread_self, *(char **)&agxrace_found_what\n";

/* Up to the program's own frame. */
static const char to_frame[] =
	"  if *(unsigned long *)&agxrace_found_pc != 0\n"
	"    while $pc != *(unsigned long *)&agxrace_found_pc\n"
	"      up-silently\n"
	"    end\n"
	"    frame\n"
	"  end\n"
	"end\n";

static enum agx_status write_script(const struct subject_run_options *options, const char *path, struct agx_error *err)
{
	struct agx_text script = {0};
	enum agx_status status;

	agx_text_printf(&script, "%s%s", start, threads);
	agx_text_puts(&script, "set environment AGXRACE_EXPLORE output");
	run_options_write(options, &script);
	agx_text_printf(&script, "\nbreak agxrace_found\nrun\n%s  echo agxrace: %s\\n\n%s", at_stop, how_to_see, to_frame);
	if (agx_text_failed(&script))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for gdb's script");
	else
		status = agx_file_write(path, script.bytes, script.length, err);
	agx_text_release(&script);
	return status;
}

/* Ctrl-C is for gdb, which hands it to the program or not. */
static enum agx_status run_and_wait(const struct words *words, struct agx_error *err)
{
	struct sigaction ignore = {.sa_handler = SIG_IGN};
	struct sigaction before;
	posix_spawnattr_t attributes;
	sigset_t interrupt;
	int wait_status = 0;
	pid_t pid;
	int error = posix_spawnattr_init(&attributes);

	if (error)
		return agx_fail(err, AGX_NO_MEMORY, "cannot run gdb: %s", strerror(error));
	sigemptyset(&interrupt);
	sigaddset(&interrupt, SIGINT);
	(void)posix_spawnattr_setsigdefault(&attributes, &interrupt); /* both are valid */
	(void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	(void)sigaction(SIGINT, &ignore, &before); /* it is a valid signal */
	error = posix_spawnp(&pid, words->items[0], NULL, &attributes, words->items, environ);
	while (!error && waitpid(pid, &wait_status, 0) < 0 && errno == EINTR)
		continue;
	(void)sigaction(SIGINT, &before, NULL);
	posix_spawnattr_destroy(&attributes);
	if (error == ENOENT)
		return agx_fail(err, AGX_UNSUPPORTED, "there is no gdb here: install it, or leave out --gdb");
	if (error)
		return agx_fail(err, AGX_IO, "cannot run gdb: %s", strerror(error));
	return AGX_OK;
}

enum agx_status subject_debug(const struct subject *subject, const struct subject_run_options *options,
			      struct agx_error *err)
{
	char scratch[SUBJECT_PATH_BYTES];
	char script[SUBJECT_PATH_BYTES + 8];
	struct words words = {0};
	enum agx_status status = scratch_make(scratch, err);

	if (status != AGX_OK)
		return status;
	snprintf(script, sizeof script, "%s/gdb", scratch);
	status = write_script(options, script, err);
	words_add(&words, "gdb");
	words_add(&words, "-q");
	words_add(&words, "-x");
	words_add(&words, script);
	words_add(&words, "--args");
	words_add(&words, subject->program);
	for (size_t i = 0; i < options->argument_count; i++)
		words_add(&words, options->arguments[i]);
	if (status == AGX_OK && words.failed)
		status = agx_fail(err, AGX_NO_MEMORY, "no memory");
	if (status == AGX_OK)
		status = run_and_wait(&words, err);
	words_release(&words);
	scratch_remove(scratch);
	return status;
}
