// SPDX-License-Identifier: MIT
#include "explore/graph_work.h"

#include "base/assert.h"

#include <stdlib.h>
#include <string.h>

struct item_head {
	float even; /* shares */
	float halved;
	uint32_t count;
	uint32_t choice; /* until the run has ended: which of its choices it comes from */
};
_Static_assert(sizeof(struct item_head) == sizeof(struct record),
	       "items keep records aligned");

static struct {
	unsigned char *bytes; /* items, oldest first, from FIRST on */
	size_t reserved;
	size_t used;
	size_t *starts; /* [first .. count): offset of each item */
	unsigned first;
	unsigned count;
	unsigned starts_reserved;
	unsigned before_run; /* COUNT when the current run began */
	unsigned items_most;
	unsigned choice; /* of the run, counted */
	struct search_share running; /* of the item that runs */
	struct search_share left;    /* the same, and of all items */
} work;

/* New numbers of events in an item. */
static event_id *number_of;
static unsigned numbers_reserved;

static void *resized(void *old, size_t bytes)
{
	void *memory = realloc(old, bytes);

	AGX_ASSERT(memory != NULL);
	return memory;
}

void graph_work_clear(void)
{
	work.used = 0;
	work.first = 0;
	work.count = 0;
	work.before_run = 0;
	work.items_most = 0;
	work.running = (struct search_share) {1, 1};
	work.left = work.running;
}

/* Room for an item of COUNT records on top; returns where its records go. */
static struct record *new_item(unsigned count)
{
	size_t bytes = sizeof(struct item_head) + count * sizeof(struct record);
	struct item_head *head;

	AGX_ASSERT(count <= GRAPH_EVENTS_MAX);
	if (work.used + bytes > work.reserved) {
		work.reserved = (work.used + bytes) * 2;
		work.bytes = resized(work.bytes, work.reserved);
	}
	if (work.count == work.starts_reserved) {
		work.starts_reserved = work.starts_reserved * 2 + 64;
		work.starts = resized(work.starts,
				      work.starts_reserved * sizeof *work.starts);
	}
	work.starts[work.count++] = work.used;
	if (work.count - work.first > work.items_most)
		work.items_most = work.count - work.first;
	head = (struct item_head *)(void *)(work.bytes + work.used);
	*head = (struct item_head) {.count = count, .choice = work.choice};
	work.used += bytes;
	return (struct record *)(void *)(head + 1);
}

static struct item_head *item_at(unsigned i)
{
	AGX_ASSERT(i >= work.first);
	AGX_ASSERT(i < work.count);
	return (struct item_head *)(void *)(work.bytes + work.starts[i]);
}

static struct search_share share_of(const struct item_head *head)
{
	return (struct search_share) {(double)head->even, (double)head->halved};
}

void graph_work_push(const struct record *records, unsigned count)
{
	struct record *target = new_item(count);

	if (count > 0)
		memcpy(target, records, count * sizeof *records);
}

static void reserve_numbers(void)
{
	if (numbers_reserved >= graph.events_max)
		return;
	numbers_reserved = graph.events_max;
	number_of = resized(number_of, numbers_reserved * sizeof *number_of);
}

/* Number what is KEPT; returns how many that is. */
static unsigned number_kept(const struct clock *kept)
{
	const struct record *records = graph.records;
	const struct event *events = graph.events;
	event_id *numbers = number_of;
	unsigned next = 0;

	for (unsigned id = 0; id < graph.count; id++) {
		bool is_kept = events[id].index < kept->of[records[id].thread];

		numbers[id] = is_kept ? (event_id)next : EVENT_NONE;
		next += is_kept;
	}
	return next;
}

static event_id renumbered(event_id id)
{
	return id == EVENT_NONE ? EVENT_NONE : number_of[id];
}

/* A copy of a record as it is in the item, but for the position of a write. */
static void renumber(struct record *record)
{
	if (record->flags & RECORD_WAITED)
		record->base = renumbered(record->base);
	if (record->kind == EVENT_READ && record->source != EVENT_NONE) {
		record->source = number_of[record->source];
		if (record->source == EVENT_NONE) {
			AGX_ASSERT(record->flags & RECORD_WAITED);
			record->flags |= RECORD_WAITING;
		}
	} else if (record->kind == EVENT_JOIN) {
		record->source = number_of[record->source];
		AGX_ASSERT_SLOW(record->source != EVENT_NONE);
	}
}

/* Positions of the writes that are kept. */
static void place_kept(struct record *target)
{
	for (unsigned i = 0; i < graph.location_count; i++) {
		const struct location *location = &graph.locations[i];
		uint16_t position = 0;

		for (unsigned p = 0; p < location->count; p++) {
			event_id write = number_of[location->writes[p]];

			if (write != EVENT_NONE)
				target[write].position = ++position;
		}
	}
}

static struct record *push_kept(const struct clock *kept)
{
	struct record *target;
	unsigned next = 0;

	reserve_numbers();
	target = new_item(number_kept(kept));
	for (unsigned id = 0; id < graph.count; id++) {
		if (number_of[id] == EVENT_NONE)
			continue;
		target[next] = graph.records[id];
		renumber(&target[next++]);
	}
	place_kept(target);
	return target;
}

void graph_work_push_all(void)
{
	graph_work_push(graph.records, graph.count);
}

