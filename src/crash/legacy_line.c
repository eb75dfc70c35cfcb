/* SPDX-License-Identifier: MIT */
#include "crash/legacy_line.h"

#include "crash/report_shapes.h"

#include <stdlib.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static char *skip_blanks(char *at)
{
	while (is_blank(*at))
		at++;
	return at;
}

/* Terminate TEXT before its trailing blanks. */
static char *trim_end(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && is_blank(text[length - 1]))
		length--;
	text[length] = '\0';
	return text;
}

/* Decimal digits at *AT; false if there are none or they do not fit. */
static bool read_decimal(char **at, uint64_t *ret_value)
{
	uint64_t value = 0;
	char *c = *at;

	for (; is_digit(*c); c++) {
		uint64_t digit = (uint64_t)(*c - '0');

		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (c == *at)
		return false;
	*at = c;
	*ret_value = value;
	return true;
}

/* 0x and up to 16 hex digits at *AT. */
static bool read_hex(char **at, uint64_t *ret_value)
{
	uint64_t value = 0;
	char *c = *at;
	size_t digits = 0;

	if (c[0] != '0' || c[1] != 'x')
		return false;
	for (c += 2; is_hex(*c); c++, digits++)
		value = value << 4 | (uint64_t)(is_digit(*c) ? *c - '0' : (*c | 0x20) - 'a' + 10);
	if (digits == 0 || digits > 16)
		return false;
	*at = c;
	*ret_value = value;
	return true;
}

/* " 0x" at or after AT with the blank before it; NULL if there is none. */
static char *find_address(char *at)
{
	for (; (at = strstr(at, "0x")) != NULL; at += 2) {
		if (is_blank(at[-1]) && is_hex(at[2]))
			return at;
	}
	return NULL;
}

static bool is_frame(const char *line)
{
	char *at = (char *)line; /* only looked at */
	uint64_t index;

	if (!is_digit(*at) || !read_decimal(&at, &index) || index > 100000 || !is_blank(*at))
		return false;
	at = skip_blanks(at);
	return *at != '\0' && !is_digit(*at) && find_address(at) != NULL;
}

/* Past "Thread N"; NULL if LINE does not begin so. */
static char *after_thread_number(const char *line, uint64_t *ret_number)
{
	char *at = (char *)line + strlen("Thread "); /* only looked at */

	if (strncmp(line, "Thread ", strlen("Thread ")) != 0 || !read_decimal(&at, ret_number))
		return NULL;
	return at;
}

static bool starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static enum legacy_kind thread_line_kind(const char *rest)
{
	if (starts(rest, " crashed with "))
		return LEGACY_STATE_HEAD;
	if (*rest == ':' || starts(rest, " Crashed:") || starts(rest, " name:") ||
	    starts(rest, " Highlighted:") || starts(rest, " (triggered):"))
		return LEGACY_THREAD_HEAD;
	if (starts(rest, " instruction stream") || starts(rest, " last branch"))
		return LEGACY_OTHER_HEAD;
	return LEGACY_OTHER;
}

static bool is_image(const char *line)
{
	char *at = (char *)line; /* only looked at */
	uint64_t base;

	if (!read_hex(&at, &base))
		return false;
	at = skip_blanks(at);
	if (*at != '-')
		return false;
	at = skip_blanks(at + 1);
	return starts(at, "0x") || starts(at, "???");
}

struct known_line {
	const char *start;
	enum legacy_kind kind;
};

/* What may begin a line, grouped by first letter for the eye only. */
static const struct known_line known_lines[] = {
	{"Application Specific Information:", LEGACY_ASI_HEAD},
	{"Application Specific Signatures:", LEGACY_ASI_HEAD},
	{"Application Specific Backtrace", LEGACY_BACKTRACE_HEAD},
	{"Last Exception Backtrace", LEGACY_BACKTRACE_HEAD},
	{"Binary Images:", LEGACY_IMAGES_HEAD},
	{"Kernel Triage:", LEGACY_ASI_HEAD},
	{"External Modification Summary:", LEGACY_OTHER_HEAD},
	{"VM Region Summary:", LEGACY_OTHER_HEAD},
	{"VM Region Info:", LEGACY_OTHER_HEAD},
	{"VM Regions Near", LEGACY_OTHER_HEAD},
	{"Full Report", LEGACY_OTHER_HEAD},
	{"Translated Report", LEGACY_OTHER_HEAD},
	{"Process:", LEGACY_HEADER},
	{"Path:", LEGACY_HEADER},
	{"Identifier:", LEGACY_HEADER},
	{"Version:", LEGACY_HEADER},
	{"Code Type:", LEGACY_HEADER},
	{"Role:", LEGACY_HEADER},
	{"Parent Process:", LEGACY_HEADER},
	{"Responsible:", LEGACY_HEADER},
	{"Responsible Process:", LEGACY_HEADER},
	{"User ID:", LEGACY_HEADER},
	{"Coalition:", LEGACY_HEADER},
	{"Date/Time:", LEGACY_HEADER},
	{"Launch Time:", LEGACY_HEADER},
	{"OS Version:", LEGACY_HEADER},
	{"Release Type:", LEGACY_HEADER},
	{"Baseband Version:", LEGACY_HEADER},
	{"Report Version:", LEGACY_HEADER},
	{"Anonymous UUID:", LEGACY_HEADER},
	{"CrashReporter Key:", LEGACY_HEADER},
	{"Crash Reporter Key:", LEGACY_HEADER},
	{"Incident Identifier:", LEGACY_HEADER},
	{"Hardware Model:", LEGACY_HEADER},
	{"Sleep/Wake UUID:", LEGACY_HEADER},
	{"Time Awake Since Boot:", LEGACY_HEADER},
	{"Time Since Wake:", LEGACY_HEADER},
	{"System Integrity Protection:", LEGACY_HEADER},
	{"Notes:", LEGACY_HEADER},
	{"Crashed Thread:", LEGACY_HEADER},
	{"Triggered by Thread:", LEGACY_HEADER},
	{"Exception Type:", LEGACY_HEADER},
	{"Exception Codes:", LEGACY_HEADER},
	{"Exception Subtype:", LEGACY_HEADER},
	{"Exception Message:", LEGACY_HEADER},
	{"Exception Note:", LEGACY_HEADER},
	{"Termination Signal:", LEGACY_HEADER},
	{"Termination Reason:", LEGACY_HEADER},
	{"Termination Description:", LEGACY_HEADER},
	{"Terminating Process:", LEGACY_HEADER},
	{"Error Code:", LEGACY_HEADER},
	{"Trap Number:", LEGACY_HEADER},
	{"Logical CPU:", LEGACY_HEADER},
};

enum legacy_kind legacy_kind_of(const char *line)
{
	uint64_t number;
	const char *rest;

	if (*line == '\0')
		return LEGACY_BLANK;
	if (is_digit(*line)) {
		if (is_frame(line))
			return LEGACY_FRAME;
		return is_image(line) ? LEGACY_IMAGE : LEGACY_OTHER;
	}
	rest = after_thread_number(line, &number);
	if (rest != NULL)
		return thread_line_kind(rest);
	for (size_t i = 0; i < sizeof known_lines / sizeof known_lines[0]; i++) {
		if (known_lines[i].start[0] == *line && starts(line, known_lines[i].start))
			return known_lines[i].kind;
	}
	return LEGACY_OTHER;
}

char *legacy_value(char *line)
{
	char *colon = strchr(line, ':');

	if (colon == NULL)
		return line + strlen(line);
	*colon = '\0';
	return trim_end(skip_blanks(colon + 1));
}

bool legacy_thread_head(char *line, struct legacy_thread_head *ret_head)
{
	static const char queue_key[] = "Dispatch queue:";
	struct legacy_thread_head head = {0};
	char *at = after_thread_number(line, &head.number);
	char *queue;

	if (at == NULL)
		return false;
	head.crashed = starts(at, " Crashed:") || starts(at, " (triggered):");
	head.name_only = starts(at, " name:");
	at = strchr(at, ':');
	if (at == NULL)
		return false;
	while (*at == ':')
		at++;
	at = skip_blanks(at);
	queue = strstr(at, queue_key);
	if (queue != NULL) {
		*queue = '\0';
		head.queue = trim_end(skip_blanks(queue + strlen(queue_key)));
	}
	head.name = *trim_end(at) != '\0' ? at : NULL;
	if (head.queue != NULL && *head.queue == '\0')
		head.queue = NULL;
	*ret_head = head;
	return true;
}

/* "(in Foo)", "(Foo.m:15)", "[inlined]" behind a symbol: told apart from the parentheses of C++. */
static void take_source(char *text, struct crash_frame *frame)
{
	char *open = strrchr(text, '(');
	char *close = open == NULL ? NULL : strchr(open, ')');
	char *colon = open == NULL ? NULL : strrchr(open, ':');
	uint64_t line;
	char *digits;

	if (open == NULL || open == text || !is_blank(open[-1]) || close == NULL || close[1] != '\0')
		return;
	if (starts(open, "(in ")) {
		open[-1] = '\0';
		return;
	}
	digits = colon == NULL ? NULL : colon + 1;
	if (digits == NULL || !read_decimal(&digits, &line) || digits != close || line > UINT32_MAX)
		return;
	*colon = '\0';
	open[-1] = '\0';
	frame->source_file = open + 1;
	frame->source_line = (uint32_t)line;
}

/* What follows the address: "symbol + 32 (file.m:15)", "0x1864e000 + 5384491", "symbol", "+ 12". */
static void read_symbol(char *text, struct crash_frame *frame)
{
	char *plus = NULL;
	uint64_t offset;
	uint64_t base;
	char *at = text;

	text = trim_end(text);
	take_source(text, frame);
	for (char *found = text; (found = strstr(found, "+ ")) != NULL; found += 2) {
		if (is_digit(found[2]) && (found == text || is_blank(found[-1])))
			plus = found;
	}
	if (plus != NULL) {
		char *digits = plus + 2;

		if (!read_decimal(&digits, &offset) || (*digits != '\0' && !is_blank(*digits)))
			plus = NULL;
	}
	if (plus == NULL) {
		trim_end(text);
		frame->symbol = *text != '\0' ? text : NULL;
		return;
	}
	*plus = '\0';
	trim_end(text);
	if (*text == '\0' || (read_hex(&at, &base) && *at == '\0')) {
		frame->image_offset = offset;
		return;
	}
	frame->symbol = text;
	frame->symbol_offset = offset;
}

bool legacy_read_frame(struct report_build *build, char *line, struct crash_frame *frame,
		       uint64_t *ret_index)
{
	char *at = skip_blanks(line);
	char *image;
	char *address;

	(void)build; /* everything points into LINE */
	if (!is_frame(at) || !read_decimal(&at, ret_index))
		return false;
	image = skip_blanks(at);
	address = find_address(image);
	*frame = (struct crash_frame) {.image = -1};
	at = address;
	if (!read_hex(&at, &frame->address))
		return false;
	read_symbol(skip_blanks(at), frame);
	address[-1] = '\0';
	frame->image_name = trim_end(image);
	if (strcmp(frame->image_name, "???") == 0)
		frame->image_name = NULL;
	return true;
}

static bool is_arch(const char *word)
{
	static const char *const archs[] = {"arm64",  "arm64e", "armv7",   "armv7s", "armv7k",
					    "i386",   "x86_64", "x86_64h", "ppc",    "arm64_32",
					    "armv8",  "unknown-arch"};

	for (size_t i = 0; i < sizeof archs / sizeof archs[0]; i++) {
		if (strcmp(word, archs[i]) == 0)
			return true;
	}
	return false;
}

/* "name arch (version)" as it stands between the addresses and the uuid. */
static void read_image_name(char *text, struct crash_image *image)
{
	char *open;
	char *space;

	trim_end(text);
	open = strrchr(text, '(');
	if (open != NULL && open > text) {
		char *close = strchr(open, ')');

		if (close != NULL)
			*close = '\0';
		*open = '\0';
		trim_end(text);
		if (is_arch(open + 1))
			image->arch = open + 1;
		else if (open[1] != '\0' && strcmp(open + 1, "*") != 0 && strcmp(open + 1, "???") != 0)
			image->version = open + 1;
	}
	space = strrchr(text, ' ');
	if (space != NULL && is_arch(space + 1)) {
		*space = '\0';
		trim_end(text);
		image->arch = space + 1;
	}
	image->name = text;
	if (strchr(text, '.') != NULL && (starts(text, "com.") || starts(text, "org.")))
		image->identifier = text;
}

bool legacy_image(char *line, struct crash_image *image)
{
	char *at = skip_blanks(line);
	uint64_t end = 0;
	char *uuid;

	if (!is_image(at) || !read_hex(&at, &image->base))
		return false;
	at = skip_blanks(skip_blanks(at) + 1);
	if (read_hex(&at, &end) && end >= image->base)
		image->size = end - image->base + 1;
	else
		at += strspn(at, "?");
	at = skip_blanks(at);
	if (*at == '+')
		at++;
	uuid = strchr(at, '<');
	if (uuid != NULL) {
		char *close = strchr(uuid, '>');

		*uuid++ = '\0';
		if (close != NULL) {
			char *path = skip_blanks(close + 1);

			*close = '\0';
			image->path = *trim_end(path) != '\0' ? path : NULL;
		}
		image->uuid = uuid;
	}
	read_image_name(at, image);
	return true;
}

bool legacy_register(char **at, struct crash_register *reg, char **ret_rest)
{
	char *colon = *at;

	while ((colon = strchr(colon, ':')) != NULL) {
		char *name = colon;
		char *value = skip_blanks(colon + 1);
		uint64_t number;

		while (name > *at && !is_blank(name[-1]))
			name--;
		if (name == colon || !read_hex(&value, &number)) {
			colon++;
			continue;
		}
		*colon = '\0';
		reg->name = name;
		reg->value = number;
		*ret_rest = value;
		*at = value;
		return true;
	}
	return false;
}
