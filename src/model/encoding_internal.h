/* SPDX-License-Identifier: MIT */
/* The unpacked state of the uniform model, its constants, and its packing; see encoding_rules.h for the names. */
#ifndef AGX_MODEL_ENCODING_INTERNAL_H
#define AGX_MODEL_ENCODING_INTERNAL_H

#include "model/encoding.h"

/* name, what the thread is doing there */
#define ENCODING_PC_MAP(X) \
	X(IDLE) X(FOUND) X(TAKEN) X(OPEN) X(LOADED) X(RETAINED) X(IN) X(ENDED) X(LATE_CLEAR) X(WAIT) X(DONE) \
	X(WAITED) X(DROP_CLEAR) X(SYNCING) X(ANYWHERE) X(NOWHERE)

enum encoding_pc {
#define ENCODING_PC_ENUM(name) name,
	ENCODING_PC_MAP(ENCODING_PC_ENUM)
#undef ENCODING_PC_ENUM
	ENCODING_PC_COUNT
};

/* The configuration as the rules see it. */
#define ENCODING_CONSTANTS(X) \
	X(LIFE_GLOBAL) X(LIFE_STREAM) X(LIFE_PERMIT) X(PERMITS) X(RELEASE_STREAM) X(CALL_GLOBAL) X(CALL_ENCODER) \
	X(CALL_OP) X(CALL_RW) X(CLAIM_RACE) X(SHARED) X(ASYNC) X(LATE) X(TEARS_TWICE) X(SYNC_ENDS) X(USE_AFTER_END) \
	X(USE_AFTER_COMMIT) X(COUNTED) X(REFS) X(GATED) X(RECHECKS) X(RETAINS) X(CHECKED) X(PUBLISHES) X(WEAK) \
	X(HOSTILE) X(FOLLOWS) X(WAITS_INSIDE) X(ATOMIC_RETAIN) X(ENVIRONMENT) X(COMMITS_AT) X(AFTER_COMMIT) \
	X(DROPS_AT) X(SYNC_FROM) X(SYNC_AT) X(SYNC_AFTER)

struct encoding_constants {
#define ENCODING_CONSTANT_FIELD(name) int name;
	ENCODING_CONSTANTS(ENCODING_CONSTANT_FIELD)
#undef ENCODING_CONSTANT_FIELD
};

/* name, range, bits (0: not kept under this configuration); c are the constants, ref the bits of a slot reference */
#define ENCODING_GLOBAL_FIELDS(X) \
	X(lock, AGX_CHECK_VALUE, c->LIFE_GLOBAL || c->CALL_GLOBAL) \
	X(permits, AGX_CHECK_VALUE, c->LIFE_PERMIT ? 4 : 0) \
	X(creates, AGX_CHECK_VALUE, c->CALL_OP) \
	X(encodes, AGX_CHECK_VALUE, c->CALL_OP) \
	X(destroys, AGX_CHECK_VALUE, c->CALL_OP) \
	X(writer, AGX_CHECK_VALUE, c->CALL_RW) \
	X(gpu, AGX_CHECK_VALUE, c->ASYNC) \
	X(late, AGX_CHECK_VALUE, c->ASYNC && c->LATE)
#define ENCODING_SLOT_FIELDS(X) \
	X(used, AGX_CHECK_VALUE, 1) \
	X(refs, AGX_CHECK_VALUE, c->COUNTED ? 4 : 0) \
	X(busy, AGX_CHECK_VALUE, 1) \
	X(unready, AGX_CHECK_VALUE, c->WEAK)
#define ENCODING_ENCODER_FIELDS(X) \
	X(impl, AGX_CHECK_SLOT_REF, ref) \
	X(open, AGX_CHECK_VALUE, 1) \
	X(buffer, AGX_CHECK_VALUE, 1) \
	X(claim, AGX_CHECK_SLOT_REF, ref) \
	X(lock, AGX_CHECK_VALUE, c->LIFE_STREAM || c->CALL_ENCODER) \
	X(sync, AGX_CHECK_VALUE, c->SYNC_ENDS ? 3 : 0) \
	X(foreign, AGX_CHECK_SLOT_REF, c->SYNC_ENDS ? ref : 0) \
	X(torn, AGX_CHECK_SLOT_REF, c->ASYNC ? ref : 0) \
	X(looked, AGX_CHECK_VALUE, c->ASYNC && c->COUNTED ? 2 : 0)
