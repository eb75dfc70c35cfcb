/* SPDX-License-Identifier: MIT */
#include "crash/async_internal.h"
#include "crash/system_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

/* As in system_linux_async.c. */
struct kernel_action {
	void (*handler)(int, siginfo_t *, void *);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

int crash_stop_signal(void)
{
	return SIGRTMIN + 7; /* emulators do not have the highest ones */
}

/* libc's sigaction() knows the restorer that the kernel needs. Where it is a sanitizer's, what reaches the
 * kernel is the sanitizer's handler, which keeps asynchronous signals until the thread's next
 * intercepted call: put ours in its place. */
bool crash_install_handler(int signal_number, int stop_signal,
			   void (*handler)(int, siginfo_t *, void *))
{
	struct kernel_action kernel;
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_sigaction = handler;
	action.sa_flags = SA_SIGINFO | SA_ONSTACK;
	if (signal_number != stop_signal)
		action.sa_flags |= (int)SA_NODEFER; /* a fault in the handler enters it again */
	(void)sigemptyset(&action.sa_mask);
	(void)sigaddset(&action.sa_mask, stop_signal);
	if (sigaction(signal_number, &action, NULL) != 0)
		return false;
	if (syscall(SYS_rt_sigaction, signal_number, NULL, &kernel, sizeof kernel.mask) != 0)
		return false;
	kernel.handler = handler;
	kernel.flags |= SA_SIGINFO | SA_ONSTACK;
	kernel.flags &= ~(unsigned long)SA_RESTART;
	if (signal_number != stop_signal)
		kernel.flags |= (unsigned long)SA_NODEFER;
	kernel.mask = UINT64_C(1) << (stop_signal - 1);
	return syscall(SYS_rt_sigaction, signal_number, &kernel, NULL, sizeof kernel.mask) == 0;
}

void crash_die_with_parent(pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* cannot fail: a valid signal */
	if (getppid() != parent)
		(void)raise(SIGKILL);
}

int crash_stderr_file(void)
{
	int fd = memfd_create("agxrace-stderr", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (ftruncate(fd, CRASH_STDERR_BYTES) != 0 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

bool crash_pipe(int ret_fds[2])
{
	return pipe2(ret_fds, O_CLOEXEC) == 0;
}

/* The first line of PATH, without its end. */
static void read_line(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "re");

	out[0] = '\0';
	if (file == NULL)
		return;
	if (fgets(out, (int)size, file) == NULL)
		out[0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	(void)fclose(file); /* read only */
}

/* The distribution's name for itself, os-release(5). */
static void read_distribution(char *out, size_t size)
{
	static const char key[] = "PRETTY_NAME=\"";
	FILE *file = fopen("/etc/os-release", "re");
	char line[256];

	out[0] = '\0';
	if (file == NULL)
		return;
	while (fgets(line, sizeof line, file) != NULL) {
		if (strncmp(line, key, sizeof key - 1) != 0)
			continue;
		(void)snprintf(out, size, "%.*s", (int)size - 1, line + sizeof key - 1);
		out[strcspn(out, "\"\n")] = '\0';
	}
	(void)fclose(file); /* read only */
}

void crash_system_version(char *out, size_t size)
{
	char distribution[128];
	struct utsname name;

	out[0] = '\0';
	if (uname(&name) != 0)
		return;
	read_distribution(distribution, sizeof distribution);
	(void)snprintf(out, size, "%s %s (%s)", name.sysname, name.release,
		       distribution[0] != '\0' ? distribution : name.version);
}

void crash_system_model(char *out, size_t size)
{
	read_line("/sys/class/dmi/id/product_name", out, size);
	if (out[0] == '\0')
		read_line("/proc/device-tree/model", out, size);
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
	const char *abbreviation = sigabbrev_np(number);
	const char *words = sigdescr_np(number);

	(void)snprintf(name, size, "%s%s", abbreviation != NULL ? "SIG" : "",
		       abbreviation != NULL ? abbreviation : "");
	(void)snprintf(description, size, "%s", words != NULL ? words : "");
}
