/* SPDX-License-Identifier: MIT */
#include "report/bench_format.h"

#include "report/json_put.h"

#include <inttypes.h>
#include <stdio.h>

static const char *baseline_name(const struct bench_plan *plan, size_t baseline, char *out,
				 size_t size)
{
	return bench_configuration_format(plan->configurations[baseline], out, size);
}

/* 1234567 as "1.235 M", in 9 columns at most. */
static const char *format_count(double value, char *out, size_t size)
{
	if (value >= 1e9)
		(void)snprintf(out, size, "%.3f G", value / 1e9);
	else if (value >= 1e6)
		(void)snprintf(out, size, "%.3f M", value / 1e6);
	else if (value >= 1e3)
		(void)snprintf(out, size, "%.2f k", value / 1e3);
	else
		(void)snprintf(out, size, "%.1f", value);
	return out;
}

static const char *format_ns(uint64_t ns, char *out, size_t size)
{
	if (ns >= 1000000)
		(void)snprintf(out, size, "%.3g ms", (double)ns / 1e6);
	else if (ns >= 1000)
		(void)snprintf(out, size, "%.3g us", (double)ns / 1e3);
	else
		(void)snprintf(out, size, "%" PRIu64 " ns", ns);
	return out;
}

static void format_head(const struct bench_report *report, struct agx_text *out)
{
	const struct bench_plan *plan = report->plan;
	const struct agx_machine *machine = &report->machine;

	agx_text_printf(out, "%s, no fault, kernels %s, seed %" PRIu64 "\n",
			workload_name(plan->base.kind),
			plan->base.sim.kernels_empty ? "empty" : "real", plan->base.sim.seed);
	if (plan->base.dispatches != 0)
		agx_text_printf(out, "%u commands per encoder\n", plan->base.dispatches);
	agx_text_printf(out,
			"%u rounds of one sample of %" PRIu64
			" ms of everything, in shuffled order; %d warm-up round dropped\n",
			report->samples->round_count, plan->base.duration_ns / 1000000,
			BENCH_WARMUP_ROUNDS);
	agx_text_printf(out, "machine: %s, %u cores; %s; %s\n", machine->cpu, machine->cores,
			machine->kernel, machine->compiler);
}

static void format_figures(const struct bench_row *row, struct agx_text *out)
{
	char name[48];
	char rate[16];
	char p5[16];
	char p95[16];
	char p50[16];
	char p99[16];

	agx_text_printf(out, "%-27s %3zu %9s %9s %9s %8s %8s",
			bench_configuration_format(row->configuration, name, sizeof name), row->n,
			format_count(row->rate, rate, sizeof rate),
			format_count(row->rate_p5, p5, sizeof p5),
			format_count(row->rate_p95, p95, sizeof p95),
			format_ns(row->p50_ns, p50, sizeof p50),
			format_ns(row->p99_ns, p99, sizeof p99));
	if (row->efficiency.n > 0)
		agx_text_printf(out, " %9.1f %%", 100 * row->efficiency.median);
	else
		agx_text_printf(out, " %11s", "-");
	agx_text_puts(out, row->failed > 0 ? " !\n" : "\n");
}

static void format_ratio(const struct bench_ratio *ratio, bool to_itself, struct agx_text *out)
{
	char text[48] = "-";

	if (to_itself)
		(void)snprintf(text, sizeof text, "1");
	else if (ratio->n > 0)
		(void)snprintf(text, sizeof text, "%s%.2f [%.2f, %.2f]", ratio->claim ? "" : "~ ",
			       ratio->median, ratio->low, ratio->high);
	agx_text_printf(out, " %22s", text);
}

/* CONFIGURATION is its number in the plan: the first are the baselines. */
static void format_ratios(const struct bench_row *row, size_t configuration, struct agx_text *out)
{
	char name[48];

	agx_text_printf(out, "%-27s",
			bench_configuration_format(row->configuration, name, sizeof name));
	for (size_t b = 0; b < BENCH_BASELINES; b++)
		format_ratio(&row->ratios[b], b == configuration && row->n > 0, out);
	agx_text_puts(out, "\n");
}

static void format_threads(const struct bench_report *report, size_t threads,
			   struct agx_text *out)
{
	const struct bench_plan *plan = report->plan;
	const struct bench_row *rows = report->rows + threads * plan->configuration_count;
	unsigned count = plan->threads[threads];
	bool crowded = report->machine.cores != 0 && count > report->machine.cores;

