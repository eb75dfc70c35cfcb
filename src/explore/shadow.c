/* SPDX-License-Identifier: MIT */
#include "explore/shadow_list.h"

#include "explore/call_stack.h"
#include "explore/runtime_internal.h"
#include "explore/spin.h"
#include "explore/volatile_access.h"

#include <string.h>

uintptr_t shadow_globals_base;
uintptr_t shadow_globals_bytes;
uintptr_t shadow_arena_bytes;
struct cell *shadow_globals_cells;
struct cell *shadow_arena_cells;
uint64_t shadow_stamp;

#define NOINLINE __attribute__((noinline))

static uintptr_t globals_bytes;

const char *shadow_init(uintptr_t base, size_t bytes)
{
	shadow_globals_base = base;
	globals_bytes = bytes;
	shadow_globals_cells = memory_table((bytes / 8 + 2) * sizeof(struct cell));
	shadow_arena_cells = memory_table(ARENA_BYTES / 8 * sizeof(struct cell));
	if (shadow_globals_cells == NULL || shadow_arena_cells == NULL || !extras_reserve())
		return "no address space for the shadow of the explored program's memory";
	return NULL;
}

void shadow_show(bool shown)
{
	shadow_globals_bytes = shown ? globals_bytes : 0;
	shadow_arena_bytes = shown ? ARENA_BYTES : 0;
}

void shadow_reset(void)
{
	extras_forget();
}

void shadow_restamp(void)
{
	uint32_t epoch = threads[current].clock[current];

	if (epoch >> EPOCH_BITS != 0)
		runtime_end(OUTCOME_BOUND);
	shadow_stamp = (uint64_t)generation << 32 | current << EPOCH_BITS | epoch;
}

/* First access of this execution. */
static void renew(struct cell *cell, uintptr_t address)
{
	enum cell_state state = CELL_PLAIN;

	if (in_heap(address))
		state = CELL_UNALLOCATED;
	else if (in_stacks(address))
		state = CELL_STACK;
	*cell = (struct cell) {.write_stamp = (uint64_t)generation << 32,
			       .read_stamp = (uint64_t)generation << 32,
			       .state = (uint8_t)state};
}

static const char *access_word(bool write, bool atomic)
{
	if (atomic)
		return write ? "atomic write" : "atomic read";
	return write ? "write" : "read";
}

struct access {
	uintptr_t address;
	unsigned mask;
	const void *pc;
	bool read;
	bool write;
	bool atomic;
	bool range; /* no reports of uninitialised bytes */
	bool freeing;
	bool use; /* of a primitive */
	bool wide; /* of 16 bytes */
};

/* Is one side made where races are passed over (shadow_promote with no size)? */
static bool is_passed_over(const struct access *access, uint32_t other_site)
{
	return shadow_promoted_count > 0 && !access->freeing &&
	       (shadow_is_promoted((uintptr_t)access->pc) || shadow_is_promoted(call_stack_pc(other_site)));
}

static void race(const struct access *access, uint32_t stamp, uint32_t site, bool other_write, bool other_atomic)
{
	unsigned other = stamp_thread(stamp);
	const char *mine = access->freeing ? "free" : access_word(access->write, access->atomic);
	struct finding_report report = {
		.kind = access->freeing ? FINDING_FREED : FINDING_DATA_RACE,
		.address = access->address,
		.has_address = true,
		.access = mine,
		.other_access = access_word(other_write, other_atomic),
		.other = (int)other,
		.other_epoch = stamp_epoch(stamp),
		.unordered = true,
		.site = call_stack_site(access->pc),
		.other_site = site,
		.size = access->freeing || access->range ? 0 : (uint8_t)__builtin_popcount(access->mask),
	};

	if (is_passed_over(access, site))
		return;
	report.address = (access->address & ~(uintptr_t)7) + (unsigned)__builtin_ctz(access->mask);
	finding(&report, "%s by thread %u and %s by thread %u are not ordered", mine, current,
		report.other_access, other);
}

