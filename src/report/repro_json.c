/* SPDX-License-Identifier: MIT */
#include "report/repro_internal.h"

#include "crash/json_emit.h"

#include <inttypes.h>
#include <stdio.h>

/* Key, and null where VALUE is unknown: the documented keys are always there. */
static void string_or_null(struct json_emit *e, const char *key, const char *value)
{
	if (value == NULL || value[0] == '\0')
		json_emit_null(e, key);
	else
		json_emit_string(e, key, value);
}

static void add_run(struct json_emit *e, const struct repro_result *result)
{
	const struct workload_config *c = &result->config;
	char text[256];

	json_emit_string(e, "workload", workload_name(c->kind));
	json_emit_uint(e, "client_threads", c->threads);
	json_emit_uint(e, "iterations", c->iterations);
	json_emit_string(e, "policy", policy_format(c->policy, text, sizeof text));
	json_emit_string(e, "faults", sim_faults_format(c->sim.faults, text, sizeof text));
	json_emit_string(e, "fix", sim_fix_name(c->sim.fix));
	json_emit_uint(e, "jitter", c->sim.jitter);
	json_emit_bool(e, "jittered", c->sim.jitter > 0);
	json_emit_string(e, "kernels", c->sim.kernels_empty ? "empty" : "real");
	json_emit_uint(e, "timeout_ms", result->timeout_ms);
	json_emit_uint(e, "tries", result->tries);
	json_emit_uint(e, "runs", result->runs);
}

static void add_fault(struct json_emit *e, const struct repro_result *result)
{
	const struct child_outcome *o = &result->outcome;
	const struct crash_report *r = result->report;
	bool bad = repro_ended_badly(result);
	char address[24];

	json_emit_bool(e, "crashed", bad && o->end != CHILD_HUNG);
	json_emit_bool(e, "hung", bad && o->end == CHILD_HUNG);
	string_or_null(e, "end", result->runs > 0 ? child_end_name(o->end) : NULL);
	string_or_null(e, "signal", bad && r != NULL && r->faulting_thread >= 0 ? r->signal : NULL);
	(void)snprintf(address, sizeof address, "0x%" PRIx64, o->fault_address);
	string_or_null(e, "fault_address", bad && o->has_fault_address ? address : NULL);
	string_or_null(e, "access", bad && o->access != CRASH_ACCESS_UNKNOWN
					    ? crash_access_name(o->access)
					    : NULL);
	string_or_null(e, "site", bad ? o->site : NULL);
	if (bad && r != NULL && r->faulting_thread >= 0)
		json_emit_uint(e, "thread", (uint64_t)r->faulting_thread);
	else
		json_emit_null(e, "thread");
	string_or_null(e, "thread_name", bad ? o->thread : NULL);
	string_or_null(e, "operation", bad ? o->operation : NULL);
	string_or_null(e, "message", bad ? o->message : NULL);
}

static void add_frames(struct json_emit *e, const struct crash_thread *t)
{
	json_emit_open(e, "frames", '[');
	for (size_t i = 0; i < t->frame_count; i++) {
		const struct crash_frame *f = &t->frames[i];

		json_emit_open(e, NULL, '{');
		string_or_null(e, "symbol", f->symbol);
		json_emit_uint(e, "offset", f->symbol_offset);
		string_or_null(e, "image", f->image_name);
		json_emit_uint(e, "image_offset", f->image_offset);
		json_emit_close(e, '}');
	}
	json_emit_close(e, ']');
}

static void add_threads(struct json_emit *e, const struct crash_report *r)
{
	json_emit_open(e, "threads", '[');
	for (size_t i = 0; r != NULL && i < r->thread_count; i++) {
		const struct crash_thread *t = &r->threads[i];

		json_emit_open(e, NULL, '{');
		json_emit_uint(e, "thread", t->number);
		json_emit_uint(e, "id", t->id);
		string_or_null(e, "name", t->name);
		string_or_null(e, "queue", t->queue);
		json_emit_bool(e, "triggered", t->triggered);
		string_or_null(e, "operation", t->operation);
		string_or_null(e, "object", t->object);
		add_frames(e, t);
		json_emit_close(e, '}');
	}
	json_emit_close(e, ']');
}

static void add_counts(struct json_emit *e, const struct repro_result *result)
{
	const struct workload_result *c = &result->counts;

	if (result->runs == 0 || repro_ended_badly(result))
		return;
	json_emit_uint(e, "commands", c->dispatches);
	json_emit_uint(e, "command_buffers", c->buffers);
	json_emit_uint(e, "lost_calls", c->lost_calls);
	json_emit_uint(e, "foreign_commands", c->foreign_commands);
	json_emit_uint(e, "wrong_results", c->wrong_results);
}

static void text_value(struct json_emit *e, const char *key, const struct repro_result *result,
		       void (*add)(const struct repro_result *, struct agx_text *))
{
	struct agx_text text = {0};

	add(result, &text);
	if (agx_text_failed(&text))
		e->text->failed = true;
	json_emit_string(e, key, agx_text_string(&text));
	agx_text_release(&text);
}

void repro_format_json(const struct repro_result *result, struct agx_text *out)
{
	struct json_emit e = json_emit_init(out, 3);

	json_emit_open(&e, NULL, '{');
	json_emit_string(&e, "schema", "agxrace/repro/1");
	json_emit_string(&e, "command", "repro");
	json_emit_uint(&e, "seed", result->config.sim.seed);
	json_emit_string(&e, "verdict", agx_verdict_text(repro_verdict(result)));
	text_value(&e, "because", result, repro_because);
	text_value(&e, "reproduce", result, repro_command);
	add_run(&e, result);
	if (result->runs > 0)
		json_emit_uint(&e, "wall_ns", result->outcome.wall_ns);
	add_fault(&e, result);
	string_or_null(&e, "report", result->files != NULL ? result->files->ips : NULL);
	string_or_null(&e, "report_text", result->files != NULL ? result->files->text : NULL);
	add_counts(&e, result);
	add_threads(&e, result->report);
	json_emit_close(&e, '}');
	agx_text_puts(out, "\n");
}
