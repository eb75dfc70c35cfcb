// SPDX-License-Identifier: MIT
#include "oracle/litmus.h"

#include "base/assert.h"

void litmus_add(struct litmus *program, unsigned thread, struct instruction instruction)
{
	AGX_ASSERT(thread < LITMUS_THREADS_MAX);
	AGX_ASSERT(program->thread[thread].count < LITMUS_INSTRUCTIONS_MAX);
	program->thread[thread].list[program->thread[thread].count++] = instruction;
}

void litmus_complete_main(struct litmus *program)
{
	struct instruction begin = {
		.kind = DO_CREATE, .result = NO_REGISTER, .source = NO_REGISTER};

	if (program->thread[0].count > 0)
		return;
	for (unsigned pass = 0; pass < 2; pass++) {
		begin.kind = pass == 0 ? DO_CREATE : DO_JOIN;
		for (unsigned t = 1; t < program->thread_count; t++) {
			begin.place = (uint8_t)t;
			litmus_add(program, 0, begin);
		}
	}
}

bool instruction_reads(const struct instruction *instruction)
{
	return instruction->kind == DO_LOAD || instruction->kind == DO_EXCHANGE ||
	       instruction->kind == DO_ADD || instruction->kind == DO_COMPARE;
}

bool instruction_may_write(const struct instruction *instruction)
{
	return instruction->kind == DO_STORE || instruction->kind == DO_EXCHANGE ||
	       instruction->kind == DO_ADD || instruction->kind == DO_COMPARE;
}

unsigned instruction_apply(const struct instruction *instruction, unsigned value,
			   unsigned operand, bool *ret_writes)
{
	*ret_writes = true;
	switch (instruction->kind) {
	case DO_ADD:
		return value + operand;
	case DO_COMPARE:
		*ret_writes = value == instruction->expected;
		return operand;
	case DO_LOAD:
		*ret_writes = false;
		return value;
	default:
		return operand;
	}
}

static const char *const order_names[] = {"relaxed", "consume", "acquire",
					  "release", "acq_rel", "seq_cst"};
static const char *const do_names[] = {
#define DO_NAME(name) #name,
	DO_MAP(DO_NAME)
#undef DO_NAME
};

static void print_instruction(const struct instruction *i, FILE *out)
{
	fprintf(out, "\t%s %u", do_names[i->kind] + 3, i->place);
	if (i->result != NO_REGISTER)
		fprintf(out, " r%d", i->result);
	fprintf(out, " value %u", i->operand);
	if (i->source != NO_REGISTER)
		fprintf(out, " + r%d", i->source);
	if (i->kind == DO_COMPARE || i->kind == DO_UNLESS_SKIP || i->kind == DO_COND_WAIT_UNTIL ||
	    i->kind == DO_LOOP_UNTIL)
		fprintf(out, " expected %u", i->expected);
	if (i->kind <= DO_FENCE || i->kind >= DO_LOOP_UNTIL)
		fprintf(out, " %s", order_names[i->order]);
	if (i->kind == DO_COMPARE)
		fprintf(out, " else %s", order_names[i->failure_order]);
	fputc('\n', out);
}

void litmus_print(const struct litmus *program, FILE *out)
{
	fprintf(out, "%u threads, %u locations", program->thread_count,
		program->location_count);
	for (unsigned i = 0; program->has_objects && i < LITMUS_OBJECTS_MAX; i++)
		fprintf(out, ", semaphore %u = %u, barrier %u of %u", i,
			program->semaphore_start[i], i, program->barrier_threads[i]);
	fputc('\n', out);
	for (unsigned t = 0; t < program->thread_count; t++) {
		fprintf(out, "thread %u:\n", t);
		for (unsigned i = 0; i < program->thread[t].count; i++)
			print_instruction(&program->thread[t].list[i], out);
	}
}
