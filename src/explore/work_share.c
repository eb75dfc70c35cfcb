/* SPDX-License-Identifier: MIT */
#include "explore/work_share.h"

#include "base/assert.h"

#include <linux/futex.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { KEYS_MAX_SHARED = 256, LINE_BYTES = 128, WAIT_MS = 50 };

/* Of one process, on lines of its own. */
struct share_lane {
	_Alignas(LINE_BYTES) _Atomic uint32_t full; /* bytes in the inbox, which sleepers watch; 0: empty */
	_Alignas(LINE_BYTES) _Atomic uint64_t executions;
	_Atomic uint64_t pending;
	_Atomic uint64_t even; /* what is left, as bits of doubles */
	_Atomic uint64_t halved;
};

struct work_share {
	/* Read by all before each execution, written rarely. */
	_Alignas(LINE_BYTES) _Atomic uint64_t hungry; /* bit per process */
	_Atomic int over;
	_Atomic bool gave_up;
	/* Bounds. */
	_Alignas(LINE_BYTES) uint64_t runs_max;
	_Atomic uint64_t runs;
	unsigned findings_max;
	_Atomic unsigned found; /* different ones */
	_Atomic uint64_t handed_over;
	_Atomic uint64_t keys[KEYS_MAX_SHARED];
	_Atomic uint16_t children[THREADS_MAX];
	/* Fixed. */
	unsigned processes;
	size_t inbox_bytes;
	struct share_lane lanes[SEARCH_JOBS_MAX];
};

_Static_assert(SEARCH_JOBS_MAX <= 64, "a set of processes is one word");

static unsigned char *inbox(struct work_share *share, unsigned process)
{
	return (unsigned char *)(share + 1) + process * share->inbox_bytes;
}

static uint64_t all_of(const struct work_share *share)
{
	return UINT64_MAX >> (64 - share->processes);
}

