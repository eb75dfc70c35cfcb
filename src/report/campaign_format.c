/* SPDX-License-Identifier: MIT */
#include "report/campaign_format.h"

#include "campaign/reported_rates.h"
#include "report/json_put.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

enum { SITE_MESSAGE_COLUMNS = 58 };

static void format_plan(const struct campaign_plan *plan, struct agx_text *out)
{
	const struct workload_config *config = &plan->config;
	char policy[32];
	char faults[160];

	agx_text_printf(out, "%s, policy %s, fault %s, fix %s\n", workload_name(config->kind),
			policy_format(config->policy, policy, sizeof policy),
			sim_faults_format(config->sim.faults, faults, sizeof faults),
			sim_fix_name(config->sim.fix));
	agx_text_printf(out,
			"%" PRIu64 " iterations, kernels %s, jitter %u per mille, seed %" PRIu64
			", timeout %" PRIu64 " ms, %u at once\n\n",
			config->iterations, config->sim.kernels_empty ? "empty" : "real",
			config->sim.jitter, config->sim.seed, plan->timeout_ms, plan->jobs);
}

static void format_row(const struct campaign_row *row, struct agx_text *out)
{
	char reported[16] = "-";

	if (row->reported >= 0)
		(void)snprintf(reported, sizeof reported, "~%.0f %%", 100 * row->reported);
	agx_text_printf(out, "%7u %7" PRIu64 " %8" PRIu64 " %6" PRIu64 " %7" PRIu64, row->threads,
			row->runs, row->crashes, row->hangs, row->faulty);
	if (row->runs > row->killed)
		agx_text_printf(out, " %7.1f %% %7.1f to %5.1f %%", 100 * row->rate,
				100 * row->low, 100 * row->high);
	else
		agx_text_printf(out, " %9s %18s", "-", "-");
	agx_text_printf(out, " %15s\n", reported);
}

