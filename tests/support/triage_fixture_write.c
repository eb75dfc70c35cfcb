/* SPDX-License-Identifier: MIT */
/* The shapes of a report. Addresses, uuids and times are made up, the same on each run. */
#include "support/triage_fixture_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct generation {
	const char *chip;      /* {G} */
	const char *image;     /* {I} */
	const char *bundle;    /* of the image */
	const char *suffix;    /* {M}: of class names on the Metal 4 path */
	const char *templates; /* {T}: arguments of the driver's C++ templates */
	const char *driver;
	const char *train;
	const char *build;
	const char *model;
};

static const struct generation generations[FIXTURE_GENERATIONS] = {
	{"G13X", "AGXMetalG13X", "com.apple.AGXMetalG13X", "",
	 "AGX::G13::Encoders, AGX::G13::Classes, AGX::G13::ObjClasses", "329.2", "macOS 15.6.1", "24G90",
	 "MacBookPro18,2"},
	{"G16G", "AGXMetalG16G_B0", "com.apple.AGXMetalG16G-B0", "_mtlnext",
	 "AGX::HAL200::Encoders, AGX::HAL200::Classes, AGX::HAL200::ObjClasses", "351.2", "macOS 26.5",
	 "25F70", "Mac16,10"},
};

static void expand(const struct generation *g, const char *text, struct agx_text *out)
{
	for (; *text != '\0'; text++) {
		const char *value = NULL;

		if (text[0] == '{' && text[1] != '\0' && text[2] == '}') {
			value = text[1] == 'G'	 ? g->chip
				: text[1] == 'I' ? g->image
				: text[1] == 'M' ? g->suffix
				: text[1] == 'T' ? g->templates
						 : NULL;
		}
		if (value == NULL) {
			agx_text_add(out, text, 1);
			continue;
		}
		agx_text_puts(out, value);
		text += 2;
	}
}

/* TEXT expanded, with JSON's escapes. */
static void json_text(const struct generation *g, const char *text, struct agx_text *out)
{
	struct agx_text expanded = {0};

	expand(g, text, &expanded);
	agx_text_puts(out, "\"");
	for (const char *c = agx_text_string(&expanded); *c != '\0'; c++) {
		if (*c == '"' || *c == '\\' || *c == '/')
			agx_text_printf(out, "\\%c", *c);
		else if ((unsigned char)*c < 0x20)
			agx_text_printf(out, "\\u%04x", *c);
		else
			agx_text_add(out, c, 1);
	}
	agx_text_puts(out, "\"");
	agx_text_release(&expanded);
}

static void json_member(const struct generation *g, const char *key, const char *text,
			struct agx_text *out)
{
	if (text == NULL || *text == '\0')
		return;
	agx_text_printf(out, ", \"%s\" : ", key);
	json_text(g, text, out);
}

static size_t field_length(const char *text)
{
	return strcspn(text, "|");
}

static size_t image_of(const struct fixture *f, const struct fixture_frame *frame)
{
	size_t length = strlen(frame->image);

	for (size_t i = 0; i < f->image_count; i++) {
		if (field_length(f->images[i]) == length &&
		    strncmp(f->images[i], frame->image, length) == 0)
			return i;
	}
	return 0;
}

static uint64_t image_base(size_t image)
{
	return 0x180000000u + (uint64_t)image * 0x1000000u;
}

enum { IMAGE_BYTES = 0x800000 };

/* Within its image; another for each frame. */
static uint64_t frame_offset(const struct fixture *f, size_t frame)
{
	return 0x1000u + (uint64_t)frame * 0x340u + f->frames[frame].offset;
}

/* The name of image I, expanded, into OUT. */
static void image_name(const struct fixture *f, const struct generation *g, size_t i,
		       struct agx_text *out)
{
	char name[128];

	(void)snprintf(name, sizeof name, "%.*s", (int)field_length(f->images[i]), f->images[i]);
	expand(g, name, out);
}

static const char *image_version(const struct fixture *f, const struct generation *g, size_t i)
{
	const char *bar = strchr(f->images[i], '|');

	if (bar != NULL)
		return bar + 1;
	return strncmp(f->images[i], "{I}", 3) == 0 ? g->driver : "1.0.0";
}