	agx_text_printf(out, "\n%u thread%s%s: commands per second\n", count,
			count == 1 ? "" : "s", crowded ? " (more than cores)" : "");
	agx_text_printf(out, "%-27s %3s %9s %9s %9s %8s %8s %11s\n", "", "n", "median", "p5",
			"p95", "p50", "p99", "efficiency");
	for (size_t i = 0; i < plan->configuration_count; i++)
		format_figures(&rows[i], out);
	agx_text_printf(out, "\n%u thread%s: ratio of that to\n%-27s", count,
			count == 1 ? "" : "s", "");
	for (size_t b = 0; b < BENCH_BASELINES; b++) {
		char name[48];

		agx_text_printf(out, " %22s", baseline_name(plan, b, name, sizeof name));
	}
	agx_text_puts(out, "\n");
	for (size_t i = 0; i < plan->configuration_count; i++)
		format_ratios(&rows[i], i, out);
}

/* The first sample of cell NUMBER that is not sound. */
static const struct bench_sample *first_failure(const struct bench_report *report, size_t number)
{
	for (unsigned r = 0; r < report->samples->round_count; r++) {
		const struct bench_sample *sample =
			&report->samples->taken[r * report->samples->cell_count + number];

		if (!bench_sample_is_sound(sample))
			return sample;
	}
	return NULL;
}

static void format_failure(const struct bench_sample *sample, struct agx_text *out)
{
	if (sample->end != CHILD_DONE)
		agx_text_printf(out, "%s%s%s%s%.60s", child_end_name(sample->end),
				sample->site[0] != '\0' ? " in " : "", sample->site,
				sample->message[0] != '\0' ? ": " : "", sample->message);
	else if (sample->dispatches == 0)
		agx_text_puts(out, "nothing was encoded in time");
	else
		agx_text_printf(out,
				"%" PRIu64 " calls lost, %" PRIu64 " foreign commands, %" PRIu64
				" wrong results",
				sample->lost_calls, sample->foreign_commands,
				sample->wrong_results);
}

static void format_failures(const struct bench_report *report, struct agx_text *out)
{
	size_t cells = report->samples->cell_count;
	char name[48];

	if (bench_failures(report->rows, cells) == 0)
		return;
	agx_text_puts(out,
		      "\n! Samples that failed and are not in the figures; the first of each:\n");
	for (size_t i = 0; i < cells; i++) {
		const struct bench_row *row = &report->rows[i];

		if (row->failed == 0)
			continue;
		agx_text_printf(out, "  %s, %u threads: %zu of %zu, ",
				bench_configuration_format(row->configuration, name, sizeof name),
				row->threads, row->failed, row->failed + row->n);
		format_failure(first_failure(report, i), out);
		agx_text_puts(out, "\n");
	}
}

void bench_format_text(const struct bench_report *report, struct agx_text *out)
{
	format_head(report, out);
	for (size_t t = 0; t < report->plan->thread_count; t++)
		format_threads(report, t, out);
	agx_text_puts(
		out,
		"\np50, p99: latency of one encoder, creation to endEncoding, known within 4.5 "
		"%.\nefficiency: throughput over that of 1 thread times the threads.\n[ ]: 95 % "
		"interval of the median ratio within a round (order statistics); ~: no claim, 1 "
		"lies in it\nor there are fewer than 6 rounds.\n");
	format_failures(report, out);
}

static json_t *ratio_json(struct json_maker *make, const struct bench_ratio *ratio)
{
	json_t *object;

	if (ratio->n == 0)
		return json_null();
	object = json_object();
	json_put_uint(make, object, "n", ratio->n);
	json_put_real(make, object, "median", ratio->median);
	json_put_real(make, object, "low", ratio->low);
	json_put_real(make, object, "high", ratio->high);
	json_put_bool(make, object, "claim", ratio->claim);
	return object;
}

static void put_configuration(struct json_maker *make, json_t *object,
			      struct bench_configuration configuration)
{
	char text[48];

	json_put_text(make, object, "configuration",
		      bench_configuration_format(configuration, text, sizeof text));
	json_put_text(make, object, "policy",
		      policy_format(configuration.policy, text, sizeof text));
	json_put_text(make, object, "fix", sim_fix_name(configuration.fix));
}

