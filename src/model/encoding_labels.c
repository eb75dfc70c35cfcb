/* SPDX-License-Identifier: MIT */
/* Steps in words: the driver function that a rule stands for, what it is done to, what that holds afterwards. */
#include "model/encoding_labels.h"

#include "sim/context.h"

#include <stdarg.h>
#include <stdio.h>

static const char pipeline[] = "setComputePipelineState:";
static const char create[] = "computeCommandEncoder";
static const char synchronize[] = "synchronize";

struct telling {
	const struct encoding *encoding;
	const struct encoding_state *before;
	const struct encoding_state *after;
	int t; /* whose step */
	int v; /* to whom a foreign one is done */
	int s; /* a chosen slot */
	unsigned error;
	struct agx_check_label *label;
};

/* Append to a label's text; what does not fit is cut. */
static AGX_PRINTF(2, 3) void say(char *text, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text + used, AGX_CHECK_TEXT_BYTES - used, format, args);
	va_end(args);
}

#define NOTE(telling, ...) say((telling)->label->note, __VA_ARGS__)
#define OBJECT(telling, ...) say((telling)->label->object, __VA_ARGS__)
#define STATE(telling, ...) say((telling)->label->state, __VA_ARGS__)

const struct encoding_encoder *encoding_encoder_of(const struct encoding *encoding, const struct encoding_state *state, int t)
{
	return encoding->constants.SHARED ? &state->global.encoder : &state->threads[t].encoder;
}

static const struct encoding_encoder *encoder_in(const struct telling *telling,
						 const struct encoding_state *state, int t)
{
	return encoding_encoder_of(telling->encoding, state, t);
}

static void say_slot(char *text, int slot)
{
	if (slot == 0)
		say(text, "NULL");
	else
		say(text, "slot %d", slot - 1);
}

/* "encoder" for the one there is, "encoder 1" for thread 1's. */
static void object_encoder(struct telling *telling, int t)
{
	if (telling->encoding->constants.SHARED)
		OBJECT(telling, "encoder");
	else
		OBJECT(telling, "encoder %d", t);
}

static void object_slot(struct telling *telling, int slot)
{
	say_slot(telling->label->object, slot);
}

static void state_impl(struct telling *telling, int t)
{
	STATE(telling, "_impl = ");
	say_slot(telling->label->state, encoder_in(telling, telling->after, t)->impl);
}

/* Whose encoder owned SLOT before the step; -1: nobody's. */
static int owner_before(const struct telling *telling, int slot)
{
	for (unsigned t = 0; t < telling->encoding->config.threads; t++) {
		if (encoder_in(telling, telling->before, (int)t)->owns[slot] != 0)
			return (int)t;
	}
	return -1;
}

/* Whose _impl the step has cleared; -1: nobody's. */
static int cleared(const struct telling *telling)
{
	for (unsigned t = 0; t < telling->encoding->config.threads; t++) {
		if (encoder_in(telling, telling->before, (int)t)->impl != 0 &&
		    encoder_in(telling, telling->after, (int)t)->impl == 0)
			return (int)t;
	}
	return -1;
}

static void say_cleared(struct telling *telling)
{
	int t = cleared(telling);

	if (t < 0)
		return;
	if (telling->encoding->constants.SHARED)
		NOTE(telling, ", _impl = NULL");
	else if (t == telling->t)
		NOTE(telling, ", its _impl = NULL");
	else
		NOTE(telling, ", thread %d's _impl = NULL", t);
}

static void tell_find(struct telling *telling)
{
	object_slot(telling, telling->s);
	NOTE(telling, "finds it free, does not take it yet");
}

static void tell_claim(struct telling *telling)
{
	object_slot(telling, telling->s);
	STATE(telling, "used");
	NOTE(telling, "claims it");
}

static void tell_take(struct telling *telling)
{
	int slot = telling->before->threads[telling->t].got;

	object_slot(telling, slot);
	STATE(telling, "used");
	NOTE(telling, telling->before->slots[slot].used ? "takes it, though it is taken by now"
							: "takes it");
}

static void tell_find_again(struct telling *telling)
{
	object_slot(telling, telling->before->threads[telling->t].got);
	NOTE(telling, "its count is not 0: looks for another");
}

static void tell_publish(struct telling *telling)
{
	int slot = telling->before->threads[telling->t].got;
	int owner = owner_before(telling, slot);

	object_encoder(telling, telling->t);
	state_impl(telling, telling->t);
	NOTE(telling, telling->error == DOUBLE_OPEN ? "is open already" : "is open");
	if (telling->error == 0)
		NOTE(telling, ", _impl = slot %d", slot - 1);
	if (telling->error == DOUBLE_OPEN)
		return;
	if (owner >= 0 && owner != telling->t)
		NOTE(telling, ", taken over from thread %d", owner);
}

