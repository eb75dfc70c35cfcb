/* SPDX-License-Identifier: MIT */
#include "base/system_facts.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 512 };

/* The first line of PATH into OUT; "" when it cannot be read. */
static void read_line(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "re");

	out[0] = '\0';
	if (file == NULL)
		return;
	if (fgets(out, (int)size, file) != NULL)
		out[strcspn(out, "\n")] = '\0';
	(void)fclose(file); /* read only: nothing to lose */
}

/* PRETTY_NAME="Debian GNU/Linux 12 (bookworm)" */
static void add_system(struct system_facts *facts)
{
	static const char key[] = "PRETTY_NAME=";
	char line[256];
	FILE *file = fopen("/etc/os-release", "re");

	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		char *value = line + sizeof key - 1;

		if (strncmp(line, key, sizeof key - 1) != 0)
			continue;
		value += *value == '"';
		value[strcspn(value, "\"\n")] = '\0';
		system_facts_add(facts, "os", "System", value);
		break;
	}
	if (file != NULL)
		(void)fclose(file); /* read only: nothing to lose */
}

static void add_model(struct system_facts *facts)
{
	char text[SYSTEM_VALUE_BYTES];

	read_line("/sys/class/dmi/id/product_name", text, sizeof text);
	if (text[0] == '\0')
		read_line("/proc/device-tree/model", text, sizeof text);
	system_facts_add(facts, "model", "Model", text);
}

/* The vendor of a PCI id, "" when it is not one of those that make GPUs. */
static const char *gpu_vendor(const char *id)
{
	static const struct {
		const char *id;
		const char *name;
	} vendors[] = {{"0x10de", "NVIDIA"}, {"0x1002", "AMD"},     {"0x8086", "Intel"},
		       {"0x106b", "Apple"},  {"0x1af4", "virtio"},  {"0x15ad", "VMware"},
		       {"0x1a03", "ASPEED"}, {"0x1013", "Cirrus"},  {"0x1234", "QEMU"}};

	for (size_t i = 0; i < sizeof vendors / sizeof *vendors; i++) {
		if (strcmp(vendors[i].id, id) == 0)
			return vendors[i].name;
	}
	return "";
}

/* The driver bound to DEVICE, from the link beside it, with its module's version where there is one. */
static void read_driver(const char *device, char *out, size_t size)
{
	char path[PATH_BYTES + 16];
	char target[PATH_BYTES];
	char version[64];
	ssize_t length;
	const char *name;

	out[0] = '\0';
	(void)snprintf(path, sizeof path, "%s/driver", device);
	length = readlink(path, target, sizeof target - 1);
	if (length <= 0)
		return;
	target[length] = '\0';
	name = strrchr(target, '/');
	name = name != NULL ? name + 1 : target;
	(void)snprintf(path, sizeof path, "/sys/module/%.200s/version", name);
	read_line(path, version, sizeof version);
	(void)snprintf(out, size, "%.100s%s%.60s", name, version[0] != '\0' ? " " : "", version);
}

/* Display controllers of the PCI bus: class 0x03xxxx (PCI Code and ID Assignment, base class 03h). */
static void add_gpus(struct system_facts *facts)
{
	static const char bus[] = "/sys/bus/pci/devices";
	DIR *dir = opendir(bus);
	struct dirent *entry;
	unsigned found = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL && found == 0) {
		char device[PATH_BYTES];
		char path[PATH_BYTES + 16];
		char class[32];
		char vendor[32];
		char id[32];
		char text[SYSTEM_VALUE_BYTES];

		(void)snprintf(device, sizeof device, "%s/%.200s", bus, entry->d_name);
		(void)snprintf(path, sizeof path, "%s/class", device);
		read_line(path, class, sizeof class);
		if (strncmp(class, "0x03", 4) != 0)
			continue;
		(void)snprintf(path, sizeof path, "%s/vendor", device);
		read_line(path, vendor, sizeof vendor);
		(void)snprintf(path, sizeof path, "%s/device", device);
		read_line(path, id, sizeof id);
		(void)snprintf(text, sizeof text, "%s%sPCI %s:%s", gpu_vendor(vendor),
			       gpu_vendor(vendor)[0] != '\0' ? ", " : "", vendor, id);
		system_facts_add(facts, "gpu", "GPU", text);
		read_driver(device, text, sizeof text);
		system_facts_add(facts, "gpu_driver", "GPU driver", text);
		found++;
	}
	if (dir != NULL)
		(void)closedir(dir);
	if (found == 0)
		system_facts_add(facts, "gpu", "GPU", "none");
}

void system_facts_add_native(struct system_facts *facts)
{
	add_system(facts);
	add_model(facts);
	add_gpus(facts);
}