struct work_share *work_share_new(unsigned processes, size_t bytes_max)
{
	size_t inbox_bytes = (bytes_max + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
	struct work_share *share = mmap(NULL, sizeof *share + processes * inbox_bytes, PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	AGX_ASSERT(processes >= 1 && processes <= SEARCH_JOBS_MAX);
	if (share == MAP_FAILED)
		return NULL;
	share->processes = processes;
	share->inbox_bytes = inbox_bytes;
	return share;
}

void work_share_bound(struct work_share *share, uint64_t runs_max, unsigned findings_max)
{
	share->runs_max = runs_max;
	share->findings_max = findings_max;
}

uint64_t work_share_handed_over(const struct work_share *share)
{
	return atomic_load(&share->handed_over);
}

_Atomic uint16_t *work_share_children(struct work_share *share)
{
	return share->children;
}

void work_share_begin_round(struct work_share *share)
{
	atomic_store(&share->hungry, 0);
	atomic_store(&share->over, OVER_NOT);
	atomic_store(&share->gave_up, false);
	for (unsigned i = 0; i < share->processes; i++) {
		atomic_store(&share->lanes[i].full, 0);
		work_share_tell(share, i, &(struct work_told) {0});
	}
}

static void sleep_on(_Atomic uint32_t *word)
{
	const struct timespec limit = {.tv_nsec = WAIT_MS * 1000000L};

	/* Woken, changed before, interrupted or timed out: the caller looks again. */
	(void)syscall(SYS_futex, word, FUTEX_WAIT, 0, &limit, NULL, 0);
}

static void wake(_Atomic uint32_t *word)
{
	(void)syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0); /* that nobody sleeps is no failure */
}

void work_share_end_round(struct work_share *share, enum share_over why)
{
	int not = OVER_NOT;

	(void)atomic_compare_exchange_strong(&share->over, &not, (int)why); /* the first reason stands */
	for (unsigned i = 0; i < share->processes; i++)
		wake(&share->lanes[i].full);
}

enum share_over work_share_over(const struct work_share *share)
{
	return (enum share_over)atomic_load_explicit(&share->over, memory_order_relaxed);
}

void work_share_give_up(struct work_share *share)
{
	atomic_store(&share->gave_up, true);
	work_share_end_round(share, OVER_PAUSE);
}

bool work_share_reserve_run(struct work_share *share)
{
	return share->runs_max == 0 || atomic_fetch_add(&share->runs, 1) < share->runs_max;
}

bool work_share_found(struct work_share *share, uint64_t key)
{
	for (unsigned i = 0; i < KEYS_MAX_SHARED; i++) {
		uint64_t held = 0;

		if (atomic_compare_exchange_strong(&share->keys[i], &held, key)) {
			atomic_fetch_add(&share->found, 1);
			break;
		}
		if (held == key)
			break;
	}
	return share->findings_max > 0 && atomic_load(&share->found) >= share->findings_max;
}

void work_share_feed(struct work_share *share, const struct engine_items *items)
{
	uint64_t hungry = atomic_load_explicit(&share->hungry, memory_order_relaxed);
	unsigned process;
	size_t size;

	if (hungry == 0 || items->count() < 2)
		return;
	process = (unsigned)__builtin_ctzll(hungry);
	/* Acquire: of what the process did with the inbox before it was hungry again. */
	if (!(atomic_fetch_and(&share->hungry, ~(UINT64_C(1) << process)) >> process & 1))
		return; /* another one feeds it */
	size = items->give(inbox(share, process), share->inbox_bytes);
	AGX_ASSERT(size > 0 && size <= share->inbox_bytes);
	atomic_fetch_add_explicit(&share->handed_over, 1, memory_order_relaxed);
	atomic_store_explicit(&share->lanes[process].full, (uint32_t)size, memory_order_release);
	wake(&share->lanes[process].full);
}

const void *work_share_wait(struct work_share *share, unsigned self, size_t *ret_size)
{
	const uint64_t mine = UINT64_C(1) << self;
	struct share_lane *lane = &share->lanes[self];
	bool promised = false;

	if ((atomic_fetch_or(&share->hungry, mine) | mine) == all_of(share))
		work_share_end_round(share, OVER_DONE);
	for (;;) {
		/* Pairs with the release in work_share_feed(). */
		uint32_t size = atomic_load_explicit(&lane->full, memory_order_acquire);

		if (size > 0) {
			*ret_size = size;
			return inbox(share, self);
		}
		/* No more of that; but one who has cleared the bit before us is about to fill the inbox. */
		if (!promised && work_share_over(share) != OVER_NOT) {
			promised = !(atomic_fetch_and(&share->hungry, ~mine) & mine);
			if (!promised)
				return NULL;
		}
		if (promised && atomic_load(&share->gave_up))
			return NULL;
		sleep_on(&lane->full);
	}
}

void work_share_emptied(struct work_share *share, unsigned self)
{
	atomic_store_explicit(&share->lanes[self].full, 0, memory_order_relaxed);
}

static uint64_t bits_of(double number)
{
	uint64_t bits;

	memcpy(&bits, &number, sizeof bits);
	return bits;
}

static double number_of(uint64_t bits)
{
	double number;

	memcpy(&number, &bits, sizeof number);
	return number;
}

void work_share_tell(struct work_share *share, unsigned self, const struct work_told *told)
{
	struct share_lane *lane = &share->lanes[self];

	atomic_store_explicit(&lane->executions, told->executions, memory_order_relaxed);
	atomic_store_explicit(&lane->pending, told->pending, memory_order_relaxed);
	atomic_store_explicit(&lane->even, bits_of(told->left.even), memory_order_relaxed);
	atomic_store_explicit(&lane->halved, bits_of(told->left.halved), memory_order_relaxed);
}

struct work_told work_share_ask(const struct work_share *share)
{
	struct work_told sum = {0};

	for (unsigned i = 0; i < share->processes; i++) {
		const struct share_lane *lane = &share->lanes[i];

		sum.executions += atomic_load_explicit(&lane->executions, memory_order_relaxed);
		sum.pending += atomic_load_explicit(&lane->pending, memory_order_relaxed);
		sum.left.even += number_of(atomic_load_explicit(&lane->even, memory_order_relaxed));
		sum.left.halved += number_of(atomic_load_explicit(&lane->halved, memory_order_relaxed));
	}
	return sum;
}