static void tell_drain(struct telling *telling)
{
	object_slot(telling, telling->before->threads[telling->t].unseen);
	STATE(telling, "initialised");
	NOTE(telling, "thread %d's stores become visible", telling->t);
}

static void tell_join(struct telling *telling)
{
	object_encoder(telling, telling->t);
	NOTE(telling, "is open already: goes on with it");
}

static void tell_reopen(struct telling *telling)
{
	object_encoder(telling, telling->t);
	NOTE(telling, "opens the same object again");
}

static void tell_load(struct telling *telling)
{
	object_encoder(telling, telling->t);
	NOTE(telling, "loads _impl: ");
	say_slot(telling->label->note, telling->after->threads[telling->t].got);
	if (telling->encoding->constants.RETAINS && telling->encoding->constants.ATOMIC_RETAIN)
		NOTE(telling, " and counts the reference");
}

static void tell_skip(struct telling *telling)
{
	object_encoder(telling, telling->t);
	NOTE(telling, "finds _impl NULL and drops the call");
}

static void tell_retain(struct telling *telling)
{
	int slot = telling->before->threads[telling->t].got;

	object_slot(telling, slot);
	STATE(telling, "%d references", telling->after->slots[slot].refs);
	NOTE(telling, "counts the reference");
}

static void tell_use(struct telling *telling)
{
	int slot = telling->before->threads[telling->t].got;

	if (slot == 0)
		object_encoder(telling, telling->t);
	else
		object_slot(telling, slot);
	NOTE(telling, "reads ");
	say_slot(telling->label->note, slot);
	NOTE(telling, "+0x%zx", offsetof(struct context_common, pipeline));
	if (telling->error == USE_AFTER_FREE)
		NOTE(telling, ", which is free");
	else if (telling->error == WRONG_CONTEXT)
		NOTE(telling, ", another encoder's by now");
	else if (telling->error == UNINITIALISED)
		NOTE(telling, " before its fields are visible");
	else if (telling->error == DATA_RACE)
		NOTE(telling, " while another thread is in it");
}

static void tell_skip_gated(struct telling *telling)
{
	object_encoder(telling, telling->t);
	NOTE(telling, "_impl has changed: drops the call");
}

static void tell_leave(struct telling *telling)
{
	int slot = telling->before->threads[telling->t].got;

	object_slot(telling, slot);
	NOTE(telling, "writes to it, returns");
	if (telling->error == USE_AFTER_FREE)
		NOTE(telling, "; it has been freed meanwhile");
	else if (telling->error == WRONG_CONTEXT)
		NOTE(telling, "; it is another encoder's by now");
}

static void tell_end(struct telling *telling)
{
	object_encoder(telling, telling->t);
	STATE(telling, "ended");
	NOTE(telling, "ends; its buffer is not committed yet");
}

/* What commit found in _impl. */
static void say_handed_over(struct telling *telling, int t)
{
	switch (telling->error) {
	case LOST_WORK:
		NOTE(telling, "finds _impl NULL and hands nothing over");
		return;
	case COMMIT_OPEN:
		NOTE(telling, "the encoder is still open");
		return;
	case USE_AFTER_FREE:
		NOTE(telling, "hands over from a freed slot");
		return;
	case WRONG_CONTEXT:
		NOTE(telling, "hands over another encoder's commands");
		return;
	case UNINITIALISED:
		NOTE(telling, "hands over before the fields are visible");
		return;
	default:
		break;
	}
	NOTE(telling, "hands over, ");
	if (telling->encoding->constants.ASYNC)
		NOTE(telling, "leaves the teardown to the completion thread");
	else
		NOTE(telling, "destroyImpl frees slot %d",
		     encoder_in(telling, telling->before, t)->claim - 1);
	say_cleared(telling);
}

static void tell_commit(struct telling *telling)
{
	object_encoder(telling, telling->t);
	if (telling->encoding->constants.SHARED)
		say(telling->label->operation, "commit");
	say_handed_over(telling, telling->t);
}

static void tell_commit_nothing(struct telling *telling)
{
	NOTE(telling, "nothing is left to commit");
}

static void tell_late_clear(struct telling *telling)
{
	int t = cleared(telling);

	object_slot(telling, telling->before->threads[telling->t].kept);
	NOTE(telling, t < 0 ? "clears _impl of its owner, who has none" : "clears _impl of its owner");
	say_cleared(telling);
}