#define ENCODING_THREAD_FIELDS(X) \
	X(pc, AGX_CHECK_VALUE, 4) \
	X(got, AGX_CHECK_SLOT_REF, ref) \
	X(gone, AGX_CHECK_VALUE, 1) \
	X(stale, AGX_CHECK_VALUE, c->SHARED) \
	X(kept, AGX_CHECK_SLOT_REF, ref) \
	X(unseen, AGX_CHECK_SLOT_REF, c->WEAK ? ref : 0)

#define ENCODING_INT(name, range, bits) int name;
struct encoding_slot {
	ENCODING_SLOT_FIELDS(ENCODING_INT)
};

struct encoding_encoder {
	ENCODING_ENCODER_FIELDS(ENCODING_INT)
	int owns[ENCODING_SLOTS_MAX + 1];
};

struct encoding_thread {
	ENCODING_THREAD_FIELDS(ENCODING_INT)
	struct encoding_encoder encoder; /* unless the stream is shared */
};

struct encoding_global {
	ENCODING_GLOBAL_FIELDS(ENCODING_INT)
	struct encoding_encoder encoder; /* if it is */
};
#undef ENCODING_INT

struct encoding_state {
	struct encoding_global global;
	struct encoding_slot slots[ENCODING_SLOTS_MAX + 1]; /* [0] stands for NULL and is all 0 between steps */
	struct encoding_thread threads[ENCODING_THREADS_MAX];
};

/* One element of the packed state. */
struct encoding_element {
	uint16_t offset; /* of the int in struct encoding_state */
	uint8_t word;
	uint8_t shift;
	uint8_t bits;
};

enum {
	ENCODING_ELEMENTS_MAX = 320,
	ENCODING_RULES_MAX = 40,
};

/* Actors beyond the threads, counted from the last thread on. */
enum encoding_other_actor {
	ENCODING_COMPLETION, /* the completion thread */
	ENCODING_MEMORY,     /* stores becoming visible */
	ENCODING_SOMEBODY,   /* a thread that the model does not have */
	ENCODING_OTHER_ACTORS,
	ENCODING_SELF = 255, /* the thread that the rule is about */
};

struct encoding_step; /* one step being made; encoding_steps.c */

enum encoding_rule_kind { ENCODING_THREAD, ENCODING_SLOT, ENCODING_VICTIM };

struct encoding_rule {
	const char *name;
	enum encoding_rule_kind kind;
	int (*at)(const struct encoding_step *step);
	bool (*guard)(struct encoding_step *step);
	void (*effect)(struct encoding_step *step);
};

struct encoding {
	struct agx_check_model check;
	struct encoding_config config;
	struct encoding_constants constants;
	struct agx_check_field fields[AGX_CHECK_FIELDS_MAX];
	struct encoding_element elements[ENCODING_ELEMENTS_MAX];
	size_t element_count;
	size_t used_bytes; /* of struct encoding_state, with the threads there are */
	const char *actors[ENCODING_THREADS_MAX + ENCODING_OTHER_ACTORS];
	uint8_t rule_actor[ENCODING_RULES_MAX]; /* enum encoding_other_actor */
	/* Rules by location, in the order of the text. */
	uint8_t rules_at[ENCODING_PC_COUNT][ENCODING_RULES_MAX];
	uint8_t rule_count_at[ENCODING_PC_COUNT];
};

/* Rules, in the order of the text: their number is a step's action. */
extern const struct encoding_rule encoding_rules[];
extern const size_t encoding_rule_count;

/* Fill rules_at and rule_actor from the constants. */
void encoding_index_rules(struct encoding *encoding);

/* Lay the packed state out: fields, elements, words. Returns AGX_OK or AGX_USAGE. */
AGX_MUST_USE enum agx_status encoding_layout(struct encoding *encoding, struct agx_error *err);

void encoding_unpack(const struct encoding *encoding, const uint64_t *packed,
		     struct encoding_state *ret_state);
/* False when a value does not fit its field. */
bool encoding_pack(const struct encoding *encoding, const struct encoding_state *state,
		   uint64_t *ret_packed);

/* The successor function of the check model. */
void encoding_successors(const void *context, const uint64_t *packed, struct agx_check_out *out);

/* What a step is called. */
void encoding_describe(const void *context, uint32_t step, const uint64_t *before,
		       const uint64_t *after, struct agx_check_label *ret_label);

#endif
