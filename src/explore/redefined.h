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
	X(pthread_getname_np) X(pthread_setaffinity_np) X(pthread_setschedparam) X(pthread_setschedprio) X(pthread_once) X(pthread_key_create) X(pthread_key_delete) X(pthread_setspecific) \
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
	X(strcasecmp) X(strncasecmp) X(strspn) X(strcspn) X(strpbrk) \
	/* libc_numbers.c */ \
	X(strtol) X(strtoul) X(strtoll) X(strtoull) X(__isoc23_strtol) X(__isoc23_strtoul) X(__isoc23_strtoll) \
	X(__isoc23_strtoull) X(strtod) X(strtof) X(strtold) X(atoi) X(atol) X(atoll) X(atof) \
	X(qsort) X(strtok) \
	/* libc_print.c */ \
	X(sprintf) X(snprintf) X(vsprintf) X(vsnprintf) X(__sprintf_chk) X(__snprintf_chk) X(__vsprintf_chk) \
	X(__vsnprintf_chk) X(printf) X(fprintf) X(vprintf) X(vfprintf) X(dprintf) X(__printf_chk) X(__fprintf_chk) \
	X(__vprintf_chk) X(__vfprintf_chk) X(__dprintf_chk) X(puts) X(fputs) X(perror) X(fwrite) X(write) \
	X(setvbuf) X(setbuf) X(setbuffer) X(setlinebuf) \
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
	X(getpid) X(getppid) X(gettid) \
	X(__VERIFIER_assume) X(__VERIFIER_nondet_int) X(__VERIFIER_nondet_uint) X(__VERIFIER_nondet_bool) \
	X(__VERIFIER_error) X(reach_error) X(agxrace_assume) X(agxrace_choose)

/* End the execution as unsupported: processes and signals; input, files and what can wait for another process; state that
 * libc keeps for itself from one execution to the next; memory that nobody watches; questions about a real thread. */
#define UNSUPPORTED_MAP(X) \
	X(fork) X(_Fork) X(vfork) X(clone) X(system) X(popen) X(pclose) X(daemon) X(forkpty) X(execl) X(execlp) \
	X(execle) X(execv) X(execvp) X(execvpe) X(execve) X(execveat) X(fexecve) X(posix_spawn) X(posix_spawnp) \
	X(wait) X(wait3) X(wait4) X(waitpid) X(waitid) X(ptrace) X(syscall) X(pthread_atfork) \
	X(signal) X(sigaction) X(sigset) X(sigwait) X(sigwaitinfo) X(sigtimedwait) X(sigsuspend) X(sigprocmask) \
	X(sigaltstack) X(sigqueue) X(sigpending) X(pthread_sigmask) X(pthread_sigqueue) X(kill) X(killpg) X(tgkill) \
	X(pthread_kill) X(alarm) X(ualarm) X(setitimer) X(timer_create) X(pause) X(pthread_cancel) X(signalfd) \
	X(open) X(open64) X(__open_2) X(__open64_2) X(openat) X(openat64) X(creat) X(creat64) X(fopen) X(fopen64) \
	X(freopen) X(freopen64) X(fdopen) X(tmpfile) X(tmpfile64) X(mkstemp) X(mkstemp64) X(mkostemp) X(opendir) \
	X(fdopendir) X(memfd_create) X(shm_open) X(shmget) X(semget) X(msgget) X(sem_open) X(mq_open) \
	X(read) X(__read_chk) X(pread) X(pread64) X(readv) X(preadv) X(poll) X(__poll_chk) X(ppoll) X(select) \
	X(pselect) X(epoll_create) X(epoll_create1) X(epoll_wait) X(epoll_pwait) X(accept) X(accept4) X(connect) \
	X(recv) X(recvfrom) X(recvmsg) X(socket) X(socketpair) X(pipe) X(pipe2) X(eventfd) X(timerfd_create) \
	X(inotify_init) X(inotify_init1) X(getchar) X(getchar_unlocked) X(getc) X(getc_unlocked) X(_IO_getc) \
	X(fgetc) X(fgetc_unlocked) X(__uflow) X(fgets) X(__fgets_chk) X(fgets_unlocked) X(gets) X(getline) \
	X(getdelim) X(__getdelim) X(fread) X(__fread_chk) X(fread_unlocked) X(getw) X(getwchar) X(fgetwc) X(getwc) \
	X(fgetws) X(scanf) X(vscanf) X(fscanf) X(vfscanf) X(__isoc99_scanf) X(__isoc99_vscanf) X(__isoc99_fscanf) \
	X(__isoc99_vfscanf) X(__isoc23_scanf) X(__isoc23_vscanf) X(__isoc23_fscanf) X(__isoc23_vfscanf) X(flockfile) X(ftrylockfile) X(funlockfile) \
	X(mmap) X(mmap64) X(mremap) X(munmap) X(mprotect) X(brk) X(sbrk) X(dlopen) X(dlmopen) X(dlsym) X(dlvsym) \
	X(makecontext) X(swapcontext) X(setcontext) X(on_exit) X(setenv) X(unsetenv) X(putenv) X(clearenv) \
	X(drand48) X(lrand48) X(mrand48) X(srand48) X(seed48) X(lcong48) X(initstate) X(setstate) X(getentropy) \
	X(getrandom) X(arc4random) X(arc4random_buf) X(arc4random_uniform) \
	X(pthread_mutex_consistent) X(pthread_mutex_setprioceiling) X(pthread_clockjoin_np) X(pthread_getattr_np) \
	X(pthread_getaffinity_np) X(pthread_getschedparam) X(pthread_getcpuclockid)

#endif
