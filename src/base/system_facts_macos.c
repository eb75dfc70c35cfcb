/* SPDX-License-Identifier: MIT */
/* Written from sysctl(3) and system_profiler(8); never run. */
#include "base/system_facts.h"

#include <stdio.h>
#include <string.h>
#include <sys/sysctl.h>

static void add_sysctl(struct system_facts *facts, const char *name, const char *key,
		       const char *label)
{
	char text[SYSTEM_VALUE_BYTES];
	size_t size = sizeof text;

	if (sysctlbyname(name, text, &size, NULL, 0) == 0 && size > 0) {
		text[size < sizeof text ? size : sizeof text - 1] = '\0';
		system_facts_add(facts, key, label, text);
	}
}

/* Lines "      Key: value" of a program of the system's; *KEYS are those taken. */
struct wanted {
	const char *word;
	const char *key;
	const char *label;
};

static void add_output(struct system_facts *facts, const char *command, const struct wanted *wanted,
		       size_t count)
{
	char line[512];
	FILE *output = popen(command, "r");

	if (output == NULL)
		return;
	while (fgets(line, sizeof line, output) != NULL) {
		char *word = line + strspn(line, " \t");
		char *value = strchr(word, ':');

		if (value == NULL)
			continue;
		*value++ = '\0';
		value += strspn(value, " \t");
		value[strcspn(value, "\n")] = '\0';
		for (size_t i = 0; i < count; i++) {
			if (strcmp(word, wanted[i].word) == 0)
				system_facts_add(facts, wanted[i].key, wanted[i].label, value);
		}
	}
	(void)pclose(output); /* what it printed is all there is to have */
}

void system_facts_add_native(struct system_facts *facts)
{
	static const struct wanted version[] = {{"ProductVersion", "os", "macOS"},
						{"BuildVersion", "build", "Build"}};
	static const struct wanted display[] = {{"Chipset Model", "gpu", "GPU"},
						{"Total Number of Cores", "gpu_cores", "GPU cores"},
						{"Metal Support", "metal", "Metal"},
						{"Metal Family", "metal", "Metal"}};

	add_output(facts, "/usr/bin/sw_vers", version, sizeof version / sizeof *version);
	add_sysctl(facts, "hw.model", "model", "Model");
	add_output(facts, "/usr/sbin/system_profiler SPDisplaysDataType -detailLevel mini", display,
		   sizeof display / sizeof *display);
}