static void tell_call_ended(struct telling *telling)
{
	object_encoder(telling, telling->t);
	NOTE(telling, "it has ended: ");
	if (telling->error == NULL_DEREF)
		NOTE(telling, "reads NULL+0x%zx", offsetof(struct context_common, pipeline));
	else
		NOTE(telling, "_impl is NULL, the call is dropped");
}

static void tell_open_committed(struct telling *telling)
{
	OBJECT(telling, "command buffer %d", telling->t);
	NOTE(telling, "it is committed");
}

static void tell_complete(struct telling *telling, int t, int slot)
{
	OBJECT(telling, "command buffer %d", t);
	STATE(telling, "completed");
	NOTE(telling, "%sslot %d is still to tear down",
	     telling->encoding->constants.WAITS_INSIDE ? "" : "lets the client go on; ", slot - 1);
}

static void tell_complete_own(struct telling *telling)
{
	tell_complete(telling, telling->t, telling->before->threads[telling->t].kept);
}

/* destroyImpl of SLOT: what it frees and whose pointer it clears. */
static void tell_teardown(struct telling *telling, int slot)
{
	int owner = owner_before(telling, slot);

	object_slot(telling, slot);
	if (telling->error == OVER_RELEASE) {
		NOTE(telling, "drops a reference that nobody holds");
		return;
	}
	if (telling->before->slots[slot].used && !telling->after->slots[slot].used) {
		STATE(telling, "free");
		NOTE(telling, "frees it");
	} else if (telling->encoding->constants.COUNTED) {
		STATE(telling, "%d references", telling->after->slots[slot].refs);
		NOTE(telling, "drops its references");
	} else {
		NOTE(telling, "finds nothing to tear down");
	}
	if (owner >= 0 && owner != telling->t && !telling->encoding->constants.SHARED &&
	    cleared(telling) < 0)
		NOTE(telling, ", thread %d's slot", owner);
	say_cleared(telling);
}

static void tell_completion_teardown(struct telling *telling)
{
	tell_teardown(telling, encoder_in(telling, telling->before, telling->t)->torn);
}

static void tell_completion_looks(struct telling *telling)
{
	int slot = encoder_in(telling, telling->before, telling->t)->torn;

	object_slot(telling, slot);
	NOTE(telling, encoder_in(telling, telling->after, telling->t)->looked == 1
			      ? "sees that it has an owner"
			      : "sees that it has no owner");
}

static void tell_completion_late(struct telling *telling)
{
	object_slot(telling, encoder_in(telling, telling->before, telling->t)->torn);
	NOTE(telling, "clears _impl of its owner");
	say_cleared(telling);
}

static void tell_wait_inside(struct telling *telling)
{
	OBJECT(telling, "command buffer %d", telling->t);
	NOTE(telling, "returns");
}

static void tell_drop(struct telling *telling)
{
	tell_teardown(telling, telling->before->threads[telling->t].kept);
}

static void tell_sync_begin(struct telling *telling)
{
	object_encoder(telling, telling->v);
	NOTE(telling, "finds thread %d's encoder open", telling->v);
}

static void tell_sync_commit(struct telling *telling)
{
	object_encoder(telling, telling->v);
	NOTE(telling, "ends and commits it: ");
	say_handed_over(telling, telling->v);
}

static void tell_sync_clear(struct telling *telling)
{
	object_slot(telling, encoder_in(telling, telling->before, telling->v)->foreign);
	NOTE(telling, "clears _impl of its owner");
	say_cleared(telling);
}

static void tell_sync_complete(struct telling *telling)
{
	tell_complete(telling, telling->v,
		      encoder_in(telling, telling->before, telling->v)->foreign);
}

static void tell_sync_drop(struct telling *telling)
{
	tell_teardown(telling, encoder_in(telling, telling->before, telling->v)->foreign);
}

