/* SPDX-License-Identifier: MIT */
/* macOS; untested. */
#include "crash/async_internal.h"
#include "crash/system_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <unistd.h>

int crash_stop_signal(void)
{
	return SIGUSR2; /* there are no real-time signals */
}

bool crash_install_handler(int signal_number, int stop_signal,
			   void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK;
	if (signal_number != stop_signal)
		action.sa_flags |= SA_NODEFER; /* a fault in the handler enters it again */
	(void)sigemptyset(&action.sa_mask);
	(void)sigaddset(&action.sa_mask, stop_signal);
	return sigaction(signal_number, &action, NULL) == 0;
}

void crash_die_with_parent(pid_t parent)
{
	if (getppid() != parent) /* Later the system does not tell: such a child runs to its end. */
		(void)raise(SIGKILL);
}

int crash_stderr_file(void)
{
	char path[] = "/tmp/agxrace-stderr.XXXXXX";
	int fd = mkstemp(path);

	if (fd < 0)
		return -1;
	(void)unlink(path);
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

bool crash_pipe(int ret_fds[2])
{
	if (pipe(ret_fds) != 0)
		return false;
	(void)fcntl(ret_fds[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(ret_fds[1], F_SETFD, FD_CLOEXEC);
	return true;
}

static void read_text(const char *name, char *out, size_t size)
{
	out[0] = '\0';
	if (sysctlbyname(name, out, &size, NULL, 0) != 0)
		out[0] = '\0';
}

void crash_system_version(char *out, size_t size)
{
	char version[64];
	char build[64];

	read_text("kern.osproductversion", version, sizeof version);
	read_text("kern.osversion", build, sizeof build);
	(void)snprintf(out, size, "macOS %s (%s)", version, build);
}

void crash_system_model(char *out, size_t size)
{
	read_text("hw.model", out, size);
}

const char *crash_system_cpu(void)
{
#if defined(__aarch64__)
	return "ARM-64";
#else
	return "X86-64";
#endif
}

const char *crash_system_arch(void)
{
#if defined(__aarch64__)
	return "arm64";
#else
	return "x86_64";
#endif
}

void crash_system_signal(int number, char *name, char *description, size_t size)
{
	char *at = name;

	(void)snprintf(name, size, "SIG%s",
		       number > 0 && number < NSIG ? sys_signame[number] : "");
	for (; *at != '\0'; at++)
		*at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
	(void)snprintf(description, size, "%s",
		       number > 0 && number < NSIG ? sys_siglist[number] : "");
}
