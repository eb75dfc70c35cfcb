/* SPDX-License-Identifier: MIT */
/* End the process by SIGABRT with a text, as Metal's own assertions do. The text is kept in a
 * thread-local buffer, so that a signal handler running on the aborting thread can copy it.
 *
 *	if (buffer->current_encoder != NULL)
 *		abort_message("A command encoder is already encoding to this command buffer");
 *
 * Thread safety: any thread; the buffer belongs to the calling thread. */
#ifndef AGX_TRACE_ABORT_MESSAGE_H
#define AGX_TRACE_ABORT_MESSAGE_H

enum { ABORT_MESSAGE_BYTES = 256 };

/* The text of this thread's abort, NUL-terminated; "" before abort_message() was called. */
extern _Thread_local char abort_message_text[ABORT_MESSAGE_BYTES];

/* Keep TEXT (clipped to fit), write it and a newline to standard error and call abort(). */
_Noreturn void abort_message(const char *text);

#endif