static const struct {
	const char *operation;
	void (*tell)(struct telling *telling);
} tellers[] = {
	[RULE_find] = {create, tell_find},
	[RULE_take_found] = {create, tell_take},
	[RULE_find_again] = {create, tell_find_again},
	[RULE_claim] = {create, tell_claim},
	[RULE_publish] = {"initImpl", tell_publish},
	[RULE_drain] = {"store buffer", tell_drain},
	[RULE_join] = {"commandEncoder", tell_join},
	[RULE_reopen] = {"reInitWithCommandBuffer:", tell_reopen},
	[RULE_load] = {pipeline, tell_load},
	[RULE_skip] = {pipeline, tell_skip},
	[RULE_retain] = {pipeline, tell_retain},
	[RULE_use] = {pipeline, tell_use},
	[RULE_use_retained] = {pipeline, tell_use},
	[RULE_use_gated] = {pipeline, tell_use},
	[RULE_skip_gated] = {pipeline, tell_skip_gated},
	[RULE_leave] = {pipeline, tell_leave},
	[RULE_end] = {"endEncoding", tell_end},
	[RULE_commit] = {"endEncoding, commit", tell_commit},
	[RULE_commit_nothing] = {"endEncoding, commit", tell_commit_nothing},
	[RULE_late_clear] = {"destroyImpl", tell_late_clear},
	[RULE_call_ended] = {pipeline, tell_call_ended},
	[RULE_open_committed] = {create, tell_open_committed},
	[RULE_complete] = {"didComplete", tell_complete_own},
	[RULE_completion_teardown] = {"destroyImpl", tell_completion_teardown},
	[RULE_completion_looks] = {"destroyImpl", tell_completion_looks},
	[RULE_completion_ends] = {"destroyImpl", tell_completion_teardown},
	[RULE_completion_late] = {"destroyImpl", tell_completion_late},
	[RULE_wait_inside] = {"waitUntilCompleted", tell_wait_inside},
	[RULE_drop] = {"release, destroyImpl", tell_drop},
	[RULE_drop_clear] = {"destroyImpl", tell_late_clear},
	[RULE_sync_begin] = {synchronize, tell_sync_begin},
	[RULE_sync_commit] = {synchronize, tell_sync_commit},
	[RULE_sync_clear] = {"destroyImpl", tell_sync_clear},
	[RULE_sync_complete] = {"didComplete", tell_sync_complete},
	[RULE_sync_drop] = {"release, destroyImpl", tell_sync_drop},
	[RULE_sync_drop_clear] = {"destroyImpl", tell_sync_clear},
};

const char *encoding_operation(enum rule_number number)
{
	return tellers[number].operation;
}

/* One lock's word before and after: "takes the global mutex". */
static void say_lock(struct telling *telling, int before, int after, const char *name)
{
	if (before != after)
		NOTE(telling, "; %s %s", after > before ? "takes" : "drops", name);
}

static void say_locks(struct telling *telling)
{
	const struct encoding_global *b = &telling->before->global;
	const struct encoding_global *a = &telling->after->global;
	const char *of_encoder = telling->encoding->constants.CALL_ENCODER ? "the encoder's mutex"
									    : "the stream's mutex";

	say_lock(telling, b->lock, a->lock, "the global mutex");
	say_lock(telling, b->permits, a->permits, "a permit");
	say_lock(telling, b->creates, a->creates, "the creation mutex");
	say_lock(telling, b->encodes, a->encodes, "the encoding mutex");
	say_lock(telling, b->destroys, a->destroys, "the destruction mutex");
	say_lock(telling, b->writer, a->writer, "the write lock");
	for (unsigned t = 0; t < telling->encoding->config.threads; t++) {
		say_lock(telling, encoder_in(telling, telling->before, (int)t)->lock,
			 encoder_in(telling, telling->after, (int)t)->lock, of_encoder);
		if (telling->encoding->constants.SHARED)
			break;
	}
}

static bool is_victims(const struct encoding *encoding, unsigned number)
{
	return encoding_rules[number].kind == ENCODING_VICTIM && !encoding->constants.ENVIRONMENT;
}

int encoding_thread_of(const struct encoding *encoding, uint32_t step)
{
	unsigned actor = agx_check_step_actor(step);
	unsigned argument = agx_check_step_argument(step);

	if (actor < encoding->config.threads)
		return (int)actor;
	return argument < encoding->config.threads ? (int)argument : 0;
}

void encoding_describe(const void *context, uint32_t step, const uint64_t *before,
		       const uint64_t *after, struct agx_check_label *ret_label)
{
	const struct encoding *encoding = context;
	unsigned number = agx_check_step_action(step);
	struct encoding_state unpacked[2];
	struct telling telling = {.encoding = encoding,
				  .before = &unpacked[0],
				  .after = &unpacked[1],
				  .t = encoding_thread_of(encoding, step),
				  .s = (int)agx_check_step_argument(step),
				  .error = agx_check_step_error(step),
				  .label = ret_label};

	telling.v = is_victims(encoding, number) ? telling.s : telling.t;
	encoding_unpack(encoding, before, &unpacked[0]);
	encoding_unpack(encoding, after, &unpacked[1]);
	*ret_label = (struct agx_check_label) {.column = agx_check_step_actor(step)};
	tellers[number].tell(&telling);
	if (ret_label->operation[0] == '\0')
		say(ret_label->operation, "%s", tellers[number].operation);
	say_locks(&telling);
}
