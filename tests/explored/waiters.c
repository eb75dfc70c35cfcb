/* SPDX-License-Identifier: MIT */
/* Threads that wait for a mutex or a semaphore while others go on, stop, or have been there first. */
#include "programs.h"

#include <semaphore.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static sem_t first;
static sem_t second;
static sem_t third;
static atomic_int flag;
static atomic_int cell;

static void *section(void *p)
{
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *section_until_flag(void *p)
{
	pthread_mutex_lock(&mutex);
	while (atomic_load(&flag) == 0)
		;
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *set_flag(void *p)
{
	atomic_store(&flag, 1);
	return p;
}

/* Who waits for the mutex of a thread that is left in its loop is not dead-locked: the loop ends some time. */
static void lock_kept_by_a_loop(void)
{
	begin(0, section_until_flag);
	begin(1, section);
	begin(2, set_flag);
	for (int i = 0; i < 3; i++)
		end(i);
}

static void *section_until_posted(void *p)
{
	pthread_mutex_lock(&mutex);
	sem_wait(&first);
	pthread_mutex_unlock(&mutex);
	sem_wait(&second);
	return p;
}

static void *count_then_section(void *p)
{
	atomic_fetch_add(&cell, 1);
	section(p);
	sem_post(&second);
	sem_post(&third);
	return p;
}

static void *post_and_wait(void *p)
{
	sem_post(&first);
	sem_wait(&third);
	return p;
}

static void init_semaphores(void)
{
	sem_init(&first, 0, 0);
	sem_init(&second, 0, 0);
	sem_init(&third, 0, 0);
}

/* Three sections in every order. Thread 0 may wait for 1 while 2 counts, and then see 2 take the mutex before it: what comes
 * of that is found from where 2 took it first, and is not to be done twice. */
static void waiter_is_passed_over(void)
{
	init_semaphores();
	begin(0, section);
	begin(1, section_until_posted);
	begin(2, count_then_section);
	begin(3, post_and_wait);
	for (int i = 0; i < 4; i++)
		end(i);
}

static void *write_and_post(void *p)
{
	atomic_store(&cell, 1);
	sem_post(&second);
	return p;
}

static void *section_after_write(void *p)
{
	pthread_mutex_lock(&mutex);
	sem_wait(&second);
	pthread_mutex_unlock(&mutex);
	return p;
}

static void *post(void *p)
{
	sem_post(&first);
	return p;
}

static void *wait_then_write(void *p)
{
	sem_wait(&first);
	pthread_mutex_lock(&mutex);
	atomic_store(&cell, 2);
	pthread_mutex_unlock(&mutex);
	return p;
}

/* Section of 1 before 2's: then 0's write is before 2's. After it: 0's write is before or after. The last is found only
 * from where 1 holds the mutex, 2 waits for it, and 0, which both wait for, has been tried before. */
static void waiter_behind_a_sleeper(void)
{
	init_semaphores();
	begin(0, write_and_post);
	begin(1, section_after_write);
	begin(2, wait_then_write);
	begin(3, post);
	for (int i = 0; i < 4; i++)
		end(i);
}

static void *store_two(void *p)
{
	atomic_store_explicit(&cell, 2, memory_order_relaxed);
	return p;
}

static void *begin_store_two(void *p)
{
	begin(2, store_two);
	return p;
}

static void *load(void *p)
{
	assert(atomic_load_explicit(&cell, memory_order_relaxed) != 0);
	return p;
}

/* The reader's creation is after main's store, so the other store, to be read, must be after that too: older and not
 * read, newer and not read, newer and read. */
static void first_read_of_a_thread(void)
{
	begin(0, begin_store_two);
	atomic_store_explicit(&cell, 1, memory_order_relaxed);
	begin(1, load);
	for (int i = 0; i < 3; i++)
		end(i);
}

PROGRAMS(
	T(lock_kept_by_a_loop), /* holds 2 */
	T(waiter_is_passed_over), /* holds 6 */
	T(waiter_behind_a_sleeper), /* holds 3 */
	T(first_read_of_a_thread), /* holds 3 */
)
