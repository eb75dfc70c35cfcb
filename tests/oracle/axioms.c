// SPDX-License-Identifier: MIT
#include "oracle/axioms.h"

static bool is_seq_cst(const struct event *e)
{
	return e->order == ORDER_SEQ_CST && e->kind != EVENT_THREAD;
}

static bool releases(const struct event *e)
{
	return (e->kind == EVENT_WRITE || e->kind == EVENT_FENCE) && !e->initial &&
	       order_releases((enum order)e->order);
}

static bool acquires(const struct event *e)
{
	return (e->kind == EVENT_READ || e->kind == EVENT_FENCE) &&
	       order_acquires((enum order)e->order);
}

static bool is_fence(const struct event *e)
{
	return e->kind == EVENT_FENCE;
}

static bool is_write(const struct event *e)
{
	return e->kind == EVENT_WRITE;
}

static bool is_atomic_write(const struct event *e)
{
	return e->kind == EVENT_WRITE && !e->initial;
}

static bool is_read(const struct event *e)
{
	return e->kind == EVENT_READ;
}

static event_set events_where(const struct execution *x, bool (*is)(const struct event *))
{
	event_set set = 0;

	for (unsigned i = 0; i < x->count; i++) {
		if (is(&x->event[i]))
			set |= UINT64_C(1) << i;
	}
	return set;
}

static bool has_location(const struct event *e)
{
	return e->kind == EVENT_READ || e->kind == EVENT_WRITE;
}

/* Pairs of R on the same location, or on different ones; an event without a location differs from all. */
static struct relation by_location(const struct execution *x, const struct relation *r,
				   bool same)
{
	struct relation result = relation_empty(r->count);

	for (unsigned a = 0; a < r->count; a++) {
		for (unsigned b = 0; b < r->count; b++) {
			bool equal = has_location(&x->event[a]) &&
				     has_location(&x->event[b]) &&
				     x->event[a].location == x->event[b].location;

			if (relation_has(r, a, b) && equal == same)
				relation_add(&result, a, b);
		}
	}
	return result;
}

/* rs = [W]; po|loc?; [W rlx]; (rf; rmw)* */
static struct relation release_sequence(const struct execution *x,
					const struct axiom_options *options)
{
	event_set writes = events_where(x, is_write);
	struct relation own = by_location(x, &x->po, true);
	struct relation steps = relation_compose(&x->rf, &x->rmw);
	struct relation chain;

	if (!options->own_writes_continue_release)
		own = relation_empty(x->count);
	if (options->without & AXIOM_RELEASE_SEQUENCE_RMW)
		steps = relation_empty(x->count);
	own = relation_reflexive(&own);
	own = relation_between(writes, &own, events_where(x, is_atomic_write));
	chain = relation_closure(&steps);
	chain = relation_reflexive(&chain);
	return relation_compose(&own, &chain);
}

/* sw = [rel]; ([F]; po)?; rs; rf; [R rlx]; (po; [F])?; [acq] */
static struct relation synchronizes(const struct execution *x,
				    const struct axiom_options *options)
{
	unsigned without = options->without;
	event_set fences = events_where(x, is_fence);
	event_set all = ~UINT64_C(0);
	struct relation before = relation_between(fences, &x->po, all);
	struct relation after = relation_between(all, &x->po, fences);
	struct relation rs = release_sequence(x, options);
	struct relation sw;

	if (without & AXIOM_SW_FENCE_RELEASE)
		before = relation_empty(x->count);
	if (without & AXIOM_SW_FENCE_ACQUIRE)
		after = relation_empty(x->count);
	before = relation_reflexive(&before);
	after = relation_reflexive(&after);
	sw = relation_compose(&before, &rs);
	sw = relation_compose(&sw, &x->rf);
	sw = relation_between(all, &sw, events_where(x, is_read));
	sw = relation_compose(&sw, &after);
	if (without & AXIOM_SW)
		sw = relation_empty(x->count);
	return relation_between(events_where(x, releases), &sw, events_where(x, acquires));
}

struct relation execution_hb(const struct execution *x, const struct axiom_options *options)
{
	struct relation hb = x->po;
	struct relation sw = x->rf;

	if (options->model != MEMORY_SC)
		sw = synchronizes(x, options);
	hb = relation_union(&hb, &sw);
	if (!(options->without & AXIOM_CREATE_JOIN))
		hb = relation_union(&hb, &x->asw);
	return relation_closure(&hb);
}

/* fr = rf^-1; mo */
static struct relation from_read(const struct execution *x)
{
	struct relation inverse = relation_inverse(&x->rf);

