/* SPDX-License-Identifier: MIT */
#include "cli/investigation_plan.h"

#include "sim/sim_config.h"

#include <stdio.h>
#include <string.h>

struct counts {
	uint64_t runs;
	const char *rounds;
	const char *duration_ms;
	const char *threads; /* of the bench */
};

static const struct counts quick = {30, "7", "40", "1,2"};
static const struct counts full = {300, "25", "200", "1,2,4,8"};

enum agx_status investigation_choose(struct investigation_choice *choice, struct agx_error *err)
{
	uint32_t faults;
	enum agx_status status = sim_faults_parse(choice->fault, &faults, err);

	if (status == AGX_OK)
		choice->fault = sim_faults_format(faults, choice->fault_text, sizeof choice->fault_text);
	return status;
}

static struct investigation_part *add_repro(struct investigation *plan, const char *title,
					    const char *fault, const char *tries, const char *output,
					    uint64_t seed, bool jitter)
{
	struct investigation_part *part = investigation_add(plan, title, "repro", output);
	char folder[INVESTIGATION_WORD_BYTES];

	(void)snprintf(folder, sizeof folder, "@/evidence/crashes/%.200s", fault);
	investigation_option(part, "--fault", fault);
	investigation_number(part, "--seed", seed);
	investigation_option(part, "--tries", tries);
	investigation_option(part, "--timeout-ms", "3000");
	if (jitter)
		investigation_option(part, "--jitter", "100");
	investigation_option(part, "--output", folder);
	investigation_word(part, "--json");
	return part;
}

/* One crash report of every other fault, so that each kind stands beside the reported one; with jitter, since not how
 * often but what is looked for. */
static void add_other_crashes(const struct investigation_choice *choice, struct investigation *plan)
{
	for (unsigned i = 0; i < SIM_FAULT_COUNT; i++) {
		const char *fault = sim_fault_name((enum sim_fault)(UINT32_C(1) << i));
		char title[128];
		char output[INVESTIGATION_WORD_BYTES];

		if (strcmp(fault, choice->fault) == 0)
			continue;
		(void)snprintf(title, sizeof title, "What does %s look like?", fault);
		(void)snprintf(output, sizeof output, "@/evidence/crashes/%s/repro.json", fault);
		(void)add_repro(plan, title, fault, "20", output, choice->seed, true);
	}
}

static void add_campaign(const struct investigation_choice *choice, uint64_t runs,
			 struct investigation *plan)
{
	struct investigation_part *part = investigation_add(
		plan, "How often, with how many threads?", "campaign", "@/evidence/campaign.json");

	investigation_option(part, "--fault", choice->fault);
	investigation_number(part, "--seed", choice->seed);
	investigation_number(part, "--runs", runs);
	investigation_option(part, "--timeout-ms", "3000");
	investigation_option(part, "--database", "@/evidence/campaign.db");
	investigation_word(part, "--json");
}

/* The matrix; of faults that come together their column alone. */
static void add_check(const struct investigation_choice *choice, struct investigation *plan)
{
	struct investigation_part *part = investigation_add(
		plan, "Which policy withstands which fault?", "check", "@/evidence/check.json");

	if (strchr(choice->fault, ',') != NULL)
		investigation_option(part, "--fault", choice->fault);
	if (choice->full)
		investigation_option(part, "--threads", "4");
	investigation_word(part, "--json");
}

/* What happens without a policy, as a trace for Perfetto's viewer and for programs. */
static void add_trace(const struct investigation_choice *choice, const char *kind,
		      struct investigation *plan)
{
	char title[128];
	char output[INVESTIGATION_WORD_BYTES];
	char trace[INVESTIGATION_WORD_BYTES];
	struct investigation_part *part;

	(void)snprintf(title, sizeof title, "The shortest way there, as a trace (%s)", kind);
	(void)snprintf(output, sizeof output, "@/evidence/traces/none.%s.check.json", kind);
	(void)snprintf(trace, sizeof trace, "@/evidence/traces/none.%s.json",
		       strcmp(kind, "json") == 0 ? "trace" : kind);
	part = investigation_add(plan, title, "check", output);
	investigation_option(part, "--policy", "none");
	investigation_option(part, "--fault", choice->fault);
	investigation_option(part, "--trace", trace);
	investigation_option(part, "--trace-format", kind);
	investigation_word(part, "--json");
}

