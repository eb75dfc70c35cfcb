/* SPDX-License-Identifier: MIT */
/* Written by hand, since an explored program links nothing but libc. 64-bit values are hexadecimal strings: JSON's
 * numbers do not hold them everywhere. */
#include "explore/primitive.h"
#include "explore/result_write.h"

#include <inttypes.h>
#include <link.h>

static const char *kind_word(unsigned kind)
{
	static const char *const words[] = {
#define WORD(name, text) text,
		OPERATION_KIND_MAP(WORD)
#undef WORD
	};

	return words[kind];
}

static const char *order_word(unsigned order)
{
	static const char *const words[] = {"relaxed", "consume", "acquire", "release", "acq_rel", "seq_cst"};

	return order < sizeof words / sizeof *words ? words[order] : "";
}

/* Bytes that are no UTF-8 are of no use to who reads: they become '?'. The program's texts are source text. */
static void put_string(FILE *out, const char *string)
{
	(void)fputc('"', out);
	for (const unsigned char *c = (const unsigned char *)string; *c != '\0'; c++) {
		if (*c == '"' || *c == '\\')
			(void)fprintf(out, "\\%c", *c);
		else if (*c < 0x20)
			(void)fprintf(out, "\\u%04x", *c);
		else
			(void)fputc(*c < 0x7f ? *c : '?', out);
	}
	(void)fputc('"', out);
}

static void put_text(FILE *out, const char *key, const char *string)
{
	(void)fprintf(out, ",\"%s\":", key);
	put_string(out, string);
}

static void put_hex(FILE *out, const char *key, uint64_t value)
{
	(void)fprintf(out, ",\"%s\":\"0x%" PRIx64 "\"", key, value);
}

static void put_bool(FILE *out, const char *key, bool value)
{
	(void)fprintf(out, ",\"%s\":%s", key, value ? "true" : "false");
}

/* How far the executable was moved from where its symbols say. */
static int find_base(struct dl_phdr_info *info, size_t bytes, void *context)
{
	(void)bytes;
	*(uintptr_t *)context = info->dlpi_addr;
	return 1;
}

static uintptr_t base(void)
{
	uintptr_t found = 0;

	(void)dl_iterate_phdr(find_base, &found); /* its result is ours */
	return found;
}

void result_write_start(FILE *out, const struct explorer_options *options)
{
	(void)fprintf(out, "{\"type\":\"start\",\"schema\":\"agxrace/explore-result/1\"");
	put_text(out, "engine", options->engine->name);
	put_text(out, "memory_model", memory_model_word(options->search.model));
	put_hex(out, "base", base());
	(void)fputs("}\n", out);
	(void)fflush(out);
}

void result_write_progress(FILE *out, const struct explorer_progress *progress)
{
	(void)fprintf(out, "{\"type\":\"progress\",\"executions\":%" PRIu64 ",\"done\":%.9f,\"seconds\":%.3f,\"pending\":%" PRIu64 "}\n",
		      progress->executions, progress->done, progress->seconds, progress->pending);
	(void)fflush(out);
}

void result_write_error(FILE *out, const char *text, bool bad_input)
{
	(void)fputs("{\"type\":\"error\"", out);
	put_text(out, "text", text);
	put_bool(out, "bad_input", bad_input);
	(void)fputs("}\n", out);
	(void)fflush(out);
}

static void put_stack(FILE *out, const char *key, const struct explorer_stack *stack)
{
	(void)fprintf(out, ",\"%s\":[", key);
	for (unsigned i = 0; i < stack->count; i++)
		/* A return address may be the first of another function. */
		(void)fprintf(out, "%s\"0x%" PRIxPTR "\"", i > 0 ? "," : "",
			      (uintptr_t)stack->pcs[i] - (i > 0 || !stack->exact));
	(void)fputc(']', out);
}

static void put_value(FILE *out, const char *key, struct value value)
{
	if (value.high != 0)
		(void)fprintf(out, ",\"%s\":\"0x%" PRIx64 "%016" PRIx64 "\"", key, value.high, value.low);
	else
		put_hex(out, key, value.low);
}

static void put_values(FILE *out, const struct engine_step *step)
{
	const struct operation *op = &step->op;
	bool is_update = op->kind == OPERATION_UPDATE;
	bool reads = op->kind == OPERATION_READ || is_update || op->kind == OPERATION_CHOICE;

	if (step->waiting)
		return;
	if (reads)
		put_value(out, "read", op->result);
	if (op->kind == OPERATION_WRITE)
		put_value(out, "written", op->operand);
	else if (is_update && update_writes(op, op->result))
		put_value(out, "written", update_apply(op, op->result, op->alternative));
}