static void check_extras(const struct cell *cell, const struct access *access)
{
	for (uint32_t i = cell->more; i != 0; i = extras[i].next) {
		const struct extra *extra = &extras[i];
		bool other_write = (extra->kind & EXTRA_WRITE) != 0;
		bool other_atomic = (extra->kind & EXTRA_ATOMIC) != 0;

		if ((extra->mask & access->mask) == 0 || !(access->write || other_write) ||
		    (access->atomic && other_atomic))
			continue;
		if (unordered(extra->stamp))
			race(access, extra->stamp, extra->site, other_write, other_atomic);
	}
}

static void check_races(const struct cell *cell, const struct access *access)
{
	if (explorer_options.no_races)
		return;
	if ((cell->write_mask & access->mask) && unordered((uint32_t)cell->write_stamp))
		race(access, (uint32_t)cell->write_stamp, cell->write_site, true, false);
	if (access->write && (cell->read_mask & access->mask) && unordered((uint32_t)cell->read_stamp))
		race(access, (uint32_t)cell->read_stamp, cell->read_site, false, false);
	if (cell->more != 0)
		check_extras(cell, access);
}

/* Heap and stacks: is the memory the program's to use? */
static _Noreturn void not_alive(const struct cell *cell, const struct access *access, enum finding_kind kind,
				const char *what)
{
	struct finding_report report = {
		.kind = kind,
		.address = access->address,
		.has_address = true,
		.access = access_word(access->write, access->atomic),
		.other = -1,
		.site = call_stack_site(access->pc),
	};

	if (kind == FINDING_FREED) {
		report.other = (int)stamp_thread((uint32_t)cell->write_stamp);
		report.other_epoch = stamp_epoch((uint32_t)cell->write_stamp);
		report.other_access = "free";
		report.other_site = cell->write_site;
	} else if (kind == FINDING_DEAD_STACK) {
		report.other = (int)stack_owner(access->address);
	}
	finding(&report, "%s of %s by thread %u", report.access, what, current);
}

static _Noreturn void never_written(const struct cell *cell, const struct access *access)
{
	not_alive(cell, access, FINDING_UNINITIALISED, "heap memory that was never written");
}

/* libc writes memory without hooks: then the bytes are no longer what a new block is full of. */
static bool holds_fill(uintptr_t granule, unsigned mask)
{
	const unsigned char *bytes = (const unsigned char *)granule;

	for (unsigned i = 0; i < 8; i++)
		if ((mask >> i & 1) && bytes[i] != HEAP_FILL)
			return false;
	return true;
}

static void check_state(const struct cell *cell, const struct access *access)
{
	unsigned limit;

	switch (cell->state) {
	case CELL_PLAIN:
		return;
	case CELL_STACK:
		if (stack_owner(access->address) != current && threads[stack_owner(access->address)].finished)
			not_alive(cell, access, FINDING_DEAD_STACK, "the stack of a thread that has ended");
		return;
	case CELL_HEAP:
		break;
	case CELL_FREED:
	case CELL_START_FREED:
		not_alive(cell, access, FINDING_FREED, "freed memory");
	case CELL_START:
	case CELL_REDZONE:
		not_alive(cell, access, FINDING_BOUNDS, "memory beside a heap block");
	case CELL_UNALLOCATED:
		not_alive(cell, access, FINDING_WILD, "heap memory that was never allocated");
	default:
		limit = cell->state - CELL_HEAP;
		if (access->mask >> limit != 0)
			not_alive(cell, access, FINDING_BOUNDS, "memory after the end of a heap block");
	}
	if (access->read && !access->range && (cell->written & access->mask) == 0 &&
	    holds_fill(access->address & ~(uintptr_t)7, access->mask))
		never_written(cell, access);
}

