/* SPDX-License-Identifier: MIT */
/* Calls that end an execution as unsupported. */
#include "programs.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <mqueue.h>
#include <poll.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static int tally;

static void *nothing(void *p)
{
	return p;
}

static void handler(int number)
{
	(void)number;
}

#define CALL(name, ...) \
	static void name##_(void) \
	{ \
		__VA_ARGS__; \
	}

CALL(signal, signal(SIGUSR1, handler))
CALL(sigaction, struct sigaction a = {.sa_handler = handler}; sigaction(SIGUSR1, &a, NULL))
CALL(raise, raise(SIGUSR1))
CALL(kill, kill(getpid(), SIGUSR1))
CALL(pthread_kill, pthread_kill(pthread_self(), SIGUSR1))
CALL(sigmask, sigset_t s; sigemptyset(&s); pthread_sigmask(SIG_BLOCK, &s, NULL))
CALL(sigwait, sigset_t s; int n; sigemptyset(&s); sigwait(&s, &n))
CALL(sigwaitinfo, sigset_t s; sigemptyset(&s); sigwaitinfo(&s, NULL))
CALL(sigtimedwait, sigset_t s; struct timespec t = {0}; sigemptyset(&s); sigtimedwait(&s, NULL, &t))
CALL(killpg, killpg(0, 0))
CALL(sigqueue, union sigval v = {0}; sigqueue(getpid(), SIGUSR1, v))
CALL(tgkill, tgkill(getpid(), gettid(), 0))
CALL(sigaltstack, sigaltstack(NULL, NULL))
CALL(alarm, alarm(1))
CALL(pause, pause())
CALL(fork, fork())
CALL(vfork, if (vfork() == 0) _exit(0))
CALL(system, system("true"))
CALL(popen, popen("true", "r"))
CALL(exec, execl("/bin/true", "true", NULL))
CALL(execvpe, char *a[] = {"true", NULL}; execvpe("true", a, a))
CALL(fexecve, char *a[] = {"true", NULL}; fexecve(0, a, a))
CALL(clone, static char stack[10000]; clone((int (*)(void *))nothing, stack + 9000, CLONE_VM, NULL))
CALL(spawn, pid_t p; char *a[] = {"true", NULL}; posix_spawn(&p, "/bin/true", NULL, NULL, a, a))
CALL(wait, wait(NULL))
CALL(wait3, wait3(NULL, 0, NULL))
CALL(waitid, siginfo_t i; waitid(P_ALL, 0, &i, WEXITED))
CALL(read, char c; read(0, &c, 1))
CALL(getchar, getchar())
CALL(fgets, char c[9]; fgets(c, 9, stdin))
CALL(getc, getc(stdin))
CALL(fgetc, fgetc(stdin))
CALL(fread, char c; fread(&c, 1, 1, stdin))
CALL(getline, char *l = NULL; size_t n = 0; getline(&l, &n, stdin))
CALL(scanf, int n; scanf("%d", &n))
CALL(fscanf, int n; fscanf(stdin, "%d", &n))
CALL(getchar_unlocked, getchar_unlocked())
CALL(socket, socket(AF_INET, SOCK_STREAM, 0))
CALL(socketpair, int f[2]; socketpair(AF_UNIX, SOCK_STREAM, 0, f))
CALL(pipe, int f[2]; pipe(f))
CALL(eventfd, eventfd(0, 0))
CALL(timerfd, timerfd_create(CLOCK_MONOTONIC, 0))
CALL(poll, poll(NULL, 0, 1))
CALL(select, select(0, NULL, NULL, NULL, NULL))
CALL(epoll, epoll_create1(0))
CALL(open, open("/etc/passwd", O_RDONLY))
CALL(fopen, fopen("/etc/passwd", "r"))
CALL(cancel, begin(0, nothing); pthread_cancel(threads[0]); end(0))
CALL(dlopen, dlopen("libm.so.6", RTLD_NOW))
CALL(dlsym, dlsym(RTLD_DEFAULT, "pthread_mutex_lock"))
CALL(mmap, mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))
CALL(syscall, syscall(SYS_gettid))
CALL(futex, int w = 0; syscall(SYS_futex, &w, 1, 1, 0, 0, 0))
CALL(sem_open, sem_open("/agxrace-no", O_CREAT, 0600, 1))
CALL(mq_open, mq_open("/agxrace-no", O_CREAT, 0600, NULL))
CALL(shmget, shmget(1, 1, 0))
CALL(semget, semget(1, 1, 0))
CALL(msgget, msgget(1, 0))
CALL(ucontext, ucontext_t c; getcontext(&c); setcontext(&c))
CALL(tryjoin, begin(0, nothing); pthread_tryjoin_np(threads[0], NULL))
CALL(clockjoin, begin(0, nothing); struct timespec t = {0}; pthread_clockjoin_np(threads[0], NULL, CLOCK_REALTIME, &t))
CALL(robust, pthread_mutexattr_t a; pthread_mutex_t m; pthread_mutexattr_init(&a); pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST); pthread_mutex_init(&m, &a); pthread_mutex_lock(&m); pthread_mutex_unlock(&m))
CALL(sem_shared, sem_t s; sem_init(&s, 1, 1))
CALL(atfork, pthread_atfork(NULL, NULL, NULL))
CALL(getattr, pthread_attr_t a; pthread_getattr_np(pthread_self(), &a))
CALL(affinity, cpu_set_t s; pthread_getaffinity_np(pthread_self(), sizeof s, &s))
CALL(schedparam, struct sched_param p; int n; pthread_getschedparam(pthread_self(), &n, &p))
CALL(cpuclock, clockid_t c; pthread_getcpuclockid(pthread_self(), &c))
CALL(tmpfile, tmpfile())
CALL(timer, timer_t t; timer_create(CLOCK_REALTIME, NULL, &t))
CALL(setitimer, struct itimerval v = {0}; setitimer(ITIMER_REAL, &v, NULL))
CALL(getrandom, char c[4]; getentropy(c, 4); tally = c[0])
CALL(at_quick, at_quick_exit((void (*)(void))nothing))
CALL(on_exit, on_exit((void (*)(int, void *))handler, NULL))
CALL(drand, tally = (int)drand48())
CALL(sbrk, sbrk(4096))
CALL(flockfile, flockfile(stdout))

