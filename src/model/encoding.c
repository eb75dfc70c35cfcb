/* SPDX-License-Identifier: MIT */
#include "model/encoding_internal.h"

#include <stdlib.h>

static const char *const error_names[ENCODING_ERROR_COUNT] = {
	"none",
#define ERROR_NAME(name, text, sentence) text,
	ENCODING_ERROR_MAP(ERROR_NAME)
#undef ERROR_NAME
};

static const char *const error_sentences[ENCODING_ERROR_COUNT] = {
	"nothing is wrong",
#define ERROR_SENTENCE(name, text, sentence) sentence,
	ENCODING_ERROR_MAP(ERROR_SENTENCE)
#undef ERROR_SENTENCE
};

static const char *const guard_names[ENCODING_GUARD_COUNT] = {
#define GUARD_NAME(name, text, sentence) text,
	ENCODING_GUARDS(GUARD_NAME)
#undef GUARD_NAME
};

static const char *const thread_names[ENCODING_THREADS_MAX] = {
	"thread 0", "thread 1", "thread 2", "thread 3",
	"thread 4", "thread 5", "thread 6", "thread 7"};

const char *encoding_error_name(unsigned error)
{
	return error < ENCODING_ERROR_COUNT ? error_names[error] : "unknown";
}

const char *encoding_error_sentence(unsigned error)
{
	return error < ENCODING_ERROR_COUNT ? error_sentences[error] : "unknown";
}

enum agx_status encoding_guard_parse(const char *name, unsigned *ret_guard, struct agx_error *err)
{
	struct agx_text known = {0};
	enum agx_status status;

	for (unsigned i = 0; i < ENCODING_GUARD_COUNT; i++) {
		if (strcmp(name, guard_names[i]) == 0) {
			*ret_guard = i;
			return AGX_OK;
		}
		agx_text_printf(&known, "%s%s", i == 0 ? "" : ", ", guard_names[i]);
	}
	status = agx_fail(err, AGX_USAGE, "unknown guard '%.64s'; known: %s", name,
			  agx_text_string(&known));
	agx_text_release(&known);
	return status;
}

struct encoding_config encoding_config_default(void)
{
	return (struct encoding_config) {.threads = 3, .slots = 2};
}

static bool has_fault(const struct encoding_config *config, enum sim_fault fault)
{
	return (config->faults & (uint32_t)fault) != 0;
}

/* Where each policy holds what; src/policy has the same as code. */
static void set_policy(struct encoding_constants *c, struct policy_choice policy)
{
	switch (policy.kind) {
	case POLICY_NONE:
	case POLICY_THREAD_LOCAL:
	case POLICY_COUNT:
		break;
	case POLICY_GLOBAL_CALL:
		c->CALL_GLOBAL = 1;
		break;
	case POLICY_GLOBAL_ENCODER:
		c->LIFE_GLOBAL = 1;
		break;
	case POLICY_PER_STREAM:
		c->LIFE_STREAM = 1;
		c->RELEASE_STREAM = 1;
		break;
	case POLICY_PER_ENCODER:
		c->CALL_ENCODER = 1;
		break;
	case POLICY_PER_OP:
		c->CALL_OP = 1;
		break;
	case POLICY_RWLOCK:
		c->CALL_RW = 1;
		break;
	case POLICY_SERIAL_QUEUE: /* the stream's thread does one piece of work at a time; drops are not sent to it */
		c->LIFE_STREAM = 1;
		break;
	case POLICY_THROTTLE:
		c->LIFE_PERMIT = 1;
		c->PERMITS = (int)policy.throttle;
		break;
	}
}

static void set_faults(struct encoding_constants *c, const struct encoding_config *config)
{
	bool local = config->policy.kind == POLICY_THREAD_LOCAL;

	c->CLAIM_RACE = has_fault(config, SIM_FAULT_CLAIM_RACE);
	c->TEARS_TWICE = has_fault(config, SIM_FAULT_FOREIGN_TEARDOWN);
	c->ASYNC = has_fault(config, SIM_FAULT_ASYNC_COMPLETION);
	c->LATE = has_fault(config, SIM_FAULT_LATE_NULL);
	c->SHARED = has_fault(config, SIM_FAULT_SHARED_STREAM) && !local;
	c->SYNC_ENDS = has_fault(config, SIM_FAULT_SYNC_ENDS_ENCODER) && (!local || config->hostile);
	c->USE_AFTER_END = has_fault(config, SIM_FAULT_USE_AFTER_END);
	c->USE_AFTER_COMMIT = has_fault(config, SIM_FAULT_USE_AFTER_COMMIT);
	c->WEAK = config->weak_memory;
	c->HOSTILE = config->hostile;
	c->FOLLOWS = config->follows;
	c->WAITS_INSIDE = config->waits_inside;
	c->ATOMIC_RETAIN = config->atomic_retain;
	c->ENVIRONMENT = config->environment;
}

