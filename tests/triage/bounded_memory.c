/* SPDX-License-Identifier: MIT */
/* bounded_memory AGXRACE: garbage of a 100 MB, a 1 GB file, and inputs just below the
 * limit that are all threads, frames, images, registers or JSON values end in an answer
 * or a clear error, with the documented exit status and bounded memory. */
#include "base/limits.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
enum {
	MEMORY_FACTOR = 6
}; /* shadow, red zones and quarantine */
#else
enum {
	MEMORY_FACTOR = 1
};
#endif

enum {
	MIB = 1 << 20,
	TOO_LARGE_KIB_MAX = 40 << 10,
	LARGE_KIB_MAX = 160 << 10
};

#define COUNTED "Thread %d:\n0 a 0x1 b\n"

struct input {
	const char *name;
	const char *before;
	const char *repeated; /* NULL: a sparse file */
	size_t bytes;
	int exit_code;
	long kib_max;
};

static const struct input inputs[] = {
	{"a file of 1 GB", "", NULL, 1024u * MIB, 3, TOO_LARGE_KIB_MAX},
	{"100 MB of garbage", "", "\x01\x9c garbage", 100u * MIB, 3, TOO_LARGE_KIB_MAX},
	{"bytes that are no text", "", "\x01\x9c\xff", AGX_REPORT_BYTES_MAX, 3,
	 LARGE_KIB_MAX},
	{"one character", "", "a", AGX_REPORT_BYTES_MAX, 3, LARGE_KIB_MAX},
	{"open braces", "", "{", AGX_REPORT_BYTES_MAX, 3, LARGE_KIB_MAX},
	{"threads", "", COUNTED, AGX_REPORT_BYTES_MAX, 20, LARGE_KIB_MAX},
	{"frames", "Thread 0:\n", "0 a 0x1 b\n", AGX_REPORT_BYTES_MAX, 20, LARGE_KIB_MAX},
	{"images", "Process: a [1]\n", "0x1 - 0x2 a\n", AGX_REPORT_BYTES_MAX, 20,
	 LARGE_KIB_MAX},
	{"registers", "Thread 0:\nThread 0 crashed with ARM Thread State (64-bit):\n",
	 "a: 0x1 ", AGX_REPORT_BYTES_MAX, 20, LARGE_KIB_MAX},
	{"JSON frames", "{\"threads\":[{\"frames\":[", "{\"imageIndex\":0},",
	 AGX_REPORT_BYTES_MAX, 20, LARGE_KIB_MAX},
	{"JSON numbers", "{\"threads\":[", "1,", AGX_REPORT_BYTES_MAX, 3, LARGE_KIB_MAX},
	{"beginnings of a symbol", "", "-[AGXG13XFamilyContext set ", 2u * MIB, 3,
	 LARGE_KIB_MAX},
};

_Noreturn static void fail(const char *name, const char *what)
{
	fprintf(stderr, "%s: %s\n", name, what);
	exit(1);
}

static void write_input(const char *path, const struct input *input)
{
	FILE *file = fopen(path, "w");
	size_t written;

	if (file == NULL)
		fail(path, "cannot be made");
	if (input->repeated == NULL) { /* sparse */
		if (ftruncate(fileno(file), (off_t)input->bytes) != 0)
			fail(path, "cannot be made that large");
		(void)fclose(file); /* nothing was written through it */
		return;
	}
	written = strlen(input->before);
	if (fputs(input->before, file) < 0)
		fail(path, "cannot be written");
	for (int i = 0; written + strlen(input->repeated) + 12 < input->bytes; i++) {
		int n = strcmp(input->repeated, COUNTED) == 0
				? fprintf(file, COUNTED, i)
				: (fputs(input->repeated, file) < 0
					   ? -1
					   : (int)strlen(input->repeated));

		if (n < 0)
			fail(path, "cannot be written");
		written += (size_t)n;
	}
	if (fclose(file) != 0)
		fail(path, "cannot be written");
}

/* Standard error goes to LOG. */
static int run(const char *agxrace, const char *path, const char *log, long *ret_kib)
{
	struct rusage usage;
	pid_t child = fork();
	int status;

	if (child == 0) {
		int out = open("/dev/null", O_WRONLY);
		int err = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		if (dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
			execl(agxrace, agxrace, "triage", path, (char *)NULL);
		_exit(127);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		fail(agxrace, "cannot be run");
	*ret_kib = usage.ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool check(const char *agxrace, const char *path, const char *log,
		  const struct input *input)
{
	char message[256] = "";
	long kib;
	int code;
	FILE *file;

	write_input(path, input);
	code = run(agxrace, path, log, &kib);
	file = fopen(log, "r");
	if (file == NULL || fgets(message, sizeof message, file) == NULL)
		message[0] = '\0';
	if (file != NULL)
		(void)fclose(file); /* only read */
	printf("%-26s exit %2d, %ld KiB  %s", input->name, code, kib,
	       *message == '\0' ? "\n" : message);
	return code == input->exit_code && kib <= input->kib_max * MEMORY_FACTOR &&
	       (code != 3 || strstr(message, path) != NULL);
}

int main(int argc, char **argv)
{
	char folder[] = "/tmp/bounded_memory.XXXXXX";
	char path[64];
	char log[64];
	bool good = true;

	if (argc != 2 || mkdtemp(folder) == NULL)
		fail("bounded_memory", "names the agxrace to run, and needs /tmp");
	(void)snprintf(path, sizeof path, "%s/input", folder);
	(void)snprintf(log, sizeof log, "%s/log", folder);
	for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
		if (!check(argv[1], path, log, &inputs[i])) {
			fprintf(stderr,
				"%s: wrong exit status, too much memory or no clear "
				"error\n",
				inputs[i].name);
			good = false;
		}
	}
	(void)unlink(path); /* as much as can be */
	(void)unlink(log);
	(void)rmdir(folder);
	return good ? 0 : 1;
}