static void ips_frame(const struct fixture *f, const struct generation *g, size_t i,
		      struct agx_text *out)
{
	const struct fixture_frame *frame = &f->frames[i];

	agx_text_printf(out, "{\"imageOffset\":%" PRIu64, frame_offset(f, i));
	if (*frame->symbol != '\0') {
		agx_text_puts(out, ",\"symbol\":");
		json_text(g, frame->symbol, out);
		agx_text_printf(out, ",\"symbolLocation\":%" PRIu64, frame->offset);
	}
	agx_text_printf(out, ",\"imageIndex\":%zu}", image_of(f, frame));
}

static void ips_frames(const struct fixture *f, const struct generation *g, size_t first,
		       size_t count, struct agx_text *out)
{
	agx_text_puts(out, "[");
	for (size_t i = first; i < first + count; i++) {
		agx_text_puts(out, i == first ? "" : ",");
		ips_frame(f, g, i, out);
	}
	agx_text_puts(out, "]");
}

static uint64_t register_or(const struct fixture *f, const char *name, uint64_t other)
{
	for (size_t i = 0; i < f->register_count; i++) {
		if (strcmp(f->registers[i].name, name) == 0)
			return f->registers[i].value;
	}
	return other;
}

static void ips_state(const struct fixture *f, struct agx_text *out)
{
	agx_text_puts(out, ",\"threadState\":{\"x\":[");
	for (int i = 0; i < 29; i++) {
		char name[16];

		(void)snprintf(name, sizeof name, "x%d", i);
		/* Values above 2^53 and 2^63 are common in registers. */
		agx_text_printf(out, "%s{\"value\":%" PRIu64 "}", i == 0 ? "" : ",",
				register_or(f, name, 0xfffffffffff00000u + (uint64_t)i));
	}
	agx_text_printf(out,
			"],\"flavor\":\"ARM_THREAD_STATE64\",\"lr\":{\"value\":6442450944},\"sp\":{\"value\":"
			"6099665664},\"pc\":{\"value\":%" PRIu64 ",\"matchesCrashFrame\":1}",
			register_or(f, "pc", 0x18f0u));
	agx_text_printf(out, ",\"far\":{\"value\":%" PRIu64 "}", register_or(f, "far", 0));
	if (f->esr != NULL) {
		const char *space = strchr(f->esr, ' ');

		agx_text_printf(out, ",\"esr\":{\"value\":%" PRIu64 ",\"description\":\"%s\"}",
				(uint64_t)strtoull(f->esr, NULL, 0), space == NULL ? "" : space + 1);
	}
	agx_text_puts(out, "}");
}

static void ips_threads(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	agx_text_puts(out, ",\n  \"threads\" : [");
	for (size_t i = 0; i < f->thread_count; i++) {
		const struct fixture_thread *thread = &f->threads[i];

		agx_text_printf(out, "%s{\"id\":%zu", i == 0 ? "" : ",", 811000 + i);
		if ((int64_t)i == f->crashed) {
			agx_text_puts(out, ",\"triggered\":true");
			ips_state(f, out);
		}
		json_member(g, "name", thread->name, out);
		json_member(g, "queue", thread->queue, out);
		json_member(g, "operation", thread->operation, out);
		json_member(g, "object", thread->object, out);
		agx_text_puts(out, ",\"frames\":");
		ips_frames(f, g, thread->first_frame, thread->frame_count, out);
		agx_text_puts(out, "}");
	}
	agx_text_puts(out, "]");
}

static void ips_images(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	agx_text_puts(out, ",\n  \"usedImages\" : [");
	for (size_t i = 0; i < f->image_count; i++) {
		struct agx_text name = {0};

		image_name(f, g, i, &name);
		agx_text_printf(out,
				"%s\n  {\n    \"source\" : \"P\",\n    \"arch\" : \"arm64e\",\n    \"base\" : "
				"%" PRIu64 ",\n    \"size\" : %d,\n    \"uuid\" : "
				"\"00000000-0000-0000-0000-%012zu\"",
				i == 0 ? "" : ",", image_base(i), IMAGE_BYTES, i);
		json_member(g, "name", agx_text_string(&name), out);
		json_member(g, "CFBundleVersion", image_version(f, g, i), out);
		if (strncmp(f->images[i], "{I}", 3) == 0)
			json_member(g, "CFBundleIdentifier", g->bundle, out);
		agx_text_puts(out, "\n  }");
		agx_text_release(&name);
	}
	agx_text_puts(out, "\n]");
}

