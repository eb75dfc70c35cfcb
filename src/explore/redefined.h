/* SPDX-License-Identifier: MIT */
/* Names of libc and pthreads that are redirected in the explored program's objects, NAME to explored_NAME, by objcopy
 * --redefine-syms: the program's calls and pointers only, neither libc's own nor the runtime's. No two names may have one
 * target, so aliases have functions of their own. */
#ifndef AGX_EXPLORE_REDEFINED_H
#define AGX_EXPLORE_REDEFINED_H

/* Have a function of the same behaviour in the explored world. */
#define REDEFINED_MAP(X) \
	X(main) \
	/* libc_thread.c */ \
	X(pthread_create) X(pthread_join) X(pthread_tryjoin_np) X(pthread_timedjoin_np) X(pthread_detach) \
	X(pthread_exit) X(pthread_self) X(pthread_equal) X(pthread_yield) X(pthread_setname_np) \
	X(pthread_getname_np) X(pthread_once) X(pthread_key_create) X(pthread_key_delete) X(pthread_setspecific) \
	X(pthread_getspecific) X(__pthread_register_cancel) X(__pthread_unregister_cancel) \
	X(__pthread_unwind_next) X(pthread_setcancelstate) X(pthread_setcanceltype) X(pthread_testcancel) \
	/* libc_sync.c */ \
	X(pthread_mutex_init) X(pthread_mutex_destroy) X(pthread_mutex_lock) X(pthread_mutex_trylock) \
	X(pthread_mutex_timedlock) X(pthread_mutex_clocklock) X(pthread_mutex_unlock) \
	X(pthread_rwlock_init) X(pthread_rwlock_destroy) X(pthread_rwlock_rdlock) X(pthread_rwlock_tryrdlock) \
	X(pthread_rwlock_timedrdlock) X(pthread_rwlock_clockrdlock) X(pthread_rwlock_wrlock) \
	X(pthread_rwlock_trywrlock) X(pthread_rwlock_timedwrlock) X(pthread_rwlock_clockwrlock) \
	X(pthread_rwlock_unlock) X(pthread_cond_init) X(pthread_cond_destroy) X(pthread_cond_wait) \
	X(pthread_cond_timedwait) X(pthread_cond_clockwait) X(pthread_cond_signal) X(pthread_cond_broadcast) \
	X(sem_init) X(sem_destroy) X(sem_wait) X(sem_trywait) X(sem_timedwait) X(sem_clockwait) X(sem_post) \
	X(sem_getvalue) X(pthread_barrier_init) X(pthread_barrier_destroy) X(pthread_barrier_wait) \
	X(pthread_spin_init) X(pthread_spin_destroy) X(pthread_spin_lock) X(pthread_spin_trylock) \
	X(pthread_spin_unlock) \
	/* libc_c11.c */ \
	X(thrd_create) X(thrd_join) X(thrd_detach) X(thrd_exit) X(thrd_current) X(thrd_equal) X(thrd_yield) \
	X(thrd_sleep) X(mtx_init) X(mtx_destroy) X(mtx_lock) X(mtx_trylock) X(mtx_timedlock) X(mtx_unlock) \
	X(cnd_init) X(cnd_destroy) X(cnd_wait) X(cnd_timedwait) X(cnd_signal) X(cnd_broadcast) X(tss_create) \
	X(tss_delete) X(tss_get) X(tss_set) X(call_once) \
	/* libc_heap.c */ \
	X(malloc) X(calloc) X(realloc) X(reallocarray) X(free) X(cfree) X(aligned_alloc) X(posix_memalign) \
	X(memalign) X(valloc) X(pvalloc) X(malloc_usable_size) X(strdup) X(__strdup) X(strndup) X(__strndup) \
	X(asprintf) X(vasprintf) X(__asprintf_chk) X(__vasprintf_chk) \
	/* libc_string.c */ \
	X(memcpy) X(__memcpy_chk) X(memmove) X(__memmove_chk) X(memset) X(__memset_chk) X(mempcpy) \
	X(__mempcpy_chk) X(bzero) X(bcopy) X(explicit_bzero) X(memcmp) X(bcmp) X(memchr) X(memrchr) X(strlen) \
	X(strnlen) X(strcpy) X(__strcpy_chk) X(strncpy) X(__strncpy_chk) X(stpcpy) X(__stpcpy_chk) X(strcat) \
	X(__strcat_chk) X(strncat) X(__strncat_chk) X(strcmp) X(strncmp) X(strchr) X(strrchr) X(strstr) \
	X(sprintf) X(snprintf) X(vsprintf) X(vsnprintf) X(__sprintf_chk) X(__snprintf_chk) X(__vsprintf_chk) \
	X(__vsnprintf_chk) \
	/* libc_atomic.c: what is too wide for the hooks */ \
	X(__atomic_load) X(__atomic_store) X(__atomic_exchange) X(__atomic_compare_exchange) X(__atomic_load_16) \
	X(__atomic_store_16) X(__atomic_exchange_16) X(__atomic_compare_exchange_16) X(__atomic_fetch_add_16) \
	X(__atomic_fetch_sub_16) X(__atomic_fetch_and_16) X(__atomic_fetch_or_16) X(__atomic_fetch_xor_16) \
	X(__atomic_fetch_nand_16) \
	/* libc_time.c */ \
	X(time) X(clock_gettime) X(clock_getres) X(gettimeofday) X(timespec_get) X(clock) X(nanosleep) \
	X(clock_nanosleep) X(usleep) X(sleep) X(sched_yield) X(sched_getcpu) \
	/* libc_process.c */ \
	X(__assert_fail) X(__assert) X(__assert_perror_fail) X(abort) X(exit) X(_exit) X(_Exit) X(quick_exit) \
	X(atexit) X(at_quick_exit) X(rand) X(srand) X(random) X(srandom) X(raise) \
	X(__VERIFIER_assume) X(__VERIFIER_nondet_int) X(__VERIFIER_nondet_uint) X(__VERIFIER_nondet_bool) \
	X(__VERIFIER_error) X(reach_error) X(agxrace_assume) X(agxrace_choose)

/* End the execution as unsupported. */
#define UNSUPPORTED_MAP(X) \
	X(fork) X(vfork) X(system) X(popen) X(execl) X(execlp) X(execle) X(execv) X(execvp) X(execve) \
	X(posix_spawn) X(posix_spawnp) X(wait) X(waitpid) X(signal) X(sigaction) X(sigwait) X(sigsuspend) \
	X(sigprocmask) X(pthread_sigmask) X(kill) X(pthread_kill) X(alarm) X(setitimer) X(timer_create) X(pause) \
	X(pthread_cancel) X(pthread_atfork) X(mmap) X(munmap) X(mprotect) X(shm_open) X(read) X(pread) X(readv) \
	X(poll) X(ppoll) X(select) X(pselect) X(epoll_wait) X(accept) X(accept4) X(connect) X(recv) X(recvfrom) \
	X(recvmsg) X(socket) X(socketpair) X(pipe) X(pipe2) X(eventfd) X(sem_open) X(mq_open) X(syscall) \
	X(getchar) X(scanf) X(__isoc99_scanf) X(dlopen) X(makecontext) X(swapcontext) X(setcontext) \
	X(pthread_mutex_consistent) X(pthread_mutex_setprioceiling)

#endif
