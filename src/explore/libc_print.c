/* SPDX-License-Identifier: MIT */
/* Printing, into memory and into streams: what is read of the format and of the arguments of %s, and what is written. The
 * _chk variants are those of _FORTIFY_SOURCE. */
#include "explore/crash.h"
#include "explore/explored.h"
#include "explore/format_strings.h"
#include "explore/runtime_internal.h"
#include "explore/watched.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static void on_string(void *context, const char *string, size_t bytes_max)
{
	if (string != NULL) /* glibc prints "(null)" */
		(void)watched_length(string, bytes_max, context); /* only its reads are wanted */
}

static void watch_arguments(const char *format, va_list arguments, const void *pc)
{
	(void)watched_length(format, SIZE_MAX, pc); /* likewise */
	format_strings(format, arguments, on_string, (void *)(uintptr_t)pc);
}

static int print(char *to, size_t room, const char *format, va_list arguments, const void *pc)
{
	int length;

	watch_arguments(format, arguments, pc);
	crash_blame(pc, true);
	length = vsnprintf(to, room, format, arguments);
	crash_blame(NULL, false);
	if (length >= 0 && room > 0)
		watched_write(to, (size_t)length < room ? (size_t)length + 1 : room, pc);
	return length;
}

static int print_to(FILE *stream, const char *format, va_list arguments, const void *pc)
{
	int length;

	watch_arguments(format, arguments, pc);
	crash_blame(pc, false);
	length = vfprintf(stream, format, arguments);
	crash_blame(NULL, false);
	return length;
}

static int print_to_file(int file, const char *format, va_list arguments, const void *pc)
{
	int length;

	watch_arguments(format, arguments, pc);
	crash_blame(pc, false);
	length = vdprintf(file, format, arguments);
	crash_blame(NULL, false);
	return length;
}

enum { UNBOUNDED = 1 << 30 };

/* WORDS: the parameters, and how they are printed, with and without "...". */
#define PRINT(name, parameters, call) \
	int explored_##name parameters; \
	int explored_##name parameters \
	{ \
		va_list arguments; \
		int length; \
\
		va_start(arguments, format); \
		length = call; \
		va_end(arguments); \
		return length; \
	}

#define PRINT_LIST(name, parameters, call) \
	int explored_##name parameters; \
	int explored_##name parameters \
	{ \
		return call; \
	}

PRINT(sprintf, (char *to, const char *format, ...), print(to, UNBOUNDED, format, arguments, CALLER))
PRINT(snprintf, (char *to, size_t room, const char *format, ...), print(to, room, format, arguments, CALLER))
PRINT(printf, (const char *format, ...), print_to(stdout, format, arguments, CALLER))
PRINT(fprintf, (FILE *stream, const char *format, ...), print_to(stream, format, arguments, CALLER))
PRINT(dprintf, (int file, const char *format, ...), print_to_file(file, format, arguments, CALLER))
PRINT_LIST(vsprintf, (char *to, const char *format, va_list arguments),
	   print(to, UNBOUNDED, format, arguments, CALLER))
PRINT_LIST(vsnprintf, (char *to, size_t room, const char *format, va_list arguments),
	   print(to, room, format, arguments, CALLER))
PRINT_LIST(vprintf, (const char *format, va_list arguments), print_to(stdout, format, arguments, CALLER))
PRINT_LIST(vfprintf, (FILE *stream, const char *format, va_list arguments),
	   print_to(stream, format, arguments, CALLER))

#pragma GCC diagnostic ignored "-Wunused-parameter"
PRINT(__sprintf_chk, (char *to, int flag, size_t size, const char *format, ...),
      print(to, UNBOUNDED, format, arguments, CALLER))
PRINT(__snprintf_chk, (char *to, size_t room, int flag, size_t size, const char *format, ...),
      print(to, room, format, arguments, CALLER))
PRINT(__printf_chk, (int flag, const char *format, ...), print_to(stdout, format, arguments, CALLER))
PRINT(__fprintf_chk, (FILE *stream, int flag, const char *format, ...), print_to(stream, format, arguments, CALLER))
PRINT(__dprintf_chk, (int file, int flag, const char *format, ...), print_to_file(file, format, arguments, CALLER))
PRINT_LIST(__vsprintf_chk, (char *to, int flag, size_t size, const char *format, va_list arguments),
	   print(to, UNBOUNDED, format, arguments, CALLER))
PRINT_LIST(__vsnprintf_chk, (char *to, size_t room, int flag, size_t size, const char *format, va_list arguments),
	   print(to, room, format, arguments, CALLER))
PRINT_LIST(__vprintf_chk, (int flag, const char *format, va_list arguments),
	   print_to(stdout, format, arguments, CALLER))
PRINT_LIST(__vfprintf_chk, (FILE *stream, int flag, const char *format, va_list arguments),
	   print_to(stream, format, arguments, CALLER))
#pragma GCC diagnostic warning "-Wunused-parameter"

EXPLORED(puts);
int explored_puts(const char *string)
{
	(void)watched_length(string, SIZE_MAX, CALLER); /* only its reads are wanted */
	return puts(string);
}

EXPLORED(fputs);
int explored_fputs(const char *restrict string, FILE *restrict stream)
{
	(void)watched_length(string, SIZE_MAX, CALLER); /* likewise */
	return fputs(string, stream);
}

EXPLORED(perror);
void explored_perror(const char *string)
{
	if (string != NULL)
		(void)watched_length(string, SIZE_MAX, CALLER); /* likewise */
	perror(string);
}

EXPLORED(fwrite);
size_t explored_fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict stream)
{
	size_t written;

	watched_read(from, size * count, CALLER);
	crash_blame(CALLER, false);
	written = fwrite(from, size, count, stream);
	crash_blame(NULL, false);
	return written;
}

EXPLORED(write);
ssize_t explored_write(int file, const void *from, size_t bytes)
{
	watched_read(from, bytes, CALLER);
	return write(file, from, bytes);
}

/* A buffer of the program would be written by libc in later executions too. What is printed is the same without. */
EXPLORED(setvbuf);
int explored_setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t bytes)
{
	(void)stream;
	(void)buffer;
	(void)mode;
	(void)bytes;
	return 0;
}

EXPLORED(setbuf);
void explored_setbuf(FILE *restrict stream, char *restrict buffer)
{
	(void)stream;
	(void)buffer;
}

void explored_setbuffer(FILE *stream, char *buffer, size_t bytes);
void explored_setbuffer(FILE *stream, char *buffer, size_t bytes)
{
	(void)stream;
	(void)buffer;
	(void)bytes;
}

void explored_setlinebuf(FILE *stream);
void explored_setlinebuf(FILE *stream)
{
	(void)stream;
}
