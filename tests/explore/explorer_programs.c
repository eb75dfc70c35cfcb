/* SPDX-License-Identifier: MIT */
#include "explore/explorer_programs.h"

#include <assert.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef void *(*body)(void *);

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static atomic_int number;
static int counter;
static int ready = 7;
static _Thread_local int own = 5;

static void run(int count, const body *bodies)
{
	pthread_t threads[8];

	for (int i = 0; i < count; i++)
		pthread_create(&threads[i], NULL, bodies[i], (void *)(long)i);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

static void *add(void *argument)
{
	atomic_fetch_add(&number, 1);
	return argument;
}

int fetch_add_by_three(void *argument)
{
	run(3, (body[]) {add, add, add});
	assert(number == 3);
	return argument != NULL;
}

static void *lock_twice(void *argument)
{
	for (int i = 0; i < 2; i++) {
		pthread_mutex_lock(&a);
		counter++;
		pthread_mutex_unlock(&a);
	}
	return argument;
}

int mutex_by_three_twice(void *argument)
{
	run(3, (body[]) {lock_twice, lock_twice, lock_twice});
	assert(counter == 6);
	return argument != NULL;
}

static void *count_plainly(void *argument)
{
	counter++;
	return argument;
}

int race_on_a_counter(void *argument)
{
	run(2, (body[]) {count_plainly, count_plainly});
	return argument != NULL;
}

static _Atomic(struct big *) current;
static struct big only;

static void *read_field(void *argument)
{
	if (atomic_load(&current) != NULL)
		return (void *)(long)atomic_load(&current)->field;
	return argument;
}

static void *clear_current(void *argument)
{
	atomic_store(&current, NULL);
	return argument;
}

int null_field(void *argument)
{
	atomic_store(&current, &only);
	run(2, (body[]) {read_field, clear_current});
	return argument != NULL;
}

static _Atomic(int *) shared;

static void *use_shared(void *argument)
{
	int *p = atomic_load(&shared);

	return p != NULL ? (void *)(long)*p : argument;
}

static void *free_shared(void *argument)
{
	free(atomic_exchange(&shared, NULL));
	return argument;
}

int free_while_used(void *argument)
{
	int *p = malloc(sizeof *p);

	*p = 1;
	atomic_store(&shared, p);
	run(2, (body[]) {use_shared, free_shared});
	return argument != NULL;
}

static int *locked_pointer;

static void *free_once_each(void *argument)
{
	int *p;

	pthread_mutex_lock(&a);
	p = locked_pointer;
	pthread_mutex_unlock(&a);
	pthread_mutex_lock(&a);
	free(p);
	locked_pointer = NULL;
	pthread_mutex_unlock(&a);
	return argument;
}

int double_free(void *argument)
{
	locked_pointer = malloc(4);
	run(2, (body[]) {free_once_each, free_once_each});
	return argument != NULL;
}

static void *overrun(void *argument)
{
	int count = atomic_load(&number) ? 5 : 4;
	volatile int *p = malloc(4 * sizeof *p);

	for (int i = 0; i < count; i++)
		p[i] = i;
	free((void *)p);
	return argument;
}

int heap_overrun(void *argument)
{
	run(2, (body[]) {overrun, add});
	return argument != NULL;
}

int never_written(void *argument)
{
	int *p = malloc(2 * sizeof *p);

	p[0] = 1;
	run(1, (body[]) {add});
	return p[number] != 0 && argument != NULL;
}

/* Each byte gets the value that new blocks are full of, and is looked at in a later epoch. */
int written_as_it_was(void *argument)
{
	volatile unsigned char *p = malloc(8);
	unsigned sum = 0;

	for (unsigned i = 0; i < 8; i++)
		p[i] = 0xcb;
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
	for (unsigned i = 0; i < 8; i++)
		sum += p[i];
	free((void *)p);
	return sum != 8 * 0xcb || argument != NULL;
}

static void *lock_a_b(void *argument)
{
	pthread_mutex_lock(&a);
	pthread_mutex_lock(&b);
	pthread_mutex_unlock(&b);
	pthread_mutex_unlock(&a);
	return argument;
}

static void *lock_b_a(void *argument)
{
	pthread_mutex_lock(&b);
	pthread_mutex_lock(&a);
	pthread_mutex_unlock(&a);
	pthread_mutex_unlock(&b);
	return argument;
}

int ab_ba(void *argument)
{
	run(2, (body[]) {lock_a_b, lock_b_a});
	return argument != NULL;
}

static void *wait_once(void *argument)
{
	pthread_mutex_lock(&a);
	if (counter == 0)
		pthread_cond_wait(&condition, &a);
	pthread_mutex_unlock(&a);
	return argument;
}

static void *signal_first(void *argument)
{
	pthread_cond_signal(&condition);
	pthread_mutex_lock(&a);
	counter = 1;
	pthread_mutex_unlock(&a);
	return argument;
}

int signal_before_wait(void *argument)
{
	run(2, (body[]) {wait_once, signal_first});
	return argument != NULL;
}

static void *add_in_two_steps(void *argument)
{
	atomic_store(&number, atomic_load(&number) + 1);
	return argument;
}

int assertion_after_lost_update(void *argument)
{
	run(2, (body[]) {add_in_two_steps, add_in_two_steps});
	assert(number == 2);
	return argument != NULL;
}

static int recurse(int n)
{
	volatile char frame[4096];

	frame[0] = (char)n;
	return n == 0 ? 0 : recurse(n - 1) + frame[0];
}

static void *recurse_if(void *argument)
{
	return atomic_load(&number) ? (void *)(long)recurse(100000) : argument;
}

int deep_recursion(void *argument)
{
	run(2, (body[]) {recurse_if, add});
	return argument != NULL;
}

static void *lock_only(void *argument)
{
	pthread_mutex_lock(&a);
	atomic_store(&number, 1);
	atomic_store(&number, 0);
	pthread_mutex_unlock(&a);
	return argument;
}

static void *unlock_only(void *argument)
{
	if (atomic_load(&number))
		pthread_mutex_unlock(&a);
	return argument;
}

int unlock_of_another(void *argument)
{
	run(2, (body[]) {lock_only, unlock_only});
	return argument != NULL;
}

static void *lock_and_leave(void *argument)
{
	pthread_mutex_lock(&b);
	return argument;
}

int ends_with_lock(void *argument)
{
	run(1, (body[]) {lock_and_leave});
	return argument != NULL;
}

static void *use_own(void *argument)
{
	own += (int)(long)argument;
	add(NULL);
	assert(own == 5 + (int)(long)argument);
	return NULL;
}

int own_tls(void *argument)
{
	run(2, (body[]) {use_own, use_own});
	assert(own == 5);
	own = 9;
	return argument != NULL;
}

int globals_are_reset(void *argument)
{
	static char large[100000];

	assert(ready == 7 && large[99999] == 0 && number == 0);
	ready = 8;
	large[99999] = 1;
	run(2, (body[]) {add, add});
	return argument != NULL;
}

static void *spin(void *argument)
{
	while (!atomic_load_explicit(&number, memory_order_acquire))
		;
	assert(counter == 42);
	return argument;
}

static void *publish(void *argument)
{
	counter = 42;
	atomic_store_explicit(&number, 1, memory_order_release);
	return argument;
}

int spin_on_flag(void *argument)
{
	run(2, (body[]) {spin, publish});
	return argument != NULL;
}

static sem_t semaphore;

static void *post(void *argument)
{
	counter = 1;
	sem_post(&semaphore);
	return argument;
}

static void *take(void *argument)
{
	sem_wait(&semaphore);
	assert(counter == 1);
	return argument;
}

int semaphore_order(void *argument)
{
	sem_init(&semaphore, 0, 0);
	run(2, (body[]) {take, post});
	sem_destroy(&semaphore);
	return argument != NULL;
}

static pthread_barrier_t barrier;
static int parts[3];

static void *meet(void *argument)
{
	int serial;

	parts[(long)argument] = 1;
	serial = pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
	assert(parts[0] + parts[1] + parts[2] == 3);
	if (serial)
		counter++;
	return NULL;
}

int barrier_of_three(void *argument)
{
	pthread_barrier_init(&barrier, NULL, 3);
	run(3, (body[]) {meet, meet, meet});
	assert(counter == 1);
	pthread_barrier_destroy(&barrier);
	return argument != NULL;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void set_up(void)
{
	counter++;
}

static void *ask_once(void *argument)
{
	pthread_once(&once, set_up);
	assert(counter == 1);
	return argument;
}

int once_only(void *argument)
{
	run(2, (body[]) {ask_once, ask_once});
	return argument != NULL;
}

static pthread_key_t key;

static void destroy(void *value)
{
	atomic_fetch_add(&number, (int)(long)value);
}

static void *set_key(void *argument)
{
	assert(pthread_getspecific(key) == NULL);
	pthread_setspecific(key, (void *)3L);
	return argument;
}

int keys_are_destroyed(void *argument)
{
	pthread_key_create(&key, destroy);
	run(2, (body[]) {set_key, set_key});
	assert(number == 6);
	return argument != NULL;
}

static void note(void *value)
{
	counter = counter * 10 + (int)(long)value;
}

static void *leave_early(void *argument)
{
	pthread_cleanup_push(note, (void *)1L);
	pthread_cleanup_push(note, (void *)2L);
	pthread_cleanup_push(note, (void *)3L);
	pthread_cleanup_pop(0);
	pthread_exit(argument);
	pthread_cleanup_pop(1);
	pthread_cleanup_pop(1);
	return NULL;
}

int cleanup_handlers_run(void *argument)
{
	run(1, (body[]) {leave_early});
	assert(counter == 21);
	return argument != NULL;
}

int status_of_main(void *argument)
{
	(void)argument;
	run(2, (body[]) {add_in_two_steps, add_in_two_steps});
	return number == 2 ? 0 : 3;
}

int forks(void *argument)
{
	run(1, (body[]) {add});
	return fork() == 0 && argument != NULL;
}

int mixed_sizes(void *argument)
{
	static union {
		_Atomic unsigned whole;
		_Atomic unsigned short half;
	} both;

	atomic_store(&both.whole, 1);
	atomic_store(&both.half, 2);
	return argument != NULL;
}

static struct {
	atomic_int value;
	int other;
} object;

static void *read_object(void *argument)
{
	assert(atomic_load(&object.value) == 9);
	return argument;
}

int plain_store_to_atomic(void *argument)
{
	atomic_store(&object.value, 4);
	memset(&object, 0, sizeof object);
	*(int *)&object.value = 9;
	run(2, (body[]) {read_object, read_object});
	return argument != NULL;
}

static void *volatile kept; /* else the compiler sees that nobody reads it */

int block_left(void *argument)
{
	volatile char *block = malloc(24);

	kept = malloc(8);
	block[0] = 1;
	run(1, (body[]) {add});
	return argument != NULL;
}

int block_kept(void *argument)
{
	void **outer = malloc(sizeof *outer);

	kept = outer;
	*outer = malloc(8);
	run(1, (body[]) {add});
	return argument != NULL;
}

int thread_left(void *argument)
{
	pthread_t thread;

	pthread_create(&thread, NULL, add, NULL);
	return argument != NULL;
}

static struct big *plain_current;

static void *read_plain_field(void *argument)
{
	struct big *volatile *where = (struct big *volatile *)&plain_current;

	return *where != NULL ? (void *)(long)(*where)->field : argument;
}

static void *clear_plainly(void *argument)
{
	plain_current = NULL;
	return argument;
}

int race_hides_null(void *argument)
{
	plain_current = &only;
	run(2, (body[]) {read_plain_field, clear_plainly});
	return argument != NULL;
}

static struct block {
	char bytes[64];
} block;

static void *copy_block(void *argument)
{
	struct block copy;

	memcpy(&copy, &block, sizeof copy);
	return copy.bytes[7] == 1 ? argument : read_plain_field(argument);
}

static void *clear_block(void *argument)
{
	memset(&block, 0, sizeof block);
	return clear_plainly(argument);
}

int race_of_block_hides_null(void *argument)
{
	plain_current = &only;
	run(2, (body[]) {copy_block, clear_block});
	return argument != NULL;
}

static atomic_int order;

static void *grandchild(void *argument)
{
	if (argument != NULL)
		atomic_store(&order, 2);
	else if (atomic_load(&order) == 2)
		abort();
	return NULL;
}

static void *child(void *argument)
{
	run(1, (body[]) {add_in_two_steps});
	grandchild(argument);
	return NULL;
}

int grandchildren(void *argument)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, child, NULL);
	pthread_create(&threads[1], NULL, child, &order);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	return argument != NULL;
}

/* Reads a location three times, with nothing but a register to tell how often. */
#define COUNT_IN(name) \
	static int count_in_##name(void) \
	{ \
		register long left __asm__(#name) = 3; \
\
		do { \
			(void)atomic_load(&number); \
			__asm__ volatile("" : "+r"(left)); \
			left--; \
			__asm__ volatile("" : "+r"(left)); \
		} while (left > 0); \
		return 0; \
	}
#if defined(__x86_64__)
#define CALLEE_SAVED(X) X(rbx) X(r12) X(r13) X(r14) X(r15)
#else
#define CALLEE_SAVED(X) X(x19) X(x20) X(x21) X(x22) X(x23) X(x24) X(x25) X(x26) X(x27) X(x28)
#endif
CALLEE_SAVED(COUNT_IN)

static void *count_in_registers(void *argument)
{
#define DO_COUNT(name) count_in_##name();
	CALLEE_SAVED(DO_COUNT)
#undef DO_COUNT
	return argument;
}

int counts_in_registers(void *argument)
{
	run(2, (body[]) {add, count_in_registers});
	return argument != NULL;
}
