/* SPDX-License-Identifier: MIT */
#include "triage/judge.h"

#include "base/text.h"
#include "triage/report_hits.h"
#include "triage/sign_find.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct judge {
	struct sign_finder finder;
	struct agx_arena *arena; /* of the result */
	struct sign_find *finds; /* by sign of the family at hand */
	bool *looked;		 /* beside finds */
	bool no_memory;
};

enum { WITNESSES_MAX = 16, EVIDENCE_TEXT_MAX = 160 };

static void *take(struct judge *j, size_t size)
{
	void *bytes = agx_arena_take(j->arena, size == 0 ? 1 : size);

	if (bytes == NULL)
		j->no_memory = true;
	return bytes;
}

static const struct sign_find *find_of(struct judge *j, const struct family *family, size_t sign)
{
	if (!j->looked[sign]) {
		j->finds[sign] = sign_find(&j->finder, &family->signs[sign]);
		j->looked[sign] = true;
	}
	return &j->finds[sign];
}

static bool term_holds(struct judge *j, const struct family *family, const struct grade_term *term)
{
	for (size_t i = 0; i < term->count; i++) {
		enum sign_answer answer = find_of(j, family, term->signs[i])->answer;

		if (!term->negated && answer == SIGN_YES)
			return true;
		if (term->negated && answer != SIGN_NO) /* that it cannot be told is not "no" */
			return false;
	}
	return term->negated;
}

static const struct grade_rule *rule_that_holds(struct judge *j, const struct family *family)
{
	for (size_t i = 0; i < family->rule_count; i++) {
		const struct grade_rule *rule = &family->rules[i];
		bool holds = true;

		for (size_t t = 0; holds && t < rule->count; t++)
			holds = term_holds(j, family, &rule->terms[t]);
		if (holds)
			return rule;
	}
	return NULL;
}

static const struct crash_frame *frame_of(const struct judge *j, const struct sign_find *find)
{
	if (find->thread < 0 || find->frame < 0)
		return NULL;
	return &j->finder.report->threads[find->thread].frames[find->frame];
}

/* Append the value of the name of LENGTH between braces at NAME. */
static void put_value(const struct judge *j, const struct sign_find *find, const char *name,
		      size_t length, struct agx_text *out)
{
	const struct crash_report *report = j->finder.report;
	const struct crash_frame *frame = frame_of(j, find);
	const char *text = NULL;

	if (length == 5 && memcmp(name, "frame", 5) == 0 && frame != NULL)
		text = frame->symbol != NULL ? frame->symbol : frame->image_name;
	else if (length == 4 && memcmp(name, "text", 4) == 0)
		text = find->text;
	else if (length == 6 && memcmp(name, "thread", 6) == 0 && find->thread >= 0)
		agx_text_printf(out, "%" PRIu64, report->threads[find->thread].number);
	else if (length == 7 && memcmp(name, "address", 7) == 0 && report->has_fault_address)
		agx_text_printf(out, "0x%" PRIx64, report->fault_address);
	else if (length == 5 && memcmp(name, "count", 5) == 0)
		agx_text_printf(out, "%zu", find->threads);
	if (text != NULL)
		agx_text_add(out, text, agx_text_clip(text, EVIDENCE_TEXT_MAX));
}

/* TEMPLATE with {frame}, {thread}, {address}, {count} and {text} filled in. */
static const char *fill_in(struct judge *j, const char *template, const struct sign_find *find)
{
	struct agx_text said = {0};
	const char *kept;

	while (*template != '\0') {
		const char *close = *template == '{' ? strchr(template, '}') : NULL;

		if (close == NULL) {
			agx_text_add(&said, template++, 1);
			continue;
		}
		put_value(j, find, template + 1, (size_t)(close - template - 1), &said);
		template = close + 1;
	}
	kept = agx_text_failed(&said) ? NULL
				      : agx_arena_copy(j->arena, agx_text_string(&said), said.length);
	agx_text_release(&said);
	if (kept == NULL)
		j->no_memory = true;
	return kept;
}

/* Threads that match a witness sign, its finds still in the scratch of the finder. */
static void add_witnesses(struct judge *j, size_t *witnesses, size_t *count)
{
	for (size_t i = 0; i < j->finder.report->thread_count; i++) {
		bool known = (int64_t)i == j->finder.report->faulting_thread;

		for (size_t k = 0; k < *count; k++)
			known = known || witnesses[k] == i;
		if (j->finder.frames[i] != HIT_NONE && !known && *count < WITNESSES_MAX)
			witnesses[(*count)++] = i;
	}
}

/* What is for and against FAMILY, now that it has a grade. */
static void explain(struct judge *j, const struct family *family, struct triage_hypothesis *h)
{
	struct triage_evidence *evidence = take(j, family->sign_count * sizeof *evidence);
	const char **against = take(j, family->against_count * sizeof *against);
	size_t *witnesses = take(j, WITNESSES_MAX * sizeof *witnesses);
	bool speaks_against[SIGNS_MAX] = {false};

	if (evidence == NULL || against == NULL || witnesses == NULL)
		return;
	for (size_t i = 0; i < family->against_count; i++) {
		const struct against *a = &family->against[i];
		const struct sign_find *find = find_of(j, family, a->sign);

		speaks_against[a->sign] = speaks_against[a->sign] || !a->absent;
		if (find->answer == (a->absent ? SIGN_NO : SIGN_YES))
			against[h->against_count++] = fill_in(j, a->says, find);
	}
	for (size_t i = 0; i < family->sign_count; i++) {
		const struct sign *sign = &family->signs[i];
		struct sign_find find = *find_of(j, family, i);

		if (find.answer != SIGN_YES || speaks_against[i])
			continue;
		if (sign->witness) {
			find = sign_find(&j->finder, sign); /* once more: for the list of threads */
			add_witnesses(j, witnesses, &h->witness_count);
		}
		evidence[h->evidence_count++] = (struct triage_evidence) {
			sign->name, fill_in(j, sign->says, &find), find.thread, find.frame, sign->witness, sign->minor};
	}
	h->evidence = evidence;
	h->against = against;
	h->witnesses = witnesses;
}

