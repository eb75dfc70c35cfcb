/* SPDX-License-Identifier: MIT */
#include "base/machine.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

#ifdef __APPLE__
static void read_cpu(char *out, size_t size)
{
	if (sysctlbyname("machdep.cpu.brand_string", out, &size, NULL, 0) != 0)
		out[0] = '\0';
}

static unsigned read_cores(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores > 0 ? (unsigned)cores : 0;
}
#else
/* x86 names its "model name"; arm64 kernels tell numbers only. */
static void read_cpu(char *out, size_t size)
{
	static const char key[] = "model name";
	char line[512];
	FILE *file = fopen("/proc/cpuinfo", "re");

	out[0] = '\0';
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		const char *value = strchr(line, ':');

		if (strncmp(line, key, sizeof key - 1) != 0 || value == NULL)
			continue;
		value += 1 + strspn(value + 1, " \t");
		(void)snprintf(out, size, "%.*s", (int)strcspn(value, "\n"), value); /* clipped */
		break;
	}
	if (file != NULL)
		(void)fclose(file); /* read only: nothing to lose */
}

static unsigned read_cores(void)
{
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof set, &set) != 0)
		return 0;
	return (unsigned)CPU_COUNT(&set);
}
#endif

struct agx_machine agx_machine_read(void)
{
	struct agx_machine machine = {.cores = read_cores()};
	struct utsname name;

	read_cpu(machine.cpu, sizeof machine.cpu);
	if (machine.cpu[0] == '\0')
		(void)snprintf(machine.cpu, sizeof machine.cpu, "unknown");
	if (uname(&name) == 0)
		(void)snprintf(machine.kernel, sizeof machine.kernel, "%.40s %.80s %.30s",
			       name.sysname, name.release, name.machine);
	(void)snprintf(machine.compiler, sizeof machine.compiler, "%s",
#ifdef __clang__
		       __VERSION__
#else
		       "GCC " __VERSION__
#endif
	);
	return machine;
}