static json_t *row_json(struct json_maker *make, const struct bench_plan *plan,
			const struct bench_row *row)
{
	json_t *object = json_object();
	json_t *ratios = json_object();
	json_t *rate = json_object();
	char name[48];

	json_put_uint(make, object, "threads", row->threads);
	put_configuration(make, object, row->configuration);
	json_put_uint(make, object, "n", row->n);
	json_put_uint(make, object, "failed", row->failed);
	json_put_real(make, rate, "median", row->rate);
	json_put_real(make, rate, "p5", row->rate_p5);
	json_put_real(make, rate, "p95", row->rate_p95);
	json_put(make, object, "commands_per_second", rate);
	json_put_uint(make, object, "latency_p50_ns", row->p50_ns);
	json_put_uint(make, object, "latency_p99_ns", row->p99_ns);
	json_put(make, object, "efficiency", ratio_json(make, &row->efficiency));
	for (size_t b = 0; b < BENCH_BASELINES; b++)
		json_put(make, ratios, baseline_name(plan, b, name, sizeof name),
			 ratio_json(make, &row->ratios[b]));
	json_put(make, object, "ratio_to", ratios);
	return object;
}

static json_t *machine_json(struct json_maker *make, const struct agx_machine *machine)
{
	json_t *object = json_object();

	json_put_text(make, object, "cpu", machine->cpu);
	json_put_uint(make, object, "cores", machine->cores);
	json_put_text(make, object, "kernel", machine->kernel);
	json_put_text(make, object, "compiler", machine->compiler);
	return object;
}

/* What both documents begin with. */
static json_t *head_json(struct json_maker *make, const struct bench_report *report,
			 const char *schema)
{
	const struct bench_plan *plan = report->plan;
	json_t *root = json_object();

	json_put_text(make, root, "schema", schema);
	json_put_text(make, root, "command", "bench");
	json_put_uint(make, root, "seed", plan->base.sim.seed);
	json_put_bool(make, root, "complete", report->samples->round_count == plan->rounds);
	json_put_text(make, root, "workload", workload_name(plan->base.kind));
	json_put_text(make, root, "kernels", plan->base.sim.kernels_empty ? "empty" : "real");
	json_put_uint(make, root, "dispatches", plan->base.dispatches);
	json_put_uint(make, root, "duration_ms", plan->base.duration_ns / 1000000);
	json_put_uint(make, root, "rounds", report->samples->round_count);
	json_put_uint(make, root, "warmup_rounds_dropped", BENCH_WARMUP_ROUNDS);
	json_put(make, root, "machine", machine_json(make, &report->machine));
	return root;
}

json_t *bench_format_json(const struct bench_report *report)
{
	struct json_maker make = {0};
	json_t *root = head_json(&make, report, "agxrace/bench/1");
	json_t *rows = json_array();

	for (size_t i = 0; i < report->samples->cell_count; i++)
		json_add(&make, rows, row_json(&make, report->plan, &report->rows[i]));
	json_put(&make, root, "rows", rows);
	return json_made(&make, root);
}

static json_t *sample_json(struct json_maker *make, const struct bench_report *report,
			   size_t round, size_t number)
{
	const struct bench_samples *samples = report->samples;
	const struct bench_sample *sample = &samples->taken[round * samples->cell_count + number];
	json_t *object = json_object();

	json_put_uint(make, object, "round", round);
	json_put_uint(make, object, "threads", report->rows[number].threads);
	put_configuration(make, object, report->rows[number].configuration);
	json_put_text(make, object, "end", child_end_name(sample->end));
	json_put_bool(make, object, "sound", bench_sample_is_sound(sample));
	json_put_uint(make, object, "duration_ns", sample->duration_ns);
	json_put_uint(make, object, "cpu_ns", sample->cpu_ns);
	json_put_uint(make, object, "commands", sample->dispatches);
	json_put_uint(make, object, "buffers", sample->buffers);
	json_put_uint(make, object, "latency_p50_ns", sample->p50_ns);
	json_put_uint(make, object, "latency_p99_ns", sample->p99_ns);
	json_put_uint(make, object, "lost_calls", sample->lost_calls);
	json_put_uint(make, object, "foreign_commands", sample->foreign_commands);
	json_put_uint(make, object, "wrong_results", sample->wrong_results);
	json_put_uint(make, object, "signal", (uint64_t)sample->signal);
	json_put_text(make, object, "site", sample->site[0] != '\0' ? sample->site : NULL);
	json_put_text(make, object, "message",
		      sample->message[0] != '\0' ? sample->message : NULL);
	return object;
}

json_t *bench_format_samples(const struct bench_report *report)
{
	struct json_maker make = {0};
	json_t *root = head_json(&make, report, "agxrace/bench-samples/1");
	json_t *samples = json_array();

	for (unsigned r = 0; r < report->samples->round_count; r++) {
		for (size_t i = 0; i < report->samples->cell_count; i++)
			json_add(&make, samples, sample_json(&make, report, r, i));
	}
	json_put(&make, root, "samples", samples);
	return json_made(&make, root);
}
