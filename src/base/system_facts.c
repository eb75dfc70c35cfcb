/* SPDX-License-Identifier: MIT */
#include "base/system_facts.h"

#include "base/assert.h"
#include "base/machine.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

void system_facts_add(struct system_facts *facts, const char *key, const char *label,
		      const char *value)
{
	struct system_fact *fact = &facts->items[facts->count];

	AGX_ASSERT(facts->count < SYSTEM_FACTS_MAX);
	if (value[0] == '\0')
		return;
	fact->key = key;
	fact->label = label;
	(void)snprintf(fact->value, sizeof fact->value, "%s", value); /* clipped */
	facts->count++;
}

static void add_memory(struct system_facts *facts)
{
	long pages = sysconf(_SC_PHYS_PAGES);
	long page_bytes = sysconf(_SC_PAGESIZE);
	char text[32];

	if (pages <= 0 || page_bytes <= 0)
		return;
	(void)snprintf(text, sizeof text, "%.1f GiB",
		       (double)pages * (double)page_bytes / (1024.0 * 1024.0 * 1024.0));
	system_facts_add(facts, "memory", "Memory", text);
}

void system_facts_read(struct system_facts *ret_facts)
{
	struct agx_machine machine = agx_machine_read();
	struct utsname name;
	char cores[16];

	memset(ret_facts, 0, sizeof *ret_facts);
	system_facts_add_native(ret_facts);
	system_facts_add(ret_facts, "kernel", "Kernel", machine.kernel);
	if (uname(&name) == 0)
		system_facts_add(ret_facts, "architecture", "Architecture", name.machine);
	system_facts_add(ret_facts, "cpu", "Processor", machine.cpu);
	(void)snprintf(cores, sizeof cores, "%u", machine.cores);
	system_facts_add(ret_facts, "cores", "Cores that may be used", cores);
	add_memory(ret_facts);
	system_facts_add(ret_facts, "compiler", "Compiler of agxrace", machine.compiler);
	system_facts_add(ret_facts, "agxrace", "agxrace", AGXRACE_VERSION);
}