	return relation_compose(&inverse, &x->mo);
}

static struct relation extended_coherence(const struct execution *x)
{
	struct relation fr = from_read(x);
	struct relation eco = relation_union(&x->rf, &x->mo);

	eco = relation_union(&eco, &fr);
	return relation_closure(&eco);
}

static event_set at_location(const struct execution *x, unsigned location)
{
	event_set set = 0;

	for (unsigned i = 0; i < x->count; i++) {
		if (has_location(&x->event[i]) && x->event[i].location == location)
			set |= UINT64_C(1) << i;
	}
	return set;
}

static bool atomic_at(const struct execution *x, event_set here)
{
	struct relation fr = from_read(x);
	struct relation between = relation_compose(&fr, &x->mo);

	for (unsigned a = 0; a < x->count; a++) {
		if ((here >> a & 1) && (x->rmw.row[a] & between.row[a]) != 0)
			return false;
	}
	return true;
}

bool execution_coherent(const struct execution *x, const struct relation *hb,
			const struct axiom_options *options, unsigned location)
{
	event_set here = at_location(x, location);
	struct relation eco = extended_coherence(x);
	struct relation cycle;

	eco = relation_between(here, &eco, here);
	eco = relation_reflexive(&eco);
	cycle = relation_compose(hb, &eco);
	if (!(options->without & AXIOM_COHERENCE) && !relation_irreflexive(&cycle))
		return false;
	return (options->without & AXIOM_ATOMICITY) != 0 || atomic_at(x, here);
}

/* scb = po | po|!=loc; hb; po|!=loc | hb|loc | mo | fr */
static struct relation sc_before(const struct execution *x, const struct relation *hb,
				 const struct axiom_options *options)
{
	struct relation ends = x->po;
	struct relation fr = from_read(x);
	struct relation scb = relation_union(&x->po, &x->mo);
	struct relation way;

	scb = relation_union(&scb, &fr);
	if (options->without & AXIOM_SCB_HB)
		return scb;
	if (options->scb_different_location)
		ends = by_location(x, &x->po, false);
	way = relation_compose(&ends, hb);
	way = relation_compose(&way, &ends);
	scb = relation_union(&scb, &way);
	way = by_location(x, hb, true);
	return relation_union(&scb, &way);
}

/* psc_base = ([sc] | [F sc]; hb?); scb; ([sc] | hb?; [F sc]) */
static struct relation psc_base(const struct execution *x, const struct relation *hb,
				const struct axiom_options *options)
{
	event_set sc = events_where(x, is_seq_cst);
	event_set fences = sc & events_where(x, is_fence);
	event_set all = ~UINT64_C(0);
	struct relation none = relation_empty(x->count);
	struct relation identity = relation_reflexive(&none);
	struct relation near = relation_reflexive(hb);
	struct relation begin = relation_between(sc, &identity, all);
	struct relation end = begin;
	struct relation way = sc_before(x, hb, options);
	struct relation part;

	if (!(options->without & AXIOM_PSC_FENCE_ENDS)) {
		part = relation_between(fences, &near, all);
		begin = relation_union(&begin, &part);
		part = relation_between(all, &near, fences);
		end = relation_union(&end, &part);
	}
	way = relation_compose(&begin, &way);
	return relation_compose(&way, &end);
}

/* psc_F = [F sc]; (hb | hb; eco; hb); [F sc] */
static struct relation psc_fence(const struct execution *x, const struct relation *hb)
{
	event_set fences = events_where(x, is_seq_cst) & events_where(x, is_fence);
	struct relation eco = extended_coherence(x);
	struct relation way = relation_compose(hb, &eco);

	way = relation_compose(&way, hb);
	way = relation_union(&way, hb);
	return relation_between(fences, &way, fences);
}

static bool ordered_sc(const struct execution *x, const struct relation *hb)
{
	struct relation fr = from_read(x);
	struct relation all = relation_union(hb, &x->mo);

	all = relation_union(&all, &fr);
	return relation_acyclic(&all);
}

bool execution_ordered(const struct execution *x, const struct relation *hb,
		       const struct axiom_options *options)
{
	struct relation psc;
	struct relation part;

	if (options->model == MEMORY_SC)
		return ordered_sc(x, hb);
	psc = relation_empty(x->count);
	if (!(options->without & AXIOM_PSC_BASE)) {
		part = psc_base(x, hb, options);
		psc = relation_union(&psc, &part);
	}
	if (!(options->without & AXIOM_PSC_FENCE)) {
		part = psc_fence(x, hb);
		psc = relation_union(&psc, &part);
	}
	return relation_acyclic(&psc);
}