/* "SIGSEGV"; "signal 40" for one that no crash has. */
static const char *signal_name(int number, char *out, size_t size)
{
	static const struct {
		int number;
		const char *name;
	} known[] = {{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},	 {SIGILL, "SIGILL"},
		     {SIGFPE, "SIGFPE"},   {SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"}};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i].number == number)
			return known[i].name;
	}
	(void)snprintf(out, size, "signal %d", number);
	return out;
}

static void format_site(const struct campaign_site *site, struct agx_text *out)
{
	const char *access = campaign_access_name(site->access);
	char signal_text[24];

	agx_text_printf(out, "%10" PRIu64 "  ", site->count);
	if (site->outcome != CAMPAIGN_CRASH) {
		agx_text_printf(out, "%s: %.*s%s\n", campaign_outcome_name(site->outcome),
				SITE_MESSAGE_COLUMNS,
				site->message[0] != '\0' ? site->message : "no message",
				strlen(site->message) > SITE_MESSAGE_COLUMNS ? "..." : "");
		return;
	}
	agx_text_printf(out, "%-28s %s", site->name[0] != '\0' ? site->name : "unknown function",
			signal_name(site->signal, signal_text, sizeof signal_text));
	if (site->near_null)
		agx_text_printf(out, " at NULL+0x%" PRIx64, site->fault_address);
	else
		agx_text_puts(out, " at a wild or unknown address");
	agx_text_printf(out, "%s%s%s\n", access != NULL ? " (" : "", access != NULL ? access : "",
			access != NULL ? ")" : "");
}

static void format_sites(const struct campaign_row *row, struct agx_text *out)
{
	if (row->site_count == 0)
		return;
	agx_text_printf(out, "\n%u thread%s, where:\n", row->threads,
			row->threads == 1 ? "" : "s");
	for (size_t i = 0; i < row->site_count; i++)
		format_site(&row->sites[i], out);
	if (row->other_sites > 0)
		agx_text_printf(out, "%10" PRIu64 "  elsewhere\n", row->other_sites);
}

/* What the columns do not say. */
static void format_notes(const struct campaign_tally *tally, struct agx_text *out)
{
	uint64_t faulty = 0;
	uint64_t killed = 0;
	uint64_t exits = 0;
	uint64_t lost = 0;
	uint64_t foreign = 0;
	uint64_t wrong = 0;

	for (size_t i = 0; i < tally->row_count; i++) {
		faulty += tally->rows[i].faulty;
		killed += tally->rows[i].killed;
		exits += tally->rows[i].exits;
		lost += tally->rows[i].lost_calls;
		foreign += tally->rows[i].foreign_commands;
		wrong += tally->rows[i].wrong_results;
	}
	agx_text_puts(out, "\ncrashes: crashed or aborted. ");
	agx_text_puts(out, "faulty: ended by itself, yet lost calls or gave wrong results.\n");
	agx_text_printf(out, "Interval: Wilson's, 95 %%. Last column: as told by %s, about.\n",
			reported_rates_source);
	if (faulty > 0)
		agx_text_printf(out,
				"In faulty runs: %" PRIu64 " calls lost, %" PRIu64
				" commands in a foreign encoder, %" PRIu64 " wrong results.\n",
				lost, foreign, wrong);
	if (exits > 0)
		agx_text_printf(out, "Of the crashes, %" PRIu64 " were ended by a sanitizer.\n",
				exits);
	if (killed > 0)
		agx_text_printf(out,
				"%" PRIu64
				" run%s killed from outside and not counted in the rates.\n",
				killed, killed == 1 ? " was" : "s were");
	if (tally->stored < tally->total)
		agx_text_printf(out, "Not complete: %" PRIu64 " of %" PRIu64 " runs.\n",
				tally->stored, tally->total);
}

static void format_verdict(const struct campaign_tally *tally, struct agx_text *out)
{
	enum agx_verdict verdict = campaign_tally_verdict(tally);
	double highest = 0;

	for (size_t i = 0; i < tally->row_count; i++)
		highest = fmax(highest, tally->rows[i].high);
	agx_text_printf(out, "\nverdict: %s", agx_verdict_text(verdict));
	if (verdict == AGX_INCONCLUSIVE)
		agx_text_printf(out,
				" (nothing in %" PRIu64 " runs; a rate of %.1f %% could hide)",
				tally->stored, 100 * highest);
	agx_text_puts(out, "\n");
}

void campaign_format_text(const struct campaign_plan *plan, const struct campaign_tally *tally,
			  struct agx_text *out)
{
	format_plan(plan, out);
	agx_text_printf(out, "%7s %7s %8s %6s %7s %9s %18s %15s\n", "threads", "runs", "crashes",
			"hangs", "faulty", "rate", "95 % interval", reported_rates_source);
	for (size_t i = 0; i < tally->row_count; i++)
		format_row(&tally->rows[i], out);
	for (size_t i = 0; i < tally->row_count; i++)
		format_sites(&tally->rows[i], out);
	format_notes(tally, out);
	format_verdict(tally, out);
}

/* NULL, JSON's null, for "". */
static const char *text_or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

static json_t *site_json(struct json_maker *make, const struct campaign_site *site)
{
	json_t *object = json_object();
	char address[24];

	(void)snprintf(address, sizeof address, "0x%" PRIx64, site->fault_address);
	json_put_text(make, object, "site", text_or_null(site->name));
	json_put_text(make, object, "outcome", campaign_outcome_name(site->outcome));
	json_put_uint(make, object, "signal", (uint64_t)site->signal);
	json_put_text(make, object, "fault_address", site->near_null ? address : NULL);
	json_put_text(make, object, "access", campaign_access_name(site->access));
	json_put_text(make, object, "message", text_or_null(site->message));
	json_put_uint(make, object, "count", site->count);
	return object;
}

static json_t *row_json(struct json_maker *make, const struct campaign_row *row)
{
	json_t *object = json_object();
	json_t *sites = json_array();

	for (size_t i = 0; i < row->site_count; i++)
		json_add(make, sites, site_json(make, &row->sites[i]));
	json_put_uint(make, object, "threads", row->threads);
	json_put_uint(make, object, "runs", row->runs);
	json_put_uint(make, object, "crashes", row->crashes);
	json_put_uint(make, object, "aborts", row->aborts);
	json_put_uint(make, object, "exits", row->exits);
	json_put_uint(make, object, "hangs", row->hangs);
	json_put_uint(make, object, "killed", row->killed);
	json_put_uint(make, object, "faulty", row->faulty);
	json_put_uint(make, object, "lost_calls", row->lost_calls);
	json_put_uint(make, object, "foreign_commands", row->foreign_commands);
	json_put_uint(make, object, "wrong_results", row->wrong_results);
	json_put_real(make, object, "rate", row->rate);
	json_put_real(make, object, "low", row->low);
	json_put_real(make, object, "high", row->high);
	json_put(make, object, "reported",
		 row->reported >= 0 ? json_real(row->reported) : json_null());
	json_put(make, object, "sites", sites);
	json_put_uint(make, object, "other_sites", row->other_sites);
	return object;
}

static void put_workload(struct json_maker *make, json_t *root,
			 const struct workload_config *config)
{
	json_t *faults = json_array();
	char policy[32];

	for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
		enum sim_fault fault = (enum sim_fault)(UINT32_C(1) << i);

		if ((config->sim.faults & (uint32_t)fault) != 0)
			json_add(make, faults, json_string(sim_fault_name(fault)));
	}
	json_put_text(make, root, "workload", workload_name(config->kind));
	json_put_uint(make, root, "iterations", config->iterations);
	json_put_text(make, root, "policy", policy_format(config->policy, policy, sizeof policy));
	json_put(make, root, "faults", faults);
	json_put_text(make, root, "fix", sim_fix_name(config->sim.fix));
	json_put_uint(make, root, "jitter", config->sim.jitter);
	json_put_text(make, root, "kernels", config->sim.kernels_empty ? "empty" : "real");
}

json_t *campaign_format_json(const struct campaign_plan *plan, const struct campaign_tally *tally,
			     const char *database)
{
	struct json_maker make = {0};
	json_t *root = json_object();
	json_t *rows = json_array();

	for (size_t i = 0; i < tally->row_count; i++)
		json_add(&make, rows, row_json(&make, &tally->rows[i]));
	json_put_text(&make, root, "schema", "agxrace/campaign/1");
	json_put_text(&make, root, "command", "campaign");
	json_put_uint(&make, root, "seed", plan->config.sim.seed);
	json_put_text(&make, root, "verdict", agx_verdict_text(campaign_tally_verdict(tally)));
	json_put_text(&make, root, "database", database);
	json_put_bool(&make, root, "complete", tally->stored == tally->total);
	json_put_uint(&make, root, "stored", tally->stored);
	json_put_uint(&make, root, "total", tally->total);
	put_workload(&make, root, &plan->config);
	json_put_uint(&make, root, "runs_per_row", plan->runs);
	json_put_uint(&make, root, "timeout_ms", plan->timeout_ms);
	json_put_uint(&make, root, "jobs", plan->jobs);
	json_put_text(&make, root, "reported_source", reported_rates_source);
	json_put(&make, root, "rows", rows);
	return json_made(&make, root);
}