static void ips_asi(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	if (f->asi_count == 0)
		return;
	agx_text_puts(out, ",\n  \"asi\" : {");
	for (size_t i = 0; i < f->asi_count; i++) {
		const char *bar = strchr(f->asi[i], '|');

		agx_text_printf(out, "%s\"%.*s\":[", i == 0 ? "" : ",", (int)(bar - f->asi[i]),
				f->asi[i]);
		json_text(g, bar + 1, out);
		agx_text_puts(out, "]");
	}
	agx_text_puts(out, "}");
}

static void ips_exception(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	if (f->exception != NULL) {
		agx_text_puts(out, ",\n  \"exception\" : {\"codes\":\"0x0000000000000001, "
				   "0x0000000000000000\"");
		json_member(g, "type", f->exception, out);
		json_member(g, "signal", f->signal, out);
		json_member(g, "subtype", f->subtype, out);
		agx_text_puts(out, "}");
	}
	if (f->termination != NULL) {
		const char *code = f->termination + field_length(f->termination) + 1;
		const char *indicator = code + field_length(code) + 1;

		agx_text_printf(out,
				",\n  \"termination\" : {\"flags\":0,\"code\":%.*s,\"namespace\":\"%.*s\"",
				(int)field_length(code), code, (int)field_length(f->termination),
				f->termination);
		json_member(g, "indicator", indicator, out);
		if (f->details != NULL) {
			agx_text_puts(out, ",\"reasons\":[");
			json_text(g, f->details, out);
			agx_text_puts(out, "]");
		}
		agx_text_puts(out, "}");
	}
}

static void ips_header(const struct fixture *f, const struct generation *g, const char *bug_type,
		       struct agx_text *out)
{
	agx_text_printf(out,
			"{\"app_name\":\"%s\",\"timestamp\":\"2026-01-01 12:00:00.00 +0000\",\"app_version\":"
			"\"\",\"platform\":1,\"bug_type\":\"%s\",\"os_version\":\"%s (%s)\",\"incident_id\":"
			"\"00000000-0000-4000-8000-000000000001\",\"name\":\"%s\"}\n",
			f->process, bug_type, g->train, g->build, f->process);
}

static void write_ips(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	ips_header(f, g, "309", out);
	agx_text_printf(out,
			"{\n  \"uptime\" : 1000,\n  \"procRole\" : \"Unspecified\",\n  \"modelCode\" : "
			"\"%s\",\n  \"osVersion\" : {\n    \"train\" : \"%s\",\n    \"build\" : \"%s\",\n    "
			"\"releaseType\" : \"User\"\n  },\n  \"captureTime\" : \"2026-01-01 12:00:00.0000 "
			"+0000\",\n  \"bug_type\" : \"309\",\n  \"pid\" : 4711,\n  \"translated\" : false,\n  "
			"\"cpuType\" : \"ARM-64\",\n  \"procName\" : \"%s\",\n  \"procPath\" : "
			"\"\\/opt\\/synthetic\\/%s\"",
			g->model, g->train, g->build, f->process, f->process);
	ips_exception(f, g, out);
	ips_asi(f, g, out);
	if (f->crashed >= 0)
		agx_text_printf(out, ",\n  \"faultingThread\" : %" PRId64, f->crashed);
	ips_threads(f, g, out);
	if (f->backtrace_count > 0) {
		agx_text_puts(out, ",\n  \"lastExceptionBacktrace\" : ");
		ips_frames(f, g, f->first_backtrace, f->backtrace_count, out);
	}
	ips_images(f, g, out);
	agx_text_puts(out, ",\n  \"vmSummary\" : \"ReadOnly portion of Libraries: Total=1G\\n\",\n  "
			   "\"trialInfo\" : {\n    \"rollouts\" : []\n  }\n}\n");
}