static void put_place(FILE *out, const struct memory_place *place)
{
	if (place->stack_of > 0)
		(void)fprintf(out, ",\"stack_of\":%d", place->stack_of - 1);
	if (place->block == 0)
		return;
	put_hex(out, "block", place->block);
	(void)fprintf(out, ",\"block_bytes\":%" PRIu64, place->block_bytes);
	if (place->block_pc != NULL)
		put_hex(out, "block_pc", (uintptr_t)place->block_pc - 1);
}

/* Why a step may be unaware of the newest write. */
static void put_gap(FILE *out, const struct engine_gap *gap)
{
	(void)fprintf(out, ",\"gap_write\":%d,\"gap_read\":%d", gap->write, gap->read);
	put_bool(out, "gap_releases", gap->releases);
	put_bool(out, "gap_acquires", gap->acquires);
}

static void put_step(FILE *out, const struct engine_step *step)
{
	const struct operation *op = &step->op;
	bool has_order = op->kind == OPERATION_READ || op->kind == OPERATION_WRITE || op->kind == OPERATION_UPDATE ||
			 op->kind == OPERATION_FENCE;
	bool has_target = op->kind == OPERATION_CREATE || op->kind == OPERATION_JOIN;

	(void)fprintf(out, "{\"thread\":%u", step->thread);
	put_text(out, "kind", kind_word(op->kind));
	put_text(out, "call", primitive_word(op->primitive));
	put_text(out, "order", has_order ? order_word(op->order) : "");
	if (op->address != 0) {
		put_hex(out, "address", op->address);
		(void)fprintf(out, ",\"size\":%u", op->size);
		put_place(out, &step->place);
	}
	put_bool(out, "virtual", op->virtual);
	put_values(out, step);
	(void)fprintf(out, ",\"target\":%d,\"reads_from\":%d,\"newest\":%d", has_target ? op->target : -1,
		      step->reads_from, step->newest);
	put_bool(out, "waiting", step->waiting);
	if (step->aside)
		put_bool(out, "aside", true);
	if (step->weak)
		put_bool(out, "weak", true);
	if (step->weak)
		put_gap(out, &step->gap);
	if (op->pc != NULL)
		put_hex(out, "pc", (uintptr_t)op->pc - 1);
	(void)fputc('}', out);
}

static void put_finding(FILE *out, const struct explorer_finding *finding)
{
	(void)fputs("{\"type\":\"finding\"", out);
	put_text(out, "kind", finding->kind);
	put_text(out, "message", finding->message);
	(void)fprintf(out, ",\"thread\":%u,\"other\":%d,\"other_step\":%d", finding->thread, finding->other,
		      finding->other_step);
	if (finding->has_address) {
		put_hex(out, "address", finding->address);
		put_place(out, &finding->place);
	}
	if (finding->has_gap)
		put_gap(out, &finding->gap);
	put_text(out, "access", finding->access);
	put_text(out, "other_access", finding->other_access);
	put_text(out, "replay", finding->replay != NULL ? finding->replay : "");
	(void)fprintf(out, ",\"times\":%" PRIu64, finding->times);
	put_stack(out, "stack", &finding->stack);
	put_stack(out, "other_stack", &finding->other_stack);
	put_bool(out, "steps_clipped", finding->steps_clipped);
	(void)fputs(",\"steps\":[", out);
	for (size_t i = 0; i < finding->step_count; i++) {
		if (i > 0)
			(void)fputc(',', out);
		put_step(out, &finding->steps[i]);
	}
	(void)fputs("]}\n", out);
}

static void put_note(FILE *out, const struct explorer_note *note)
{
	(void)fputs("{\"type\":\"note\"", out);
	put_text(out, "kind", note->kind);
	put_text(out, "text", note->text);
	if (note->pc != NULL)
		put_hex(out, "pc", (uintptr_t)note->pc - 1);
	(void)fputs("}\n", out);
}

void result_write(FILE *out, const struct explorer_result *result, double cpu_seconds)
{
	for (size_t i = 0; i < result->finding_count; i++)
		put_finding(out, &result->findings[i]);
	for (size_t i = 0; i < result->note_count; i++)
		put_note(out, &result->notes[i]);
	(void)fputs("{\"type\":\"end\",\"outcomes\":{", out);
	for (int i = 0; i < OUTCOME_COUNT; i++)
		(void)fprintf(out, "%s\"%s\":%" PRIu64, i > 0 ? "," : "", outcome_word((enum outcome)i),
			      result->outcomes[i]);
	(void)fprintf(out, "},\"operations\":%" PRIu64 ",\"threads\":%u", result->operations, result->threads);
	put_text(out, "stop", explorer_stop_word(result->stop));
	put_bool(out, "findings_clipped", result->findings_clipped);
	(void)fprintf(out, ",\"handed_over\":%" PRIu64, result->handed_over);
	(void)fprintf(out, ",\"cpu_seconds\":%.6f}\n", cpu_seconds);
	(void)fflush(out);
}