void graph_work_push_cut(const struct graph_cut *cut)
{
	struct record *target = push_kept(cut->kept);
	struct record *read;

	AGX_ASSERT(number_of[cut->read] != EVENT_NONE);
	AGX_ASSERT(number_of[cut->write] != EVENT_NONE);
	read = &target[number_of[cut->read]];
	if (cut->waits) {
		read->source = EVENT_NONE;
		read->flags = RECORD_WAITING | RECORD_WAITED;
		read->base = number_of[cut->write];
		return;
	}
	read->source = number_of[cut->write];
	read->flags = 0;
	read->base = EVENT_NONE;
}

/* Items that were donated leave a hole at the bottom; close it when it is most of the stack. */
static void close_hole(void)
{
	size_t hole = work.first < work.count ? work.starts[work.first] : work.used;

	if (hole < work.used / 2 || hole == 0)
		return;
	memmove(work.bytes, work.bytes + hole, work.used - hole);
	for (unsigned i = work.first; i < work.count; i++)
		work.starts[i - work.first] = work.starts[i] - hole;
	work.count -= work.first;
	work.first = 0;
	work.used -= hole;
}

bool graph_work_pop(void)
{
	const struct item_head *head;
	unsigned same;

	close_hole();
	if (work.first == work.count)
		return false;
	head = item_at(work.count - 1);
	AGX_ASSERT(head->count <= graph.events_max);
	same = graph_find_same((const struct record *)(const void *)(head + 1), head->count);
	memcpy(graph.records, head + 1, head->count * sizeof(struct record));
	work.running = share_of(head);
	work.used = work.starts[--work.count];
	work.before_run = work.count;
	graph_adopt(head->count);
	graph.same = same;
	return true;
}

void graph_work_choice(void)
{
	work.choice++;
}

/* How many items from I on come from the same choice. */
static unsigned alternatives_from(unsigned i)
{
	unsigned first = i;

	while (i < work.count && item_at(i)->choice == item_at(first)->choice)
		i++;
	return i - first;
}

void graph_work_account(void)
{
	const double even = work.running.even / (work.count - work.before_run + 1);
	double halved = work.running.halved;

	for (unsigned i = work.before_run; i < work.count;) {
		unsigned alternatives = alternatives_from(i);

		halved /= alternatives + 1;
		for (unsigned end = i + alternatives; i < end; i++) {
			item_at(i)->even = (float)even;
			item_at(i)->halved = (float)halved;
			item_at(i)->choice = 0;
		}
	}
	search_share_add(&work.left, (struct search_share) {even, halved}, -1);
	work.running = (struct search_share) {0};
	work.before_run = work.count;
}

void graph_work_forget(void)
{
	work.first = work.count;
	work.before_run = work.count;
	work.running = (struct search_share) {0};
	work.left = work.running;
}

size_t graph_work_root(void *buffer, size_t bytes)
{
	const struct item_head head = {.even = 1, .halved = 1};

	if (sizeof head > bytes)
		return 0;
	memcpy(buffer, &head, sizeof head);
	return sizeof head;
}

unsigned graph_work_count(void)
{
	return work.count - work.first;
}

size_t graph_work_bytes_max(void)
{
	return sizeof(struct item_head) + graph.events_max * sizeof(struct record);
}

size_t graph_work_give(void *buffer, size_t bytes)
{
	const struct item_head *head;
	size_t size;

	if (graph_work_count() == 0)
		return 0;
	head = item_at(work.first);
	size = sizeof *head + head->count * sizeof(struct record);
	if (size > bytes)
		return 0;
	memcpy(buffer, head, size);
	search_share_add(&work.left, share_of(head), -1);
	work.first++;
	if (work.before_run < work.first)
		work.before_run = work.first;
	return size;
}

/* Indices that the graph is built by; what the events say of each other is checked when they are repeated. */
static bool is_record(const struct record *record, unsigned count)
{
	bool refers = record->kind == EVENT_READ || record->kind == EVENT_JOIN;

	if (record->thread >= THREADS_MAX || record->kind < EVENT_READ || record->kind > EVENT_BLOCK)
		return false;
	if (refers && record->source >= count &&
	    !(record->kind == EVENT_READ && record->source == EVENT_NONE))
		return false;
	if (record->kind == EVENT_CREATE && record->source >= THREADS_MAX)
		return false;
	return !(record->flags & RECORD_WAITED) || record->base == EVENT_NONE || record->base < count;
}

bool graph_work_accept(const void *buffer, size_t bytes)
{
	struct item_head head;
	struct record *records;

	if (bytes < sizeof head)
		return false;
	memcpy(&head, buffer, sizeof head);
	if (head.count > graph.events_max || !(head.even >= 0 && head.even <= 1) ||
	    !(head.halved >= 0 && head.halved <= 1) ||
	    bytes != sizeof head + head.count * sizeof(struct record))
		return false;
	records = new_item(head.count);
	memcpy(records, (const unsigned char *)buffer + sizeof head, bytes - sizeof head);
	item_at(work.count - 1)->even = head.even;
	item_at(work.count - 1)->halved = head.halved;
	work.before_run = work.count;
	for (unsigned i = 0; i < head.count; i++) {
		if (is_record(&records[i], head.count))
			continue;
		work.used = work.starts[--work.count];
		work.before_run = work.count;
		return false;
	}
	search_share_add(&work.left, share_of(&head), 1);
	return true;
}

struct search_share graph_work_left(void)
{
	return work.left;
}

unsigned graph_work_items_most(void)
{
	return work.items_most;
}

size_t graph_work_bytes(void)
{
	return work.reserved;
}
