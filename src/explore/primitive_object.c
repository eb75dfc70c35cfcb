/* SPDX-License-Identifier: MIT */
/* The table of objects, and what all primitives share. */
#include "explore/call_stack.h"
#include "explore/crash.h"
#include "explore/memory_map.h"
#include "explore/primitive.h"
#include "explore/runtime_internal.h"
#include "explore/shadow.h"
#include "explore/spin.h"

#include <string.h>

enum { OBJECTS_MAX = 1 << 14 };

enum { DESTROYED_FILL = 0xd9 }; /* what destroying an object leaves in its bytes */

static struct object *objects; /* open addressing by address; entries of other generations are free */
static unsigned object_count;

const char *primitive_word(enum primitive primitive)
{
	static const char *const words[] = {
#define WORD(name, text) text,
		PRIMITIVE_MAP(WORD)
#undef WORD
	};

	return words[primitive];
}

void primitive_reset(void)
{
	object_count = 0;
}

static struct object *slot_of(uintptr_t address)
{
	uint64_t hash = address * UINT64_C(0x9e3779b97f4a7c15);
	unsigned at = (unsigned)(hash >> 40) % OBJECTS_MAX;

	if (objects == NULL)
		objects = memory_table(OBJECTS_MAX * sizeof *objects);
	if (objects == NULL)
		unsupported("no memory for another synchronisation object", 0);
	while (objects[at].generation == generation && objects[at].address != address)
		at = (at + 1) % OBJECTS_MAX;
	return &objects[at];
}

struct object *object_find(uintptr_t address)
{
	struct object *object = slot_of(address);

	return object->generation == generation ? object : NULL;
}

const struct object *object_held_by(unsigned thread)
{
	for (unsigned i = 0; objects != NULL && i < OBJECTS_MAX; i++) {
		const struct object *object = &objects[i];

		if (object->generation == generation && (object->owner == (int)thread || object->readers[thread] > 0))
			return object;
	}
	return NULL;
}

static void begin(struct object *object, uintptr_t address, enum object_kind kind)
{
	memset(object, 0, sizeof *object);
	object->address = address;
	object->generation = generation;
	object->kind = (uint8_t)kind;
	object->owner = -1;
}

struct object *object_at(uintptr_t address, enum object_kind kind, bool *ret_new)
{
	struct object *object = slot_of(address);
	bool is_new = object->generation != generation;

	if (ret_new != NULL)
		*ret_new = is_new;
	if (!is_new)
		return object;
	if (++object_count > OBJECTS_MAX / 2)
		unsupported("more than 8192 synchronisation objects", 0);
	begin(object, address, kind);
	return object;
}

_Noreturn void primitive_finding(enum finding_kind kind, uintptr_t address, uint32_t other_site, int other,
				 const void *pc, const char *sentence)
{
	struct finding_report report = {.kind = kind, .address = address, .has_address = true, .other = other,
					.site = call_stack_site(pc), .other_site = other_site};

	finding(&report, "thread %u %s", current, sentence);
}

static bool is_idle(const struct object *object)
{
	bool read = false;

	for (unsigned t = 0; t < THREADS_MAX; t++)
		read = read || object->readers[t] > 0;
	return object->destroyed || (object->owner < 0 && object->waiting == 0 && !read);
}

static bool is_filled(const struct object *object)
{
	const unsigned char *bytes = (const unsigned char *)object->address;

	for (unsigned i = 0; i < object->bytes; i++)
		if (bytes[i] != DESTROYED_FILL)
			return false;
	return true;
}

/* A static initialiser makes an object without a call. It has written over what destroying the last object here left;
 * and in a stack, where frames come and go, an object of another kind is not the one that was used before. */
static bool is_another(const struct object *object, enum object_kind kind)
{
	if (object->destroyed)
		return !is_filled(object);
	return object->kind != kind && in_stacks(object->address) && is_idle(object);
}

/* Of idle objects these have another value than 0, with which objects begin. */
static bool leaves_value(enum object_kind kind)
{
	return kind == OBJECT_SEMAPHORE || kind == OBJECT_BARRIER || kind == OBJECT_ONCE;
}

static void begin_again(struct object *object, enum object_kind kind, const void *pc)
{
	bool is_value_left = object->kind != kind && leaves_value(object->kind);

	begin(object, object->address, kind);
	if (is_value_left)
		object_write(object->address, 0, ORDER_RELAXED, PRIMITIVE_INIT, pc);
}