PROGRAMS(
	T(signal_), /* unsupported signal */
	T(sigaction_), /* unsupported sigaction */
	T(raise_), /* unsupported raise */
	T(kill_), /* unsupported kill */
	T(pthread_kill_), /* unsupported pthread_kill */
	T(sigmask_), /* unsupported pthread_sigmask */
	T(sigwait_), /* unsupported sigwait */
	T(sigwaitinfo_), /* unsupported sigwaitinfo */
	T(sigtimedwait_), /* unsupported sigtimedwait */
	T(killpg_), /* unsupported killpg */
	T(sigqueue_), /* unsupported sigqueue */
	T(tgkill_), /* unsupported tgkill */
	T(sigaltstack_), /* unsupported sigaltstack */
	T(alarm_), /* unsupported alarm */
	T(pause_), /* unsupported pause */
	T(fork_), /* unsupported fork */
	T(vfork_), /* unsupported vfork */
	T(system_), /* unsupported system */
	T(popen_), /* unsupported popen */
	T(exec_), /* unsupported execl */
	T(execvpe_), /* unsupported execvpe */
	T(fexecve_), /* unsupported fexecve */
	T(clone_), /* unsupported clone */
	T(spawn_), /* unsupported posix_spawn */
	T(wait_), /* unsupported wait */
	T(wait3_), /* unsupported wait3 */
	T(waitid_), /* unsupported waitid */
	T(read_), /* unsupported read */
	T(getchar_), /* unsupported getc */
	T(fgets_), /* unsupported fgets */
	T(getc_), /* unsupported getc */
	T(fgetc_), /* unsupported fgetc */
	T(fread_), /* unsupported fread */
	T(getline_), /* unsupported __getdelim */
	T(scanf_), /* unsupported __isoc[0-9]*_scanf */
	T(fscanf_), /* unsupported __isoc[0-9]*_fscanf */
	T(getchar_unlocked_), /* unsupported __uflow */
	T(socket_), /* unsupported socket */
	T(socketpair_), /* unsupported socketpair */
	T(pipe_), /* unsupported pipe */
	T(eventfd_), /* unsupported eventfd */
	T(timerfd_), /* unsupported timerfd_create */
	T(poll_), /* unsupported poll */
	T(select_), /* unsupported select */
	T(epoll_), /* unsupported epoll_create1 */
	T(open_), /* unsupported open */
	T(fopen_), /* unsupported fopen */
	T(cancel_), /* unsupported pthread_cancel */
	T(dlopen_), /* unsupported dlopen */
	T(dlsym_), /* unsupported dlsym */
	T(mmap_), /* unsupported mmap */
	T(syscall_), /* unsupported syscall */
	T(futex_), /* unsupported syscall */
	T(sem_open_), /* unsupported sem_open */
	T(mq_open_), /* unsupported mq_open */
	T(shmget_), /* unsupported shmget */
	T(semget_), /* unsupported semget */
	T(msgget_), /* unsupported msgget */
	T(ucontext_), /* unsupported setcontext */
	T(tryjoin_), /* unsupported pthread_tryjoin_np */
	T(clockjoin_), /* unsupported pthread_clockjoin_np */
	T(robust_), /* unsupported a robust mutex */
	T(sem_shared_), /* unsupported a semaphore shared between processes */
	T(atfork_), /* unsupported pthread_atfork */
	T(getattr_), /* unsupported pthread_getattr_np */
	T(affinity_), /* unsupported pthread_getaffinity_np */
	T(schedparam_), /* unsupported pthread_getschedparam */
	T(cpuclock_), /* unsupported pthread_getcpuclockid */
	T(tmpfile_), /* unsupported tmpfile */
	T(timer_), /* unsupported timer_create */
	T(setitimer_), /* unsupported setitimer */
	T(getrandom_), /* unsupported getentropy */
	T(at_quick_), /* unsupported at_quick_exit */
	T(on_exit_), /* unsupported on_exit */
	T(drand_), /* unsupported drand48 */
	T(sbrk_), /* unsupported sbrk */
	T(flockfile_), /* unsupported flockfile */
)