static void set_fix(struct encoding_constants *c, const struct encoding_config *config)
{
	c->GATED = config->fix == SIM_FIX_CONTEXT_MUTEX ||
		   config->fix == SIM_FIX_CONTEXT_MUTEX_REFCOUNT ||
		   config->fix == SIM_FIX_REFCOUNT_ACQREL;
	c->COUNTED = config->fix == SIM_FIX_REFCOUNT ||
		     config->fix == SIM_FIX_CONTEXT_MUTEX_REFCOUNT ||
		     config->fix == SIM_FIX_REFCOUNT_ACQREL;
	c->RECHECKS = c->GATED && c->COUNTED;
	c->RETAINS = config->fix == SIM_FIX_REFCOUNT;
	c->CHECKED = c->GATED || c->COUNTED || config->null_check;
	c->PUBLISHES = config->fix == SIM_FIX_REFCOUNT_ACQREL || config->publishes;
	c->REFS = 2 + c->ASYNC; /* the encoder's, its buffer's, the completion thread's */
	if (config->fix == SIM_FIX_NULL_BEFORE_UNLOCK || c->COUNTED)
		c->LATE = 0;
	c->TEARS_TWICE = c->TEARS_TWICE && !c->COUNTED; /* the second teardown drops its own reference */
}

/* Steps that change nothing under this configuration are left out, as is who waits for them. */
static void set_places(struct encoding_constants *c)
{
	bool drops = c->TEARS_TWICE || c->COUNTED;
	bool lingers = drops || c->ASYNC || c->USE_AFTER_END || c->USE_AFTER_COMMIT;

	c->COMMITS_AT = c->SHARED ? ENDED : OPEN;
	c->AFTER_COMMIT = lingers ? WAIT : IDLE;
	c->DROPS_AT = !lingers ? NOWHERE : !c->ASYNC ? WAIT : c->WAITS_INSIDE ? WAITED : DONE;
	c->SYNC_FROM = !c->SYNC_ENDS ? NOWHERE : c->ENVIRONMENT ? ANYWHERE : IDLE;
	c->SYNC_AT = !c->SYNC_ENDS ? NOWHERE : c->ENVIRONMENT ? ANYWHERE : SYNCING;
	c->SYNC_AFTER = c->ASYNC ? 3 : drops ? 4 : 0;
}

static void initial(const void *context, struct agx_check_out *out)
{
	uint64_t zero[AGX_CHECK_WORDS_MAX] = {0};

	(void)context;
	agx_check_emit(out, zero, 0); /* IDLE is 0, and so is everything else */
}

static bool is_in_call(int pc)
{
	return pc == LOADED || pc == RETAINED || pc == IN;
}

static unsigned gauge(const void *context, const uint64_t *packed)
{
	const struct encoding *encoding = context;
	struct encoding_state state;
	unsigned count = 0;

	encoding_unpack(encoding, packed, &state);
	for (unsigned t = 0; t < encoding->config.threads; t++)
		count += is_in_call(state.threads[t].pc);
	return count;
}

/* A thread may end its work whenever it has nothing open. */
static bool at_rest(const void *context, const uint64_t *packed, unsigned actor)
{
	const struct encoding *encoding = context;
	struct encoding_state state;

	encoding_unpack(encoding, packed, &state);
	return actor >= encoding->config.threads || state.threads[actor].pc == IDLE;
}

/* Who has nothing open wants to encode. */
static bool waits(const void *context, const uint64_t *packed, unsigned actor)
{
	const struct encoding *encoding = context;
	struct encoding_state state;

	encoding_unpack(encoding, packed, &state);
	return actor < encoding->config.threads && state.threads[actor].pc == IDLE;
}