static void legacy_frames(const struct fixture *f, const struct generation *g, size_t first,
			  size_t count, struct agx_text *out)
{
	for (size_t i = 0; i < count; i++) {
		const struct fixture_frame *frame = &f->frames[first + i];
		size_t image = image_of(f, frame);
		struct agx_text name = {0};

		image_name(f, g, image, &name);
		agx_text_printf(out, "%-3zu %-30s\t       0x%" PRIx64 " ", i,
				strncmp(frame->image, "{I}", 3) == 0 ? g->bundle
								     : agx_text_string(&name),
				image_base(image) + frame_offset(f, first + i));
		if (*frame->symbol != '\0') {
			expand(g, frame->symbol, out);
			agx_text_printf(out, " + %" PRIu64 "\n", frame->offset);
		} else {
			agx_text_printf(out, "0x%" PRIx64 " + %" PRIu64 "\n", image_base(image),
					frame_offset(f, first + i));
		}
		agx_text_release(&name);
	}
}

static void legacy_threads(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	for (size_t i = 0; i < f->thread_count; i++) {
		const struct fixture_thread *thread = &f->threads[i];

		agx_text_printf(out, "\nThread %zu%s:: %s%s%s\n", i,
				(int64_t)i == f->crashed ? " Crashed" : "", thread->name,
				*thread->queue != '\0' ? " Dispatch queue: " : "", thread->queue);
		legacy_frames(f, g, thread->first_frame, thread->frame_count, out);
	}
}

static void legacy_state(const struct fixture *f, struct agx_text *out)
{
	if (f->crashed < 0)
		return;
	agx_text_printf(out, "\nThread %" PRId64 " crashed with ARM Thread State (64-bit):\n", f->crashed);
	for (int i = 0; i < 29; i++) {
		char name[16];

		(void)snprintf(name, sizeof name, "x%d", i);
		agx_text_printf(out, "%5s: 0x%016" PRIx64 "%s", name,
				register_or(f, name, 0xfffffffffff00000u + (uint64_t)i),
				i % 4 == 3 ? "\n" : " ");
	}
	agx_text_printf(out, "   fp: 0x000000016b9186a0   lr: 0x0000000180000000\n   far: 0x%016" PRIx64,
			register_or(f, "far", 0));
	if (f->esr != NULL)
		agx_text_printf(out, "  esr: %s", f->esr);
	agx_text_puts(out, "\n");
}

static void legacy_images(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	agx_text_puts(out, "\nBinary Images:\n");
	for (size_t i = 0; i < f->image_count; i++) {
		struct agx_text name = {0};

		image_name(f, g, i, &name);
		agx_text_printf(out,
				"       0x%" PRIx64 " -        0x%" PRIx64
				" %s (%s) <00000000-0000-0000-0000-%012zu> /opt/synthetic/%s\n",
				image_base(i), image_base(i) + IMAGE_BYTES - 1,
				strncmp(f->images[i], "{I}", 3) == 0 ? g->bundle
								     : agx_text_string(&name),
				image_version(f, g, i), i, agx_text_string(&name));
		agx_text_release(&name);
	}
}

static void legacy_exception(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	if (f->crashed >= 0)
		agx_text_printf(out, "Crashed Thread:        %" PRId64 "\n\n", f->crashed);
	if (f->exception != NULL)
		agx_text_printf(out, "Exception Type:        %s%s%s%s\n", f->exception,
				f->signal != NULL ? " (" : "", f->signal != NULL ? f->signal : "",
				f->signal != NULL ? ")" : "");
	if (f->subtype != NULL)
		agx_text_printf(out, "Exception Codes:       %s\n", f->subtype);
	if (f->termination != NULL) {
		const char *code = f->termination + field_length(f->termination) + 1;
		const char *indicator = code + field_length(code) + 1;

		agx_text_printf(out, "\nTermination Reason:    Namespace %.*s, Code %.*s %s\n",
				(int)field_length(f->termination), f->termination,
				(int)field_length(code), code, indicator);
	}
	if (f->asi_count > 0 || f->details != NULL)
		agx_text_puts(out, "\nApplication Specific Information:\n");
	for (size_t i = 0; i < f->asi_count; i++) {
		expand(g, strchr(f->asi[i], '|') + 1, out);
		agx_text_puts(out, "\n");
	}
	if (f->details != NULL)
		agx_text_printf(out, "%s\n", f->details);
}