static void record_write(struct cell *cell, uintptr_t address, unsigned mask, uint32_t site)
{
	unsigned rest = cell->write_mask & ~mask;

	if (rest != 0 && cell->write_stamp == shadow_stamp && cell->write_site == site) {
		mask |= rest;
	} else if (rest != 0) {
		extra_put(cell, (uint32_t)cell->write_stamp, cell->write_site, rest, EXTRA_WRITE);
	}
	cell->read_mask &= (uint8_t)~mask;
	if (cell->more != 0)
		extras_settle(cell, address & ~(uintptr_t)7, mask & ~rest);
	cell->write_stamp = shadow_stamp;
	cell->write_mask = (uint8_t)mask;
	cell->write_site = site;
	cell->written |= (uint8_t)mask;
}

static void record_read(struct cell *cell, unsigned mask, uint32_t site)
{
	uint32_t old = (uint32_t)cell->read_stamp;
	unsigned rest = cell->read_mask;

	if (stamp_thread(old) == current || !unordered(old))
		rest &= ~mask; /* whatever races with the old one races with this one, or has been checked */
	if (rest != 0 && cell->read_stamp == shadow_stamp && cell->read_site == site)
		mask |= rest;
	else if (rest != 0)
		extra_put(cell, old, cell->read_site, rest, EXTRA_READ);
	cell->read_stamp = shadow_stamp;
	cell->read_mask = (uint8_t)mask;
	cell->read_site = site;
	drop_older_read(cell);
}

/* Make the access as an atomic one if its location is promoted. It leaves no stamps, so the next one comes here too. */
static bool made_as_promoted(uintptr_t address, unsigned mask, const void *pc, bool write)
{
	return shadow_is_promoted(address) && promoted_access(address, (unsigned)__builtin_popcount(mask), pc, write);
}

static NOINLINE void check_fully(struct cell *cell, uintptr_t address, unsigned mask, const void *pc,
						  bool write)
{
	const struct access access = {.address = address, .mask = mask, .pc = pc, .read = !write, .write = write};

	check_state(cell, &access);
	check_races(cell, &access);
}

static NOINLINE void read_cell_fully(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	if (is_stale(cell))
		renew(cell, address);
	check_fully(cell, address, mask, pc, false);
	record_read(cell, mask, call_stack_site(pc));
}

static NOINLINE void write_cell_fully(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	if (is_stale(cell))
		renew(cell, address);
	check_fully(cell, address, mask, pc, true);
	record_write(cell, address, mask, call_stack_site(pc));
}

/* Would check_state() find nothing, as is mostly so? Not said of other threads' stacks. */
static inline bool is_alive(const struct cell *cell, uintptr_t address, unsigned mask, bool write)
{
	return cell->state == CELL_PLAIN || (cell->state == CELL_HEAP && (write || (cell->written & mask) != 0)) ||
	       (cell->state == CELL_STACK && stack_owner(address) == current);
}

/* Is no plain write to bytes of MASK unknown to the current thread? */
static inline bool knows_writes(const struct cell *cell, unsigned mask)
{
	return (cell->write_mask & mask) == 0 || is_mine(cell->write_stamp) || !unordered((uint32_t)cell->write_stamp);
}

/* As read_cell_fully(), where that would find nothing and have little to do: it mostly is so. False: nothing was done. */
static inline bool read_quickly(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	const uint64_t old = cell->read_stamp;
	const uint32_t old_site = cell->read_site;
	unsigned rest = cell->read_mask;
	uint32_t site;

	if (is_stale(cell) || !knows_writes(cell, mask) || !is_alive(cell, address, mask, false) || !is_list_harmless(cell, mask) ||
	    (site = call_stack_site_found(pc)) == CALL_SITE_UNKNOWN)
		return false;
	if (is_mine(old) || !unordered((uint32_t)old))
		rest &= ~mask;
	cell->read_stamp = shadow_stamp;
	cell->read_site = site;
	cell->read_mask = (uint8_t)mask;
	if (rest == 0) {
		drop_older_read(cell);
	} else if (old == shadow_stamp && old_site == site) {
		cell->read_mask = (uint8_t)(mask | rest);
		drop_older_read(cell);
	} else {
		extra_put(cell, (uint32_t)old, old_site, rest, EXTRA_READ);
	}
	return true;
}

