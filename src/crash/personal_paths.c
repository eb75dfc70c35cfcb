/* SPDX-License-Identifier: MIT */
/* Home folders. A path below one loses everything but its last part: what is between tells of its owner's work, the last
 * part names the image. Slashes may be escaped, as Apple's JSON has them. */
#include "crash/personal_internal.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* The length of the slash at AT: "/", "\/" or a backslash or two of Windows; 0: none. */
static size_t slash_length(const char *at)
{
	if (at[0] == '/')
		return 1;
	return at[0] == '\\' && at[1] == '/' ? 2 : 0;
}

/* The length of "/Users/" and the like at AT; 0: none. */
static size_t home_length(const char *at, bool *ret_named)
{
	static const struct {
		const char *name;
		bool named; /* the next part is a user's name */
	} homes[] = {{"Users", true}, {"home", true}, {"root", false}};
	size_t first = slash_length(at);

	for (size_t i = 0; first > 0 && i < sizeof homes / sizeof *homes; i++) {
		size_t length = strlen(homes[i].name);
		size_t second;

		if (strncmp(at + first, homes[i].name, length) != 0)
			continue;
		second = slash_length(at + first + length);
		if (second == 0)
			continue;
		*ret_named = homes[i].named;
		return first + length + second;
	}
	return 0;
}

/* The per-user folder of temporary files: /var/folders/ab/cdef.../T/ */
static size_t temporary_length(const char *at)
{
	static const char *const parts[] = {"var", "folders"};
	size_t length = 0;

	for (size_t i = 0; i < 2; i++) {
		size_t slash = slash_length(at + length);

		if (slash == 0 || strncmp(at + length + slash, parts[i], strlen(parts[i])) != 0)
			return 0;
		length += slash + strlen(parts[i]);
	}
	return slash_length(at + length) > 0 ? length + slash_length(at + length) : 0;
}

static bool ends_path(const char *at)
{
	return *at == '\0' || *at == '\n' || *at == '\r' || *at == '"' || *at == '\'' || *at == '\t' ||
	       *at == '<' || *at == '>' || *at == '|' || *at == '`' || (at[0] == '\\' && slash_length(at) == 0);
}

struct path {
	const char *leaf; /* its last part; NULL: there is none */
	const char *end;
};

/* The path whose first part behind the home folder begins at AT. A blank belongs to it only where a later slash does
 * and no new path begins behind the blank. */
static struct path read_path(const char *at, bool quoted)
{
	struct path path = {NULL, at};
	const char *end = at;

	while (!ends_path(end) && !(end[0] == ' ' && slash_length(end + 1) > 0)) {
		size_t slash = slash_length(end);

		if (slash > 0)
			path.leaf = end + slash;
		end += slash > 0 ? slash : 1;
	}
	path.end = path.leaf != NULL ? path.leaf : at;
	while (path.end < end && (quoted || strchr(" ,;:)]", *path.end) == NULL))
		path.end++;
	if (path.leaf == path.end)
		path.leaf = NULL;
	return path;
}

static bool is_shared(const char *name, size_t length)
{
	static const char *const shared[] = {"Shared", "Guest", "runner", "root"};

	for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
		if (strlen(shared[i]) == length && strncasecmp(shared[i], name, length) == 0)
			return true;
	}
	return false;
}

/* Replace the path at AT, whose home folder's name ends HOME bytes on; returns where the text goes on. */
static const char *replace(struct personal_work *work, const char *at, size_t home, bool named,
			   bool quoted, struct agx_text *out)
{
	const char *name = at + home;
	const char *name_end = name;
	struct path path;

	while (!ends_path(name_end) && slash_length(name_end) == 0 &&
	       (quoted || strchr(" ,;:)]", *name_end) == NULL))
		name_end++;
	if (named && !is_shared(name, (size_t)(name_end - name)))
		personal_keep(work, name, (size_t)(name_end - name), PERSONAL_USER);
	path = read_path(name, quoted);
	if (slash_length(name_end) == 0) { /* the home folder itself, or what lies in it when it has no name */
		personal_put(work, PERSONAL_PATH, out);
		if (!named)
			agx_text_add(out, name, (size_t)(name_end - name));
		return name_end;
	}
	personal_put(work, PERSONAL_PATH, out);
	if (path.leaf != NULL)
		agx_text_add(out, path.leaf, (size_t)(path.end - path.leaf));
	return path.end;
}

void personal_paths(struct personal_work *work)
{
	struct agx_text made = {0};
	const char *at = agx_text_string(&work->text);
	const char *start = at;
	const char *copied = at;

	while (*at != '\0') {
		bool named = false;
		size_t home = home_length(at, &named);
		bool quoted = at > start && (at[-1] == '"' || at[-1] == '\'');

		if (home == 0)
			home = temporary_length(at);
		if (home == 0) {
			at++;
			continue;
		}
		agx_text_add(&made, copied, (size_t)(at - copied));
		at = replace(work, at, home, named, quoted, &made);
		copied = at;
	}
	agx_text_add(&made, copied, (size_t)(at - copied));
	personal_become(work, &made);
}