static void check_kind(struct object *object, enum object_kind kind, const void *pc)
{
	if (is_another(object, kind)) {
		begin_again(object, kind, pc);
		return;
	}
	if (object->destroyed)
		primitive_finding(FINDING_DESTROYED, object->address, object->destroy_site, -1, pc,
				  "uses a synchronisation object that was destroyed");
	if (object->kind != kind)
		primitive_finding(FINDING_BAD_PRIMITIVE, object->address, 0, -1, pc,
				  "uses a synchronisation object as one of another kind");
}

struct object *object_use(const void *address, enum object_kind kind, const void *pc)
{
	struct object *object;

	crash_blame(pc, false);
	(void)*(const volatile char *)address;
	crash_blame(NULL, false);
	shadow_use((uintptr_t)address, 4, pc);
	object = object_at((uintptr_t)address, kind, NULL);
	check_kind(object, kind, pc);
	spin_side_effect();
	return object;
}

static void check_idle(const struct object *object, const void *pc, const char *sentence)
{
	if (!is_idle(object))
		primitive_finding(FINDING_DESTROY_IN_USE, object->address, object->lock_site, object->owner, pc,
				  sentence);
}

struct object *object_init(void *address, unsigned bytes, enum object_kind kind, const void *pc)
{
	struct object *object;

	crash_blame(pc, true);
	memset(address, 0, bytes);
	crash_blame(NULL, false);
	spin_side_effect();
	shadow_write_range((uintptr_t)address, bytes, pc);
	object = object_at((uintptr_t)address, kind, NULL);
	check_idle(object, pc, "initialises a synchronisation object that is in use");
	begin_again(object, kind, pc);
	return object;
}

void object_destroy(void *address, unsigned bytes, enum object_kind kind, const void *pc)
{
	struct object *object = object_use(address, kind, pc);

	check_idle(object, pc, "destroys a synchronisation object that is in use");
	shadow_write_range((uintptr_t)address, bytes, pc);
	memset(address, DESTROYED_FILL, bytes);
	object->bytes = bytes;
	object->destroyed = true;
	object->destroy_site = call_stack_site(pc);
}

/* Of an update that writes nothing. One that waits has got what it waited for. One that only tries and fails promises
 * nothing: C11 says so (7.26.4.5), POSIX leaves it open. */
static enum order order_without_write(enum update update, enum order order)
{
	if (update == UPDATE_TRY_TAKE || update == UPDATE_TRY_READ_TAKE || update == UPDATE_TRY_DECREMENT)
		return ORDER_RELAXED;
	return order_acquires(order) ? ORDER_ACQUIRE : ORDER_RELAXED;
}

uint64_t object_update(uintptr_t address, enum update update, uint64_t operand, enum order order,
		       enum primitive primitive, const void *pc)
{
	struct operation op = {.kind = OPERATION_UPDATE, .update = (uint8_t)update, .order = (uint8_t)order,
			       .failure_order = (uint8_t)order_without_write(update, order),
			       .size = 8, .virtual = true, .primitive = (uint8_t)primitive, .address = address,
			       .operand = {operand, 0}, .pc = pc};

	runtime_perform(&op);
	return op.result.low;
}

void object_write(uintptr_t address, uint64_t value, enum order order, enum primitive primitive, const void *pc)
{
	struct operation op = {.kind = OPERATION_WRITE, .order = (uint8_t)order, .size = 8, .virtual = true,
			       .primitive = (uint8_t)primitive, .address = address, .operand = {value, 0}, .pc = pc};

	runtime_perform(&op);
}

uint64_t object_read(uintptr_t address, enum order order, enum primitive primitive, const void *pc)
{
	struct operation op = {.kind = OPERATION_READ, .order = (uint8_t)order, .size = 8, .virtual = true,
			       .primitive = (uint8_t)primitive, .address = address, .pc = pc};

	runtime_perform(&op);
	return op.result.low;
}

unsigned object_choice(unsigned count, enum primitive primitive, const void *pc)
{
	struct operation op = {.kind = OPERATION_CHOICE, .primitive = (uint8_t)primitive, .operand = {count, 0},
			       .pc = pc};

	spin_side_effect();
	runtime_perform(&op);
	return (unsigned)op.result.low;
}
