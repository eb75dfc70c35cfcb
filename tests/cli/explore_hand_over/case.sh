# How processes of a search hand each other work, from the shipped source, with threads in their place: under every
# execution each item is done once, and the end is seen by all. And what becomes of it without what it rests on.
root=$(realpath "$case/../../..")
cat >hand_over.c <<'END'
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
/* Memory that starts anew in each execution; who sleeps looks again and again, which the explorer cuts short. */
#define mmap(hint, bytes, ...) aligned_alloc(128, ((bytes) + 127) / 128 * 128)
#define syscall(...) 0
#include "work_share.c"

enum { PROCESSES = 3, ITEMS = 6 };
static struct work_share *share;
static atomic_int done[ITEMS];
static atomic_int kept[ITEMS];
static _Thread_local unsigned char stack[ITEMS];
static _Thread_local unsigned first, end;

static unsigned count(void)
{
	return end - first;
}
static size_t give(void *bytes, size_t size)
{
	assert(count() > 0 && size >= 1);
	memcpy(bytes, &stack[first++], 1);
	return 1;
}
static const struct engine_items items = {.count = count, .give = give};

static void *process(void *number)
{
	unsigned self = (unsigned)(unsigned long)number;

	/* Two can feed the third. */
	for (unsigned i = 0; i < 3 && self < 2; i++)
		stack[end++] = (unsigned char)(3 * self + i);
	while (work_share_over(share) == OVER_NOT) {
		size_t size = 0;
		const unsigned char *item;

		if (count() == 0) {
			item = work_share_wait(share, self, &size);
			if (item == NULL)
				break;
			assert(size == 1);
			first = 0;
			end = 1;
			stack[0] = *item;
			work_share_emptied(share, self);
			continue;
		}
		atomic_fetch_add_explicit(&done[stack[--end]], 1, memory_order_relaxed);
		work_share_feed(share, &items);
		if (STOPS && self == 0)
			work_share_end_round(share, OVER_PAUSE);
	}
	while (count() > 0)
		atomic_fetch_add_explicit(&kept[stack[--end]], 1, memory_order_relaxed);
	return NULL;
}

int main(void)
{
	pthread_t threads[PROCESSES];

	share = work_share_new(PROCESSES, 1);
	memset(share, 0, sizeof *share);
	share->processes = PROCESSES;
	share->inbox_bytes = 128;
	work_share_begin_round(share);
	for (unsigned long i = 0; i < PROCESSES; i++)
		pthread_create(&threads[i], NULL, process, (void *)i);
	for (unsigned i = 0; i < PROCESSES; i++)
		pthread_join(threads[i], NULL);
	for (unsigned i = 0; i < ITEMS; i++)
		assert(done[i] + kept[i] == 1 && (STOPS || done[i] == 1));
	return 0;
}
END
explore() { # explore STOPS [SED]: prints the verdict, of the source changed so
	sed "${2:-}" "$root/src/explore/work_share.c" >work_share.c
	[ -z "${2:-}" ] || ! cmp -s work_share.c "$root/src/explore/work_share.c"
	"$agxrace" explore --json hand_over.c "$root/src/base/assert.c" -- -I"$root/src" -I"$root/include" "-DSTOPS=$1" >answer.json || true
	jq -r '.verdict' answer.json
}
explore 0
explore 1
# Whoever sees a hungry one feeds it.
explore 0 's/return; \/\* another one feeds it \*\//;/'
# One hungry process ends it.
explore 0 's/== all_of(share))/!= 0)/'
# What is on its way is not waited for.
explore 1 's/promised = !(\(atomic_fetch_and.*\) & mine);/promised = !\1;/'
# The orders that hand over the inbox, there and back.
explore 0 's/(uint32_t)size, memory_order_release/(uint32_t)size, memory_order_relaxed/'
explore 0 's/&lane->full, memory_order_acquire/\&lane->full, memory_order_relaxed/'
explore 0 's/atomic_fetch_and(&share->hungry, ~(UINT64_C(1) << process))/atomic_fetch_and_explicit(\&share->hungry, ~(UINT64_C(1) << process), memory_order_relaxed)/'