static NOINLINE void read_cell(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	if (!read_quickly(cell, address, mask, pc))
		read_cell_fully(cell, address, mask, pc);
}

static inline bool knows_reads(const struct cell *cell, unsigned mask)
{
	return (cell->read_mask & mask) == 0 || is_mine(cell->read_stamp) || !unordered((uint32_t)cell->read_stamp);
}

/* As write_cell_fully(), likewise. */
static inline bool write_quickly(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	uint64_t old;
	uint32_t old_site;
	unsigned rest;
	uint32_t site;
	bool elsewhere;

	if (is_stale(cell))
		renew(cell, address);
	elsewhere = is_list_elsewhere(cell, mask);
	if (!knows_writes(cell, mask) || !is_alive(cell, address, mask, true) || !knows_reads(cell, mask) ||
	    !(elsewhere || settles_list(cell, mask)) || (site = call_stack_site_found(pc)) == CALL_SITE_UNKNOWN)
		return false;
	if (!elsewhere)
		extra_drop_first(cell);
	old = cell->write_stamp;
	old_site = cell->write_site;
	rest = cell->write_mask & ~mask;
	cell->read_mask &= (uint8_t)~mask;
	cell->written |= (uint8_t)mask;
	cell->write_stamp = shadow_stamp;
	cell->write_site = site;
	cell->write_mask = (uint8_t)mask;
	if (rest != 0 && old == shadow_stamp && old_site == site)
		cell->write_mask = (uint8_t)(mask | rest);
	else if (rest != 0)
		extra_put(cell, (uint32_t)old, old_site, rest, EXTRA_WRITE);
	return true;
}

static NOINLINE void write_cell(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	if (!write_quickly(cell, address, mask, pc))
		write_cell_fully(cell, address, mask, pc);
}

static NOINLINE void read_below_gap(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	SPIN_GAP;
	read_cell(cell, address, mask, pc);
	KEEP_FRAME;
}

static NOINLINE void write_below_gap(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	SPIN_GAP;
	write_cell(cell, address, mask, pc);
	KEEP_FRAME;
}

static NOINLINE void read_promoted(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	if (!made_as_promoted(address, mask, pc, false))
		read_below_gap(cell, address, mask, pc);
}

static NOINLINE void write_promoted(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	if (!made_as_promoted(address, mask, pc, true))
		write_below_gap(cell, address, mask, pc);
}

void shadow_read(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	if (__builtin_expect(shadow_promoted_count > 0, 0))
		read_promoted(cell, address, mask, pc);
	else
		read_below_gap(cell, address, mask, pc);
}

void shadow_write(struct cell *cell, uintptr_t address, unsigned mask, const void *pc)
{
	if (__builtin_expect(shadow_promoted_count > 0, 0))
		write_promoted(cell, address, mask, pc);
	else
		write_below_gap(cell, address, mask, pc);
}

/* Bytes of the granule of ADDRESS that belong to [ADDRESS, ADDRESS + BYTES), and how many they are. */
static unsigned granule_mask(uintptr_t address, size_t bytes, size_t *ret_taken)
{
	size_t offset = address & 7;
	size_t taken = bytes < 8 - offset ? bytes : 8 - offset;

	*ret_taken = taken;
	return ((1u << taken) - 1) << offset;
}

static void of_range(struct cell *cell, const struct access *access)
{
	if (is_stale(cell))
		renew(cell, access->address);
	if (!access->freeing)
		check_state(cell, access);
	check_races(cell, access);
	if (access->write)
		record_write(cell, access->address, access->mask, call_stack_site(access->pc));
	else
		record_read(cell, access->mask, call_stack_site(access->pc));
}

