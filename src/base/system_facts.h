/* SPDX-License-Identifier: MIT */
/* The machine and system that an investigation ran on, as a maintainer asks for them: named facts in a fixed
 * order, without anything that names its owner (no host name, serial number or user).
 *
 *	struct system_facts facts;
 *	system_facts_read(&facts);
 *	for (size_t i = 0; i < facts.count; i++) ... facts.items[i].key, .label, .value
 *
 * What the system does not tell is left out. On Linux from /proc, /sys and uname(); on macOS from sysctl and
 * system_profiler (that side was never run).
 *
 * Thread safety: reads the system; each call fills its own storage. On macOS it starts a process. */
#ifndef AGX_BASE_SYSTEM_FACTS_H
#define AGX_BASE_SYSTEM_FACTS_H

#include <stddef.h>

enum { SYSTEM_FACTS_MAX = 24, SYSTEM_VALUE_BYTES = 192 };

struct system_fact {
	const char *key;   /* in JSON: "kernel" */
	const char *label; /* for people: "Kernel" */
	char value[SYSTEM_VALUE_BYTES];
};

struct system_facts {
	struct system_fact items[SYSTEM_FACTS_MAX];
	size_t count;
};

void system_facts_read(struct system_facts *ret_facts);

/* Add a fact; an empty value is left out. For the files that read one system. */
void system_facts_add(struct system_facts *facts, const char *key, const char *label,
		      const char *value);

/* Add what this system alone tells; system_facts_linux.c, system_facts_macos.c. */
void system_facts_add_native(struct system_facts *facts);

#endif
