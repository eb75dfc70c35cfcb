/* SPDX-License-Identifier: MIT */
/* Linux: everything by system call, since libc's own wrappers are a sanitizer's under a sanitizer. */
#include "crash/async_internal.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "crash/async_banned.h"

enum { FOLDER_BYTES = 4096, STATUS_BYTES = 4096 };

/* The kernel's struct sigaction (asm-generic/signal.h with SA_RESTORER, as on x86-64 and arm64). */
struct kernel_action {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

/* getdents64(2) */
struct folder_entry {
	uint64_t inode;
	int64_t offset;
	uint16_t length;
	uint8_t type;
	char name[];
};

int64_t crash_async_thread_id(void)
{
	return syscall(SYS_gettid);
}

uint64_t crash_async_now_ms(void)
{
	struct timespec now = {0, 0};

	(void)syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now); /* a zero only ends the wait late */
	return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

void crash_async_pause_ms(uint64_t ms)
{
	struct timespec span = {(time_t)(ms / 1000u), (long)(ms % 1000u) * 1000000};

	(void)syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &span, NULL);
}

static void set_default(int signal_number)
{
	struct kernel_action action = {0};
	uint64_t bit = UINT64_C(1) << (signal_number - 1);

	(void)syscall(SYS_rt_sigaction, signal_number, &action, NULL, sizeof action.mask);
	(void)syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &bit, NULL, sizeof bit);
}

void crash_async_watchdog(uint64_t ms)
{
	struct itimerval timer = {{0, 0}, {(time_t)(ms / 1000u), (suseconds_t)(ms % 1000u) * 1000}};

	(void)syscall(SYS_setitimer, ITIMER_REAL, &timer, NULL);
}

/* A decimal number and nothing else; 0 for anything other. */
static int64_t parse_id(const char *text)
{
	int64_t value = 0;

	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9' || value > INT32_MAX)
			return 0;
		value = value * 10 + (*text - '0');
	}
	return value;
}

void crash_async_each_thread(void (*visit)(int64_t id))
{
	_Alignas(struct folder_entry) char bytes[FOLDER_BYTES];
	int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/task", O_RDONLY | O_DIRECTORY);
	long length;

	if (fd < 0)
		return;
	while ((length = syscall(SYS_getdents64, fd, bytes, sizeof bytes)) > 0) {
		for (long at = 0; at < length;) {
			const struct folder_entry *entry = (const void *)(bytes + at);
			int64_t id = parse_id(entry->name);

			if (id > 0)
				visit(id);
			at += entry->length;
		}
	}
	(void)syscall(SYS_close, fd); /* read only */
}

bool crash_async_signal_thread(int64_t id, int signal_number)
{
	return syscall(SYS_tgkill, syscall(SYS_getpid), id, signal_number) == 0;
}

/* "/proc/self/task/ID/status" */
static void status_path(int64_t id, char path[48])
{
	static const char head[] = "/proc/self/task/";
	static const char tail[] = "/status";
	char digits[20];
	size_t count = 0;
	size_t length = 0;

	for (; head[length] != '\0'; length++)
		path[length] = head[length];
	do {
		digits[count++] = (char)('0' + id % 10);
		id /= 10;
	} while (id > 0 && count < 11);
	while (count > 0)
		path[length++] = digits[--count];
	for (size_t i = 0; i < sizeof tail; i++)
		path[length++] = tail[i];
}

/* Where the hexadecimal digits after "\nSigBlk:\t" begin in TEXT; NULL if they do not. */
static const char *find_blocked(const char *text)
{
	static const char key[] = "\nSigBlk:\t";

	for (; *text != '\0'; text++) {
		size_t i = 0;

		while (key[i] != '\0' && text[i] == key[i])
			i++;
		if (key[i] == '\0')
			return text + i;
	}
	return NULL;
}

bool crash_async_thread_blocks(int64_t id, int signal_number)
{
	char path[48];
	char text[STATUS_BYTES];
	const char *digits;
	uint64_t mask = 0;
	long length;
	int fd;

	status_path(id, path);
	fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
	if (fd < 0)
		return true; /* It has ended meanwhile. */
	length = syscall(SYS_read, fd, text, sizeof text - 1);
	(void)syscall(SYS_close, fd);
	text[length > 0 ? length : 0] = '\0';
	digits = find_blocked(text);
	for (; digits != NULL; digits++) {
		if (*digits >= '0' && *digits <= '9')
			mask = mask << 4 | (uint64_t)(*digits - '0');
		else if (*digits >= 'a' && *digits <= 'f')
			mask = mask << 4 | (uint64_t)(*digits - 'a' + 10);
		else
			break;
	}
	return (mask >> (signal_number - 1) & 1) != 0;
}

void crash_async_wake(int fd)
{
	if (fd >= 0)
		(void)syscall(SYS_write, fd, "", 1); /* the parent also looks by itself */
}

void crash_async_die(int signal_number)
{
	struct rlimit none = {0, 0};

	(void)syscall(SYS_setrlimit, RLIMIT_CORE, &none);
	(void)syscall(SYS_prctl, PR_SET_DUMPABLE, 0, 0, 0, 0);
	set_default(signal_number);
	(void)crash_async_signal_thread(crash_async_thread_id(), signal_number);
	set_default(SIGKILL);
	(void)crash_async_signal_thread(crash_async_thread_id(), SIGKILL);
	crash_async_park();
}

void crash_async_park(void)
{
	uint32_t word = 0;

	for (;;)
		(void)syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}