static bool of_range_quickly(struct cell *cell, const struct access *access)
{
	return access->write ? write_quickly(cell, access->address, access->mask, access->pc)
			     : read_quickly(cell, access->address, access->mask, access->pc);
}

static NOINLINE void range(struct access access, size_t bytes)
{
	while (bytes > 0) {
		struct cell *cell = shadow_cell(access.address);
		size_t taken;

		access.mask = granule_mask(access.address, bytes, &taken);
		if (cell != NULL && !of_range_quickly(cell, &access))
			of_range(cell, &access);
		access.address += taken;
		bytes -= taken;
	}
}

void shadow_read_range(uintptr_t address, size_t bytes, const void *pc)
{
	SPIN_GAP;
	range((struct access) {.address = address, .pc = pc, .read = true, .range = true}, bytes);
	KEEP_FRAME;
}

void shadow_write_range(uintptr_t address, size_t bytes, const void *pc)
{
	SPIN_GAP;
	range((struct access) {.address = address, .pc = pc, .write = true, .range = true}, bytes);
	KEEP_FRAME;
}

void shadow_free_range(uintptr_t address, size_t bytes, const void *pc)
{
	range((struct access) {.address = address, .pc = pc, .write = true, .range = true, .freeing = true}, bytes);
}

void shadow_atomic_before(uintptr_t address, unsigned size, bool write, const void *pc)
{
	struct access access = {.pc = pc, .write = write, .atomic = true};

	while (size > 0) {
		struct cell *cell = shadow_cell(address);
		size_t taken;

		access.address = address;
		access.mask = granule_mask(address, size, &taken);
		if (cell == NULL)
			return;
		if (is_stale(cell))
			renew(cell, address);
		if (cell->state != CELL_PLAIN)
			check_state(cell, &access);
		address += taken;
		size -= (unsigned)taken;
	}
}

/* The block was freed while the operation waited its turn. Who knows of the operation has freed it later: in a replay a thread
 * can be held up behind its operation. */
static void check_freed_meanwhile(const struct cell *cell, const struct access *access, uint64_t entry)
{
	uint32_t mine = (uint32_t)entry;
	unsigned freer = stamp_thread((uint32_t)cell->write_stamp);
	uint32_t epoch = mine & ((UINT32_C(1) << EPOCH_BITS) - 1);

	if (cell->state == CELL_FREED && threads[freer].clock[current] < epoch)
		not_alive(cell, access, FINDING_FREED, "freed memory");
}

static void check_mixed_size(const struct cell *cell, unsigned mask, unsigned kind, const void *pc)
{
	for (uint32_t i = cell->more; i != 0; i = extras[i].next) {
		const struct extra *extra = &extras[i];

		if ((extra->kind & (EXTRA_ATOMIC | EXTRA_USE)) == EXTRA_ATOMIC && (extra->mask & mask) != 0 &&
		    (extra->mask != mask || ((extra->kind ^ kind) & EXTRA_WIDE) != 0))
			unsupported("atomic accesses of different sizes to one location", call_stack_site(pc));
	}
}

static void atomic_granule(struct access *access, unsigned mask, uint64_t entry)
{
	struct cell *cell = shadow_cell(access->address);
	unsigned kind = EXTRA_ATOMIC | (access->write ? EXTRA_WRITE : EXTRA_READ) | (access->use ? EXTRA_USE : 0) |
			(access->wide ? EXTRA_WIDE : 0);

	if (cell == NULL)
		return;
	if (is_stale(cell))
		renew(cell, access->address);
	access->mask = mask;
	if (cell->state >= CELL_FREED) {
		check_freed_meanwhile(cell, access, entry);
		return;
	}
	if (cell->state >= CELL_HEAP)
		check_state(cell, access);
	if (((cell->write_mask | cell->read_mask) & mask) != 0 || access->wide || !is_alike(cell->more, mask)) {
		check_races(cell, access);
		if (!access->use)
			check_mixed_size(cell, mask, kind, access->pc);
	}
	if (access->write)
		cell->written |= (uint8_t)mask;
	extra_put(cell, (uint32_t)entry, call_stack_site(access->pc), mask, kind);
}

