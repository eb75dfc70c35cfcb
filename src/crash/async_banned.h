/* SPDX-License-Identifier: MIT */
/* Included last by each _async.c: what must not be called in a signal handler does not compile there.
 * memcpy and friends are banned too: they are safe, but under a sanitizer they are its own. */
#ifndef AGX_CRASH_ASYNC_BANNED_H
#define AGX_CRASH_ASYNC_BANNED_H

#pragma GCC poison malloc calloc realloc free strdup strndup asprintf
#pragma GCC poison printf fprintf sprintf snprintf vsnprintf dprintf puts fputs putchar perror
#pragma GCC poison fopen fclose fflush fread fwrite opendir readdir closedir
#pragma GCC poison memcpy memmove memset strcpy strncpy strcat strlen strcmp strtol
#pragma GCC poison pthread_mutex_lock pthread_mutex_unlock pthread_cond_wait pthread_create
#pragma GCC poison pthread_self pthread_key_create pthread_setspecific sem_wait
#pragma GCC poison exit abort atexit longjmp siglongjmp dlopen dlsym dladdr backtrace
#pragma GCC poison usleep nanosleep sleep clock_gettime time localtime getenv setenv

#endif