static struct investigation_part *add_cell(const struct investigation_choice *choice, const char *title,
					   const char *policy, const char *output,
					   struct investigation *plan)
{
	struct investigation_part *part = investigation_add(plan, title, "check", output);

	investigation_option(part, "--policy", policy);
	investigation_option(part, "--fault", choice->fault);
	return part;
}

/* The system of POLICY in the languages of other checkers, so that anyone can check the checker. */
static void add_models(const struct investigation_choice *choice, const char *policy,
		       struct investigation *plan)
{
	static const struct {
		const char *language;
		const char *file; /* a TLA+ module is in a file of its name */
	} languages[] = {{"promela", "encoding.pml"}, {"tla", "Encoding.tla"}, {"tlc-config", "Encoding.cfg"}};

	for (size_t i = 0; i < sizeof languages / sizeof *languages; i++) {
		char title[128];
		char output[INVESTIGATION_WORD_BYTES];

		(void)snprintf(title, sizeof title, "The model for other checkers: %s, %s", policy,
			       languages[i].language);
		(void)snprintf(output, sizeof output, "@/evidence/models/%s/%s", policy, languages[i].file);
		investigation_option(add_cell(choice, title, policy, output, plan), "--export",
				     languages[i].language);
	}
}

/* A proof that can be checked without the search, and its check. */
static void add_certificate(const struct investigation_choice *choice, const char *policy,
			    struct investigation *plan)
{
	char title[128];
	char output[INVESTIGATION_WORD_BYTES];
	char certificate[INVESTIGATION_WORD_BYTES];
	struct investigation_part *part;

	(void)snprintf(title, sizeof title, "Is there a proof for %s?", policy);
	(void)snprintf(output, sizeof output, "@/evidence/certificates/%s.check.json", policy);
	(void)snprintf(certificate, sizeof certificate, "@/evidence/certificates/%s.certificate", policy);
	part = add_cell(choice, title, policy, output, plan);
	investigation_option(part, "--certificate", certificate);
	investigation_word(part, "--json");
}

static void add_claims(struct investigation *plan)
{
	struct investigation_part *part = investigation_add(
		plan, "Do the bug report's claims hold?", "check", "@/evidence/claims.json");

	investigation_word(part, "--claims");
	investigation_word(part, "--json");
}

static void add_triage(struct investigation *plan)
{
	struct investigation_part *part = investigation_add(
		plan, "What are the crashes evidence of?", "triage", "@/evidence/triage.json");

	investigation_word(part, "--json");
	investigation_word(part, "@/evidence/crashes/*/*.ips");
}

static void add_bench(const struct investigation_choice *choice, const struct counts *counts,
		      struct investigation *plan)
{
	struct investigation_part *part = investigation_add(
		plan, "What do the policies and the fixes cost?", "bench", "@/evidence/bench.json");

	investigation_option(part, "--policies",
			     "none,global-call,global-encoder,per-stream,serial-queue,thread-local");
	investigation_option(part, "--fixes", "context-mutex+refcount,refcount+acqrel");
	investigation_option(part, "--threads", counts->threads);
	investigation_option(part, "--rounds", counts->rounds);
	investigation_option(part, "--duration-ms", counts->duration_ms);
	investigation_number(part, "--seed", choice->seed);
	investigation_option(part, "--samples", "@/evidence/bench-samples.json");
	investigation_word(part, "--json");
}

void investigation_plan(const struct investigation_choice *choice, struct investigation *ret_plan)
{
	const struct counts *counts = choice->full ? &full : &quick;

	memset(ret_plan, 0, sizeof *ret_plan);
	(void)snprintf(ret_plan->fault, sizeof ret_plan->fault, "%s", choice->fault);
	ret_plan->seed = choice->seed;
	ret_plan->full = choice->full;
	(void)add_repro(ret_plan, "Does it crash?", choice->fault, "50", "@/evidence/repro.json",
			choice->seed, false);
	add_campaign(choice, choice->runs != 0 ? choice->runs : counts->runs, ret_plan);
	add_check(choice, ret_plan);
	add_claims(ret_plan);
	add_certificate(choice, "per-stream", ret_plan);
	add_certificate(choice, "global-encoder", ret_plan);
	add_models(choice, "none", ret_plan);
	add_models(choice, "per-stream", ret_plan);
	add_trace(choice, "json", ret_plan);
	add_trace(choice, "perfetto", ret_plan);
	add_other_crashes(choice, ret_plan);
	add_triage(ret_plan);
	add_bench(choice, counts, ret_plan);
}