/* The same as atomic_granule() for an access of one granule, where no plain access to its bytes is known and the list is alike:
 * nothing races with it, and no other size is to be refused if the list has its mask, or nothing of its bytes. False: nothing was
 * done. */
static inline bool atomic_quickly(uintptr_t address, unsigned size, unsigned kind, uint32_t stamp, const void *pc)
{
	struct cell *cell = shadow_cell(address);
	unsigned mask = ((1u << size) - 1) << (address & 7);
	bool fits;
	uint32_t site;
	uint32_t i;

	if (cell == NULL || is_stale(cell) || ((cell->write_mask | cell->read_mask) & mask) != 0 ||
	    !is_alive(cell, address, mask, false) || (cell->more != 0 && !extras[cell->more].alike))
		return false;
	site = call_stack_site_found(pc);
	if (site == CALL_SITE_UNKNOWN)
		return false;
	fits = is_list_elsewhere(cell, mask);
	for (i = cell->more; i != 0; i = extras[i].next) {
		if (extras[i].mask != mask)
			continue;
		fits = true;
		if (extras[i].kind == kind && stamp_thread(extras[i].stamp) == stamp_thread(stamp))
			break;
	}
	if (!fits || mask > UINT8_MAX)
		return false;
	if (i == 0)
		i = extra_add_alike(cell, mask, kind);
	extras[i].stamp = stamp;
	extras[i].site = site;
	if (kind & EXTRA_WRITE)
		cell->written |= (uint8_t)mask;
	return true;
}

static NOINLINE void atomic_access_of(struct access access, uintptr_t address, unsigned size, uint64_t entry)
{
	while (size > 0) {
		size_t taken;
		unsigned mask = granule_mask(address, size, &taken);

		access.address = address;
		atomic_granule(&access, mask, entry);
		address += taken;
		size -= (unsigned)taken;
	}
}

void shadow_atomic_after(uintptr_t address, unsigned size, bool read, bool write, uint64_t entry, const void *pc)
{
	unsigned kind = EXTRA_ATOMIC | (write ? EXTRA_WRITE : EXTRA_READ);

	if (size <= 8 && atomic_quickly(address, size, kind, (uint32_t)entry, pc))
		return;
	atomic_access_of((struct access) {.pc = pc, .read = read, .write = write, .atomic = true, .wide = size == 16}, address,
			 size, entry);
}

void shadow_updated_fill(uintptr_t address, unsigned size, const void *pc)
{
	struct access access = {.address = address, .pc = pc, .read = true, .write = true, .atomic = true};

	for (; in_heap(access.address) && size > 0; access.address += 8, size -= size < 8 ? size : 8) {
		const struct cell *cell = shadow_cell(access.address);
		size_t taken;

		access.mask = granule_mask(access.address, size, &taken);
		if (cell != NULL && !is_stale(cell) && cell->state >= CELL_HEAP && cell->state < CELL_FREED &&
		    (cell->written & access.mask) == 0)
			never_written(cell, &access);
	}
}

void shadow_use(uintptr_t address, unsigned size, const void *pc)
{
	if (atomic_quickly(address, size, EXTRA_ATOMIC | EXTRA_READ | EXTRA_USE, (uint32_t)shadow_stamp, pc))
		return;
	shadow_atomic_before(address, size, false, pc);
	atomic_access_of((struct access) {.pc = pc, .read = true, .atomic = true, .use = true}, address, size,
			 shadow_stamp);
}
