/* SPDX-License-Identifier: MIT */
/* Each stream has one thread, and all work on the stream runs there, in order, while the caller waits: dispatch_sync
 * on the stream's serial queue, as in PyTorch's repair (https://github.com/pytorch/pytorch/pull/197836).
 *
 * Safe against shared-stream and sync-ends-encoder: ending a stream's encoder is itself work on that stream, so it
 * runs before or after, never during.
 * Not against the driver's faults: context slots are shared by all streams. */
#include "policy/policy_internal.h"

#include "trace/activity.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct work_item {
	void (*work)(void *arg);
	void *arg;
	bool done;
	pthread_cond_t finished; /* done: only its caller waits */
	struct work_item *next;
};

struct serial_queue {
	unsigned stream;
	pthread_t thread;
	/* Excludes callers and the stream's thread; not held while work runs. */
	pthread_mutex_t lock;
	pthread_cond_t added; /* work, or stop: only the stream's thread waits */
	struct work_item *first;
	struct work_item *last;
	bool stop;
};

struct serial_queues {
	unsigned count;
	struct serial_queue queues[];
};

static void *queue_main(void *context)
{
	struct serial_queue *queue = context;
	char name[ACTIVITY_NAME_BYTES];

	(void)snprintf(name, sizeof name, "stream %u", queue->stream);
	activity_name(name, name);
	pthread_mutex_lock(&queue->lock);
	for (;;) {
		struct work_item *item = queue->first;

		if (item == NULL && queue->stop)
			break;
		if (item == NULL) {
			pthread_cond_wait(&queue->added, &queue->lock);
			continue;
		}
		queue->first = item->next;
		if (queue->first == NULL)
			queue->last = NULL;
		pthread_mutex_unlock(&queue->lock);
		item->work(item->arg);
		pthread_mutex_lock(&queue->lock);
		item->done = true;
		pthread_cond_signal(&item->finished);
	}
	pthread_mutex_unlock(&queue->lock);
	return NULL;
}

static void run(void *state, unsigned stream, void (*work)(void *arg), void *arg)
{
	struct serial_queues *all = state;
	struct serial_queue *queue = &all->queues[stream];
	struct work_item item = {.work = work, .arg = arg, .finished = PTHREAD_COND_INITIALIZER};

	pthread_mutex_lock(&queue->lock);
	if (queue->last != NULL)
		queue->last->next = &item;
	else
		queue->first = &item;
	queue->last = &item;
	pthread_cond_signal(&queue->added);
	while (!item.done)
		pthread_cond_wait(&item.finished, &queue->lock);
	pthread_mutex_unlock(&queue->lock);
	pthread_cond_destroy(&item.finished);
}

static bool queue_start(struct serial_queue *queue, unsigned stream)
{
	queue->stream = stream;
	if (pthread_mutex_init(&queue->lock, NULL) != 0)
		return false;
	if (pthread_cond_init(&queue->added, NULL) != 0)
		goto out_lock;
	if (pthread_create(&queue->thread, NULL, queue_main, queue) != 0)
		goto out_cond;
	return true;

out_cond:
	pthread_cond_destroy(&queue->added);
out_lock:
	pthread_mutex_destroy(&queue->lock);
	return false;
}

static void queue_stop(struct serial_queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->stop = true;
	pthread_cond_signal(&queue->added);
	pthread_mutex_unlock(&queue->lock);
	pthread_join(queue->thread, NULL);
	pthread_cond_destroy(&queue->added);
	pthread_mutex_destroy(&queue->lock);
}

static void release(void *state)
{
	struct serial_queues *all = state;

	for (unsigned i = 0; i < all->count; i++)
		queue_stop(&all->queues[i]);
	free(all);
}

static enum agx_status init(struct policy_choice choice, unsigned streams, void **ret_state,
			    struct agx_error *err)
{
	struct serial_queues *all = calloc(1, sizeof *all + streams * sizeof *all->queues);

	(void)choice;
	if (all == NULL)
		return agx_fail(err, AGX_NO_MEMORY, "no memory for the streams' queues");
	for (all->count = 0; all->count < streams; all->count++) {
		if (!queue_start(&all->queues[all->count], all->count)) {
			release(all);
			return agx_fail(err, AGX_FAILED, "cannot start a thread for each stream");
		}
	}
	*ret_state = all;
	return AGX_OK;
}

const struct policy_ops policy_serial_queue_ops = {
	.init = init,
	.release = release,
	.run = run,
	.safe_against = SIM_FAULT_SHARED_STREAM | SIM_FAULT_SYNC_ENDS_ENCODER,
};