static void name_actors(struct encoding *encoding)
{
	unsigned threads = encoding->config.threads;

	for (unsigned t = 0; t < threads; t++)
		encoding->actors[t] = thread_names[t];
	encoding->actors[threads + ENCODING_COMPLETION] = "completion thread";
	encoding->actors[threads + ENCODING_MEMORY] = "memory";
	encoding->actors[threads + ENCODING_SOMEBODY] = "another thread";
}

static enum agx_status validate(const struct encoding_config *config, struct agx_error *err)
{
	if (config->threads < 1 || config->threads > ENCODING_THREADS_MAX)
		return agx_fail(err, AGX_USAGE, "%u threads: the model has 1 to %d", config->threads,
				ENCODING_THREADS_MAX);
	if (config->slots < 1 || config->slots > ENCODING_SLOTS_MAX)
		return agx_fail(err, AGX_USAGE, "%u slots: the model has 1 to %d", config->slots,
				ENCODING_SLOTS_MAX);
	if (config->policy.kind == POLICY_THROTTLE && config->policy.throttle > 15)
		return agx_fail(err, AGX_USAGE, "throttle-%u: the model has at most 15 permits",
				config->policy.throttle);
	if ((config->follows || config->waits_inside) &&
	    !has_fault(config, SIM_FAULT_ASYNC_COMPLETION))
		return agx_fail(err, AGX_USAGE,
				"what the completion thread does only matters under async-completion");
	if (config->hostile && !has_fault(config, SIM_FAULT_SYNC_ENDS_ENCODER))
		return agx_fail(err, AGX_USAGE,
				"who ends another's encoder only matters under sync-ends-encoder");
	return AGX_OK;
}

enum agx_status encoding_new(const struct encoding_config *config, struct encoding **ret_model,
			     struct agx_error *err)
{
	enum agx_status status = validate(config, err);
	struct encoding *encoding;

	if (status != AGX_OK)
		return status;
	encoding = calloc(1, sizeof *encoding);
	if (encoding == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the model");
	encoding->config = *config;
	set_policy(&encoding->constants, config->policy);
	set_faults(&encoding->constants, config);
	set_fix(&encoding->constants, config);
	set_places(&encoding->constants);
	encoding_index_rules(encoding);
	name_actors(encoding);
	encoding->check = (struct agx_check_model) {
		.name = "encoding",
		.context = encoding,
		.successors_max = (size_t)config->threads * (4 + config->slots + 2 * config->threads),
		.initial = initial,
		.successors = encoding_successors,
		.errors = error_names,
		.error_count = ENCODING_ERROR_COUNT,
		.at_rest = at_rest,
		.waits = waits,
		.actors = encoding->actors,
		.actor_count = config->threads + ENCODING_OTHER_ACTORS,
		.guards = guard_names,
		.guard_count = ENCODING_GUARD_COUNT,
		.describe = encoding_describe,
		.gauge = gauge,
		.fields = encoding->fields,
		.threads = config->threads,
		.slots = config->slots,
	};
	status = encoding_layout(encoding, err);
	if (status != AGX_OK) {
		free(encoding);
		return status;
	}
	*ret_model = encoding;
	return AGX_OK;
}

void encoding_free(struct encoding *encoding)
{
	free(encoding);
}

const struct agx_check_model *encoding_model(const struct encoding *encoding)
{
	return &encoding->check;
}

const struct encoding_config *encoding_config(const struct encoding *encoding)
{
	return &encoding->config;
}

static enum agx_status family_make(const void *context, unsigned threads,
				   const struct agx_check_model **ret_model, struct agx_error *err)
{
	struct encoding_config config = *(const struct encoding_config *)context;
	struct encoding *encoding;
	enum agx_status status;

	config.threads = threads;
	config.environment = true;
	status = encoding_new(&config, &encoding, err);
	if (status == AGX_OK)
		*ret_model = &encoding->check;
	return status;
}

static void family_free(const struct agx_check_model *model)
{
	/* The model is the encoding's first member, made by family_make(). */
	encoding_free((struct encoding *)(uintptr_t)model);
}

struct agx_check_family encoding_family(const struct encoding_config *config)
{
	return (struct agx_check_family) {
		.context = config, .make = family_make, .free = family_free};
}
