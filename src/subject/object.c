// SPDX-License-Identifier: MIT
/* Objects and archives: what names they have, and giving them others. */
#include "base/file.h"
#include "explore/redefined.h"
#include "subject/subject_internal.h"

#include <string.h>

static enum agx_status list_names(const char *file, const char *what, struct agx_text *names, struct agx_error *err)
{
	struct words words = {0};
	int exit_status = 0;
	enum agx_status status;

	words_add(&words, "nm");
	words_add(&words, what);
	words_add(&words, "--format=posix");
	words_add(&words, file);
	status = process_read(&words, names, &exit_status, err);
	words_release(&words);
	if (status == AGX_OK && exit_status != 0)
		return agx_fail(err, AGX_BAD_INPUT, "%s is no object or archive that nm can read", file);
	if (status == AGX_OK && agx_text_failed(names))
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the names in %s", file);
	return status;
}

enum agx_status redirections_write(const char *path, struct agx_error *err)
{
	static const char *const names[] = {
#define NAME(name) #name,
		REDEFINED_MAP(NAME) UNSUPPORTED_MAP(NAME)
#undef NAME
	};
	struct agx_text list = {0};
	enum agx_status status;

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		agx_text_printf(&list, "%s explored_%s\n", names[i], names[i]);
	if (agx_text_failed(&list))
		status = agx_fail(err, AGX_NO_MEMORY, "no memory for the list of names");
	else
		status = agx_file_write(path, list.bytes, list.length, err);
	agx_text_release(&list);
	return status;
}

/* Of a line of readelf --sections --wide, "  [ 3] .data  PROGBITS  0 40 10 00  WA  0  0  8": is this a section of variables
 * that a program can change? Thread-local ones are put back apart; those of constants and of constructors stay. */
static bool is_of_variables(char *line, const char **ret_name, bool *ret_zeroed)
{
	static const char *const kept[] = {".data.rel.ro", ".init_array", ".fini_array", ".preinit_array", ".ctors",
					   ".dtors", ".got", ".tm_clone_table"};
	char *bracket = strchr(line, ']');
	char *words[8] = {NULL};
	char *rest = NULL;
	size_t count = 0;

	if (!bracket || !strchr(line, '['))
		return false;
	for (char *word = strtok_r(bracket + 1, " ", &rest); word && count < 8; word = strtok_r(NULL, " ", &rest))
		words[count++] = word;
	if (count < 8 || (strcmp(words[1], "PROGBITS") != 0 && strcmp(words[1], "NOBITS") != 0))
		return false;
	if (!strchr(words[6], 'W') || !strchr(words[6], 'A') || strchr(words[6], 'T'))
		return false;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (strncmp(words[0], kept[i], strlen(kept[i])) == 0)
			return false;
	*ret_name = words[0];
	*ret_zeroed = strcmp(words[1], "NOBITS") == 0;
	return true;
}

/* Add to WORDS what puts every variable of FROM where the runtime puts it back before each execution, whatever section
 * the compiler or the program chose: one that was left out would keep its value, and an execution lie. */
static enum agx_status add_sections(const char *from, struct words *words, struct agx_error *err)
{
	struct words ask = {0};
	struct agx_text answer = {0};
	int exit_status = 0;
	char *rest = NULL;
	enum agx_status status;

	words_add(&ask, "readelf");
	words_add(&ask, "--sections");
	words_add(&ask, "--wide");
	words_add(&ask, from);
	status = process_read(&ask, &answer, &exit_status, err);
	words_release(&ask);
	if (status == AGX_OK && exit_status != 0)
		status = agx_fail(err, AGX_BAD_INPUT, "%s is no object or archive that readelf can read", from);
	for (char *line = status == AGX_OK && answer.bytes ? strtok_r(answer.bytes, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		const char *name;
		bool zeroed;

		if (!is_of_variables(line, &name, &zeroed))
			continue;
		words_add(words, "--rename-section");
		words_addf(words, "%s=%s", name, zeroed ? "explored_bss" : "explored_data");
	}
	agx_text_release(&answer);
	return status;
}

enum agx_status object_redirect(const char *from, const char *to, const char *list, struct agx_error *err)
{
	struct words words = {0};
	struct agx_text output = {0};
	int exit_status = 0;
	enum agx_status status;

	words_add(&words, "objcopy");
	words_addf(&words, "--redefine-syms=%s", list);
	status = add_sections(from, &words, err);
	words_add(&words, from);
	words_add(&words, to);
	if (status == AGX_OK)
		status = process_run(&words, &output, &exit_status, err);
	words_release(&words);
	if (status == AGX_OK && exit_status != 0)
		status = agx_fail(err, AGX_BAD_INPUT, "cannot redirect the names in %s: %.*s", from,
				  (int)agx_text_clip(agx_text_string(&output), 400), agx_text_string(&output));
	agx_text_release(&output);
	return status;
}

enum agx_status object_look(const char *file, struct object_facts *ret_facts, struct agx_error *err)
{
	struct agx_text undefined = {0};
	struct agx_text defined = {0};
	enum agx_status status = list_names(file, "--undefined-only", &undefined, err);

	if (status == AGX_OK)
		status = list_names(file, "--defined-only", &defined, err);
	if (status == AGX_OK && strstr(agx_text_string(&defined), "__gnu_lto_"))
		status = agx_fail(err, AGX_BAD_INPUT,
				  "%s holds link-time code only: compile it without -flto", file);
	if (status == AGX_OK) {
		ret_facts->has_hooks = strstr(agx_text_string(&undefined), "__tsan_") != NULL ||
				       (!strstr(agx_text_string(&defined), " T ") &&
					!strstr(agx_text_string(&defined), " t "));
		ret_facts->redirected = strstr(agx_text_string(&undefined), "explored_") != NULL ||
					strstr(agx_text_string(&defined), "explored_") != NULL;
	}
	agx_text_release(&undefined);
	agx_text_release(&defined);
	return status;
}