/* The message of the best hypothesis, else the first one the report holds. */
static const char *reason_of(struct judge *j, const struct triage_result *result)
{
	const struct crash_report *report = j->finder.report;

	if (result->count > 0) {
		const struct family *family = result->hypotheses[0].family;

		memset(j->looked, 0, SIGNS_MAX * sizeof *j->looked);
		for (size_t i = 0; i < family->sign_count; i++) {
			const struct sign_find *find;

			if (family->signs[i].scope != SIGN_TEXT)
				continue;
			find = find_of(j, family, i);
			if (find->answer == SIGN_YES)
				return find->text;
		}
	}
	for (size_t i = 0; i < report->asi_count; i++) {
		if (strcmp(report->asi[i].source, "text") != 0 &&
		    strstr(report->asi[i].text, "assert") != NULL)
			return report->asi[i].text;
	}
	return NULL;
}

static size_t add_versions(struct judge *j, const char *product, struct id_list images,
			   struct triage_version *versions, size_t count, size_t max)
{
	const struct report_hits *hits = j->finder.hits;
	size_t first = count;

	for (size_t i = 0; i < images.count; i++) {
		for (uint32_t h = hits->first[images.ids[i]]; h != HIT_NONE; h = hits->hits[h].next) {
			const struct crash_image *image;
			bool known = false;

			if (hits->hits[h].domain != HIT_IMAGE || count == max)
				continue;
			image = &j->finder.report->images[hits->hits[h].index];
			for (size_t k = first; k < count; k++)
				known = known || versions[k].image == image->name;
			if (!known && image->name != NULL)
				versions[count++] = (struct triage_version) {product, image->name,
									     image->version};
		}
	}
	return count;
}

static void tell_versions(struct judge *j, struct triage_result *result)
{
	enum { VERSIONS_MAX = 32 };
	const struct family_set *families = j->finder.families;
	struct triage_version *versions = take(j, VERSIONS_MAX * sizeof *versions);
	size_t count = 0;

	if (versions == NULL)
		return;
	count = add_versions(j, "driver", families->driver_images, versions, count, VERSIONS_MAX);
	for (size_t i = 0; i < families->product_count; i++)
		count = add_versions(j, families->products[i].name, families->products[i].images,
				     versions, count, VERSIONS_MAX);
	result->versions = versions;
	result->version_count = count;
}

/* Hypotheses come in the order of the families' ranks; the stable sort puts the likely ones first. */
static void sort_by_grade(struct triage_hypothesis *list, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct triage_hypothesis moved = list[i];
		size_t k = i;

		for (; k > 0 && list[k - 1].grade < moved.grade; k--)
			list[k] = list[k - 1];
		list[k] = moved;
	}
}

static void judge_all(struct judge *j, struct triage_result *result)
{
	const struct family_set *families = j->finder.families;
	struct triage_hypothesis *list = take(j, families->count * sizeof *list);

	if (list == NULL)
		return;
	result->hypotheses = list;
	for (size_t i = 0; i < families->count; i++) {
		const struct family *family = &families->families[i];
		const struct grade_rule *rule;

		memset(j->looked, 0, SIGNS_MAX * sizeof *j->looked);
		rule = rule_that_holds(j, family);
		if (rule == NULL || rule->grade == GRADE_UNKNOWN)
			continue;
		list[result->count] = (struct triage_hypothesis) {
			.family = family, .grade = rule->grade, .rule = rule};
		explain(j, family, &list[result->count++]);
	}
	sort_by_grade(list, result->count);
	result->reason = reason_of(j, result);
	tell_versions(j, result);
}

enum agx_status triage_judge(const struct family_set *families, const struct crash_report *report,
			     struct triage_result *ret_result, struct agx_error *err)
{
	struct triage_result result = {0};
	struct sign_find finds[SIGNS_MAX];
	bool looked[SIGNS_MAX];
	struct report_hits hits;
	struct judge judge = {.finder = {families, report, &hits, NULL},
			      .arena = &result.arena,
			      .finds = finds,
			      .looked = looked};
	enum agx_status status = report_hits_find(families, report, &hits, err);

	if (status != AGX_OK)
		return status;
	judge.finder.frames = malloc((report->thread_count + 1) * sizeof *judge.finder.frames);
	if (judge.finder.frames == NULL)
		judge.no_memory = true;
	else
		judge_all(&judge, &result);
	free(judge.finder.frames);
	report_hits_release(&hits);
	if (judge.no_memory) {
		agx_arena_release(&result.arena);
		return agx_fail(err, AGX_NO_MEMORY, "no memory to judge the report");
	}
	*ret_result = result;
	return AGX_OK;
}

void triage_result_release(struct triage_result *result)
{
	agx_arena_release(&result->arena);
	*result = (struct triage_result) {0};
}