static void write_legacy(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	agx_text_printf(out,
			"Process:               %s [4711]\nPath:                  /opt/synthetic/%s\n"
			"Identifier:            %s\nVersion:               ???\nCode Type:             ARM-64 "
			"(Native)\nParent Process:        zsh [1]\n\nDate/Time:             2026-01-01 "
			"12:00:00.0000 +0000\nOS Version:            %s (%s)\nReport Version:        12\n"
			"Anonymous UUID:        00000000-0000-4000-8000-000000000002\n\n",
			f->process, f->process, f->process, g->train, g->build);
	legacy_exception(f, g, out);
	if (f->backtrace_count > 0) {
		agx_text_puts(out, "\nLast Exception Backtrace:\n");
		legacy_frames(f, g, f->first_backtrace, f->backtrace_count, out);
	}
	legacy_threads(f, g, out);
	legacy_state(f, out);
	legacy_images(f, g, out);
	agx_text_puts(out, "\nVM Region Summary:\nReadOnly portion of Libraries: Total=1.0G\n");
}

static void write_lines(const struct fixture *f, const struct generation *g, const char *indent,
			struct agx_text *out)
{
	for (size_t i = 0; i < f->line_count; i++) {
		agx_text_puts(out, indent);
		expand(g, f->lines[i], out);
		agx_text_puts(out, "\n");
	}
}

static void write_panic(const struct fixture *f, const struct generation *g, struct agx_text *out)
{
	ips_header(f, g, "210", out);
	agx_text_printf(out,
			"{\n  \"build\" : \"%s (%s)\",\n  \"product\" : \"%s\",\n  \"kernel\" : \"Darwin Kernel "
			"Version 25\",\n  \"incident\" : \"00000000-0000-4000-8000-000000000003\",\n  "
			"\"panicString\" : \"",
			g->train, g->build, g->model);
	for (size_t i = 0; i < f->line_count; i++) {
		struct agx_text line = {0};
		struct agx_text escaped = {0};

		expand(g, f->lines[i], &line);
		json_text(g, agx_text_string(&line), &escaped);
		agx_text_add(out, escaped.bytes + 1, escaped.length - 2);
		agx_text_puts(out, "\\n");
		agx_text_release(&line);
		agx_text_release(&escaped);
	}
	agx_text_puts(out, "\",\n  \"otherString\" : \"\"\n}\n");
}

void fixture_write(const struct fixture *f, enum fixture_shape shape, int generation,
		   struct agx_text *out)
{
	const struct generation *g = &generations[generation];

	switch (shape) {
	case SHAPE_IPS:
		write_ips(f, g, out);
		break;
	case SHAPE_LEGACY:
		write_legacy(f, g, out);
		break;
	case SHAPE_TRANSLATED:
		agx_text_puts(out, "-------------------------------------\nTranslated Report (Full Report "
				   "Below)\n-------------------------------------\n\n");
		write_legacy(f, g, out);
		agx_text_puts(out, "\n-----------\nFull Report\n-----------\n\n");
		write_ips(f, g, out);
		break;
	case SHAPE_CLIPPED:
		ips_header(f, g, "309", out);
		write_legacy(f, g, out);
		break;
	case SHAPE_ISSUE:
		agx_text_puts(out, "### It crashes\n\nRunning two models at once on my Mac, after a while "
				   "python is gone. The report:\n\n<details>\n\n```\n");
		write_ips(f, g, out);
		agx_text_puts(out, "```\n\n</details>\n\nAny idea? Thanks!\n");
		break;
	case SHAPE_TEXT:
		write_lines(f, g, "", out);
		break;
	case SHAPE_TEXT_ISSUE:
		agx_text_printf(out, "## Describe the bug\n\nOn %s (%s) this is printed:\n\n```\n", g->model,
				g->train);
		write_lines(f, g, "    ", out);
		agx_text_puts(out, "```\n\n- [x] I have searched for duplicates\n");
		break;
	case SHAPE_PANIC_IPS:
		write_panic(f, g, out);
		break;
	case SHAPE_PANIC_TEXT:
		write_lines(f, g, "", out);
		break;
	case SHAPE_COUNT:
		break;
	}
}
